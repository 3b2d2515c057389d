"""The secrets of GitHub Actions: their names and places (values cannot be read by anybody), and deleting them."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.github.client import GitHub
from trustpub.github.needs import (
    DELETE_ENVIRONMENT_SECRETS,
    DELETE_ORGANIZATION_SECRETS,
    DELETE_SECRETS,
    LIST_ENVIRONMENT_SECRETS,
    LIST_SECRETS,
    SEE_ORGANIZATION_SECRETS,
    Need,
)
from trustpub.github.reading import Reader
from trustpub.http.addresses import path_of

REPOSITORY, ENVIRONMENT, ORGANIZATION = "repository", "environment", "organization"


class StoredSecret(NamedTuple):
    """A secret by its name and place.

    Attributes:
        place: `REPOSITORY`, `ENVIRONMENT` or `ORGANIZATION`.
        environment: whose it is, if it is one's.
        updated: when its value was last set, as ISO 8601.
    """

    name: str
    place: str
    environment: str | None
    updated: str


class Reach(NamedTuple):
    """Which repositories get an organization's secret: ``all``, ``private`` or ``selected``, and which then."""

    visibility: str
    repositories: tuple[str, ...]


def repository_secrets(github: GitHub, owner: str, name: str) -> list[StoredSecret]:
    """The secrets of a repository itself.

    Raises:
        HttpError: they cannot be listed.
    """
    path = path_of("repos", owner, name, "actions", "secrets")
    items = github.pages(path, f"list the secrets of {owner}/{name}", LIST_SECRETS, "secrets")
    return [_stored(item, REPOSITORY) for item in items]


def environment_secrets(github: GitHub, owner: str, name: str, environment: str) -> list[StoredSecret]:
    """The secrets of one environment.

    Raises:
        HttpError: they cannot be listed.
    """
    path = path_of("repos", owner, name, "environments", environment, "secrets")
    what = f"list the secrets of the environment {environment} of {owner}/{name}"
    items = github.pages(path, what, LIST_ENVIRONMENT_SECRETS, "secrets")
    return [_stored(item, ENVIRONMENT, environment) for item in items]


def organization_secrets(github: GitHub, owner: str, name: str) -> list[StoredSecret]:
    """The secrets that an organization shares with a repository.

    Raises:
        HttpError: they cannot be listed.
    """
    path = path_of("repos", owner, name, "actions", "organization-secrets")
    what = f"list the secrets that {owner} shares with {owner}/{name}"
    return [_stored(item, ORGANIZATION) for item in github.pages(path, what, LIST_SECRETS, "secrets")]


def reach(github: GitHub, organization: str, secret: str) -> Reach:
    """Which repositories an organization shares a secret with.

    Raises:
        HttpError: it cannot be told; that needs more than looking at the repository does.
    """
    what = f"see who uses the secret {secret} of {organization}"
    path = path_of("orgs", organization, "actions", "secrets", secret)
    response = github.ask("GET", path, what, SEE_ORGANIZATION_SECRETS)
    visibility = Reader(response.json(), response).text("visibility")
    if visibility != "selected":
        return Reach(visibility, ())
    items = github.pages(f"{path}/repositories", what, SEE_ORGANIZATION_SECRETS, "repositories")
    return Reach(visibility, tuple(item.text("full_name") for item in items))


def deletion_need(secret: StoredSecret) -> Need:
    """What a token needs to delete a secret."""
    needs = {REPOSITORY: DELETE_SECRETS, ENVIRONMENT: DELETE_ENVIRONMENT_SECRETS}
    return needs.get(secret.place, DELETE_ORGANIZATION_SECRETS)


def delete_secret(github: GitHub, owner: str, name: str, secret: StoredSecret) -> None:
    """Delete a secret for good.

    Raises:
        HttpError: it is still there, or was gone already.
    """
    if secret.place == ORGANIZATION:
        path = path_of("orgs", owner, "actions", "secrets", secret.name)
    elif secret.environment is not None:
        path = path_of("repos", owner, name, "environments", secret.environment, "secrets", secret.name)
    else:
        path = path_of("repos", owner, name, "actions", "secrets", secret.name)
    what = f"delete the secret {secret.name} of {place_name(owner, name, secret)}"
    response = github.ask("DELETE", path, what, deletion_need(secret), also=(404,))
    # Not found on a second attempt means that the first one went through, though its answer did not.
    if response.status == 404 and response.attempts == 1:
        raise github.refusal(response, deletion_need(secret))


def place_name(owner: str, name: str, secret: StoredSecret) -> str:
    """Where a secret is, in words."""
    if secret.place == ORGANIZATION:
        return f"the organization {owner}"
    if secret.environment is not None:
        return f"the environment {secret.environment} of {owner}/{name}"
    return f"the repository {owner}/{name}"


def _stored(item: Reader, place: str, environment: str | None = None) -> StoredSecret:
    return StoredSecret(item.text("name"), place, environment, item.text("updated_at"))
