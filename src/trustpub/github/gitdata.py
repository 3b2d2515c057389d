"""Git's own objects and branches, made through the API: a commit without a clone. Nothing here ever forces a branch.

Source: https://docs.github.com/en/rest/git.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from trustpub.github.client import GitHub


class Author(NamedTuple):
    """Whom a commit names."""

    name: str
    email: str


def require_rights(github: GitHub, what: str, paths: Iterable[str]) -> None:
    """Make sure, before anything is written, that the token may write files and open a pull request, as far as known.

    Args:
        github: after its first answer, which told the scopes of a classic token.
        what: what is to be done, as it follows "cannot".
        paths: of the files; workflows need a scope of their own.

    Raises:
        HttpError: a scope is missing, which is named.
    """
    raise NotImplementedError


def create_tree(
    github: GitHub,
    owner: str,
    name: str,
    base_tree: str,
    files: Mapping[str, bytes],
    modes: Mapping[str, int] | None = None,
) -> str:
    """Make a top folder that is another one with some files replaced or added.

    Args:
        github: with a token that may write.
        owner, name: the repository.
        base_tree: id of the other one, such as `Listed.tree`.
        files: new bytes by path.
        modes: git's modes of those files that are there, from `Snapshot.place`, which they keep; others become plain
            files. None to ask GitHub for them, which takes a request.

    Returns:
        Its id.

    Raises:
        HttpError: it cannot be made.
        TrustpubError: a path cannot be written: it is a link, a folder or a submodule, or its name is no UTF-8.
    """
    raise NotImplementedError


def create_commit(
    github: GitHub, owner: str, name: str, tree: str, parents: Sequence[str], message: str, author: Author | None
) -> str:
    """Make a commit; no branch holds it yet.

    Args:
        author: None for the token's owner, now, whose commit GitHub then signs where it can.

    Returns:
        Its id.

    Raises:
        HttpError: it cannot be made.
    """
    raise NotImplementedError


def branch_head(github: GitHub, owner: str, name: str, branch: str) -> str | None:
    """Id of the newest commit of a branch; None when there is no such branch in a repository that can be seen.

    Raises:
        HttpError: it cannot be told.
    """
    raise NotImplementedError


def create_branch(github: GitHub, owner: str, name: str, branch: str, commit: str) -> None:
    """Make a branch.

    Raises:
        HttpError: it cannot be made; status 422 when there is one of that name.
    """
    raise NotImplementedError


def ensure_branch(github: GitHub, owner: str, name: str, branch: str, commit: str) -> bool:
    """Make a branch, unless it is there with that very commit, as it is when the answer of an attempt was lost.

    Returns:
        Whether this call made it, as far as that can be told.

    Raises:
        HttpError: it cannot be made; status 422 when there is one of that name with another commit.
    """
    raise NotImplementedError


def move_branch(github: GitHub, owner: str, name: str, branch: str, commit: str) -> None:
    """Move a branch forward to a commit that has its newest one among its ancestors.

    Raises:
        HttpError: it cannot be moved; status 422 when the branch is not there, or has other commits by now.
    """
    raise NotImplementedError


def delete_branch(github: GitHub, owner: str, name: str, branch: str) -> None:
    """Delete a branch; one that is gone already is no error.

    Raises:
        HttpError: it is still there.
    """
    raise NotImplementedError
