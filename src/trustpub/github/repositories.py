"""What GitHub says about a repository and the people in it."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.github.client import GitHub
from trustpub.github.needs import SEE_PEOPLE, SEE_REPOSITORY
from trustpub.github.reading import Reader
from trustpub.http.addresses import path_of


class RepositoryInfo(NamedTuple):
    """A repository.

    Attributes:
        id: stays the same when the repository is renamed or moved.
        owner, name: as they are today, which after a move differs from what was asked for.
        is_organization: whether the owner is one.
        can_write, can_administrate: what the token's owner may do; False without a token.
    """

    id: int
    owner: str
    name: str
    is_organization: bool
    default_branch: str
    is_private: bool
    is_archived: bool
    is_disabled: bool
    is_fork: bool
    can_write: bool
    can_administrate: bool

    @property
    def full_name(self) -> str:
        """``OWNER/NAME``."""
        return f"{self.owner}/{self.name}"


class Person(NamedTuple):
    """Somebody with a role in a repository."""

    id: int
    login: str
    can_write: bool


def repository_info(github: GitHub, owner: str, name: str) -> RepositoryInfo:
    """A repository, under its old name too.

    Raises:
        HttpError: it cannot be seen.
    """
    what = f"look at the repository {owner}/{name}"
    response = github.ask("GET", path_of("repos", owner, name), what, SEE_REPOSITORY)
    data = Reader(response.json(), response)
    permissions = data.object("permissions") if data.has("permissions") else None
    return RepositoryInfo(
        id=data.number("id"),
        owner=data.object("owner").text("login"),
        name=data.text("name"),
        is_organization=data.object("owner").text("type") == "Organization",
        default_branch=data.text("default_branch"),
        is_private=data.flag("private"),
        is_archived=data.flag("archived"),
        is_disabled=data.flag("disabled"),
        is_fork=data.flag("fork"),
        can_write=permissions is not None and permissions.flag("push"),
        can_administrate=permissions is not None and permissions.flag("admin"),
    )


def people(github: GitHub, owner: str, name: str) -> list[Person]:
    """The people who can see a repository by more than its being public, those with the right to write marked.

    Raises:
        HttpError: they cannot be listed; that needs the right to write.
    """
    what = f"list the people of {owner}/{name}"
    items = github.pages(path_of("repos", owner, name, "collaborators"), what, SEE_PEOPLE, None)
    return [
        Person(
            item.number("id"),
            item.text("login"),
            item.has("permissions") and item.object("permissions").flag("push"),
        )
        for item in items
    ]
