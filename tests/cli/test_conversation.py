"""The question before writing, at a real terminal: whole transcripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, TOKEN_UPLOAD, WORKFLOWS, checkout, fingerprint
from tests.cli.terminal import Session, screen

ONE = "Write this file? [y/n/q/?] "

NEXT = """\

Next, in this order, so that no release breaks:
  1. Before this change is merged, register the publisher, as an owner of the project:
     PyPI: sampler
       Owner            octo-org
       Repository name  sampler
       Workflow name    a.yml
       Environment name pypi
       https://pypi.org/manage/project/sampler/settings/publishing/?provider=github&owner=octo-org&\
repository=sampler&workflow_filename=a.yml&environment=pypi
  2. On GitHub, under Settings, Environments, create pypi and say who may release, and from which
     branches or tags; left to its first use it is created without any rule.
  3. Commit, merge, and make a release; watch that the upload goes through.
  4. Only then delete PYPI_TOKEN, which no workflow uses any more, from the secrets of the
     repository or organization, and revoke the token itself:
     https://pypi.org/manage/account/
"""

EXPLANATION = "The difference is above; nothing is written before you say yes.\n"

HELP = """\
  y  yes, write these files
  n  no, write nothing of this repository
  q  quit, and write nothing more
  ?  this help
"""


def repository(folder: Path) -> Path:
    """A checkout with one upload that is migrated in place."""
    return checkout(folder, {"a.yml": TOKEN_UPLOAD})


def difference(root: Path) -> str:
    """What diff shows on the same terminal, without the steps that follow."""
    status, text = screen("diff", cwd=root)
    assert status == 1 and text.endswith(NEXT) and "+      id-token: write\n" in text
    return text.removesuffix(NEXT)


def test_yes_writes_and_says_what_comes_next(tmp_path: Path) -> None:
    """The difference, the question, the answer, what was written, and the steps in their order."""
    root = repository(tmp_path / "repo")
    shown = difference(root)
    session = Session("migrate", cwd=root)
    session.answer(ONE, b"y\n")
    assert session.finish() == 0
    written = "written .github/workflows/a.yml\n        job 'publish', step 3 (Upload): in-place\n"
    assert session.text == f"{shown}{ONE}y\n{written}{NEXT}"
    assert "id-token: write" in (root / WORKFLOWS / "a.yml").read_text(encoding="utf-8")


def test_no_writes_nothing(tmp_path: Path) -> None:
    """The status says that something still needs migration."""
    root = repository(tmp_path / "repo")
    shown = difference(root)
    before = fingerprint(root)
    session = Session("migrate", cwd=root)
    session.answer(ONE, b"No\n")
    assert session.finish() == 1
    assert session.text == f"{shown}{ONE}No\nNothing is written.\n"
    assert fingerprint(root) == before


def test_nonsense_and_a_question_mark_are_explained_and_asked_again(tmp_path: Path) -> None:
    """Neither an empty line nor nonsense counts as a yes."""
    root = repository(tmp_path / "repo")
    shown = difference(root)
    session = Session("migrate", cwd=root)
    session.answer(ONE, b"?\n")
    session.answer(f"{HELP}{ONE}", b"\n")
    session.answer(f"{HELP}{ONE}", b"yess\n")
    session.answer(f"{HELP}{ONE}", b" Q \n")
    assert session.finish() == 1
    assert session.text == (
        f"{shown}{ONE}?\n{EXPLANATION}{HELP}{ONE}\n{HELP}{ONE}yess\n{HELP}{ONE} Q \nStopped; nothing more is written.\n"
    )


@pytest.mark.parametrize(("key", "echo"), [(b"\x03", "^C"), (b"\x04", "")])
def test_control_c_and_the_end_of_input_leave_politely(key: bytes, echo: str, tmp_path: Path) -> None:
    """Both mean: stop here; nothing is written, and there is no traceback."""
    root = repository(tmp_path / "repo")
    shown = difference(root)
    before = fingerprint(root)
    session = Session("migrate", cwd=root)
    session.answer(ONE, key)
    assert session.finish() == 1
    assert session.text.replace("\b", "") in (
        f"{shown}{ONE}{echo}\nStopped; nothing more is written.\n",
        f"{shown}{ONE}^D\nStopped; nothing more is written.\n",
    )
    assert fingerprint(root) == before


def test_each_repository_is_asked_for_and_q_ends_the_round(tmp_path: Path) -> None:
    """n skips one repository, y writes one, q leaves the rest; what was written stays written."""
    roots = [repository(tmp_path / name) for name in ("one", "two", "three", "four")]
    shown = difference(roots[0])
    session = Session("migrate", "one", "two", "three", "four", cwd=tmp_path)
    session.answer(ONE, b"n\n")
    session.answer(f"Nothing is written.\n== octo-org/sampler in two\n{shown}{ONE}", b"y\n")
    session.answer(f"== octo-org/sampler in three\n{shown}{ONE}", b"q\n")
    assert session.finish() == 1
    changed = ["id-token" in (root / WORKFLOWS / "a.yml").read_text(encoding="utf-8") for root in roots]
    assert changed == [False, True, False, False]


def test_nothing_is_asked_where_nothing_can_be_written(tmp_path: Path) -> None:
    """An upload that is left to a person is told, without a question."""
    root = checkout(tmp_path / "repo", {"a.yml": LEFT_UPLOAD})
    status, text = screen("migrate", cwd=root)
    assert status == 1 and text.startswith("Left to you:\n") and "Write" not in text


def test_control_c_during_the_work_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C at any other time stops with a line and status 2, without a traceback."""
    from trustpub.cli import scan
    from trustpub.cli.main import main

    def interrupted(path: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(scan, "open_path", interrupted)
    assert main(["scan", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "\ntrustpub: stopped\n"
