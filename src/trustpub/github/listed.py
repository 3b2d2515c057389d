"""What one look at a repository on GitHub tells: who may do what, its newest commit, our branch and pull requests."""

from __future__ import annotations

from typing import NamedTuple

BRANCH = "trustpub/trusted-publishing"
"""The branch that our pull requests come from."""

OPEN, CLOSED, MERGED = "open", "closed", "merged"


class OurBranch(NamedTuple):
    """The branch `BRANCH` where it exists: its newest commit, with the whole message and the ids of the parents."""

    commit: str
    message: str
    parents: tuple[str, ...]


class Pull(NamedTuple):
    """A pull request.

    Attributes:
        node_id: its name in GraphQL.
        state: `OPEN`, `CLOSED` (without being merged) or `MERGED`.
        head_owner: whose repository the head branch is in; None when that is gone.
        head_commit: the newest commit of the head branch, also when the branch is gone.
        base: the branch that it is to be merged into.
        updated: as ISO 8601.
        author: the login; None when the account is gone.
    """

    number: int
    url: str
    state: str
    is_draft: bool
    head_owner: str | None
    head_commit: str
    title: str
    body: str
    updated: str
    author: str | None
    node_id: str
    base: str


class Listed(NamedTuple):
    """A repository as one GraphQL query shows it.

    Attributes:
        owner, name: as they are today, which after a move differs from what was asked for.
        node_id, database_id: stay the same when the repository is renamed or moved.
        default_branch: None when there is no commit yet.
        head: id of the newest commit of the default branch; None likewise.
        tree: id of that commit's top folder; None likewise.
        subjects: the first lines of the messages of that commit and of those before it, newest first; up to twenty.
        is_locked: while it is being moved, or by an administrator; nothing can be changed then.
        is_private: also for internal ones.
        is_organization: whether the owner is one.
        can_write, can_administrate: what the token's owner may do. GitHub does not tell it of the token of an app or of
            a workflow run; that is taken to be for writing.
        can_fork: whether the repository allows forks.
        topics: the first twenty.
        our_branch: None when the repository itself has none of the name `BRANCH`.
        pulls: whose head branch has the name `BRANCH`, in any state and from forks too, newest first; the first five.
    """

    owner: str
    name: str
    node_id: str
    database_id: int
    default_branch: str | None
    head: str | None
    tree: str | None
    subjects: tuple[str, ...]
    is_archived: bool
    is_disabled: bool
    is_locked: bool
    is_fork: bool
    is_private: bool
    is_organization: bool
    can_write: bool
    can_administrate: bool
    can_fork: bool
    topics: tuple[str, ...]
    our_branch: OurBranch | None
    pulls: tuple[Pull, ...]

    @property
    def full_name(self) -> str:
        """``OWNER/NAME``."""
        return f"{self.owner}/{self.name}"
