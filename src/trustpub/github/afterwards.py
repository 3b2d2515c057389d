"""What a person does about the old token, whether or not its secret on GitHub is gone: the token itself is still alive.

Sources: https://pypi.org/help/#apitoken and https://docs.github.com/en/authentication/keeping-your-account-and-data-secure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from trustpub.migration.names import site_of
from trustpub.uploads.types import PYPI, TESTPYPI

_TEST = re.compile(r"(?:^|_)TEST(?:_|PYPI|$)|PYPITEST")


class Project(NamedTuple):
    """A project that the old token could upload: ``pypi`` or ``testpypi``, and its name; None when it is not known."""

    index: str  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    name: str | None


class Remaining(NamedTuple):
    """Something that only a person can do: what, and the pages for it."""

    what: str
    pages: tuple[str, ...]


def remaining(owner: str, name: str, projects: Iterable[Project]) -> tuple[Remaining, ...]:
    """What a person does next, in this order.

    Args:
        owner, name: the repository.
        projects: what the old tokens were for; each index has accounts, tokens and histories of its own.
    """
    known = tuple(dict.fromkeys(projects))
    return (revoking(known), other_holders(), security_history(known), what_git_hides(owner, name))


def projects_by_secrets(name: str | None, secrets: Iterable[str]) -> tuple[Project, ...]:
    """The project on the indexes that secrets were for, by their names: one that says TEST was for TestPyPI."""
    kinds = {_TEST.search(secret.upper()) is not None for secret in secrets}
    return tuple(Project(index, name) for index, is_test in ((PYPI, False), (TESTPYPI, True)) if is_test in kinds)


def revoking(projects: Iterable[Project]) -> Remaining:
    """That the token is to be revoked, and where."""
    return Remaining(
        "Revoke the token itself: deleting a secret does not end it. It is listed in the account that made it, under "
        "API tokens; if nobody remembers whose it was, each owner of the project looks at their own. If the secret "
        "was a password, change it.",
        _accounts(projects),
    )


def other_holders() -> Remaining:
    """That others may hold the same token."""
    return Remaining(
        "Think of who else may hold the same token: other repositories, organizations and CI services, ~/.pypirc and "
        "the keyrings of those who ever uploaded by hand, secrets of Dependabot and Codespaces, and everything that "
        "could read this repository's secrets while it was there.",
        (),
    )


def security_history(projects: Iterable[Project]) -> Remaining:
    """What to look for in the histories of the accounts and of the projects, and where they are."""
    known = tuple(projects)
    return Remaining(
        "Look through the security history, of the account and of the project: tokens that you did not make, uploads "
        "at times when nobody released, new owners, maintainers or publishers, changes of the email address or of "
        "two-factor authentication.",
        (*_accounts(known), *dict.fromkeys(map(history_page, known))),
    )


def history_page(project: Project) -> str:
    """The page that tells a project's owners who did what with it."""
    return f"{site_of(project.index)}/manage/project/{quote(project.name or 'PROJECT', safe='')}/history/"


def what_git_hides(owner: str, name: str) -> Remaining:
    """What to look for on GitHub that no commit shows."""
    return Remaining(
        "Look through what git does not show: runs of workflows that you do not know, or that nobody started, and "
        "pushes, tokens and keys in GitHub's security log that are not yours.",
        (f"https://github.com/{owner}/{name}/actions", "https://github.com/settings/security-log"),
    )


def _accounts(projects: Iterable[Project]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{site_of(project.index)}/manage/account/" for project in projects))
