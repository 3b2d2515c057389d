"""Work on many snapshots at once, fetching what they turn out to need for all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from trustpub.github.client import GitHub
from trustpub.github.snapshot import Snapshot

T = TypeVar("T")


def gather(
    github: GitHub, snapshots: Iterable[Snapshot], work: Callable[[Snapshot], T]
) -> Iterator[tuple[Snapshot, T]]:
    """Do work on every snapshot, with all the files that it asks for.

    The work is done on what is known, and again after what it asked for was fetched, for many snapshots in one query,
    until nothing is missing. So it must have no effects; it is done a last time, with errors for what is still not
    known, when it does not come to an end.

    Args:
        github: with a token.
        snapshots: taken in groups, in order, so there may be any number.
        work: such as `trustpub.scanning.scan` or `trustpub.migration.planner.plan`.

    Returns:
        Each snapshot with what the work made of it, in the same order.

    Raises:
        HttpError: GitHub does not answer.
    """
    raise NotImplementedError
