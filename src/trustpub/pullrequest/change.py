"""From a plan to what a commit is to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from trustpub.errors import InputError

if TYPE_CHECKING:
    from trustpub.github.snapshot import Snapshot
    from trustpub.migration.types import Plan
    from trustpub.pullrequest.look import Newest


class Change(NamedTuple):
    """What a commit is to hold.

    Attributes:
        base: the id of the commit whose files it has, but for those that change.
        base_tree: the id of that commit's top folder.
        files: the new bytes, by the path at which each file really is.
        modes: git's modes of these files, by the same paths.
        parents: the ids of the commits that it follows: see `parents_of`.
        message: its message.
    """

    base: str
    base_tree: str
    files: Mapping[str, bytes]
    modes: Mapping[str, int]
    parents: Sequence[str]
    message: str


def change_to_write(snapshot: Snapshot, plan: Plan, message: str, newest: Newest | None) -> Change:
    """What the commit is to hold: each file at the place where it really is, links followed.

    Raises:
        InputError: two files that change differently are one by a link.
    """
    listed = snapshot.listed
    assert listed.head is not None and listed.tree is not None
    files: dict[str, bytes] = {}
    modes: dict[str, int] = {}
    for change in plan.files:
        place = snapshot.place(change.path)
        path = change.path if place is None else place.path
        if files.setdefault(path, change.after) != change.after:
            raise InputError("two workflows are one file by a symbolic link; replace the link", path=change.path)
        if place is not None:
            modes[path] = place.mode
    parents = [listed.head] if newest is None else parents_of(newest, listed.head)
    return Change(listed.head, listed.tree, files, modes, parents, message)


def parents_of(newest: Newest, base: str) -> Sequence[str]:
    """What a commit on top of our branch follows: the branch, and the base where that moved on since it last did."""
    return [newest.commit] if any(commit == base for commit, _ in newest.parents) else [newest.commit, base]
