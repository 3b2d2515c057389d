"""The registration sheet: every publisher to register, in an order that PyPI's limits allow.

Source of the limits: warehouse's ``oidc`` package (August 2026). An account may register 100 publishers in 24 hours,
and so may an address; it may have three pending publishers at a time, each for 30 days; and of pending ones there may
be one for the same owner, repository, workflow and environment. PyPI and TestPyPI count apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from trustpub.campaign.record import Record
from trustpub.migration.types import Publisher
from trustpub.pypi.client import normalized
from trustpub.pypi.forms import MAX_PENDING, FieldProblem, problems_of, stored_environment
from trustpub.uploads.types import PYPI, TESTPYPI

MAX_A_DAY = 100
"""Publishers that one account, or one address, may register in 24 hours."""

IsThere = Callable[[str, str], bool | None]
"""Whether a project is on an index, by the index and the project's name; None when that is not known."""


class Registration(NamedTuple):
    """One publisher to register.

    Attributes:
        publisher: its fields.
        full_name: of the repository that publishes, as ``OWNER/NAME``.
        pull: address of the pull request that must not be merged before; None when it is not open yet.
        is_there: whether the project is on the index; None when that is not known.
        problems: fields that are missing, or that PyPI will not take.
        others: the other repositories of the sheet that would publish the same project, by their full names.
    """

    publisher: Publisher
    full_name: str
    pull: str | None
    is_there: bool | None
    problems: tuple[FieldProblem, ...]
    others: tuple[str, ...] = ()


class Day(NamedTuple):
    """What one account can register within 24 hours on one index.

    Attributes:
        number: from 1, counted for each index.
        pending: for projects that are not there yet; those of the day before must have had their first release.
        existing: for projects that are there, or of which that is not known.
    """

    index: str  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    number: int
    pending: tuple[Registration, ...]
    existing: tuple[Registration, ...]

    @property
    def registrations(self) -> tuple[Registration, ...]:
        """All of the day, in order."""
        return self.existing + self.pending


class Sheet(NamedTuple):
    """All days: those of PyPI first."""

    days: tuple[Day, ...]

    @property
    def registrations(self) -> tuple[Registration, ...]:
        """All registrations, in order."""
        return tuple(registration for day in self.days for registration in day.registrations)

    @property
    def projects(self) -> int:
        """How many projects they are for, each counted once an index."""
        return len({_project(registration) for registration in self.registrations})


def sheet_of(records: Iterable[Record], is_there: IsThere) -> Sheet:
    """The sheet for the repositories whose pull requests are open, or would be.

    Args:
        records: of all repositories.
        is_there: asked once for each project; see `IsThere`.
    """
    found: dict[tuple[str, ...], Registration] = {}
    known: dict[tuple[str, str], bool | None] = {}
    for record in records:
        for publisher in record.publishers if record.registers else ():
            there = None
            if publisher.project is not None:
                place = (publisher.index, normalized(publisher.project))
                if place not in known:
                    known[place] = is_there(publisher.index, publisher.project)
                there = known[place]
            pull = None if record.pull is None else record.pull.url
            registration = Registration(publisher, record.full_name, pull, there, problems_of(publisher))
            found.setdefault((publisher.index, _project(registration), *_source(publisher)), registration)
    claims: dict[tuple[str, str], dict[str, None]] = {}
    for r in found.values():
        claims.setdefault((r.publisher.index, _project(r)), {})[r.full_name] = None
    told = [
        r._replace(others=tuple(name for name in claims[r.publisher.index, _project(r)] if name != r.full_name))
        for r in found.values()
    ]
    ordered = sorted(told, key=_place)
    return Sheet(tuple(day for index in (PYPI, TESTPYPI) for day in _days(index, ordered)))


def unknown(_index: str, _project: str) -> bool | None:
    """An `IsThere` that asks nobody."""
    return None


def _days(index: str, ordered: list[Registration]) -> Iterable[Day]:
    rounds = _rounds([r for r in ordered if r.publisher.index == index and r.is_there is False])
    existing = [r for r in ordered if r.publisher.index == index and r.is_there is not False]
    number = 0
    while rounds or existing:
        number += 1
        pending = rounds.pop(0) if rounds else []
        room = MAX_A_DAY - len(pending)
        yield Day(index, number, tuple(pending), tuple(existing[:room]))
        existing = existing[room:]


def _rounds(waiting: list[Registration]) -> list[list[Registration]]:
    """Pending publishers in rounds of three, none of which has two of the same source."""
    rounds: list[list[Registration]] = []
    while waiting:
        taken: dict[tuple[str, ...], Registration] = {}
        for registration in waiting:
            if len(taken) < MAX_PENDING:
                taken.setdefault(_source(registration.publisher), registration)
        rounds.append(list(taken.values()))
        waiting = [registration for registration in waiting if registration not in rounds[-1]]
    return rounds


def _source(publisher: Publisher) -> tuple[str, ...]:
    """What PyPI compares of a publisher but for the project."""
    return (
        (publisher.owner or "").lower(),
        (publisher.repository or "").lower(),
        publisher.workflow,
        stored_environment(publisher.environment) or "",
    )


def _project(registration: Registration) -> str:
    """A project's name as the index compares it; one that is not known is another one in each repository."""
    project = registration.publisher.project
    return f"{registration.full_name}?".lower() if project is None else normalized(project)


def _place(registration: Registration) -> tuple[str, ...]:
    """The order: by owner, then by project, those whose project is not known last."""
    publisher = registration.publisher
    is_unknown = "1" if publisher.project is None else "0"
    return ((publisher.owner or "").lower(), is_unknown, _project(registration), *_source(publisher))
