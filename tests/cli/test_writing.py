"""Writing: never half of a file, never without being asked, never twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.checkouts import (
    LEFT_UPLOAD,
    NO_UPLOAD,
    TOKEN_UPLOAD,
    WORKFLOWS,
    checkout,
    environment,
    fingerprint,
    trustpub,
)
from trustpub.cli.main import main
from trustpub.cli.migration_options import plans_of
from trustpub.errors import InputError
from trustpub.migration.types import Options
from trustpub.repository.local import LocalRepository
from trustpub.repository.write import replace_file

needs_posix = pytest.mark.skipif(os.name == "nt", reason="POSIX only")


@pytest.mark.parametrize("words", [["diff"], ["migrate", "--dry-run"], ["migrate", "--dry-run", "--yes"]])
@pytest.mark.parametrize("form", ["text", "json"])
def test_looking_writes_nothing(words: list[str], form: str, tmp_path: Path) -> None:
    """diff and --dry-run print the same change, and leave every byte, mode and time of the tree as it is."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": LEFT_UPLOAD, "c.yml": NO_UPLOAD})
    before = fingerprint(root)
    done = trustpub(*words, "--format", form, root)
    assert done.status == 1 and "+      id-token: write" in done.out
    assert done.out == trustpub("diff", "--format", form, root).out
    assert fingerprint(root) == before


def test_migrating_twice_changes_nothing_more(tmp_path: Path) -> None:
    """The second run finds nothing to do, and leaves the tree as the first left it."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": NO_UPLOAD})
    assert trustpub("migrate", "--yes", root).status == 0
    after = fingerprint(root)
    again = trustpub("migrate", "--yes", root)
    assert (again.status, again.out) == (0, "") and "nothing to change" in again.err
    assert fingerprint(root) == after
    assert trustpub("scan", root).status == 0
    assert trustpub("diff", root).out == ""


def test_only_the_files_of_the_plan_are_touched(tmp_path: Path) -> None:
    """Every other file keeps its bytes, mode and time; the changed one keeps its mode; no temporary file stays."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": NO_UPLOAD})
    workflow = root / WORKFLOWS / "a.yml"
    workflow.chmod(0o640)
    before = fingerprint(root)
    assert trustpub("migrate", "--yes", root).status == 0
    after = fingerprint(root)
    assert set(after) == set(before)
    assert [path for path in after if after[path] != before[path]] == [str(workflow)]
    if os.name != "nt":
        assert workflow.stat().st_mode & 0o777 == 0o640


def test_json_says_what_was_written(tmp_path: Path) -> None:
    """`migrate --yes --format json` writes, and lists the files with the difference that was made."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    done = trustpub("migrate", "--yes", "--format", "json", root)
    assert (done.status, done.err) == (0, "")
    (repository,) = json.loads(done.out)["repositories"]
    assert [file["path"] for file in repository["files"]] == [f"{WORKFLOWS}/a.yml"]
    assert b"id-token: write" in (root / WORKFLOWS / "a.yml").read_bytes()


@pytest.mark.parametrize("words", [["migrate"], ["migrate", "--format", "json"]])
def test_nothing_is_written_without_a_terminal_to_ask_at(words: list[str], tmp_path: Path) -> None:
    """Without --yes and without somebody to ask, migrate refuses before it does anything, and names the options."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    before = fingerprint(root)
    done = trustpub(*words, root, stdin="y\n")
    assert (done.status, done.out) == (2, "")
    (complaint,) = done.complaints
    assert "--yes" in complaint and "--dry-run" in complaint
    assert fingerprint(root) == before


# What goes wrong while writing


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("broken", ["os.replace", "tempfile.mkstemp", "os.fsync"])
def test_without_permission_to_write_the_file_stays_and_is_named(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, status 2, the file as it was, no temporary file, and its secret is not called unused."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    before = fingerprint(root)
    monkeypatch.setattr(broken, _refuse)
    assert main(["migrate", "--yes", str(root)]) == 2
    out, err = capsys.readouterr()
    (complaint,) = err.splitlines()
    assert "a.yml: cannot be written: permission denied; it is as it was" in complaint
    assert "PYPI_TOKEN" not in out and "Next" not in out
    assert fingerprint(root) == before


def test_a_file_that_cannot_be_written_does_not_keep_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The other files are written; what to register is said of these only; a secret still in use is not named."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": TOKEN_UPLOAD})
    real = os.replace

    def replace(source: str, target: str) -> None:
        if target.endswith("a.yml"):
            _refuse()
        real(source, target)

    monkeypatch.setattr("os.replace", replace)
    assert main(["migrate", "--yes", "--format", "json", str(root)]) == 2
    (repository,) = json.loads(capsys.readouterr().out)["repositories"]
    assert [file["path"] for file in repository["files"]] == [f"{WORKFLOWS}/b.yml"]
    assert [done["workflow"] for done in repository["migrated"]] == [f"{WORKFLOWS}/b.yml"]
    assert [publisher["workflow"] for publisher in repository["publishers"]] == ["b.yml"]
    assert repository["unused_secrets"] == []
    assert [error["path"] for error in repository["errors"]] == [f"{WORKFLOWS}/a.yml"]
    assert (root / WORKFLOWS / "a.yml").read_text(encoding="utf-8") == TOKEN_UPLOAD


@needs_posix
@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_is_marked_read_only_is_not_replaced(tmp_path: Path) -> None:
    """Replacing needs no right on the file itself, but the mark is respected."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    (root / WORKFLOWS / "a.yml").chmod(0o444)
    done = trustpub("migrate", "--yes", root)
    assert done.status == 2 and "permission denied" in done.complaints[0]
    assert (root / WORKFLOWS / "a.yml").read_text(encoding="utf-8") == TOKEN_UPLOAD


@needs_posix
def test_a_full_disk_in_the_middle_of_writing_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """A write that stops after some bytes (by a limit on file sizes, which acts as a full disk does) harms nothing."""
    long = TOKEN_UPLOAD + "# " + "x" * 100_000 + "\n"
    root = checkout(tmp_path / "repo", {"a.yml": long})
    before = fingerprint(root)
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "from trustpub.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "migrate", "--yes", str(root)],
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    (complaint,) = done.stderr.splitlines()
    assert "a.yml: cannot be written: file too large; it is as it was" in complaint
    assert fingerprint(root) == before


def test_a_file_that_changed_since_the_plan_was_made_is_not_written(tmp_path: Path) -> None:
    """What somebody else wrote in between stays, and the user is told to run again."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    ((repository, plan),) = plans_of([str(root)], Options())
    assert isinstance(repository, LocalRepository)
    (root / WORKFLOWS / "a.yml").write_text(NO_UPLOAD, encoding="utf-8")
    (change,) = plan.files
    with pytest.raises(InputError, match=r"changed while trustpub was at work.*run it again"):
        replace_file(repository, change.path, change.before, change.after)
    assert (root / WORKFLOWS / "a.yml").read_text(encoding="utf-8") == NO_UPLOAD


def test_a_file_that_became_a_link_out_is_not_written(tmp_path: Path) -> None:
    """The place is looked up again when it is written to."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    ((_, plan),) = plans_of([str(root)], Options())
    outside = tmp_path / "outside.yml"
    outside.write_text(TOKEN_UPLOAD, encoding="utf-8")
    workflow = root / WORKFLOWS / "a.yml"
    workflow.unlink()
    workflow.symlink_to(outside)
    (change,) = plan.files
    with pytest.raises(InputError, match="leads out of the repository"):
        replace_file(LocalRepository(str(root)), change.path, change.before, change.after)
    assert outside.read_text(encoding="utf-8") == TOKEN_UPLOAD


def test_line_endings_and_marks_stay_when_written(tmp_path: Path) -> None:
    """CRLF, a byte order mark and a missing final newline are the same after the migration."""
    text = b"\xef\xbb\xbf" + TOKEN_UPLOAD.replace("\n", "\r\n").encode().removesuffix(b"\r\n") + b" # end"
    root = checkout(tmp_path / "repo", {"a.yml": text, "b.yml": TOKEN_UPLOAD.removesuffix("\n").encode()})
    assert trustpub("migrate", "--yes", root).status == 0
    written = (root / WORKFLOWS / "a.yml").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfname") and written.count(b"\n") == written.count(b"\r\n")
    assert not (root / WORKFLOWS / "b.yml").read_bytes().endswith(b"\n")
