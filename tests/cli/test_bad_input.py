"""What bad input gets: one sentence with the place and what to do, the other files all the same, the right status."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, NO_UPLOAD, TOKEN_UPLOAD, WORKFLOWS, checkout, fingerprint, trustpub

needs_links = pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights on Windows")
needs_posix = pytest.mark.skipif(os.name == "nt", reason="POSIX only")

BAD_FILES: dict[str, tuple[bytes, int | None, str]] = {
    "binary": (b"\x7fELF\0\0pypi\0", None, "binary"),
    "not UTF-8": ("# pypi\nname: Ver\u00f6ffentlichen\n".encode("latin-1"), 2, "not UTF-8"),
    "UTF-16": (TOKEN_UPLOAD.encode("utf-16"), None, "binary"),
    "50 MB": (b"# pypi\n" * 7_200_000, None, "50 MB"),
    "not YAML": (b"on: push\njobs:\n  pypi: [\n", 4, "not valid YAML"),
    "a tab as indentation": (b"on: push\njobs:\n\tpypi: 1\n", 3, "not valid YAML"),
    "duplicate keys": (TOKEN_UPLOAD.replace("name: Release", "on: push").encode(), 2, "twice"),
    "alias bomb": (
        b"a: &a [pypi, pypi, pypi, pypi, pypi, pypi, pypi, pypi, pypi]\n"
        + b"".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n".encode() for n in range(12)
        ),
        None,
        "alias",
    ),
    "nested too deeply": (b"on: push\njobs: " + b"[" * 5000 + b"pypi" + b"]" * 5000 + b"\n", None, "nested"),
    "a list": (b"- on: push\n- jobs:\n    pypi: {}\n", None, "mapping"),
    "a text": (b"pypi\n", None, "mapping"),
    "jobs: null": (b"on: push # pypi\njobs:\n", None, "jobs"),
    "jobs is a list": (b"on: push # pypi\njobs: [a]\n", None, "jobs"),
    "two documents": (TOKEN_UPLOAD.encode() + b"---\n" + TOKEN_UPLOAD.encode(), None, "document"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_named_and_the_others_are_scanned(name: str, tmp_path: Path) -> None:
    """One sentence names the file, the line where there is one, and the trouble; the status is 2."""
    data, line, words = BAD_FILES[name]
    root = checkout(tmp_path / "repo", {"bad.yml": data, "good.yml": TOKEN_UPLOAD})
    done = trustpub("scan", "--format", "json", root)
    assert done.status == 2
    (repository,) = json.loads(done.out)["repositories"]
    (error,) = repository["errors"]
    assert error["path"] == f"{WORKFLOWS}/bad.yml" and words in error["message"]
    if line is not None:
        assert error["line"] == line
    assert [upload["workflow"] for upload in repository["uploads"]] == [f"{WORKFLOWS}/good.yml"]
    (complaint,) = done.complaints
    assert str(root / WORKFLOWS / "bad.yml") in complaint and words in complaint
    assert "\n" not in error["message"] and len(error["message"]) < 300


@pytest.mark.parametrize("name", ["not YAML", "duplicate keys", "a list"])
def test_a_bad_file_does_not_keep_the_others_from_migration(name: str, tmp_path: Path) -> None:
    """migrate changes the good file, leaves the bad one as it is, says so once, and ends with 2."""
    data, _, words = BAD_FILES[name]
    root = checkout(tmp_path / "repo", {"bad.yml": data, "good.yml": TOKEN_UPLOAD})
    done = trustpub("migrate", "--yes", root)
    assert done.status == 2
    assert [words in complaint for complaint in done.complaints] == [True]
    assert (root / WORKFLOWS / "bad.yml").read_bytes() == data
    assert b"id-token: write" in (root / WORKFLOWS / "good.yml").read_bytes()


def test_exit_zero_does_not_hide_an_unreadable_file(tmp_path: Path) -> None:
    """--exit-zero turns 1 into 0, and leaves 2 as it is."""
    good = checkout(tmp_path / "good", {"a.yml": TOKEN_UPLOAD})
    bad = checkout(tmp_path / "bad", {"a.yml": b"pypi: ["})
    assert trustpub("scan", "--exit-zero", good).status == 0
    assert trustpub("scan", "--exit-zero", good, bad).status == 2


# What a repository can lack


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path) -> None:
    """Without .github and without git it is not a repository, and the user is told to name one."""
    for command in ("scan", "diff"):
        done = trustpub(command, tmp_path)
        assert (done.status, done.out) == (2, "")
        (complaint,) = done.complaints
        assert str(tmp_path) in complaint and "name the top folder of a repository" in complaint


def test_a_folder_inside_a_checkout_is_refused_with_the_way_to_its_top(tmp_path: Path) -> None:
    """The user stands in a subfolder: the sentence names the folder to name."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    (root / "src" / "sampler").mkdir(parents=True)
    done = trustpub("scan", cwd=root / "src" / "sampler")
    assert (done.status, done.out) == (2, "")
    (complaint,) = done.complaints
    assert complaint == f"trustpub: .: this is a folder inside a checkout; name the checkout itself, {root}"


def test_a_repository_without_workflows_has_nothing_to_do(tmp_path: Path) -> None:
    """A git checkout without .github is fine: nothing to do."""
    (tmp_path / ".git").mkdir()
    done = trustpub("scan", tmp_path)
    assert (done.status, done.out, done.err) == (0, "There are no GitHub Actions workflows here.\n", "")
    assert trustpub("migrate", "--yes", tmp_path).status == 0


def test_a_path_that_does_not_exist_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    """The wrong path gets its sentence; the right one beside it is scanned."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    done = trustpub("scan", tmp_path / "no\tsuch", root)
    assert done.status == 2
    (complaint,) = done.complaints
    assert "no\\tsuch: there is no such file or folder" in complaint
    assert "PYPI_TOKEN" in done.out


REMOTES = {
    "no remote": (None, "has no git remote"),
    "GitLab": ("https://gitlab.com/octo-org/sampler.git", "at gitlab.com, not at github.com"),
    "GitHub Enterprise": ("git@github.example.com:octo-org/sampler.git", "at github.example.com, not at github.com"),
    "a lookalike": ("https://github.com.example.org/octo-org/sampler", "at github.com.example.org, not at github.com"),
    "a local path": ("/srv/git/sampler.git", "not at github.com"),
    "a password in it": ("https://user:hunter2@git.example.com/o/r.git", "at git.example.com, not"),
}


@pytest.mark.parametrize("name", REMOTES)
def test_a_remote_that_is_not_github_leaves_the_owner_open_and_says_why(name: str, tmp_path: Path) -> None:
    """The change is made all the same; the publisher's owner is null, and one note tells why and what to do."""
    url, words = REMOTES[name]
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD}, remote=url)
    done = trustpub("diff", root)
    assert done.status == 1 and done.err == ""
    notes = [line for line in done.out.splitlines() if "Note: " in line]
    assert [words in note for note in notes] == [True]
    assert "fill in the owner and the name" in notes[0] and "hunter2" not in done.out
    (repository,) = json.loads(trustpub("diff", "--format", "json", root).out)["repositories"]
    assert (repository["owner"], repository["publishers"][0]["owner"]) == (None, None)
    assert words in repository["notes"][0]


def test_workflows_outside_git_are_changed_too(tmp_path: Path) -> None:
    """A folder with .github but without git is a repository whose place on GitHub is unknown."""
    (tmp_path / WORKFLOWS).mkdir(parents=True)
    (tmp_path / WORKFLOWS / "a.yml").write_text(TOKEN_UPLOAD, encoding="utf-8")
    done = trustpub("migrate", "--yes", tmp_path)
    assert done.status == 0 and "this is no git checkout" in done.out
    assert "id-token: write" in (tmp_path / WORKFLOWS / "a.yml").read_text(encoding="utf-8")


@needs_posix
def test_a_pipe_as_git_configuration_does_not_hang(tmp_path: Path) -> None:
    """.git/config is only read when it is a regular file."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    (root / ".git" / "config").unlink()
    os.mkfifo(root / ".git" / "config")
    assert trustpub("scan", root).status == 1


# Files that are no files, and links


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    # A socket's path must be short, and the test's folder is not.
    here = os.getcwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def _broken_link(path: Path) -> None:
    path.symlink_to("nowhere.yml")


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def _link_out(path: Path) -> None:
    outside = path.parents[3] / "outside.yml"
    outside.write_text(TOKEN_UPLOAD.replace("PYPI_TOKEN", "OUTSIDE_PYPI_TOKEN"), encoding="utf-8")
    path.symlink_to(outside)


def _relative_link_out(path: Path) -> None:
    _link_out(path)
    path.unlink()
    path.symlink_to("../../../outside.yml")


@needs_posix
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_fifo, "no regular file"),
        (_socket, "no regular file"),
        (_broken_link, "broken link"),
        (_link_to_itself, ""),
        (_link_out, "leads out of the repository"),
        (_relative_link_out, "leads out of the repository"),
    ],
)
def test_what_is_no_file_of_the_repository_is_not_read(
    make: Callable[[Path], None], words: str, tmp_path: Path
) -> None:
    """Pipes, sockets and links that lead nowhere or out get a sentence each, and do not hang anything."""
    root = checkout(tmp_path / "repo", {"good.yml": TOKEN_UPLOAD})
    make(root / WORKFLOWS / "odd.yml")
    done = trustpub("scan", root)
    assert done.status == 2
    (complaint,) = done.complaints
    assert "odd.yml: " in complaint and words in complaint
    assert "PYPI_TOKEN" in done.out and "OUTSIDE" not in done.out
    assert trustpub("migrate", "--yes", root).status == 2
    outside = tmp_path / "outside.yml"
    assert not outside.exists() or "OUTSIDE_PYPI_TOKEN" in outside.read_text(encoding="utf-8")


def test_a_folder_named_like_a_workflow_is_no_workflow(tmp_path: Path) -> None:
    """GitHub reads files only."""
    root = checkout(tmp_path / "repo", {"good.yml": NO_UPLOAD})
    (root / WORKFLOWS / "odd.yml").mkdir()
    done = trustpub("scan", root)
    assert (done.status, done.err) == (0, "")


@needs_links
@pytest.mark.parametrize("link", [".github", WORKFLOWS])
def test_a_folder_that_is_a_link_out_of_the_repository_is_not_read(link: str, tmp_path: Path) -> None:
    """Also where .github itself leads out: one sentence, nothing read, nothing written behind it."""
    other = checkout(tmp_path / "other", {"a.yml": TOKEN_UPLOAD})
    root = tmp_path / "repo"
    (root / ".git").mkdir(parents=True)
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(other / link)
    before = fingerprint(other)
    for words in (["scan"], ["migrate", "--yes"]):
        done = trustpub(*words, root)
        assert done.status == 2
        (complaint,) = done.complaints
        assert ".github" in complaint and "leads out of the repository" in complaint
        assert "PYPI_TOKEN" not in done.out
    assert fingerprint(other) == before


@needs_links
def test_a_link_inside_the_repository_is_followed(tmp_path: Path) -> None:
    """The workflow is changed where it really is, and the link stays a link."""
    root = checkout(tmp_path / "repo", {})
    (root / "ci").mkdir()
    (root / "ci" / "real.yml").write_text(TOKEN_UPLOAD, encoding="utf-8")
    (root / WORKFLOWS / "a.yml").symlink_to("../../ci/real.yml")
    assert trustpub("migrate", "--yes", root).status == 0
    assert (root / WORKFLOWS / "a.yml").is_symlink()
    assert "id-token: write" in (root / "ci" / "real.yml").read_text(encoding="utf-8")


@needs_links
def test_a_repository_that_is_named_by_a_link_is_read(tmp_path: Path) -> None:
    """The user may name a checkout or a file by any path, also one with a link or `..` in it."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    (tmp_path / "link").symlink_to(root)
    (tmp_path / "file.yml").symlink_to(root / WORKFLOWS / "a.yml")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for path in ("link", "file.yml", "deep/er/../../repo", f"repo/{WORKFLOWS}/../workflows/a.yml"):
        done = trustpub("scan", path, cwd=tmp_path)
        assert (done.status, done.err) == (1, ""), path


@pytest.mark.parametrize("uses", ["./../../outside", "./.github/../../outside", "./.github/actions/../../../outside"])
def test_a_local_action_does_not_lead_out_of_the_repository(uses: str, tmp_path: Path) -> None:
    """`..` in a workflow's own paths is not followed out of the checkout."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "action.yml").write_text(
        "runs:\n  using: composite\n  steps:\n    - run: twine upload dist/*\n      shell: bash\n", encoding="utf-8"
    )
    text = TOKEN_UPLOAD.replace("pypa/gh-action-pypi-publish@release/v1", uses)
    root = checkout(tmp_path / "repo", {"a.yml": text})
    done = trustpub("scan", "--format", "json", root)
    assert done.status in (0, 1, 2)
    (repository,) = json.loads(done.out)["repositories"]
    assert "twine upload" not in json.dumps(repository["uploads"])


@needs_posix
@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_to_read_is_named(tmp_path: Path) -> None:
    """The sentence says that permission is denied."""
    root = checkout(tmp_path / "repo", {"bad.yml": TOKEN_UPLOAD, "good.yml": TOKEN_UPLOAD})
    (root / WORKFLOWS / "bad.yml").chmod(0)
    done = trustpub("scan", root)
    assert done.status == 2 and "PYPI_TOKEN" in done.out
    (complaint,) = done.complaints
    assert "bad.yml" in complaint and "permission denied" in complaint


# Single files and standard input


def test_standard_input_and_a_single_file_are_workflows(tmp_path: Path) -> None:
    """`-` and a file's name stand for one workflow each, in any order with repositories."""
    file = tmp_path / "some workflow.yml"
    file.write_text(TOKEN_UPLOAD.replace("PYPI_TOKEN", "FILE_PYPI_TOKEN"), encoding="utf-8")
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    text = TOKEN_UPLOAD.replace("PYPI_TOKEN", "STDIN_PYPI_TOKEN")
    done = trustpub("scan", "--format", "json", "-", file, root, stdin=text)
    assert done.status == 1
    repositories = json.loads(done.out)["repositories"]
    assert [r["uploads"][0]["secrets"] for r in repositories] == [
        ["STDIN_PYPI_TOKEN"],
        ["FILE_PYPI_TOKEN"],
        ["PYPI_TOKEN"],
    ]
    assert [r["path"] for r in repositories] == ["-", str(file), str(root)]


def test_diff_takes_a_single_file(tmp_path: Path) -> None:
    """Its difference is shown; what another file could tell is left open, above all whether a secret is unused."""
    done = trustpub("diff", "-", stdin=TOKEN_UPLOAD)
    assert done.status == 1 and "+      id-token: write" in done.out
    assert "only this file was looked at" in done.out and "no workflow uses any more" not in done.out


def test_migrate_refuses_a_single_file_before_it_asks(tmp_path: Path) -> None:
    """A file is not written outside its repository; the sentence says what to do instead."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    before = fingerprint(root)
    done = trustpub("migrate", "--yes", root / WORKFLOWS / "a.yml")
    assert done.status == 2
    (complaint,) = done.complaints
    assert "not a single file" in complaint
    assert fingerprint(root) == before


@needs_posix
def test_a_named_pipe_on_the_command_line_does_not_hang(tmp_path: Path) -> None:
    """A pipe is not opened; the user is told to use `-`."""
    os.mkfifo(tmp_path / "pipe.yml")
    done = trustpub("scan", tmp_path / "pipe.yml")
    assert done.status == 2 and "use -" in done.complaints[0]


# The command line itself


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["frobnicate"], "invalid choice: 'frobnicate'"),
        (["scan", "--format", "xml"], "invalid choice: 'xml'"),
        (["scan", "--no-such-option"], "--no-such-option"),
        (["migrate", "--environment"], "expected one argument"),
        (["migrate", "--environment", "a", "--no-environment"], "not allowed with"),
        (["diff", "--environment", "a;b"], "is not a name that PyPI takes"),
        (["diff", "--environment", ""], "is not a name that PyPI takes"),
        (["--exit-zero", "scan"], "--exit-zero"),
    ],
)
def test_bad_usage_is_one_sentence(words: list[str], expected: str, tmp_path: Path) -> None:
    """The sentence names the word that is wrong; the status is 2."""
    done = trustpub(*words, cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1 and expected in done.err


def test_no_words_print_the_help(tmp_path: Path) -> None:
    """Without a command there is nothing to do, so the help is printed and the status is 2."""
    done = trustpub(cwd=tmp_path)
    assert done.status == 2 and "scan" in done.out and "migrate" in done.out


def test_left_uploads_give_status_one_and_exit_zero_hides_it(tmp_path: Path) -> None:
    """What is left to a person is something that needs migration."""
    root = checkout(tmp_path / "repo", {"a.yml": LEFT_UPLOAD})
    done = trustpub("migrate", "--yes", root)
    assert done.status == 1 and "Left to you" in done.out
    assert trustpub("migrate", "--yes", "--exit-zero", root).status == 0
