"""What our branch holds: whether its newest commit is trustpub's and unchanged, and whether it is up to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from trustpub.errors import InputError
from trustpub.github.gathering import gather
from trustpub.github.listed import MERGED
from trustpub.github.objects import TREE, Entry
from trustpub.github.snapshot import Snapshot
from trustpub.pullrequest.decide import Head, change_of
from trustpub.pullrequest.marker import digest_in, is_ours
from trustpub.repository.base import WORKFLOWS

if TYPE_CHECKING:
    from trustpub.github.client import GitHub
    from trustpub.github.listed import Listed
    from trustpub.migration.types import Plan
    from trustpub.pullrequest.look import Look, Newest


def head_at_a_glance(listed: Listed, plan: Plan) -> Head | None:
    """Our branch as the listing shows it, by the message of its newest commit alone."""
    ours = listed.our_branch
    return None if ours is None else Head(ours.commit, None, digest_in(ours.message) == change_of(plan))


def head_looked_at(github: GitHub, look: Look, plan: Plan, newest: Newest) -> Head:
    """Our branch by its newest commit and the files in it; takes up to two requests.

    It is up to date when it says so, or, where somebody else committed last, has all files as the plan leaves them: the
    base branch may have been merged into it. It is ours when its newest commit is trustpub's and makes exactly the
    change that it says, and no other commit is somebody else's; or when all of it was merged.

    Raises:
        HttpError: the files cannot be read.
    """
    digest, listed = digest_in(newest.message), look.listed
    if digest is None:
        after = Snapshot(listed._replace(head=newest.commit, tree=newest.tree))
        ((_, is_current),) = gather(github, [after], lambda files: _is_as_planned(files, plan))
        return Head(newest.commit, False, is_current)
    was_merged = any(pull.state == MERGED and pull.head_commit == newest.commit for pull in listed.pulls)
    is_free = was_merged or was_made_here(github, look, newest)
    return Head(newest.commit, is_free, digest == change_of(plan))


def was_made_here(github: GitHub, look: Look, newest: Newest) -> bool:
    """Whether trustpub made a branch and nobody changed it since, by its newest commit; takes up to two requests.

    Raises:
        HttpError: the files cannot be read.
    """
    if digest_in(newest.message) is None or look.is_touched(newest):
        return False
    after = Snapshot(look.listed._replace(head=newest.commit, tree=newest.tree))
    change = changed_files(github, after, newest)
    return change is not None and is_ours(newest.message, change)


def _is_as_planned(files: Snapshot, plan: Plan) -> bool:
    """Whether every file of the plan is as the plan leaves it."""
    try:
        return [files.read(change.path) for change in plan.files] == [change.after for change in plan.files]
    except InputError:
        return False


def changed_files(github: GitHub, after: Snapshot, newest: Newest) -> Mapping[str, bytes] | None:
    """The files that a commit adds or changes, with what it has in them; None when it does anything else.

    Args:
        github: with a token.
        after: the files of the commit.
        newest: the commit; it is compared with the last one that it follows, which for ours is the base branch's.

    Raises:
        HttpError: the files cannot be read.
    """
    if not newest.parents:
        return None
    commit, tree = newest.parents[-1]
    before = Snapshot(after.listed._replace(head=commit, tree=tree))
    before.objects = after.objects  # they are known by their ids, whichever commit has them
    list(gather(github, [after, before], lambda _: _read(before, after)))
    return _read(before, after)


def _read(before: Snapshot, after: Snapshot) -> Mapping[str, bytes] | None:
    """The changed files; preliminary while anything is missing."""
    for snapshot in (before, after):  # asks for the folders on the way all at once
        snapshot.list(WORKFLOWS)
    found: dict[str, bytes] = {}
    is_plain = True
    for path in _differing(before, after, before.listed.tree, after.listed.tree, ""):
        try:
            data = after.read(path)
        except InputError:
            data = None
        is_plain = is_plain and data is not None
        found[path] = data or b""
    return _by_plan(after, found) if is_plain else None


def _by_plan(after: Snapshot, found: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files by the paths that a plan has for them: a workflow that is a link elsewhere is known by the link."""
    if all(path.startswith(f"{WORKFLOWS}/") for path in found):
        return found
    links: dict[str, str] = {}
    for name in after.list(WORKFLOWS):
        try:
            place = after.place(f"{WORKFLOWS}/{name}")
        except InputError:
            continue
        if place is not None:
            links[place.path] = f"{WORKFLOWS}/{name}"
    return {links.get(path, path): data for path, data in found.items()}


def _differing(before: Snapshot, after: Snapshot, old_id: str | None, new_id: str | None, folder: str) -> Iterator[str]:
    """The paths at which the two commits have something else; folders are gone into."""
    old, new = _entries(before, old_id, folder), _entries(after, new_id, folder)
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        path = f"{folder}/{name}" if folder else name
        old_tree, new_tree = (entry.id if entry is not None and entry.mode == TREE else None for entry in (was, now))
        if old_tree is None and new_tree is None:
            yield path
        else:
            yield from _differing(before, after, old_tree, new_tree, path)


def _entries(snapshot: Snapshot, id: str | None, folder: str) -> Mapping[str, Entry]:  # noqa: A002 - git's word for it
    """What is in a folder, by its id; nothing while it is not known."""
    if id is None:
        return {}
    if id not in snapshot.objects.trees:
        snapshot.list(folder)
    return snapshot.objects.trees.get(id, {})
