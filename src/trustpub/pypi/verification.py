"""Whether every publishing job of a repository would be matched, for every event, before anything is released."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from trustpub.migration.names import display
from trustpub.migration.types import Publisher
from trustpub.pypi.forms import environment_problem, stored_environment
from trustpub.pypi.given import Given
from trustpub.pypi.matching import Match, RegisteredPublisher, match
from trustpub.pypi.obstacles import obstacle_of
from trustpub.pypi.publishing import Publishing, publishings, uses_trusted_publishing
from trustpub.pypi.remarks import Remark, remarks_on
from trustpub.pypi.wanted import registered_now
from trustpub.repository.base import Repository
from trustpub.scanning import Problem
from trustpub.uploads.types import UNKNOWN

MATCHES, DIFFERS, UNDECIDED, FAILS = "matches", "differs", "undecided", "fails"
"""What becomes of a job: a publisher matches; none does; a run decides; it fails whatever is registered."""


class Verdict(NamedTuple):
    """What becomes of one publishing job in runs of one kind.

    Attributes:
        publishing: the job, the event and the claims.
        outcome: `MATCHES`, `DIFFERS`, `UNDECIDED` or `FAILS`.
        publisher: the one that PyPI would choose; None when it chooses none.
        field: the claim, or the part of the workflow, that is in the way; None when nothing is.
        expected, found: the values of a claim that differs; None otherwise.
        sentence: the reason.
    """

    publishing: Publishing
    outcome: str
    publisher: RegisteredPublisher | None
    field: str | None
    expected: str | None
    found: str | None
    sentence: str


class Verification(NamedTuple):
    """What was verified in one repository; ``errors`` are files that could not be read."""

    path: str
    owner: str | None
    name: str | None
    verdicts: tuple[Verdict, ...] = ()
    remarks: tuple[Remark, ...] = ()
    errors: tuple[Problem, ...] = ()

    @property
    def all_match(self) -> bool:
        """Whether every job would publish, as far as can be told."""
        return all(verdict.outcome == MATCHES for verdict in self.verdicts)


def verify(repository: Repository, given: Sequence[Given] = ()) -> Verification:
    """Match every job that uses Trusted Publishing, for every event, with the publishers.

    Args:
        repository: where the workflows are.
        given: the publishers that are registered; none for those that ``trustpub publishers`` would name.
    """
    found = publishings(repository)
    publishers = list(given) or [
        Given(as_registered(publisher), publisher.index) for publisher in registered_now(found, repository)
    ]
    verdicts = tuple(
        (None if given else _not_taken(publishing)) or _verdict(publishing, _on_index(publishing, publishers))
        for publishing in found.found
        if uses_trusted_publishing(publishing.upload)
    )
    chosen = [(verdict.publishing, verdict.publisher) for verdict in verdicts]
    owner, name = repository.identity()
    return Verification(repository.path, owner, name, verdicts, tuple(remarks_on(found, chosen)), found.errors)


def as_registered(publisher: Publisher) -> RegisteredPublisher:
    """A publisher as PyPI would keep it; no file tells the owner's number."""
    return RegisteredPublisher(
        publisher.owner, publisher.repository, publisher.workflow, stored_environment(publisher.environment), None
    )


def _on_index(publishing: Publishing, publishers: Sequence[Given]) -> list[RegisteredPublisher]:
    """The publishers on the index that a job uploads to; all of them when a run decides the index."""
    index = publishing.upload.index
    found = [given.publisher for given in publishers if index == UNKNOWN or given.index in (None, index)]
    return list(dict.fromkeys(found))


def _not_taken(publishing: Publishing) -> Verdict | None:
    """The verdict on a job whose environment PyPI takes for no publisher, so that none can be named for it."""
    environment = publishing.claims.environment
    reason = environment_problem(environment) if isinstance(environment, str) else None
    if reason is None:
        return None
    sentence = (
        f"PyPI takes no publisher with the environment {environment!r}: {reason}; name the environment differently, or "
        "register a publisher with a blank one"
    )
    return Verdict(publishing, DIFFERS, None, "environment", None, None, sentence)


def _verdict(publishing: Publishing, publishers: list[RegisteredPublisher]) -> Verdict:
    obstacle = obstacle_of(publishing)
    if obstacle is not None:
        return Verdict(publishing, FAILS, None, obstacle.field, None, None, obstacle.sentence)
    outcome = match(publishing.claims, publishers)
    if isinstance(outcome, Match):
        index = publishing.upload.index
        where = "the index" if index == UNKNOWN else display(index)
        sentence = f"{where} would choose the publisher {outcome.publisher.name}"
        return Verdict(publishing, MATCHES, outcome.publisher, None, None, None, sentence)
    kind = DIFFERS if outcome.certain else UNDECIDED
    return Verdict(publishing, kind, None, outcome.field, outcome.expected, outcome.found, outcome.sentence)
