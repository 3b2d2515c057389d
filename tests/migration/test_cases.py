"""What becomes of the workflows of `cases/*.md`, text by text."""

from __future__ import annotations

import re

import pytest

from tests.migration.cases import FOLDER, Case, cases, result_of
from trustpub.migration.planner import plan

CASES = cases()


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.table}-{case.name}") for case in CASES])
def test_becomes_exactly_this(case: Case) -> None:
    """The diff, the strategies, the reasons, the publishers and the unused secrets are those that the table states."""
    assert result_of(plan(case.repository, case.options)) == case.expected


def test_every_case_has_an_id_of_its_own_and_says_why() -> None:
    """No two cases of a table share a heading, and each has a sentence below it."""
    for path in FOLDER.glob("*.md"):
        sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        names = [section.split("\n", 1)[0] for section in sections]
        assert len(set(names)) == len(names), path.name
        assert all(section.split("\n")[1].endswith(".") for section in sections), path.name


def test_more_is_left_alone_than_is_rewritten_in_place() -> None:
    """The table of inputs that are left alone is longer than that of the simplest strategy, as it must stay."""
    left = [case for case in CASES if "```diff" not in case.expected]
    rewritten = [case for case in CASES if case.table == "in-place" and "```diff" in case.expected]
    assert len(left) > len(rewritten)
