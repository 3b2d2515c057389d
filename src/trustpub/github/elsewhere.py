"""Secrets that Dependabot and Codespaces keep apart from those of Actions: named, and left to a person.

Sources: https://docs.github.com/en/rest/dependabot/secrets and https://docs.github.com/en/rest/codespaces/repository-secrets.
Runs that Dependabot starts get its secrets under the names that workflows use; what a codespace does with its own, no
file of the repository shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from trustpub.github.client import GitHub
from trustpub.github.needs import LIST_CODESPACES_SECRETS, LIST_DEPENDABOT_SECRETS, Need
from trustpub.http.addresses import path_of
from trustpub.http.errors import HttpError


class Elsewhere(NamedTuple):
    """What another system keeps.

    Attributes:
        system: ``Dependabot`` or ``Codespaces``.
        names: of the secrets that seem to hold a credential for uploads; None when they cannot be listed.
        page: where a person deletes them.
    """

    system: str
    names: tuple[str, ...] | None
    page: str


_SYSTEMS: dict[str, Need] = {"Dependabot": LIST_DEPENDABOT_SECRETS, "Codespaces": LIST_CODESPACES_SECRETS}


def secrets_elsewhere(github: GitHub, owner: str, name: str, is_wanted: Callable[[str], bool]) -> tuple[Elsewhere, ...]:
    """The secrets of a repository that Dependabot and Codespaces have.

    Args:
        github: with a token; one that may not list them is no error.
        owner, name: the repository.
        is_wanted: whether a secret of this name is looked for.
    """
    found: list[Elsewhere] = []
    for system, need in _SYSTEMS.items():
        key = system.lower()
        page = f"https://{github.host.name}/{owner}/{name}/settings/secrets/{key}"
        what = f"list the secrets of {system} for {owner}/{name}"
        try:
            items = github.pages(path_of("repos", owner, name, key, "secrets"), what, need, "secrets")
        except HttpError:
            found.append(Elsewhere(system, None, page))
            continue
        names = tuple(secret for secret in (item.text("name") for item in items) if is_wanted(secret))
        found.append(Elsewhere(system, names, page))
    return tuple(found)
