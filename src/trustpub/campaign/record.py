"""What became of one repository of a campaign, as plain values: what is reported, and what the journal keeps."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from trustpub.migration.types import Publisher
from trustpub.pullrequest.outcome import FAILED, LEFT, OPENED, PLANNED, SKIPPED, UNCHANGED, UPDATED, Outcome
from trustpub.redaction import redact

WAITING = "waiting"
"""The state of a repository that would get a pull request, and was not reached: a limit, an error, Ctrl-C."""
STATES = (OPENED, UPDATED, PLANNED, WAITING, UNCHANGED, LEFT, FAILED, SKIPPED)
"""All states, in the order in which reports count them."""


class PullLine(NamedTuple):
    """A pull request: its number and address, ``open``, ``closed`` or ``merged``, whether it is a draft, its commit."""

    number: int
    url: str
    state: str
    is_draft: bool
    commit: str


class LeftLine(NamedTuple):
    """An upload that a person has to migrate: where it is, why it is left, and what to do."""

    workflow: str
    job: str
    line: int
    reason: str
    advice: str


@dataclass(frozen=True)
class Record:
    """One repository.

    Attributes:
        owner, name: on GitHub.
        state: one of `STATES`.
        reason: one sentence; None where the state says it all.
        pull: the pull request, if there is one.
        strategies: how many uploads change by each strategy.
        left: the uploads that are left to a person.
        publishers: what to register on PyPI.
        unused_secrets: secrets that no workflow uses any more once the pull request is merged.
        errors: files that could not be read.
        requests: how many were made for this repository alone.
    """

    owner: str
    name: str
    state: str
    reason: str | None = None
    pull: PullLine | None = None
    strategies: tuple[tuple[str, int], ...] = ()
    left: tuple[LeftLine, ...] = ()
    publishers: tuple[Publisher, ...] = ()
    unused_secrets: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    requests: int = 0

    @property
    def full_name(self) -> str:
        """``OWNER/NAME``."""
        return f"{self.owner}/{self.name}"

    @property
    def registers(self) -> bool:
        """Whether its publishers are to be registered: its pull request is open, or would be."""
        return self.state in (OPENED, UPDATED, UNCHANGED, PLANNED, WAITING)


def record_of(outcome: Outcome) -> Record:
    """The plain values of an outcome."""
    pull, plan = outcome.pull, outcome.plan
    record = Record(
        outcome.owner,
        outcome.name,
        outcome.state,
        outcome.reason or next(iter(outcome.notes), None),
        None if pull is None else PullLine(pull.number, pull.url, pull.state, pull.is_draft, pull.head_commit),
        requests=outcome.requests,
    )
    if plan is None:
        return record
    return Record(
        record.owner,
        record.name,
        record.state,
        record.reason,
        record.pull,
        tuple(sorted(Counter(change.strategy for change in plan.migrated).items())),
        tuple(LeftLine(x.upload.workflow, x.upload.job, x.upload.line, x.reason, x.advice) for x in plan.left),
        plan.publishers,
        plan.unused_secrets,
        tuple(f"{problem.path}: {problem.message}" for problem in plan.errors),
        record.requests,
    )


def record_json(record: Record) -> str:
    """A record as text, in one line of ASCII, with literal tokens redacted."""
    return redact(json.dumps(asdict(record)))


def record_from_json(text: str) -> Record:
    """The record that `record_json` wrote.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    data: dict[str, Any] = json.loads(text)
    pull = data["pull"]
    return Record(
        str(data["owner"]),
        str(data["name"]),
        str(data["state"]),
        data["reason"],
        None if pull is None else PullLine(*pull),
        tuple((str(name), int(count)) for name, count in data["strategies"]),
        tuple(LeftLine(*line) for line in data["left"]),
        tuple(Publisher(**publisher) for publisher in data["publishers"]),
        tuple(data["unused_secrets"]),
        tuple(data["errors"]),
        int(data["requests"]),
    )
