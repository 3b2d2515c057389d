"""What a target's campaigns did, as the journal knows it, brought up to date by what GitHub shows now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from trustpub.campaign.journal import read_journal
from trustpub.campaign.record import PullLine, Record
from trustpub.campaign.report import Report
from trustpub.campaign.targets import Target
from trustpub.github.listed import OPEN, Pull
from trustpub.pullrequest.outcome import SKIPPED


class Memory(NamedTuple):
    """What is remembered.

    Attributes:
        report: as the last campaign would report it today.
        opened: when the pull requests were opened, by full names in lower case, as ISO 8601 in UTC.
        finished: when the last campaign came to its end; None when it did not yet.
    """

    report: Report
    opened: Mapping[str, str]
    finished: str | None


def remember(
    environment: Mapping[str, str], host: str, target: Target, pulls: Mapping[str, Pull], requests: int
) -> Memory | None:
    """What is remembered of a target; None where no campaign was.

    Args:
        environment: says where the journals are.
        host: the name of GitHub.
        target: which repositories.
        pulls: the pull requests as they are now, by full names in lower case.
        requests: how many were made to see them.

    Raises:
        TrustpubError: the journal cannot be read.
    """
    with read_journal(environment, host, target) as journal:
        last = None if journal is None else journal.last()
        if journal is None or last is None:
            return None
        entries = journal.entries()
    records = [_today(e.record, pulls.get(name)) for name, e in entries.items() if e.record is not None]
    under_way = [name for name, entry in entries.items() if entry.record is None]
    notes = [f"{name} was under way when the campaign was interrupted" for name in under_way]
    stopped = None if last.finished else "the last campaign was interrupted; the same command goes on where it was"
    report = Report(target, last.started, True, tuple(records), 0, requests, stopped, tuple(notes))
    return Memory(report, {name: entry.opened for name, entry in entries.items() if entry.opened}, last.finished)


def _today(record: Record, pull: Pull | None) -> Record:
    """A record, with its pull request as it is now; one that is over needs no registration any more."""
    record = replace(record, requests=0)
    if record.pull is None or pull is None or pull.number != record.pull.number:
        return record
    line = PullLine(pull.number, pull.url, pull.state, pull.is_draft, pull.head_commit)
    if pull.state == OPEN or not record.registers:
        return replace(record, pull=line)
    return replace(record, pull=line, state=SKIPPED, reason=f"#{pull.number} is {pull.state}")
