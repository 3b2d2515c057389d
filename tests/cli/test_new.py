"""`trustpub new`, as a user runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, NO_UPLOAD, TOKEN_UPLOAD, checkout, fingerprint, trustpub
from tests.cli.terminal import Session, screen
from tests.corpus import ROOT

PUBLISH = ".github/workflows/publish.yml"
QUESTION = f"Write {PUBLISH}? [y/n/?] "


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a workflow that uploads nothing."""
    return checkout(tmp_path / "sampler", {"test.yml": NO_UPLOAD})


def test_writes_what_a_dry_run_shows(project: Path) -> None:
    """The dry run prints the file and writes nothing; with --yes just that is written; a scan is then content."""
    before = fingerprint(project)
    shown = trustpub("new", "--dry-run", cwd=project)
    assert shown.status == 0 and fingerprint(project) == before
    assert "not written" in shown.err and "Workflow name    publish.yml" in shown.err
    written = trustpub("new", "--yes", cwd=project)
    assert written.status == 0 and written.out.startswith(f"written {PUBLISH}\n") and written.err == ""
    assert (project / PUBLISH).read_text(encoding="utf-8") == shown.out
    assert "manage/project/sampler/settings/publishing/?provider=github&owner=octo-org" in written.out
    assert {name: value for name, value in fingerprint(project).items() if not name.endswith(PUBLISH)} == before
    scan = trustpub("scan", cwd=project)
    assert scan.status == 0 and "Trusted Publishing" in scan.out


def test_never_overwrites(project: Path) -> None:
    """A file that is there stays, whatever was asked for, also when it is a link that leads nowhere."""
    for is_link in (False, True):
        if is_link:
            (project / PUBLISH).symlink_to("gone.yml")
        else:
            (project / PUBLISH).write_text(NO_UPLOAD)
        before = fingerprint(project)
        done = trustpub("new", "--yes", "--force", cwd=project)
        assert done.status == 2 and fingerprint(project) == before
        assert done.complaints == [
            f"trustpub: {PUBLISH}: it exists already and is not overwritten; name another file with --output"
        ]
        (project / PUBLISH).unlink()


def test_writes_nothing_outside(project: Path, tmp_path: Path) -> None:
    """A workflow folder that is a link out of the project is refused."""
    (tmp_path / "elsewhere").mkdir()
    (project / ".github" / "workflows" / "test.yml").unlink()
    (project / ".github" / "workflows").rmdir()
    (project / ".github" / "workflows").symlink_to(tmp_path / "elsewhere")
    assert trustpub("new", "--yes", cwd=project).status == 2
    assert trustpub("new", "--yes", "--force", cwd=project).status == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("workflow", "says"),
    [
        (TOKEN_UPLOAD, "release.yml uploads already, with a stored token; move it to Trusted Publishing with trustpub"),
        (LEFT_UPLOAD, "release.yml uploads already, with a stored token"),
        (
            TOKEN_UPLOAD.replace("        with:\n          password: ${{ secrets.PYPI_TOKEN }}\n", "").replace(
                "jobs:", "permissions:\n  id-token: write\njobs:"
            ),
            "release.yml uploads already, with Trusted Publishing; look at it with trustpub scan",
        ),
        (TOKEN_UPLOAD + "jobs: [", "release.yml cannot be read, so it may upload already"),
    ],
    ids=["token", "token in make", "trusted", "broken"],
)
def test_refuses_a_second_workflow(tmp_path: Path, workflow: str, says: str) -> None:
    """Where something uploads, or may, one sentence names the file and what to do; --force writes all the same."""
    project = checkout(tmp_path / "sampler", {"release.yml": workflow})
    refused = trustpub("new", "--yes", cwd=project)
    assert refused.status == 2 and len(refused.complaints) == 1 and says in refused.complaints[0]
    assert trustpub("new", "--yes", "--force", cwd=project).status == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere"], "nowhere: there is no such folder"),
        (["pyproject.toml"], "pyproject.toml: there is no such folder"),
        ([".github"], ".github: it lies in a git checkout, and workflows belong to its top; name "),
        (["--output", "publish.yml"], "GitHub runs workflows from .github/workflows only"),
        (["--output", ".github/workflows/../../x.yml"], "GitHub runs workflows from .github/workflows only"),
        (["--backend", "flit", "--native"], "flit builds pure Python wheels only; leave out --native"),
        (["--backend", "make"], "invalid choice: 'make'"),
        (["--environment", "a'b"], "is not a name that PyPI takes"),
        (["--native", "--pure"], "not allowed with argument"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_refuses_in_one_sentence(project: Path, words: list[str], says: str) -> None:
    """Whatever cannot be done is told in a line, with status 2, and nothing is written."""
    before = fingerprint(project)
    done = trustpub("new", "--yes", *words, cwd=project)
    assert (done.status, done.out, len(done.complaints)) == (2, "", 1) and says in done.err
    assert fingerprint(project) == before


def test_refuses_what_is_no_project(tmp_path: Path) -> None:
    """Without Python metadata there is nothing to build."""
    done = trustpub("new", "--yes", cwd=tmp_path)
    assert done.status == 2 and "holds no Python project" in done.err


def test_writes_without_a_remote_and_says_what_is_unknown(tmp_path: Path) -> None:
    """The workflow does not need the owner; the publisher does, so its fields are left to fill in."""
    project = checkout(tmp_path / "sampler", {}, remote=None)
    done = trustpub("new", "--yes", cwd=project)
    assert done.status == 0 and "Owner            (fill in)" in done.out and "has no git remote" in done.out
    assert "github.repository" not in (project / PUBLISH).read_text(encoding="utf-8")


def test_prints_json(project: Path) -> None:
    """One document, with the text, whether it was written, and the publishers."""
    for words, written in ((["--dry-run"], False), (["--yes"], True)):
        done = trustpub("new", "--format", "json", "--index", "both", *words, cwd=project)
        document = json.loads(done.out)
        assert done.status == 0 and document["file"]["written"] is written and document["version"] == 1
        assert [publisher["index"] for publisher in document["publishers"]] == ["testpypi", "pypi"]
        assert document["file"]["path"] == PUBLISH and (project / PUBLISH).exists() is written
    assert document["file"]["text"] == (project / PUBLISH).read_text(encoding="utf-8")


def test_asks_only_at_a_terminal(project: Path) -> None:
    """Without one, and without --yes or --dry-run, nothing is written, and the way on is told."""
    for words in ([], ["--format", "json"]):
        done = trustpub("new", *words, cwd=project)
        assert done.status == 2 and "use --yes to write without asking" in done.err
    assert not (project / PUBLISH).exists()


def test_writes_after_a_yes(project: Path) -> None:
    """The file is shown; `?` explains, nonsense asks again, and y writes."""
    session = Session("new", cwd=project)
    session.answer(QUESTION, b"?\n")
    session.answer(QUESTION, b"perhaps\n")
    session.answer(QUESTION, b"yes\n")
    assert session.finish() == 0
    assert "The file is new; nothing else is changed." in session.text and "written" in session.text
    assert (project / PUBLISH).exists()


@pytest.mark.parametrize("answer", [b"n\n", b"\x04", b"\x03"], ids=["no", "end of input", "ctrl-c"])
def test_leaves_politely(project: Path, answer: bytes) -> None:
    """No, the end of input and Ctrl-C write nothing and say so."""
    session = Session("new", cwd=project)
    session.answer(QUESTION, answer)
    assert session.finish() == 1
    assert session.text.endswith("Nothing is written.\n") and not (project / PUBLISH).exists()


def test_asks_what_the_files_leave_open(project: Path) -> None:
    """Sources that nothing in the metadata builds: asked at a terminal, refused elsewhere, settled by an option."""
    (project / "src").mkdir()
    (project / "src" / "fast.pyx").write_text("")
    done = trustpub("new", "--yes", cwd=project)
    assert done.status == 2 and "say --native or --pure" in done.err
    assert "cibuildwheel" not in trustpub("new", "--dry-run", "--pure", cwd=project).out
    session = Session("new", cwd=project)
    session.answer("compiled code? [y/n/?] ", b"?\n")
    session.answer("compiled code? [y/n/?] ", b"y\n")
    session.answer(QUESTION, b"y\n")
    assert session.finish() == 0
    assert "cibuildwheel" in (project / PUBLISH).read_text(encoding="utf-8")
    assert "pure Python needs one wheel for all" in session.text


def test_options_settle_everything(project: Path) -> None:
    """Each option does what it says."""
    options = "--backend maturin --native --builder uv --trigger tag --index testpypi --environment rehearsal --yes"
    status, text = screen("new", *options.split(), "--output", ".github/workflows/rehearse.yaml", cwd=project)
    written = (project / ".github" / "workflows" / "rehearse.yaml").read_text(encoding="utf-8")
    assert status == 0 and "TestPyPI: sampler" in text and "Workflow name    rehearse.yaml" in text
    for part in ("maturin-action@", 'tags: ["v*"]', "https://test.pypi.org/legacy/", "name: rehearsal"):
        assert part in written
    none = trustpub("new", "--dry-run", "--force", "--no-environment", cwd=project)
    assert "environment:" not in none.out and "(leave empty)" in none.err


def test_the_documentation_names_every_option() -> None:
    """docs/new.md has those of the command, and no other."""
    rows = re.findall(r"^\| (`--[^|]*)\|", (ROOT / "docs" / "new.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = {option for row in rows for option in re.findall(r"`(--[a-z-]+)", row)}
    assert told == set(re.findall(r"--[a-z-]+", trustpub("new", "--help").out)) - {"--help", "--exit-zero"}
