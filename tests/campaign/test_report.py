"""A campaign's report in its four forms: what it comes to, what is shown whole, and what hostile names do to it."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re

from tests.campaign.records import HOSTILE, left, publisher, record
from tests.cli.contract import complaints
from trustpub.campaign.record import WAITING, LeftLine, PullLine, Record
from trustpub.campaign.report import Report, totals
from trustpub.campaign.report_markdown import report_markdown
from trustpub.campaign.report_tables import report_csv, report_json
from trustpub.campaign.report_text import report_text
from trustpub.campaign.targets import ORGANIZATION, Target
from trustpub.pullrequest.outcome import FAILED, LEFT, OPENED, PLANNED, SKIPPED, UNCHANGED, UPDATED
from trustpub.report.terminal import Paint

TARGET = Target(ORGANIZATION, "octo-org")
PLAIN = Paint(False)


def example(**changes: object) -> Report:
    """A campaign with a repository in each state."""
    records = (
        record("b", publisher("b", "b"), publisher("b", "b", index="testpypi")),
        dataclasses.replace(record("a", publisher("a", "a"), number=12), left=(left(),)),
        record("c", publisher("C", "c"), state=UPDATED),
        dataclasses.replace(record("d", publisher("d", "d"), state=WAITING), pull=None, requests=0),
        record("e", publisher("c", "e"), state=UNCHANGED, reason="as it should be"),
        Record(
            "octo-org", "f", LEFT, "its one upload with a token has to be migrated by hand: why", left=(left("why"),)
        ),
        Record("octo-org", "g", FAILED, "GitHub said no", errors=("a.yml: cannot be read",)),
        *(Record("octo-org", f"h{n}", SKIPPED, "it is archived") for n in range(3)),
        Record("octo-org", "i", SKIPPED, "it is empty"),
    )
    report = Report(TARGET, "2026-11-24T10:00:00+00:00", False, records, left_out=4, requests=26)
    return dataclasses.replace(report, **changes)  # type: ignore[arg-type]


TEXT = """\
Opened (2)
  octo-org/a  https://github.com/octo-org/a/pull/12  (in-place 1, 1 to register, 1 left to you)
      .github/workflows/nightly.yml:8 nobody knows what make does
      → see to it
  octo-org/b  https://github.com/octo-org/b/pull/1  (in-place 1, 2 to register)

Updated (1)
  octo-org/c  https://github.com/octo-org/c/pull/1  (in-place 1, 1 to register)

Waiting for the next run (1)
  octo-org/d  (in-place 1, 1 to register)

Up to date (1)
  octo-org/e  https://github.com/octo-org/e/pull/1  (in-place 1, 1 to register)

Left to you (1)
  octo-org/f  (1 left to you)
      .github/workflows/nightly.yml:8 why
      → see to it

Failed (1)
  octo-org/g
      GitHub said no
      ! a.yml: cannot be read

Skipped (4)
     3 it is archived
     1 it is empty

11 repositories of the organization octo-org: 2 opened, 1 updated, 1 waiting for the next run, 1 up to date, \
1 left to you, 1 failed, 4 skipped.
The patterns left out 4 more.
Uploads that the pull requests migrate, by strategy: in-place 5.
2 uploads with a token are left to you.
6 publishers to register, for 5 projects whose name is known.
26 requests to GitHub: 6 for looking (0.55 a repository), 20 for 4 repositories alone (5.0 each).
"""


def test_the_report_on_a_terminal() -> None:
    """Repositories by what became of them; those that need nothing are counted by reason."""
    assert report_text(example(), PLAIN) == TEXT


def test_a_stop_and_notes_come_last() -> None:
    """Where nobody overlooks them."""
    text = report_text(example(stopped="the disk is full", notes=("octo-org/x is octo-org/a today",)), PLAIN)
    assert text == f"{TEXT}\nNote: octo-org/x is octo-org/a today\nStopped: the disk is full\n"


def test_a_report_about_nothing() -> None:
    """An organization without repositories."""
    report = example(records=(), left_out=0, requests=1)
    assert totals(report) == ["0 repositories of the organization octo-org: none."]
    assert report_text(report, PLAIN).endswith("1 request to GitHub: 1 for looking (0.00 a repository).\n")
    assert complaints("campaign", report_json(report)) == []
    assert len(report_csv(report).splitlines()) == 1 and report_markdown(report)


def test_the_report_as_json_keeps_its_contract() -> None:
    """Every key, for every state, and the sums that the terminal shows."""
    for report in (example(), example(is_plan=True, stopped="why", notes=("a note",))):
        assert complaints("campaign", report_json(report)) == []
    document = json.loads(report_json(example()))
    assert document["totals"] == {
        "repositories": 11,
        "states": {
            "opened": 2,
            "updated": 1,
            "waiting": 1,
            "unchanged": 1,
            "left": 1,
            "failed": 1,
            "skipped": 4,
        },
        "strategies": {"in-place": 5},
        "left": 2,
        "publishers": 6,
        "projects": 5,
        "requests": 26,
        "requests_for_looking": 6,
    }
    assert document["repositories"][1]["pull_request"] == {
        "number": 12,
        "url": "https://github.com/octo-org/a/pull/12",
        "state": "open",
        "draft": True,
    }


def test_the_report_for_a_spreadsheet() -> None:
    """A line a repository."""
    rows = list(csv.DictReader(io.StringIO(report_csv(example()))))
    assert [row["State"] for row in rows].count("skipped") == 4 and len(rows) == 11
    assert rows[0] == {
        "Repository": "octo-org/b",
        "State": "opened",
        "Reason": "",
        "Pull request": "https://github.com/octo-org/b/pull/1",
        "Uploads": "in-place 1",
        "Left": "",
        "Projects": "b",
        "Unused secrets": "PYPI_TOKEN",
        "Requests": "5",
    }


def test_the_report_in_markdown() -> None:
    """A table for those with a pull request, lists of what is left and what failed."""
    text = report_markdown(example(stopped="the disk is full"))
    assert text.startswith("# Pull requests for Trusted Publishing: the organization octo-org\n")
    assert "| `octo-org/a` | [octo-org/a 12](https://github.com/octo-org/a/pull/12) | in-place 1 | `a` | 1 |\n" in text
    assert "## Left to you\n\n- `octo-org/f`: its one upload with a token has to be migrated by hand: why\n" in text
    assert (
        "## Left to you beside a pull request\n\n- `octo-org/a`\n  - `.github/workflows/nightly.yml:8`: nobody" in text
    )
    assert "| 3 | it is archived |\n" in text and "**Stopped:** the disk is full" in text
    assert report_markdown(example(is_plan=True)).startswith("# What would be done: the organization octo-org\n")


def test_hostile_names_do_no_harm() -> None:
    """In no form: no control sequence, no formula, no HTML, no mention, no broken table."""
    pull = PullLine(1, f"https://github.com/{HOSTILE}", "open", True, "c")
    lines = (LeftLine(f".github/workflows/{HOSTILE}.yml", HOSTILE, 1, HOSTILE, HOSTILE),)
    records = tuple(
        Record(
            HOSTILE,
            HOSTILE,
            state,
            HOSTILE,
            pull,
            (("in-place", 1),),
            lines,
            (publisher(HOSTILE),),
            (HOSTILE,),
            (HOSTILE,),
        )
        for state in (OPENED, PLANNED, LEFT, FAILED, SKIPPED)
    )
    report = Report(Target("file", f"/tmp/{HOSTILE}"), "now", False, records, stopped=HOSTILE, notes=(HOSTILE,))
    text, markdown, table, document = (
        report_text(report, PLAIN),
        report_markdown(report),
        report_csv(report),
        report_json(report),
    )
    for made in (text, markdown, table, document):
        assert "\x1b" not in made
    assert "<script>" not in markdown and not re.search("@everyone", markdown)
    assert len(list(csv.reader(io.StringIO(table)))) == 6
    assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(table)) for cell in row)
    assert all(line.count(" | ") == 4 for line in markdown.splitlines() if line.startswith("| `=cmd"))
    assert complaints("campaign", document) == []
