"""From the log of a job that failed to what happened, which field differs, and what to change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from trustpub.pypi.claims import Claims, Decided
from trustpub.pypi.errors import KnownError, recognise
from trustpub.pypi.forms import pending_page
from trustpub.pypi.log import Told, joined, plain, read_claims, shown
from trustpub.pypi.matching import Match, Mismatch, RegisteredPublisher, match
from trustpub.uploads.types import PYPI, TESTPYPI

_CHECK_FAILED = re.compile(
    r"Check failed for (?:required|optional) claim '([a-z_]{1,40})'|Missing claim '([a-z_]{1,40})'"
)
_REFERENCE_DIFFERS = re.compile(
    r"job_workflow_ref claim does not match, expecting one of \[([^\]]{1,1000})\], got ['\"]([^'\"]{1,500})['\"]"
)
"""Source: ``_check_job_workflow_ref`` of warehouse's ``oidc/models/github.py``."""
_UNMATCHED = ("invalid-publisher", "exchange-failed")
"""Errors for which a publisher is sought in vain."""
_UNTOLD = Decided("not told by the log")


class Field(NamedTuple):
    """A field of the form, with the publisher's value and the token's; equal is None where one is not known."""

    name: str
    registered: str | None
    token: str | None
    equal: bool | None


class Diagnosis(NamedTuple):
    """What a log tells.

    Attributes:
        errors: the known errors in it, in order.
        told: the claims in it; None when it has none.
        outcome: the claims compared with the publishers; None without the one or the other.
        fields: the same, field by field, with the publisher that comes nearest.
        hints: what follows from the claims, in order.
    """

    errors: tuple[KnownError, ...]
    told: Told | None
    outcome: Match | Mismatch | None
    fields: tuple[Field, ...]
    hints: tuple[str, ...]


def diagnose(log: str, publishers: Sequence[RegisteredPublisher] = (), repository: str | None = None) -> Diagnosis:
    """Explain a log.

    Args:
        log: the log of a job, or a piece of it.
        publishers: those that are registered, or that the workflows need.
        repository: ``owner/name`` of the checkout that they come from, when it is known.
    """
    text = plain(log)
    line = joined(text)
    errors, told = tuple(recognise(line)), read_claims(text)
    if told is None:
        unmatched = any(error.code in _UNMATCHED for error in errors)
        hints = _of_check(line) or ([_without_claims(publishers)] if unmatched else [])
        return Diagnosis(errors, None, None, (), tuple(hints))
    claims = told.claims if told.environment_known else told.claims._replace(environment=_UNTOLD)
    outcome = match(claims, publishers) if publishers else None
    nearest = outcome.publisher if isinstance(outcome, Match) else outcome.nearest if outcome is not None else None
    hints = [*_of_check(line), *_of_claims(told, repository)]
    if isinstance(outcome, Mismatch):
        hints.append(_remedy(outcome, claims))
    elif isinstance(outcome, Match):
        hints.append(_all_equal(outcome.publisher, claims, index_of(line)))
    elif any(error.code == "invalid-publisher" for error in errors):
        hints.append(
            "if these fields are what you expect, register them under Publishing of the project, or for a new project "
            f"on {pending_page(index_of(line))}; if not, mend the workflow"
        )
    return Diagnosis(errors, told, outcome, _fields(told, nearest), tuple(hints))


def index_of(log: str) -> str:
    """The index that a log speaks of; PyPI when it does not tell."""
    return TESTPYPI if "test.pypi.org" in log and "upload.pypi.org" not in log else PYPI


def _without_claims(publishers: Sequence[RegisteredPublisher]) -> str:
    """What to do where a tool, such as twine, shows no claims that could be compared."""
    if not publishers:
        return (
            "the log shows no claims of the token, as the PyPA action and uv do; give --repo with the path of a "
            "checkout, and the publishers that its workflows need are named"
        )
    names = " or ".join(shown(publisher.name) for publisher in publishers)
    return (
        "the log shows no claims of the token to compare; look under Publishing of the project on PyPI whether it has "
        f"{names}, spelled like that, and register it if not"
    )


def _of_check(line: str) -> list[str]:
    """What PyPI itself says about the claim that does not fit."""
    reference = _REFERENCE_DIFFERS.search(line)
    if reference is not None:
        return [
            f"PyPI itself says that the job stands in {shown(reference[2])}, and a publisher expects "
            f"{shown(reference[1])}: the file has to lie in the repository that runs, at the run's own ref or commit; "
            "publish from a job of the workflow that is started"
        ]
    found = _CHECK_FAILED.search(line)
    if found is None:
        return []
    claim = found[1] or found[2]
    if claim == "sub":
        return [
            "PyPI did not like the token's subject; since January 2026 it ignores it, so an organization's own form of "
            "it does no harm any more: run the job again"
        ]
    if claim == "event_name":
        return ["PyPI refuses runs that pull_request_target starts: publish from another event, such as a release"]
    return [f"PyPI itself names the claim that does not fit: {claim}"]


def _of_claims(told: Told, repository: str | None) -> list[str]:
    claims = told.claims
    hints: list[str] = []
    if claims.is_called:
        hints.append(
            f"the job stands in a reusable workflow ({claims.filename}), which PyPI does not support: it matches the "
            "called file, while attestations name the caller; publish from a job of the calling workflow"
        )
    if repository is not None and claims.repository not in (None, repository):
        hints.append(
            f"the token is from {claims.repository}, the checkout is {repository}: a fork, or a repository that was "
            "renamed or moved; a run that is started again keeps the old name, so start a new one"
        )
    return hints


def _fields(told: Told, publisher: RegisteredPublisher | None) -> tuple[Field, ...]:
    claims = told.claims
    owner, _, name = (claims.repository or "").partition("/")
    environment = claims.environment if isinstance(claims.environment, str) else None
    registered = publisher.environment if publisher is not None else None
    return (
        _field("owner", publisher and publisher.owner, claims.repository_owner or owner or None, ignoring_case=True),
        _field("repository", publisher and publisher.repository, name or None),
        _field("workflow", publisher and publisher.workflow, claims.filename),
        Field(
            "environment",
            registered,
            environment if told.environment_known else None,
            _environment_fits(registered, environment) if publisher is not None and told.environment_known else None,
        ),
        _field("owner's number", publisher and publisher.owner_id, claims.repository_owner_id),
    )


def _field(name: str, registered: str | None, token: str | None, *, ignoring_case: bool = False) -> Field:
    if registered is None or token is None:
        return Field(name, registered, token, None)
    same = registered.lower() == token.lower() if ignoring_case else registered == token
    return Field(name, registered, token, same)


def _environment_fits(registered: str | None, environment: str | None) -> bool:
    return not registered or registered.lower() == (environment or "").lower()


def _remedy(mismatch: Mismatch, claims: Claims) -> str:
    """What to change for the field that differs."""
    expected, found = mismatch.expected, shown(mismatch.found)
    if mismatch.field == "environment":
        if not mismatch.certain:
            return f"the log does not tell the job's environment; the publisher has {expected!r}: compare them"
        if mismatch.nearest is not None and mismatch.nearest.environment:  # of several, one is enough to choose
            expected = mismatch.nearest.environment
        if claims.environment is None:
            return (
                f"add 'environment: {expected}' to the publishing job, or register a publisher without an environment"
            )
        return f"register a publisher with the environment {found!r}, or give the job 'environment: {expected}'"
    if mismatch.field == "job_workflow_ref" and claims.filename is not None and claims.filename != expected:
        return f"register a publisher with the workflow name {claims.filename}, or publish from the file {expected}"
    if mismatch.field in ("repository", "repository_owner", "repository_owner_id"):
        return (
            f"register a publisher anew for {claims.repository or found}: a repository that was renamed or moved, or "
            "an account that was created again, does not keep its publishers"
        )
    if mismatch.field == "event_name":
        return "publish from another event, such as a release"
    return mismatch.sentence


def _all_equal(publisher: RegisteredPublisher, claims: Claims, index: str) -> str:
    return (
        f"the token fits {publisher.name}, so no publisher with these very values is registered on the index that was "
        f"asked (PyPI and TestPyPI have their own): look under Publishing of the project, or on "
        f"{pending_page(index)} for a new one" + ("" if claims.environment else "; its environment has to be blank")
    )
