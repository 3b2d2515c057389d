"""The pull requests that trustpub opened: where they stand, marking them ready, withdrawing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from trustpub.errors import TrustpubError
from trustpub.github.gitdata import delete_branch
from trustpub.github.listed import BRANCH
from trustpub.github.listed import CLOSED as IS_CLOSED
from trustpub.github.listed import MERGED as IS_MERGED
from trustpub.github.listing import Gathered, Unseen, named
from trustpub.github.needs import OPEN_PULLS
from trustpub.github.pulls import mark_ready, pulls_of_branch, update_pull
from trustpub.pullrequest.body import registered_body
from trustpub.pullrequest.decide import open_pull_of
from trustpub.pullrequest.look import look_at
from trustpub.pullrequest.marker import digest_in, read_marker
from trustpub.pullrequest.state import was_made_here
from trustpub.uploads.types import PYPI, TESTPYPI

if TYPE_CHECKING:
    from trustpub.github.client import GitHub
    from trustpub.github.listed import Listed, Pull
    from trustpub.migration.types import Publisher

NONE, DRAFT, OPEN, MERGED, CLOSED = "none", "draft", "open", "merged", "closed"
"""Where it stands: there is none; a draft; ready to be merged; merged; closed without being merged."""


class PullStatus(NamedTuple):
    """The pull request of one repository.

    Attributes:
        owner, name: of the repository.
        state: `NONE`, `DRAFT`, `OPEN`, `MERGED` or `CLOSED`.
        pull: the open one, else the last one; None for `NONE`.
        publishers: those that it waits for, as `publishers_of` tells them.
        is_changed: whether others pushed to its branch; False for one that is over.
        is_mine: whether trustpub opened it, by its text or its branch, and from the repository itself or from a fork of
            the token's owner.
        head: owner and name of the repository that has its branch; None when that is gone.
    """

    owner: str
    name: str
    state: str
    pull: Pull | None = None
    publishers: tuple[Publisher, ...] | None = None
    is_changed: bool = False
    is_mine: bool = True
    head: tuple[str, str] | None = None

    @property
    def full_name(self) -> str:
        """``OWNER/NAME``."""
        return f"{self.owner}/{self.name}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be merged."""
        return self.state in (DRAFT, OPEN)


def statuses(github: GitHub, full_names: Sequence[str]) -> list[PullStatus | Unseen]:
    """Where the pull requests of repositories stand, in the same order.

    Args:
        github: with a token.
        full_names: each ``OWNER/NAME``.

    Raises:
        HttpError: GitHub does not answer.
    """
    found = named(github, full_names)
    return [status_of(github, one.listed) if isinstance(one, Gathered) else one for one in found]


def status_of(github: GitHub, listed: Listed) -> PullStatus:
    """Where the pull request of a repository stands; takes up to three requests for one that is open.

    Raises:
        HttpError: GitHub does not answer.
    """
    pull = open_pull_of(listed) or next(iter(listed.pulls), None)
    if pull is None or listed.default_branch is None:
        return PullStatus(listed.owner, listed.name, NONE)
    marker, publishers = read_marker(pull.body), publishers_of(pull, listed)
    if pull.state in (IS_MERGED, IS_CLOSED):
        state = MERGED if pull.state == IS_MERGED else CLOSED
        return PullStatus(listed.owner, listed.name, state, pull, publishers)
    look = look_at(github, listed, listed.default_branch)
    pull = open_pull_of(look.listed, look.login) or pull
    marker, publishers = read_marker(pull.body), publishers_of(pull, listed)
    newest = look.of_pulls.get(pull.number)
    is_changed = newest is None or not was_made_here(github, look, newest)
    owners = (listed.owner.lower(), look.login.lower())
    head_name = look.names.get(pull.number)
    return PullStatus(
        listed.owner,
        listed.name,
        DRAFT if pull.is_draft else OPEN,
        pull,
        publishers,
        is_changed,
        (marker is not None or not is_changed) and pull.head_owner is not None and pull.head_owner.lower() in owners,
        None if head_name is None or pull.head_owner is None else (pull.head_owner, head_name),
    )


def publishers_of(pull: Pull, listed: Listed) -> tuple[Publisher, ...] | None:
    """The publishers that a pull request's text names, if all are of its own repository on an index that there is.

    Whoever may edit the text may have written anything there, and nobody is to register a publisher for another.
    """
    marker = read_marker(pull.body)
    own = (listed.owner.lower(), listed.name.lower())
    if marker is None or marker.publishers is None:
        return None
    named = {((p.owner or "").lower(), (p.repository or "").lower()) for p in marker.publishers}
    indexes = {publisher.index for publisher in marker.publishers}
    return marker.publishers if named <= {own} and indexes <= {PYPI, TESTPYPI} else None


def status_at_a_glance(github: GitHub, listed: Listed) -> PullStatus:
    """Where the pull request of a repository stands; takes no request unless it is open and comes from a fork.

    Whether others pushed to its branch is told by the message of the newest commit alone, so it is not for `close`.

    Raises:
        HttpError: GitHub does not answer.
    """
    pull, ours = open_pull_of(listed), listed.our_branch
    if pull is None or ours is None or (pull.head_owner or "").lower() != listed.owner.lower():
        return status_of(github, listed)
    marker, is_changed = read_marker(pull.body), digest_in(ours.message) is None
    return PullStatus(
        listed.owner,
        listed.name,
        DRAFT if pull.is_draft else OPEN,
        pull,
        publishers_of(pull, listed),
        is_changed,
        marker is not None or not is_changed,
        (listed.owner, listed.name),
    )


def ready(github: GitHub, status: PullStatus) -> PullStatus:
    """Take the notice out of a draft's text and make it ready; the caller knows that its publishers are registered.

    Raises:
        HttpError: a step failed.
        TrustpubError: it is no draft of ours.
    """
    pull = status.pull
    if pull is None or status.state != DRAFT or not status.is_mine:
        raise TrustpubError(f"cannot mark the pull request of {status.full_name} ready: it has no draft of ours")
    github.require(OPEN_PULLS, f"mark #{pull.number} of {status.full_name} ready")
    # It may have been edited while the user was asked.
    found = pulls_of_branch(github, status.owner, status.name, str(pull.head_owner), BRANCH)
    pull = next((one for one in found if one.number == pull.number), pull)
    body = registered_body(pull.body)
    if body != pull.body.replace("\r\n", "\n"):
        pull = update_pull(github, status.owner, status.name, pull.number, body=body)
    mark_ready(github, pull.node_id)
    return status._replace(state=OPEN, pull=pull._replace(is_draft=False))


def close(github: GitHub, status: PullStatus) -> PullStatus:
    """Close an open pull request, and delete its branch unless others pushed to it.

    Raises:
        HttpError: a step failed.
        TrustpubError: there is no open one of ours.
    """
    pull = status.pull
    if pull is None or not status.is_open or not status.is_mine:
        raise TrustpubError(f"cannot close the pull request of {status.full_name}: it has no open one of ours")
    before, pull = pull.head_commit, update_pull(github, status.owner, status.name, pull.number, state="closed")
    if not status.is_changed and status.head is not None and pull.head_commit == before:
        delete_branch(github, *status.head, BRANCH)
    return status._replace(state=CLOSED, pull=pull)
