"""Two ways to put a commit on our branch: through GitHub's API, and with the git of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.gitdata import (
    Author,
    branch_head,
    create_commit,
    create_tree,
    ensure_branch,
    move_branch,
    require_rights,
)
from trustpub.github.listed import BRANCH
from trustpub.http.errors import HttpError
from trustpub.pullrequest.outcome import BRANCH_STEP, COMMIT, TREE, OnStep

if TYPE_CHECKING:
    from trustpub.git.identity import Identity
    from trustpub.pullrequest.change import Change


class BranchTaken(TrustpubError):  # noqa: N818 - what becomes of it is decided by whoever asked
    """There is a branch of that name already, with another commit."""


class Writer(Protocol):
    """Puts a commit on our branch of one repository."""

    def require_rights(self, paths: Sequence[str]) -> None:
        """Make sure, before anything is written, that it may, as far as that is known.

        Raises:
            TrustpubError: something is missing, which is named.
        """

    def write(self, owner: str, name: str, change: Change, expected: str | None) -> str:
        """Commit and set the branch; the id of the commit.

        Args:
            owner, name: where the branch is: the repository, or a fork of it.
            change: what the commit holds.
            expected: the commit that the branch is at; None where there is no branch yet.

        Raises:
            TrustpubError: the branch is as it was.
        """


class ApiWriter:
    """Writes through the API: a tree, a commit, a branch."""

    def __init__(self, github: GitHub, what: str, author: Identity | None, on_step: OnStep) -> None:
        self._github = github
        self._what = what
        self._author = None if author is None else Author(author.name, author.email)
        self._on_step = on_step

    def require_rights(self, paths: Sequence[str]) -> None:
        """See `Writer.require_rights`."""
        require_rights(self._github, self._what, paths)

    def write(self, owner: str, name: str, change: Change, expected: str | None) -> str:
        """See `Writer.write`."""
        place = {"owner": owner, "name": name, "branch": BRANCH}
        self._on_step(TREE, {"phase": "before", **place})
        tree = create_tree(self._github, owner, name, change.base_tree, change.files, change.modes)
        self._on_step(TREE, {"phase": "after", **place})
        self._on_step(COMMIT, {"phase": "before", **place})
        commit = create_commit(self._github, owner, name, tree, change.parents, change.message, self._author)
        place["commit"] = commit
        self._on_step(COMMIT, {"phase": "after", **place})
        self._on_step(BRANCH_STEP, {"phase": "before", **place})
        if expected is None:
            self._make_branch(owner, name, commit)
        else:
            move_branch(self._github, owner, name, BRANCH, commit)
        self._on_step(BRANCH_STEP, {"phase": "after", **place})
        return commit

    def _make_branch(self, owner: str, name: str, commit: str) -> None:
        try:
            ensure_branch(self._github, owner, name, BRANCH, commit)
        except HttpError as error:
            if error.status != 422 or branch_head(self._github, owner, name, BRANCH) is None:
                raise
            raise BranchTaken(
                f"there is a branch {BRANCH} in {owner}/{name} since a moment ago, which is somebody else's; look at it"
            ) from None
