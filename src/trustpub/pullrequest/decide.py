"""Whether a repository gets a pull request: polite to what people decided, and never twice.

Everything here is a pure function of what GitHub shows and of the plan; nothing is asked and nothing is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trustpub.github.listed import BRANCH, CLOSED, MERGED
from trustpub.github.listed import OPEN as IS_OPEN
from trustpub.pullrequest.marker import digest_of, read_marker

if TYPE_CHECKING:
    from trustpub.github.listed import Listed, Pull
    from trustpub.migration.types import Plan

OPT_OUT_TOPIC = "no-trustpub"
"""A topic that says that its repository wants no pull request; so does the file `OPT_OUT_FILE`."""
OPT_OUT_FILE = ".github/no-trustpub"

OPEN, UPDATE, KEEP, SKIP, LEAVE = "open", "update", "keep", "skip", "leave"
"""Open a pull request; bring the open one up to date; it is up to date; there is no need; a person has to look."""


class Head(NamedTuple):
    """The last commit of our branch, in the repository or in the fork.

    Attributes:
        commit: its id.
        is_ours: whether it is one of trustpub's that nobody changed; None when it was not looked at that closely.
        is_current: whether it says that it makes the same change as the plan.
    """

    commit: str
    is_ours: bool | None
    is_current: bool


class Decision(NamedTuple):
    """What to do, why if that is not plain, and the pull request that it is about, if any.

    Attributes:
        action: `OPEN`, `UPDATE`, `KEEP`, `SKIP` or `LEAVE`.
    """

    action: str
    reason: str | None = None
    pull: Pull | None = None


def unsuited(listed: Listed) -> str | None:
    """Why a repository gets no pull request, whatever its files are; None when it may get one.

    Sources: https://docs.github.com/en/graphql/reference/objects#repository for ``isArchived``, ``isDisabled`` and
    ``isLocked`` (a repository that moves), in which nothing can be pushed.
    """
    if listed.is_archived:
        return "it is archived"
    if listed.is_disabled:
        return "GitHub disabled it"
    if listed.is_locked:
        return "it is locked, as while it moves"
    if listed.is_fork:
        return "it is a fork, and releases are made where it came from"
    if listed.head is None or listed.default_branch is None:
        return "it is empty"
    if OPT_OUT_TOPIC in listed.topics:
        return f"it has the topic {OPT_OUT_TOPIC}, which says that it wants none"
    return None


def decide(
    listed: Listed,
    plan: Plan,
    *,
    again: bool,
    opted_out: bool = False,
    head: Head | None = None,
    login: str | None = None,
    fork: bool = True,
) -> Decision:
    """What to do about a repository.

    Args:
        listed: what GitHub shows of it.
        plan: the change.
        again: whether one is opened though the last was closed, merged and undone, or is somebody else's.
        opted_out: whether the file `OPT_OUT_FILE` is there.
        head: of our branch; None when there is none, or when it was not looked for.
        login: whose token it is; None when it was not asked yet.
        fork: whether a fork may be used where there is no right to push.
    """
    reason = unsuited(listed)
    if reason is not None:
        return Decision(SKIP, reason)
    if not plan.files:
        return _nothing(listed, plan)
    if opted_out:
        return Decision(SKIP, f"it has the file {OPT_OUT_FILE}, which says that it wants none")
    opened = open_pull_of(listed, login)
    if opened is not None:
        if login is None and not _same(opened.head_owner, listed.owner):
            return Decision(UPDATE)  # whose it is, only a closer look tells
        if opened.head_owner is None and _same(login, opened.author):
            return _cut_off(opened, plan)
        is_strange = not any(_same(opened.head_owner, owner) for owner in (listed.owner, login))
        if not is_strange:
            return _opened(listed, opened, head)
        if not again:
            return Decision(SKIP, f"#{opened.number}, of somebody else, proposes it already", opened)
    last = next((pull for pull in listed.pulls if _is_of_trustpub(pull, listed, login)), None)
    if opened is None and last is not None and not again and (last.state == CLOSED or _is_undone(last, plan, head)):
        return Decision(SKIP, _declined(last), last)
    if head is not None and head.is_ours is False:
        return Decision(LEAVE, f"its branch {BRANCH} holds commits that are not trustpub's; look at them, or delete it")
    if not listed.can_write and not fork:
        return Decision(LEAVE, "the token's owner may not push to it, and --no-fork rules a fork out")
    if not listed.can_write and not listed.can_fork:
        return Decision(LEAVE, "the token's owner may not push to it, and it allows no forks")
    return Decision(OPEN)


def change_of(plan: Plan) -> str:
    """The digest of a plan's files, by which a commit or a pull request says which change it makes."""
    return digest_of({change.path: change.after for change in plan.files})


def open_pull_of(listed: Listed, login: str | None = None) -> Pull | None:
    """The open pull request with the change, if there is one.

    Args:
        listed: the repository.
        login: whose token it is, if that is known. One from the repository itself goes first, then one of theirs.
    """
    opened = [pull for pull in listed.pulls if pull.state == IS_OPEN]
    inside = [pull for pull in opened if _same(pull.head_owner, listed.owner)]
    own = [pull for pull in opened if _same(pull.head_owner, login)]
    return next(iter(inside or own or opened), None)


def _opened(listed: Listed, pull: Pull, head: Head | None) -> Decision:
    """What to do where a pull request of ours is open."""
    if head is None:
        return Decision(UPDATE, None, pull)
    if head.is_current:
        return Decision(KEEP, None, pull)
    if pull.base != listed.default_branch:
        return Decision(
            LEAVE, f"#{pull.number} is out of date, and for the branch {pull.base}; update it with --base", pull
        )
    if head.is_ours is False:
        return Decision(
            LEAVE, f"#{pull.number} is out of date, and others pushed to its branch; update it by hand", pull
        )
    if _same(pull.head_owner, listed.owner) and not listed.can_write:
        return Decision(LEAVE, f"#{pull.number} is out of date, and the token's owner may not push to its branch", pull)
    return Decision(UPDATE, None, pull)


def _cut_off(pull: Pull, plan: Plan) -> Decision:
    """What to do where one of ours is open, and the fork that it came from is gone: it can only be merged as it is."""
    marker = read_marker(pull.body)
    if marker is not None and marker.digest == change_of(plan):
        return Decision(KEEP, None, pull)
    reason = f"#{pull.number} is out of date, and its fork is gone; close it, and open a new one with --again"
    return Decision(LEAVE, reason, pull)


def _is_of_trustpub(pull: Pull, listed: Listed, login: str | None) -> bool:
    """Whether a pull request says what became of the change; one that a stranger opens and closes does not."""
    return any(_same(pull.head_owner, owner) for owner in (listed.owner, login)) or read_marker(pull.body) is not None


def _is_undone(merged: Pull, plan: Plan, head: Head | None) -> bool:
    """Whether the very change that was merged would be made once more."""
    marker = read_marker(merged.body)
    return (head is not None and head.is_current) or (marker is not None and marker.digest == change_of(plan))


def _declined(pull: Pull) -> str:
    """Why there is none again, where the last one is over."""
    over = "was closed without being merged" if pull.state == CLOSED else "was merged and its change undone"
    return f"#{pull.number} {over}; --again opens a new one"


def _nothing(listed: Listed, plan: Plan) -> Decision:
    """What to say where no file changes."""
    opened = open_pull_of(listed)
    if plan.errors:
        problem = plan.errors[0]
        return Decision(LEAVE, f"{problem.path} cannot be read: {problem.message}", opened)
    if plan.left:
        count = len(plan.left)
        what = "its one upload with a token has" if count == 1 else f"its {count} uploads with a token have"
        return Decision(LEAVE, f"{what} to be migrated by hand: {plan.left[0].reason}", opened)
    if opened is not None:
        return Decision(SKIP, f"there is nothing to migrate any more, so #{opened.number} can be closed", opened)
    merged = next((pull for pull in listed.pulls if pull.state == MERGED), None)
    if merged is not None:
        return Decision(SKIP, f"it migrated with #{merged.number}", merged)
    if plan.uploads:
        return Decision(SKIP, "no upload to PyPI uses a long-lived token")
    return Decision(SKIP, "no workflow uploads to PyPI")


def _same(one: str | None, other: str | None) -> bool:
    """Whether two logins are the same account's, which is not told of None; GitHub ignores case in them."""
    return one is not None and other is not None and one.lower() == other.lower()
