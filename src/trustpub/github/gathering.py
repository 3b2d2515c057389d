"""Work on many snapshots at once, fetching what they turn out to need for all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar, cast

from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.fetching import fetch
from trustpub.github.graphql import Portion
from trustpub.github.snapshot import Snapshot

T = TypeVar("T")

_GROUP = 100
_MOST_OBJECTS = 100
_MOST_ROUNDS = 15


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
        TrustpubError: what the work raised on files that are all known.
    """
    portion = Portion(_MOST_OBJECTS)
    rest = iter(snapshots)
    while group := list(islice(rest, _GROUP)):
        results = [_begun(snapshot, work) for snapshot in group]
        for number in range(1, _MOST_ROUNDS + 1):
            waiting = [place for place, snapshot in enumerate(group) if snapshot.missing]
            if not waiting:
                break
            fetch(github, [group[place] for place in waiting], portion)
            for place in waiting:
                results[place] = _begun(group[place], work, is_final=number == _MOST_ROUNDS)
        for snapshot, result in zip(group, results, strict=True):
            yield snapshot, cast(T, result)


def _begun(snapshot: Snapshot, work: Callable[[Snapshot], T], *, is_final: bool = False) -> T | None:
    """Do the work on what is known; None when it cannot be done yet."""
    snapshot.begin(is_final=is_final)
    try:
        return work(snapshot)
    except TrustpubError:
        if not snapshot.missing:
            raise
        return None
