"""Many repositories in few requests: what is in them that decides whether they need anything.

One query shows up to `PAGE` repositories, each with its top folder, its workflows' texts, its local actions and its
metadata, our branch and our pull requests. What else is asked for is fetched by `trustpub.github.gathering.gather`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.documents import LISTS, OWNED, named_document
from trustpub.github.graphql import Data, Portion, cost_of, in_portions, is_too_much
from trustpub.github.listed import BRANCH, Listed, OurBranch, Pull
from trustpub.github.needs import LIST_REPOSITORIES
from trustpub.github.reading import Reader
from trustpub.github.shown import snapshot_of
from trustpub.github.snapshot import Snapshot
from trustpub.http.errors import HttpError

__all__ = ["BRANCH", "PAGE", "Gathered", "Listed", "OurBranch", "Pull", "Unseen", "named", "owned_by"]

PAGE = 50
"""How many repositories one query shows at most; fewer when GitHub does not manage that many."""

_BRANCH = {"branch": BRANCH, "ref": f"refs/heads/{BRANCH}"}


class Gathered(NamedTuple):
    """A repository with its files.

    Attributes:
        listed: what GitHub says of it.
        snapshot: the files of the newest commit of its default branch.
    """

    listed: Listed
    snapshot: Snapshot


class Unseen(NamedTuple):
    """A repository that was asked for and is not shown: ``OWNER/NAME`` as it was asked for, and why."""

    full_name: str
    reason: str


def owned_by(github: GitHub, login: str, *, is_user: bool | None = None) -> Iterator[list[Gathered]]:
    """The repositories of a person or an organization that the token may see, by name, in pages.

    Args:
        github: with a token; GraphQL wants one.
        login: of the owner.
        is_user: what the owner must be: a person, or (False) an organization; None for either.

    Raises:
        HttpError: they cannot be listed.
        TrustpubError: there is no token, or the owner is not of the kind that was asked for.
    """
    what = f"list the repositories of {login}"
    portion, after, is_last = Portion(PAGE), None, False
    while not is_last:
        variables = {"login": login, "first": portion.size, "after": after, **_BRANCH}
        cost = cost_of(1 + LISTS * portion.size)
        is_patient = portion.is_smallest
        try:
            data = github.graphql(
                OWNED, variables, what, LIST_REPOSITORIES, partial=True, repeatable=is_patient, cost=cost
            )
        except HttpError as error:
            if is_patient or not is_too_much(error):
                raise
            portion.failed(portion.size)
            continue
        portion.succeeded()
        page = _page(data, login, what, is_user)
        info = page.object("pageInfo")
        after, is_last = info.text_or_none("endCursor"), not info.flag("hasNextPage")
        yield [_gathered(node) for node in page.objects_or_nulls("nodes") if node is not None]


def named(github: GitHub, full_names: Sequence[str]) -> list[Gathered | Unseen]:
    """Given repositories, in the same order.

    Args:
        github: with a token; GraphQL wants one.
        full_names: each ``OWNER/NAME``; an old name does after a move.

    Raises:
        HttpError: GitHub does not answer.
        TrustpubError: there is no token, or a name is none.
    """
    pairs = [_pair(full_name) for full_name in full_names]

    def ask(some: Sequence[tuple[str, str]], is_patient: bool) -> Data:
        variables: dict[str, str] = dict(_BRANCH)
        for number, (owner, name) in enumerate(some):
            variables |= {f"o{number}": owner, f"n{number}": name}
        what = f"look at the repository {'/'.join(some[0])}" + (f" and {len(some) - 1} others" if some[1:] else "")
        document = named_document(len(some))
        cost = cost_of(LISTS * len(some))
        return github.graphql(
            document, variables, what, LIST_REPOSITORIES, partial=True, repeatable=is_patient, cost=cost
        )

    found: list[Gathered | Unseen] = []
    for some, data in in_portions(pairs, Portion(PAGE), ask):
        for number, pair in enumerate(some):
            shown = data.object_or_none(f"r{number}")
            reason = data.problems.get(f"r{number}", "GitHub does not show it")
            found.append(Unseen("/".join(pair), reason) if shown is None else _gathered(shown))
    return found


def _gathered(shown: Reader) -> Gathered:
    snapshot = snapshot_of(shown)
    return Gathered(snapshot.listed, snapshot)


def _page(data: Data, login: str, what: str, is_user: bool | None) -> Reader:
    """The page of an owner of the right kind."""
    owner = data.object_or_none("repositoryOwner")
    if owner is None:
        problem = data.problems.get("repositoryOwner", "could not resolve")
        if "could not resolve" not in problem.lower():  # such as single sign-on that the token is not authorized for
            raise HttpError(what, f"GitHub does not show them ({problem})", f"the token needs {LIST_REPOSITORIES}", 403)
        raise HttpError(what, "GitHub knows no person or organization of that name", "check the name", 404)
    kind = owner.text("__typename")
    if is_user is not None and is_user != (kind == "User"):
        is_what, option = ("a person", "--user") if kind == "User" else ("an organization", "--org")
        raise TrustpubError(f"cannot {what}: {login} is {is_what}; use {option} {login}")
    return owner.object("repositories")


def _pair(full_name: str) -> tuple[str, str]:
    owner, slash, name = full_name.partition("/")
    if not (owner and slash and name) or "/" in name:
        raise TrustpubError(f"{full_name!r} is no repository on GitHub; it looks like OWNER/NAME")
    return owner, name
