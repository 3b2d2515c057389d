"""Whether PyPI would match the claims of a job to a publisher.

The rules are those of warehouse's ``oidc/models/github.py`` (August 2026): the publishers of the repository, its owner
(by name and by number) and the file are looked up; of these the one with the job's environment wins over one without;
then the ref in ``job_workflow_ref`` must be the run's ``ref`` or ``sha``, and the event must not be
``pull_request_target``. ``sub`` is ignored since January 2026, ``jti`` is used once and cannot be foreseen, and nothing
else is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from trustpub.pypi.claims import WORKFLOW_FOLDER, Claims, Decided
from trustpub.pypi.events import PULL_REQUEST_TARGET


class RegisteredPublisher(NamedTuple):
    """A publisher as PyPI keeps it.

    Attributes:
        owner, repository: on GitHub; None when not known here, and then not compared. PyPI stores the owner as GitHub
            spells it, the repository as it was typed.
        workflow: the file's name.
        environment: None for a blank one, which matches every job.
        owner_id: GitHub's number of the owner at the time of the registration; None when not known here.
    """

    owner: str | None
    repository: str | None
    workflow: str
    environment: str | None = None
    owner_id: str | None = None

    @property
    def name(self) -> str:
        """The publisher as the option ``--publisher`` takes it."""
        place = f"{self.owner or '<owner>'}/{self.repository or '<repository>'}:{self.workflow}"
        return f"{place}:{self.environment}" if self.environment else place


class Match(NamedTuple):
    """The publisher that PyPI would choose."""

    publisher: RegisteredPublisher


class Mismatch(NamedTuple):
    """Why no publisher matches.

    Attributes:
        field: the claim that differs from the publisher that comes nearest.
        expected: what the publisher has there.
        found: what the job has.
        sentence: the same for people.
        certain: False when a run decides the claim, and some of its values could match.
        nearest: the publisher that was compared; None when there is none.
    """

    field: str
    expected: str
    found: str
    sentence: str
    certain: bool = True
    nearest: RegisteredPublisher | None = None


def match(claims: Claims, publishers: Iterable[RegisteredPublisher]) -> Match | Mismatch:
    """The publisher that PyPI would choose for the claims, or the first field that stands in the way."""
    known = list(publishers)
    if claims.event_name == PULL_REQUEST_TARGET:
        return Mismatch(
            "event_name",
            f"any but {PULL_REQUEST_TARGET}",
            PULL_REQUEST_TARGET,
            f"PyPI refuses Trusted Publishing for {PULL_REQUEST_TARGET}, whatever is registered",
        )
    if not claims.ref and not claims.sha:
        return Mismatch("ref", "a ref or a commit", "neither", "the token names neither a ref nor a commit")
    if claims.job_workflow_ref is not None and claims.filename is None:
        return Mismatch(
            "job_workflow_ref",
            "a file that ends in .yml or .yaml",
            claims.job_workflow_ref,
            "the token's job_workflow_ref names no workflow file",
        )
    if not known:
        return Mismatch("publisher", "a publisher", "none", "no publisher is registered")
    candidates = [publisher for publisher in known if not _differences(claims, publisher)]
    if not candidates:
        nearest = min(known, key=lambda publisher: _distance(_differences(claims, publisher)))
        return _differences(claims, nearest)[0]._replace(nearest=nearest)
    chosen = _chosen(claims, candidates)
    if isinstance(chosen, Mismatch):
        return chosen
    mismatch = _ref_mismatch(claims, chosen)
    return Match(chosen) if mismatch is None else mismatch._replace(nearest=chosen)


def _distance(differences: list[Mismatch]) -> tuple[int, int]:
    """Order of nearness: fewer differing fields first, and of those the ones that differ in case only."""
    return len(differences), sum(d.expected.lower() != d.found.lower() for d in differences)


def _differences(claims: Claims, publisher: RegisteredPublisher) -> list[Mismatch]:
    """The fields by which PyPI looks a publisher up (all but the environment) that differ."""
    found: list[Mismatch] = []
    owner, repository = _split(claims.repository)
    owner = claims.repository_owner if claims.repository_owner is not None else owner
    if owner and publisher.owner and owner.lower() != publisher.owner.lower():
        found.append(_differs("repository_owner", "owner", publisher.owner, owner))
    if repository and publisher.repository and repository != publisher.repository:
        found.append(_differs("repository", "repository", publisher.repository, repository))
    number = claims.repository_owner_id
    if number and publisher.owner_id and number != publisher.owner_id:
        sentence = (
            f"the owner's number is {number} and was {publisher.owner_id} when the publisher was registered: the name "
            "belongs to another account now; register the publisher anew"
        )
        found.append(Mismatch("repository_owner_id", publisher.owner_id, number, sentence))
    if claims.filename is not None and claims.filename != publisher.workflow:
        found.append(_differs("job_workflow_ref", "workflow", publisher.workflow, claims.filename))
    return found


def _differs(field: str, word: str, expected: str, found: str) -> Mismatch:
    sentence = f"the publisher has the {word} {expected!r}, the job {found!r}"
    if expected.lower() == found.lower():
        sentence += ", and PyPI looks at upper and lower case here"
    return Mismatch(field, expected, found, sentence)


def _chosen(claims: Claims, candidates: list[RegisteredPublisher]) -> RegisteredPublisher | Mismatch:
    """The publisher with the job's environment, else one without an environment."""
    environment = claims.environment
    blank = next((publisher for publisher in candidates if not publisher.environment), None)
    named = [publisher for publisher in candidates if publisher.environment]
    if isinstance(environment, str) and environment:
        exact = next((p for p in named if (p.environment or "").lower() == environment.lower()), None)
        if exact is not None:
            return exact
    if blank is not None:
        return blank
    names = list(dict.fromkeys(publisher.environment or "" for publisher in named))
    expected, quoted = " or ".join(names), " or ".join(repr(name) for name in names)
    if isinstance(environment, Decided):
        sentence = f"a run decides the environment ({environment.expression}), and the publisher has {quoted}"
        return Mismatch("environment", expected, environment.expression, sentence, certain=False, nearest=named[0])
    found = f"the environment {environment!r}" if environment else "none"
    sentence = f"the publisher has the environment {quoted}, the job has {found}"
    return Mismatch("environment", expected, environment or "none", sentence, nearest=named[0])


def _ref_mismatch(claims: Claims, publisher: RegisteredPublisher) -> Mismatch | None:
    """What is wrong with ``job_workflow_ref``: the file must lie in the repository, at the run's ref or commit."""
    reference = claims.job_workflow_ref
    if reference is None:
        return None
    place = f"{WORKFLOW_FOLDER}/{publisher.workflow}"
    repository, owned, at = reference.partition(f"/{place}@")
    expected = [value for value in (claims.ref, claims.sha) if value]
    if not owned or (claims.repository is not None and repository != claims.repository):
        wanted = f"{claims.repository or '<owner>/<repository>'}/{place}"
        sentence = f"the job stands in {reference.partition('@')[0]}, and must stand in {wanted}"
        return Mismatch("job_workflow_ref", wanted, reference, sentence)
    if at not in expected:
        wanted = " or ".join(expected)
        sentence = f"the job's file is taken from {at}, and PyPI demands that of the run: {wanted}"
        return Mismatch("job_workflow_ref", wanted, at, sentence)
    return None


def _split(repository: str | None) -> tuple[str | None, str | None]:
    owner, slash, name = (repository or "").partition("/")
    return (owner, name) if slash else (None, None)
