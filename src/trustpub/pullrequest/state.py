"""What our branch holds, compared with the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from trustpub.github.gathering import gather
from trustpub.github.snapshot import Snapshot
from trustpub.pullrequest.decide import Head, change_of
from trustpub.pullrequest.marker import digest_in, is_ours

if TYPE_CHECKING:
    from trustpub.github.client import GitHub
    from trustpub.github.listed import Listed
    from trustpub.migration.types import Plan
    from trustpub.pullrequest.look import Newest


def head_at_a_glance(listed: Listed, plan: Plan) -> Head | None:
    """Our branch as the listing shows it, by the message of its newest commit alone."""
    ours = listed.our_branch
    return None if ours is None else Head(ours.commit, None, digest_in(ours.message) == change_of(plan))


def head_looked_at(github: GitHub, listed: Listed, plan: Plan, newest: Newest) -> Head:
    """Our branch by its newest commit and the files in it; takes a request where trustpub wrote the message.

    Raises:
        HttpError: the files cannot be read.
    """
    digest = digest_in(newest.message)
    if digest is None:
        return Head(newest.commit, False, False)
    snapshot = Snapshot(listed._replace(head=newest.commit, tree=newest.tree))
    ((_, contents),) = gather(github, [snapshot], lambda files: _contents(files, plan))
    return Head(newest.commit, was_made_here(newest.message, plan, contents), digest == change_of(plan))


def was_made_here(message: str, plan: Plan, contents: Mapping[str, bytes]) -> bool:
    """Whether trustpub made a commit and nobody changed it since.

    Args:
        message: of the commit.
        plan: the change as it would be now; the commit may be of an earlier one, for fewer files.
        contents: the files of the plan, as the commit has them.
    """
    before = {change.path: change.before for change in plan.files}
    changed = {path: data for path, data in contents.items() if data != before[path]}
    return is_ours(message, changed) or is_ours(message, contents)


def _contents(snapshot: Snapshot, plan: Plan) -> dict[str, bytes]:
    read = {change.path: snapshot.read(change.path) for change in plan.files}
    return {path: data for path, data in read.items() if data is not None}
