"""What must hold of every rewrite of the tables, whatever the strategy and the layout of the file."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import pytest

from tests.migration.cases import WORKFLOW, Case, cases
from tests.migration.properties import check_plan, variants
from tests.migration.repositories import MemoryRepository
from trustpub.migration.planner import plan
from trustpub.migration.types import Options

CASES = [pytest.param(case, id=f"{case.table}-{case.name}") for case in cases()]


@pytest.mark.parametrize("strategy", ["first", "in-place", "swap", "split"])
@pytest.mark.parametrize("case", CASES)
def test_properties_hold_with_every_strategy(case: Case, strategy: str) -> None:
    """A second run changes nothing, nothing outside the plan changes, nothing is lost, and nobody gets too much."""
    options = next(each for each in variants(case.options) if (each.strategy or "first") == strategy)
    check_plan(case.repository, plan(case.repository, options), options)


@pytest.mark.parametrize("case", CASES)
def test_line_endings_and_marks_are_kept(case: Case) -> None:
    """With CRLF, a byte order mark, or without a final newline the result is the same but for just that.

    A script at the end of a file without a final newline has none either, which its new place must say with `|-`; one
    that comes to stand there needs the newline that the file did not have.
    """
    for change in (_with_crlf, _with_mark, _without_end):
        _commutes(case, change)


def _commutes(case: Case, change: Callable[[bytes], bytes]) -> None:
    expected = {file.path: file.after for file in plan(case.repository, case.options).files}
    files = {path: change(data) if path.startswith(".github/") else data for path, data in case.files.items()}
    found = plan(MemoryRepository(files), case.options)
    results = {file.path: _stripped(file.after) for file in found.files}
    assert results == {path: _stripped(change(data)) for path, data in expected.items()}


def _stripped(data: bytes) -> bytes:
    return data.replace(b"run: |-", b"run: |").rstrip(b"\r\n")


def _with_crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def _with_mark(data: bytes) -> bytes:
    return codecs.BOM_UTF8 + data


def _without_end(data: bytes) -> bytes:
    return data.rstrip(b"\n")


def test_nothing_is_planned_without_workflows() -> None:
    """A repository without workflows has nothing to migrate, and nothing is an error."""
    found = plan(MemoryRepository({"README.md": b"hello\n"}), Options())
    assert (found.files, found.left, found.errors, found.uploads) == ((), (), (), 0)


def test_files_that_need_nothing_are_not_touched() -> None:
    """Only the file with the upload is in the plan."""
    upload = next(case for case in cases("in-place") if case.name == "action-token").files[WORKFLOW]
    other = b"on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n"
    found = plan(MemoryRepository({WORKFLOW: upload, ".github/workflows/ci.yml": other}), Options())
    assert [file.path for file in found.files] == [WORKFLOW]
