"""PyPI's forms for publishers: what each field takes, the pages, and their limits.

Sources: warehouse's ``oidc/forms/github.py`` and ``oidc/forms/_core.py`` (August 2026), and
https://docs.pypi.org/trusted-publishers/.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.errors import TrustpubError
from trustpub.migration.names import site_of
from trustpub.migration.types import Publisher

MAX_ENVIRONMENT = 255
MAX_PENDING = 3
"""Pending publishers that one account may have at a time."""
PENDING_DAYS = 30

PENDING_LIMITS = (
    f"a pending publisher lasts {PENDING_DAYS} days and does not reserve the name; an account may have {MAX_PENDING} "
    "at a time, and several projects that one workflow publishes are created one after another"
)

_OWNER = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-]*")
_REPOSITORY = re.compile(r"[a-zA-Z0-9-_.]+")
_PROJECT = re.compile(r"[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9]", re.IGNORECASE)
_NOT_IN_ENVIRONMENT = re.compile(r"[\x00-\x1f\x7f'\"`,;\\]")


class FieldProblem(NamedTuple):
    """A field of the form that is missing, or that PyPI will not take, and why."""

    field: str
    value: str | None
    reason: str


def owner_problem(value: str) -> str | None:
    """Why PyPI does not take an owner's name; None when it does (and GitHub knows the owner)."""
    return None if _OWNER.fullmatch(value) else "GitHub's names are of letters, digits and dashes, no dash first"


def repository_problem(value: str) -> str | None:
    """Why PyPI does not take a repository's name; None when it does."""
    if "/" in value:
        return "only the name belongs here, without the owner"
    return None if _REPOSITORY.fullmatch(value) else "GitHub's names are of letters, digits, dashes, dots and _"


def workflow_problem(value: str) -> str | None:
    """Why PyPI does not take a workflow's file name; None when it does."""
    if "/" in value:
        return "only the file's name belongs here, without its folder"
    return None if value.endswith((".yml", ".yaml")) else "the file's name has to end in .yml or .yaml"


def environment_problem(value: str) -> str | None:
    """Why PyPI does not take an environment's name; None when it does, also for an empty one."""
    if len(value) > MAX_ENVIRONMENT:
        return f"it has {len(value)} characters, and {MAX_ENVIRONMENT} are allowed"
    if value != value.strip():
        return "it begins or ends with a blank"
    if _NOT_IN_ENVIRONMENT.search(value):
        return "control characters and ' \" ` , ; \\ are not allowed in it"
    return None


def check_environment(value: str, option: str) -> None:
    """See to it that a name that the user gave is one that PyPI takes.

    Args:
        value: the name.
        option: how the user gave it.

    Raises:
        TrustpubError: it is blank, or PyPI does not take it.
    """
    reason = environment_problem(value) if value else "it is empty"
    if reason is not None:
        raise TrustpubError(f"{option} {value!r} is not a name that PyPI takes: {reason}")


def project_problem(value: str) -> str | None:
    """Why PyPI does not take a project's name; None when it does.

    Source: https://packaging.python.org/en/latest/specifications/name-normalization/.
    """
    return None if _PROJECT.fullmatch(value) else "names are of letters, digits, dots, dashes and _, none of these last"


def stored_environment(value: str | None) -> str | None:
    """An environment's name as PyPI keeps it: in lower case, None for a blank one."""
    return value.lower() if value and not value.isspace() else None


def problems_of(publisher: Publisher) -> tuple[FieldProblem, ...]:
    """The fields of a publisher that are missing, or that PyPI will not take, in the form's order."""
    checks = (
        ("project", publisher.project, project_problem, "no metadata in the repository tells its name"),
        ("owner", publisher.owner, owner_problem, "the git remote does not tell it"),
        ("repository", publisher.repository, repository_problem, "the git remote does not tell it"),
        ("workflow", publisher.workflow, workflow_problem, ""),
        ("environment", publisher.environment or "", environment_problem, ""),
    )
    found: list[FieldProblem] = []
    for field, value, problem, missing in checks:
        reason = missing if value is None else problem(value)
        if reason is not None:
            found.append(FieldProblem(field, value, reason))
    return tuple(found)


def pending_page(index: str, organization: str | None = None) -> str:
    """The page for projects that do not exist yet; nothing can be filled in for it."""
    if organization is None:
        return f"{site_of(index)}/manage/account/publishing/"
    return f"{site_of(index)}/manage/organization/{organization}/publishing/"
