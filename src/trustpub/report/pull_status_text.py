"""Where pull requests stand, for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trustpub.github.listing import Unseen
from trustpub.migration.names import display
from trustpub.migration.types import Publisher
from trustpub.pullrequest.status import CLOSED, DRAFT, MERGED, NONE, OPEN, PullStatus
from trustpub.report.plan_text import publisher_lines
from trustpub.report.terminal import Paint, printable

WORDS = {
    NONE: "has no pull request of trustpub",
    DRAFT: "a draft that waits for its publishers",
    OPEN: "ready to be merged",
    MERGED: "merged",
    CLOSED: "closed without being merged",
}
"""What each state is called."""


def statuses_text(found: Sequence[PullStatus | Unseen], paint: Paint) -> str:
    """One paragraph for each repository; for a draft, with what is to be registered."""
    return "".join(_status(one, paint) if isinstance(one, PullStatus) else unseen_text(one, paint) for one in found)


def unseen_text(unseen: Unseen, paint: Paint) -> str:
    """A repository that GitHub does not show."""
    return paint.wrapped(printable(f"{unseen.full_name}: GitHub does not show it ({unseen.reason})"), "", "  ")


def place_text(status: PullStatus) -> str:
    """The repository with the number of the pull request."""
    return printable(status.full_name if status.pull is None else f"{status.full_name}#{status.pull.number}")


def publisher_text(publisher: Publisher) -> str:
    """A publisher in a few words, for a question."""
    environment = "no environment" if publisher.environment is None else f"environment {publisher.environment}"
    project = publisher.project or "the project"
    return f"{project} on {display(publisher.index)} ({publisher.workflow}, {environment})"


def listed(items: Iterable[str]) -> str:
    """Words in a row, with an "and" before the last."""
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last


def remarks(status: PullStatus) -> list[str]:
    """What else is to be said of it."""
    found = []
    if status.is_open and not status.is_mine:
        found.append("it is somebody else's")
    elif status.is_open and status.is_changed:
        found.append("others pushed to its branch")
    return found


def _status(status: PullStatus, paint: Paint) -> str:
    style = {DRAFT: "yellow", OPEN: "cyan", MERGED: "green"}.get(status.state)
    words = WORDS[status.state]
    shown = paint(words, style) if style else words
    more = "".join(f"; {remark}" for remark in remarks(status))
    text = f"{paint(place_text(status), 'bold')} {shown}{more}\n"
    if status.pull is not None and status.is_open:
        text += f"  {printable(status.pull.url)}\n"
    if status.state == DRAFT:
        for publisher in status.publishers or ():
            text += "".join(f"  {line}\n" for line in publisher_lines(publisher, paint))
        if status.publishers is None:
            text += "  Its text does not tell which publishers it waits for.\n"
    return text
