"""The journal of the campaigns over one target: a row per repository, written before and after each step.

It saves work and remembers what was done when. What is true is on GitHub: without its journal a campaign does nothing
twice.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from typing import Any, NamedTuple

from trustpub.campaign.journal_file import connect, connect_to_read, explained, journal_path, make_folder
from trustpub.campaign.record import Record, record_from_json, record_json
from trustpub.campaign.targets import Target
from trustpub.pullrequest.outcome import OPENED
from trustpub.redaction import redact
from trustpub.state.lock import locked

_KEEP = (
    "INSERT INTO repository VALUES (?, ?, ?, NULL, NULL, ?, ?, ?) "
    "ON CONFLICT (full_name) DO UPDATE SET campaign = excluded.campaign, changed = excluded.changed, step = NULL, "
    "detail = NULL, opened = coalesce(excluded.opened, opened), basis = excluded.basis, record = excluded.record"
)
_COLUMNS = "full_name, campaign, changed, step, detail, opened, basis, record"


class Campaign(NamedTuple):
    """One run over the target, which may take several processes.

    Attributes:
        number: from 1, in the journal.
        started: when, as ISO 8601 in UTC.
        is_resumed: whether an earlier process began it and did not end it.
    """

    number: int
    started: str
    is_resumed: bool


class Settled(NamedTuple):
    """What became of a repository.

    Attributes:
        record: for the report.
        basis: a digest of everything that was decided upon; None to have it decided anew the next time.
    """

    record: Record
    basis: str | None


class Past(NamedTuple):
    """A campaign as the journal knows it: when it began, when it ended (None: it did not yet), requests it made."""

    started: str
    finished: str | None
    requests: int


class Entry(NamedTuple):
    """What the journal knows of a repository.

    Attributes:
        full_name: in lower case.
        campaign: the number of the last one that dealt with it.
        changed: when that was, as ISO 8601 in UTC.
        step: the writing step that was begun last and of which no end is known; None when there is none.
        detail: what is known of the last writing step, its name under ``step``; empty when it is done with.
        opened: when its pull request was opened by a campaign; None when none did.
        basis: a digest of everything that was decided upon; None while it is under way.
        record: what became of it; None while it is under way.
    """

    full_name: str
    campaign: int
    changed: str
    step: str | None
    detail: Mapping[str, str]
    opened: str | None
    basis: str | None
    record: Record | None


class Journal:
    """An open journal. Its methods may be called from several threads; each writes at once, and for good.

    Attributes:
        path: of the file.
        remark: a sentence about a broken journal that was set aside; None when there was none.
    """

    def __init__(self, connection: sqlite3.Connection, path: str, remark: str | None = None) -> None:
        self.path = path
        self.remark = remark
        self._connection = connection
        self._lock = threading.Lock()

    def interrupted(self, options: str) -> Campaign | None:
        """The campaign that was begun last, if it was not finished and had the same options; else None.

        Args:
            options: a text that stands for everything the user chose.
        """
        rows = self._execute("SELECT number, started, finished, options FROM campaign ORDER BY number DESC LIMIT 1")
        is_unfinished = bool(rows) and rows[0][2] is None and rows[0][3] == options
        return Campaign(rows[0][0], rows[0][1], True) if is_unfinished else None

    def begin(self, options: str) -> Campaign:
        """Go on with the campaign that was interrupted; else begin a new one."""
        found = self.interrupted(options)
        if found is not None:
            return found
        ((last,),) = self._execute("SELECT coalesce(max(number), 0) FROM campaign")
        begun = Campaign(last + 1, _now(), False)
        self._execute("INSERT INTO campaign VALUES (?, ?, NULL, ?, 0)", (begun.number, begun.started, options))
        return begun

    def last(self) -> Past | None:
        """The campaign that was begun last; None when there was none."""
        rows = self._execute("SELECT started, finished, requests FROM campaign ORDER BY number DESC LIMIT 1")
        return Past(*rows[0]) if rows else None

    def entries(self) -> dict[str, Entry]:
        """All repositories that it knows, by their full names in lower case."""
        rows = self._execute(f"SELECT {_COLUMNS} FROM repository ORDER BY full_name")  # noqa: S608 - no value is in it
        return {row[0]: _entry(*row) for row in rows}

    def step(self, campaign: Campaign, full_name: str, step: str, detail: Mapping[str, str]) -> None:
        """Remember that a writing step begins or has ended, as ``phase`` in its details says.

        The step of a row is one that may be under way; it is forgotten when its end is known.
        """
        self._execute(
            "INSERT INTO repository (full_name, campaign, changed, step, detail) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (full_name) DO UPDATE SET campaign = excluded.campaign, changed = excluded.changed, "
            "step = excluded.step, detail = excluded.detail, basis = NULL, record = NULL",
            (
                full_name.lower(),
                campaign.number,
                _now(),
                None if detail.get("phase") == "after" else step,
                redact(json.dumps({"step": step, **detail})),
            ),
        )

    def keep(self, campaign: Campaign, settled: Settled) -> None:
        """Remember what became of a repository."""
        self.keep_all(campaign, [settled])

    def keep_all(self, campaign: Campaign, settled: Sequence[Settled]) -> None:
        """Remember what became of repositories, of all of them or, should it be interrupted, of none."""
        now = _now()
        rows = [
            (
                record.full_name.lower(),
                campaign.number,
                now,
                now if record.state == OPENED else None,
                basis,
                record_json(record),
            )
            for record, basis in settled
        ]
        with self._lock, explained(self.path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(_KEEP, rows)

    def end(self, campaign: Campaign, requests: int, *, is_finished: bool) -> None:
        """Remember how many requests a process made, and whether it dealt with all that it was asked to."""
        self._execute(
            "UPDATE campaign SET requests = requests + ?, finished = ? WHERE number = ?",
            (requests, _now() if is_finished else None, campaign.number),
        )

    def _execute(self, statement: str, values: tuple[object, ...] = ()) -> list[Any]:
        with self._lock, explained(self.path):
            return self._connection.execute(statement, values).fetchall()


@contextmanager
def opened_journal(environment: Mapping[str, str], host: str, target: Target) -> Iterator[Journal]:
    """The journal of a target while the body runs, for this process alone.

    Raises:
        TrustpubError: another campaign over the same target is at work, or the journal cannot be used.
    """
    make_folder(environment)
    path = journal_path(environment, host, target)
    with locked(f"{path}.lock", str(target), "campaign"):
        connection, remark = connect(path)
        with closing(connection):
            yield Journal(connection, path, remark)


@contextmanager
def read_journal(environment: Mapping[str, str], host: str, target: Target) -> Iterator[Journal | None]:
    """The journal of a target for reading, also while a campaign writes it; None where there is none.

    Raises:
        TrustpubError: it cannot be read.
    """
    path = journal_path(environment, host, target)
    connection = connect_to_read(path)
    if connection is None:
        yield None
        return
    with closing(connection):
        yield Journal(connection, path)


def _entry(
    full_name: str,
    campaign: int,
    changed: str,
    step: str | None,
    detail: str | None,
    opened: str | None,
    basis: str | None,
    record: str | None,
) -> Entry:
    """A row; what somebody changed in it so that it cannot be understood is not known, and looked at anew."""
    known: dict[str, str] = {}
    found = None
    try:
        if detail is not None:
            known = {str(key): str(value) for key, value in json.loads(detail).items()}
        if record is not None:
            found = record_from_json(record)
    except (ValueError, KeyError, TypeError, AttributeError):
        basis = None
    return Entry(full_name, campaign, changed, step, known, opened, basis, found)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
