"""What the planner makes of a file in which not every job can be rewritten."""

from __future__ import annotations

import pytest

from tests.migration.cases import WORKFLOW
from tests.migration.repositories import MemoryRepository
from trustpub.migration.check import check_result
from trustpub.migration.planner import plan
from trustpub.migration.types import Options
from trustpub.yamlcst.edit import EditError

TWO_JOBS = b"""\
on: push
jobs:
  first:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
        with:
          password: ${{ secrets.FIRST }}
  second:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
        with:
          password: ${{ secrets.SECOND }}
"""


def _fail_for(names: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the last look at a rewritten file find something wrong whenever one of these jobs has changed."""

    def failing(before: object, after: object, repository: object, changed: set[str], *rest: object) -> object:
        if names & changed:
            raise EditError(f"nothing may be done to {', '.join(sorted(names & changed))}", line=3)
        return check_result(before, after, repository, changed, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("trustpub.migration.rewrite.check_result", failing)


def test_one_unsafe_job_does_not_keep_the_others_from_being_rewritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job whose result is not as planned is left with that reason; the other one changes."""
    _fail_for({"first"}, monkeypatch)
    found = plan(MemoryRepository({WORKFLOW: TWO_JOBS}), Options())
    assert [done.upload.job for done in found.migrated] == ["second"]
    reason = "the file cannot be rewritten safely in line 3: nothing may be done to first"
    assert [(left.upload.job, left.reason) for left in found.left] == [("first", reason)]
    assert found.unused_secrets == ("SECOND",)


def test_nothing_of_a_file_is_used_when_no_job_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both jobs are left, each with its own reason."""
    _fail_for({"first", "second"}, monkeypatch)
    found = plan(MemoryRepository({WORKFLOW: TWO_JOBS}), Options())
    assert not found.files and not found.migrated
    assert [left.reason.rsplit(" ", 1)[1] for left in found.left] == ["first", "second"]


def test_more_than_can_be_rewritten_in_reasonable_time_is_left() -> None:
    """Every edit reads the whole file again, so a file made of uploads would take for ever."""
    job = TWO_JOBS.split(b"  second:\n")[1]
    many = b"on: push\njobs:\n" + b"".join(b"  job%d:\n%s" % (number, job) for number in range(150))
    found = plan(MemoryRepository({WORKFLOW: many}), Options())
    assert not found.files and len(found.left) == 150
    assert "too much to rewrite" in found.left[0].reason


def test_a_token_taken_out_of_a_file_is_still_to_be_revoked() -> None:
    """It stands in the history. One in a secret, and one that stays where it is, need no such note."""
    token = b"pypi-AgEIcHlwaS5vcmc" + b"A" * 80
    secret = b"${{ secrets.SECOND }}"
    found = plan(MemoryRepository({WORKFLOW: TWO_JOBS.replace(secret, token)}), Options())
    assert len(found.migrated) == 2
    assert [note for note in found.notes if "revoke" in note] == [
        f"{WORKFLOW} held a PyPI token that everyone who sees the repository's history can use: "
        "revoke it at once, on the account's page on PyPI"
    ]
    stays = b"# " + token + b"\n" + TWO_JOBS
    for untouched in (TWO_JOBS, stays):
        found = plan(MemoryRepository({WORKFLOW: untouched}), Options())
        assert len(found.migrated) == 2
        assert not any("revoke" in note for note in found.notes)
