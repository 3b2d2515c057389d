"""The registration sheet: its order keeps PyPI's limits, and no name in it does harm."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter

import pytest

from tests.campaign.records import HOSTILE, publisher, record
from tests.cli.contract import complaints
from tests.servers.http import Answer
from tests.servers.running import running_pypi
from trustpub.campaign.known_projects import KnownProjects
from trustpub.campaign.sheet import MAX_A_DAY, Sheet, sheet_of, unknown
from trustpub.campaign.sheet_markdown import sheet_markdown
from trustpub.campaign.sheet_tables import sheet_csv, sheet_json
from trustpub.campaign.sheet_text import sheet_text
from trustpub.campaign.spreadsheet import cell
from trustpub.pullrequest.outcome import FAILED, LEFT, OPENED, PLANNED, SKIPPED, UNCHANGED, UPDATED
from trustpub.pypi.forms import MAX_PENDING
from trustpub.report.terminal import Paint

PLAIN = Paint(False)


def absent(_index: str, _project: str) -> bool | None:
    """No project is there."""
    return False


def present(_index: str, _project: str) -> bool | None:
    """Every project is there."""
    return True


def projects(sheet: Sheet) -> list[list[str | None]]:
    """The projects of each day, in order."""
    return [[registration.publisher.project for registration in day.registrations] for day in sheet.days]


def test_owners_then_projects_each_publisher_once() -> None:
    """Names compare as the index compares them; a project of several repositories stands together."""
    records = [
        record("b", publisher("Zeta", "b"), publisher("alpha_x", "b")),
        record("a", publisher("alpha.x", "a"), publisher("alpha-x", "a", environment="PYPI")),
        record("c", publisher("mid", "c", owner="Able"), publisher(None, "c", owner="Able")),
    ]
    sheet = sheet_of(records, present)
    assert projects(sheet) == [["mid", None, "alpha.x", "alpha_x", "Zeta"]]
    assert sheet.projects == 4


def test_who_else_would_publish_a_project_is_said() -> None:
    """A repository can name any project as its own, and its publisher could upload to it."""
    records = [
        record("trusted", publisher("core", "trusted"), publisher("core", "trusted", "nightly.yml")),
        record("sly", publisher("Core", "sly"), publisher("core", "sly", index="testpypi")),
    ]
    sheet = sheet_of(records, present)
    others = [(r.publisher.index, r.full_name, r.others) for r in sheet.registrations]
    assert others == [
        ("pypi", "octo-org/sly", ("octo-org/trusted",)),
        ("pypi", "octo-org/trusted", ("octo-org/sly",)),
        ("pypi", "octo-org/trusted", ("octo-org/sly",)),
        ("testpypi", "octo-org/sly", ()),
    ]
    sentence = "this project would also be published by octo-org/trusted; make sure which one it belongs to"
    for made in (sheet_text(sheet, PLAIN), sheet_markdown(sheet), sheet_csv(sheet)):
        assert made.count(sentence) == 1
    (first, *_) = json.loads(sheet_json(sheet))["days"][0]["registrations"]
    assert first["also_published_by"] == ["octo-org/trusted"]


def test_only_what_is_proposed_is_registered() -> None:
    """Not what is left, skipped or failed."""
    states = (OPENED, UPDATED, UNCHANGED, PLANNED, LEFT, SKIPPED, FAILED)
    records = [record(state, publisher(state, state), state=state) for state in states]
    assert sorted(map(str, projects(sheet_of(records, unknown))[0])) == ["opened", "planned", "unchanged", "updated"]


def test_a_hundred_a_day() -> None:
    """Of each index apart; the next day takes what is over."""
    records = [
        record(f"r{n}", publisher(f"p{n:03}", f"r{n}"), publisher(f"p{n:03}", f"r{n}", index="testpypi"))
        for n in range(250)
    ]
    sheet = sheet_of(records, present)
    days = [(day.index, day.number, len(day.registrations)) for day in sheet.days]
    assert days == [
        (index, day, count) for index in ("pypi", "testpypi") for day, count in ((1, 100), (2, 100), (3, 50))
    ]
    assert len(set(sheet.registrations)) == 500


def test_three_pending_at_a_time_and_one_of_each_source() -> None:
    """New projects of one workflow come one after another, and the rest of the day goes to those that are there."""
    mono = [publisher(f"mono-{n}", "mono") for n in range(3)]
    others = [record(f"r{n}", publisher(f"p{n}", f"r{n}")) for n in range(4)]
    old = [record(f"old{n}", publisher(f"old{n}", f"old{n}")) for n in range(120)]
    sheet = sheet_of([record("mono", *mono), *others, *old], lambda _, project: project.startswith("old"))
    pending = [[r.publisher.project for r in day.pending] for day in sheet.days]
    assert pending == [["mono-0", "p0", "p1"], ["mono-1", "p2", "p3"], ["mono-2"]]
    assert [len(day.existing) for day in sheet.days] == [97, 23, 0]


@pytest.mark.parametrize("seed", range(5))
def test_the_limits_hold_whatever_the_mixture(seed: int) -> None:
    """Nothing is lost and nothing is there twice; no day has too many; no round has two of a source."""
    records = [
        record(f"r{n}", *(publisher(f"p{n}-{m}", f"r{n}", f"w{m % 2}.yml") for m in range((n * 7 + seed) % 5)))
        for n in range(90)
    ]
    sheet = sheet_of(records, lambda _, project: [True, False, None][hash_of(project, seed) % 3])
    wanted = {p for r in records for p in r.publishers}
    assert Counter(r.publisher for r in sheet.registrations) == Counter(wanted)
    for day in sheet.days:
        assert len(day.registrations) <= MAX_A_DAY and len(day.pending) <= MAX_PENDING
        sources = [(r.publisher.repository, r.publisher.workflow) for r in day.pending]
        assert len(set(sources)) == len(sources)


def hash_of(text: str, seed: int) -> int:
    """A number that looks like chance, and is always the same."""
    return sum(ord(c) * (seed + 3 + n) for n, c in enumerate(text))


def test_each_project_is_asked_for_once() -> None:
    """However many repositories publish it, and in whatever spelling."""
    asked: list[tuple[str, str]] = []

    def is_there(index: str, project: str) -> bool | None:
        asked.append((index, project))
        return True

    records = [
        record(f"r{n}", publisher(["A-b", "a_b", "a.B"][n], f"r{n}"), publisher(None, f"r{n}")) for n in range(3)
    ]
    sheet_of(records, is_there)
    assert asked == [("pypi", "A-b")]


def test_an_index_that_cannot_be_asked_is_asked_once() -> None:
    """Then nothing is known of it, and the trouble is told; the other index is asked all the same."""
    with running_pypi() as pypi:
        pypi.add("a", "1.0", "a-1.0.tar.gz")
        pypi.fail(Answer(403, {"message": "no"}))
        told: list[str] = []
        places = {"TRUSTPUB_PYPI_URL": pypi.url, "TRUSTPUB_TESTPYPI_URL": pypi.url}
        known = KnownProjects(places, on_trouble=told.append)
        assert [known("pypi", name) for name in "ab"] == [None, None] and len(pypi.asked) == 1
        assert [known("testpypi", name) for name in "ab"] == [True, False]
        assert len(told) == 1 and told[0].startswith("Whether projects are on PyPI is not known: cannot look for a on")


TEXT = """\
PyPI, day 1: 2 publishers
  octo-org
    old
      Owner            octo-org
      Repository name  old
      Workflow name    release.yml
      Environment name (leave empty)
      https://pypi.org/manage/project/old/settings/publishing/?provider=github&owner=octo-org&repository=old&\
workflow_filename=release.yml
      then merge https://github.com/octo-org/old/pull/1
  These projects are not on the index yet. An account may have 3 pending publishers at a time, and one of the same \
owner, repository, workflow and environment; each lasts 30 days and does not reserve the name. Go on to the next ones \
when these have had their first release.
  octo-org
    new
      Owner            octo-org
      Repository name  new
      Workflow name    release.yml
      Environment name pypi
      https://pypi.org/manage/account/publishing/
      then merge https://github.com/octo-org/new/pull/1
"""


def example() -> Sheet:
    """A project that is there and one that is not."""
    records = [record("old", publisher("old", "old", environment=None)), record("new", publisher("new", "new"))]
    return sheet_of(records, lambda _, project: project == "old")


def test_the_sheet_on_a_terminal() -> None:
    """Each field with its value, and the page that takes it."""
    assert sheet_text(example(), PLAIN).endswith("\n" + TEXT)
    assert sheet_text(Sheet(()), PLAIN) == "Nothing to register.\n"


def test_what_is_not_known_is_said() -> None:
    """A project that nobody looked for, and one whose name no metadata tells."""
    text = sheet_text(sheet_of([record("a", publisher("a", "a"), publisher(None, "a"))], unknown), PLAIN)
    assert text.count("if the project is not there yet: https://pypi.org/manage/account/publishing/") == 2
    assert "    (fill in)\n" in text and "! the project is not known: no metadata in the repository tells" in text


def test_the_sheet_in_markdown() -> None:
    """A task list."""
    text = sheet_markdown(example())
    assert text.index("`old`") < text.index("These projects are not on the index yet.") < text.index("`new`")
    assert "## PyPI, day 1: 2 publishers\n" in text and "### octo-org\n" in text
    assert (
        "- [ ] PyPI: `new` ([open the form](https://pypi.org/manage/account/publishing/))\n  - Owner: `octo-org`\n"
        in text
    )
    assert (
        "  - Environment name: (leave empty)\n  - then merge [the pull request of octo-org/old](https://github" in text
    )


def test_the_sheet_as_json_keeps_its_contract() -> None:
    """Every key is there, whatever is known."""
    for sheet in (example(), Sheet(()), sheet_of([record("a", publisher(None, "a", index="testpypi"))], unknown)):
        assert complaints("registrations", sheet_json(sheet)) == []
    (day,) = json.loads(sheet_json(example()))["days"]
    assert [r["project_is"] for r in day["registrations"]] == ["existing", "pending"]


def test_the_sheet_for_a_spreadsheet() -> None:
    """A line a publisher, the form's columns as PyPI names them."""
    head, second, first = csv.reader(io.StringIO(sheet_csv(example())))
    assert head[3:8] == ["PyPI Project Name", "Owner", "Repository name", "Workflow name", "Environment name"]
    assert first[:8] == ["PyPI", "1", "pending", "new", "octo-org", "new", "release.yml", "pypi"]
    assert second[-2:] == ["https://github.com/octo-org/old/pull/1", ""]
    assert sheet_csv(Sheet(())).splitlines() == [",".join(head)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("", ""),
        ("a=b", "a=b"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\u3000=1", "\\u3000=1"),
        ("\t=1", "\\t=1"),
        ("\r=1", "\\r=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a\n=1", "a\\n=1"),
    ],
)
def test_a_cell_is_no_formula(text: str, expected: str) -> None:
    """What a spreadsheet would take for one gets an apostrophe, and stays in one line."""
    assert cell(text) == expected


def test_hostile_names_do_no_harm() -> None:
    """In no form of the sheet: no control sequence, no formula, no HTML, no mention, no broken table."""
    sheet = sheet_of([record("a", publisher(HOSTILE, "a", HOSTILE + ".yml", HOSTILE))], unknown)
    text, markdown, table, document = (
        sheet_text(sheet, PLAIN),
        sheet_markdown(sheet),
        sheet_csv(sheet),
        sheet_json(sheet),
    )
    for made in (text, markdown, table, document):
        assert "\x1b" not in made
    assert (
        len(text.splitlines())
        == len(sheet_text(sheet_of([record("a", publisher("a", "a"))], unknown), PLAIN).splitlines()) + 3
    )
    assert "<script>" not in markdown and not re.search(r"@everyone", markdown)
    assert all(not cell.startswith("=") for row in csv.reader(io.StringIO(table)) for cell in row)
    assert json.loads(document)["days"][0]["registrations"][0]["project"] == HOSTILE
