"""The journal: what it remembers, for how long, and what becomes of one that cannot be used."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from trustpub.campaign.journal import Entry, Journal, Settled, opened_journal, read_journal
from trustpub.campaign.journal_file import SCHEMA, JournalError, journal_path
from trustpub.campaign.record import LeftLine, PullLine, Record, record_from_json, record_json
from trustpub.campaign.targets import ORGANIZATION, Target
from trustpub.errors import TrustpubError
from trustpub.migration.types import Publisher
from trustpub.pullrequest.outcome import OPENED, SKIPPED, UNCHANGED

TARGET = Target(ORGANIZATION, "octo-org")
HOST = "github.com"
TOKEN = "pypi-AgEIcHlwaS5vcmc" + "A" * 60

FULL = Record(
    "Octo-Org",
    "sampler",
    OPENED,
    "a 'quoted'\nreason \u2713",
    PullLine(7, "https://github.com/octo-org/sampler/pull/7", "open", True, "c" * 40),
    (("in-place", 2), ("split", 1)),
    (LeftLine(".github/workflows/a.yml", "publish", 3, "why", "what"),),
    (Publisher("pypi", "sampler", "octo-org", "sampler", "a.yml", "pypi"),),
    ("PYPI_TOKEN",),
    ("b.yml: cannot be read",),
    6,
)


@pytest.fixture
def state(tmp_path: Path) -> dict[str, str]:
    """An environment whose state folder is the test's own."""
    return {"TRUSTPUB_STATE_DIR": str(tmp_path / "state")}


@pytest.fixture
def journal(state: dict[str, str]) -> Iterator[Journal]:
    """An open journal."""
    with opened_journal(state, HOST, TARGET) as found:
        yield found


def known(state: dict[str, str], host: str, target: Target) -> dict[str, Entry]:
    """What the journal knows, as others read it."""
    with read_journal(state, host, target) as journal:
        return {} if journal is None else journal.entries()


def test_a_record_survives_as_text() -> None:
    """Every field, in one line of ASCII."""
    text = record_json(FULL)
    assert record_from_json(text) == FULL and text.isascii() and "\n" not in text
    assert record_from_json(record_json(Record("a", "b", SKIPPED))) == Record("a", "b", SKIPPED)


def test_it_remembers_each_step_and_the_end(journal: Journal) -> None:
    """A step that began and did not end is known as such; the end replaces it."""
    campaign = journal.begin("options")
    journal.step(campaign, "Octo-Org/sampler", "branch", {"phase": "before", "branch": "b"})
    (entry,) = journal.entries().values()
    assert (entry.full_name, entry.step, entry.record) == ("octo-org/sampler", "branch", None)
    journal.step(campaign, "Octo-Org/sampler", "branch", {"phase": "after", "branch": "b"})
    entry = journal.entries()["octo-org/sampler"]
    assert entry.step is None and entry.detail == {"step": "branch", "phase": "after", "branch": "b"}
    journal.keep(campaign, Settled(FULL, "basis"))
    entry = journal.entries()["octo-org/sampler"]
    assert (entry.record, entry.basis, entry.step, entry.detail) == (FULL, "basis", None, {})
    assert entry.opened == entry.changed


def test_when_it_was_opened_is_not_forgotten(journal: Journal) -> None:
    """Neither by the next campaign that finds it unchanged, nor by a step of an update."""
    first = journal.begin("options")
    journal.keep(first, Settled(FULL, "basis"))
    opened = journal.entries()["octo-org/sampler"].opened
    assert opened is not None
    journal.end(first, 10, is_finished=True)
    second = journal.begin("options")
    assert (second.number, second.is_resumed) == (2, False)
    journal.step(second, FULL.full_name, "edit", {"phase": "before"})
    journal.keep(second, Settled(Record("octo-org", "sampler", UNCHANGED), "basis"))
    entry = journal.entries()["octo-org/sampler"]
    assert (entry.opened, entry.campaign) == (opened, 2)


def test_a_campaign_goes_on_only_with_the_same_options(journal: Journal) -> None:
    """One that was finished, or had other options, is not gone on with."""
    first = journal.begin("options")
    assert not first.is_resumed
    journal.end(first, 3, is_finished=False)
    again = journal.begin("options")
    assert again == first._replace(is_resumed=True)
    other = journal.begin("others")
    assert (other.number, other.is_resumed) == (2, False)
    journal.end(other, 3, is_finished=True)
    assert journal.begin("others").number == 3


def test_it_is_for_the_user_alone_and_holds_no_token(state: dict[str, str]) -> None:
    """Its folder and all its files; a literal token in a reason is cut."""
    with opened_journal(state, HOST, TARGET) as journal:
        campaign = journal.begin("options")
        journal.step(campaign, "a/b", "edit", {"phase": "before", "title": TOKEN})
        journal.keep(campaign, Settled(Record("a", "c", SKIPPED, f"has {TOKEN}"), "basis"))
        folder = Path(journal.path).parent
        files = list(folder.iterdir())
        assert len(files) >= 3
        assert not any(TOKEN[:30].encode() in path.read_bytes() for path in files)
        if os.name == "posix":
            assert {path.stat().st_mode & 0o077 for path in [folder, folder.parent, *files]} == {0}


def test_targets_and_hosts_have_journals_of_their_own(state: dict[str, str]) -> None:
    """Also two whose names look alike in a file's name."""
    targets = [
        TARGET,
        Target("user", "octo-org"),
        Target("file", "/a/b"),
        Target("file", "/a-b"),
        Target("file", "../x"),
    ]
    paths = {journal_path(state, host, target) for target in targets for host in (HOST, "ghe.example")}
    assert len(paths) == 10
    assert {Path(path).parent for path in paths} == {Path(state["TRUSTPUB_STATE_DIR"]) / "campaigns"}


def test_two_campaigns_at_once_are_told(state: dict[str, str], journal: Journal) -> None:
    """The second one is refused with the first one's process; another target is free, and reading is always."""
    sentence = rf"another campaign is at work on the organization octo-org \(process {os.getpid()}, since"
    with pytest.raises(TrustpubError, match=sentence), opened_journal(state, HOST, TARGET):
        pass
    with opened_journal(state, HOST, Target(ORGANIZATION, "other")):
        pass
    journal.keep(journal.begin("options"), Settled(FULL, "basis"))
    assert known(state, HOST, TARGET)["octo-org/sampler"].record == FULL


def test_reading_makes_nothing(state: dict[str, str]) -> None:
    """Where no campaign was, nothing is known."""
    assert known(state, HOST, TARGET) == {}
    assert not Path(state["TRUSTPUB_STATE_DIR"]).exists()


def write_something(state: dict[str, str], change: str = "") -> Path:
    """A journal with a record in it, changed by a statement of SQL; its path."""
    with opened_journal(state, HOST, TARGET) as journal:
        journal.keep(journal.begin("options"), Settled(FULL, "basis"))
    if change:
        connection = sqlite3.connect(journal.path)
        connection.executescript(change)
        connection.close()
    return Path(journal.path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"no database at all" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:5000] + b"\xff" * 4000),
        lambda path: path.write_bytes(path.read_bytes()[:4096]),
    ],
    ids=["text", "overwritten", "cut"],
)
def test_a_broken_journal_is_kept_aside(damage: object, state: dict[str, str]) -> None:
    """A sentence names both files, and a new journal begins; for reading it is only told."""
    path = write_something(state)
    assert callable(damage)
    damage(path)
    broken = path.read_bytes()
    with pytest.raises(JournalError, match="cannot be understood"):
        known(state, HOST, TARGET)
    with opened_journal(state, HOST, TARGET) as journal:
        assert journal.remark is not None and f"{path} cannot be understood" in journal.remark
        assert f"kept as {path}.broken-1" in journal.remark and journal.entries() == {}
    assert Path(f"{path}.broken-1").read_bytes() == broken
    with opened_journal(state, HOST, TARGET) as journal:
        assert journal.remark is None


@pytest.mark.parametrize(
    "change",
    ["PRAGMA application_id = 1;", "PRAGMA user_version = 0;", "DROP TABLE campaign; PRAGMA application_id = 0;"],
)
def test_a_database_of_something_else_is_kept_aside(change: str, state: dict[str, str]) -> None:
    """It is nobody's journal, but may be somebody's."""
    path = write_something(state, change)
    with opened_journal(state, HOST, TARGET) as journal:
        assert journal.remark is not None and "it holds something else" in journal.remark
    assert Path(f"{path}.broken-1").exists()


def test_a_newer_journal_is_left_alone(state: dict[str, str]) -> None:
    """The sentence says what to do."""
    path = write_something(state, f"PRAGMA user_version = {SCHEMA + 1};")
    before = path.read_bytes()
    for use in (lambda: known(state, HOST, TARGET), lambda: opened_journal(state, HOST, TARGET).__enter__()):
        with pytest.raises(JournalError, match=r"a later trustpub wrote the journal .*; it stays as it is"):
            use()
    assert path.read_bytes() == before


@pytest.mark.parametrize("column", ["record", "detail"])
def test_a_row_that_cannot_be_understood_is_looked_at_anew(column: str, state: dict[str, str]) -> None:
    """It is as if it were not known."""
    write_something(state, f"UPDATE repository SET {column} = '[1';")
    entry = known(state, HOST, TARGET)["octo-org/sampler"]
    assert entry.basis is None


def test_a_file_that_cannot_be_opened_is_a_sentence(state: dict[str, str]) -> None:
    """A folder in its place, for one."""
    path = Path(journal_path(state, HOST, TARGET))
    path.mkdir(parents=True)
    with pytest.raises(JournalError, match="cannot be opened: is a directory"), opened_journal(state, HOST, TARGET):
        pass


def test_a_full_disk_is_a_sentence(journal: Journal) -> None:
    """It stops the work; nothing that was written before is lost."""
    campaign = journal.begin("options")
    journal.keep(campaign, Settled(FULL, "basis"))
    journal._connection.execute("PRAGMA max_page_count = 1")
    large = Record("octo-org", "large", SKIPPED, "x" * 100_000)
    with pytest.raises(JournalError, match="database or disk is full; see to the disk and go on with the same command"):
        journal.keep(campaign, Settled(large, "basis"))
    assert journal.entries()["octo-org/sampler"].record == FULL


CRASH = """
import os, signal, sys
from trustpub.campaign.journal import Settled, opened_journal
from trustpub.campaign.record import Record
from trustpub.campaign.targets import Target
with opened_journal(os.environ, "github.com", Target("org", "octo-org")) as journal:
    campaign = journal.begin("options")
    for number in range(int(sys.argv[1])):
        journal.step(campaign, f"octo-org/r{number}", "branch", {"phase": "before"})
        journal.keep(campaign, Settled(Record("octo-org", f"r{number}", "opened"), "basis"))
    journal.step(campaign, "octo-org/last", "pull request", {"phase": "before"})
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_what_was_written_survives_the_process(state: dict[str, str]) -> None:
    """A process that is killed takes nothing with it, not the lock either, and the campaign goes on."""
    done = subprocess.run([sys.executable, "-c", CRASH, "20"], env={**os.environ, **state}, check=False)
    assert done.returncode == -signal.SIGKILL
    with opened_journal(state, HOST, TARGET) as journal:
        assert journal.remark is None and journal.begin("options").is_resumed
        entries = journal.entries()
    assert len(entries) == 21 and entries["octo-org/last"].step == "pull request"
    assert all(entry.record for name, entry in entries.items() if name != "octo-org/last")
