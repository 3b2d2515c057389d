"""Many repositories in few requests: what is in them that decides whether they need anything.

One query shows up to `PAGE` repositories, each with its top folder, its workflows' texts, its local actions and its
metadata, our branch and our pull requests. What else is asked for is fetched by `trustpub.github.gathering.gather`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trustpub.github.client import GitHub
from trustpub.github.listed import BRANCH, Listed, OurBranch, Pull
from trustpub.github.snapshot import Snapshot

__all__ = ["BRANCH", "PAGE", "Gathered", "Listed", "OurBranch", "Pull", "Unseen", "named", "owned_by"]

PAGE = 50
"""How many repositories one query shows at most; fewer when GitHub does not manage that many."""


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
    raise NotImplementedError


def named(github: GitHub, full_names: Sequence[str]) -> list[Gathered | Unseen]:
    """Given repositories, in the same order.

    Args:
        github: with a token; GraphQL wants one.
        full_names: each ``OWNER/NAME``; an old name does after a move.

    Raises:
        HttpError: GitHub does not answer.
        TrustpubError: there is no token, or a name is none.
    """
    raise NotImplementedError
