"""The errors of publishing that are known, by what stands in a log."""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import NamedTuple

from trustpub.data import read_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class KnownError(NamedTuple):
    """An error.

    Attributes:
        code: its short name; PyPI's own where it has one.
        patterns: how it is recognised in a plain log of one line.
        title: what happened.
        cause: why.
        remedies: what to do, in order.
        seen: where the message was seen.
    """

    code: str
    patterns: tuple[re.Pattern[str], ...]
    title: str
    cause: str
    remedies: tuple[str, ...]
    seen: str


@cache
def known_errors() -> tuple[KnownError, ...]:
    """All of them, in the order of the table."""
    return tuple(
        KnownError(
            row["code"],
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in row["patterns"]),
            row["title"],
            row["cause"],
            tuple(row["remedies"]),
            row["seen"],
        )
        for row in tomllib.loads(read_text("errors.toml"))["error"]
    )


def recognise(line: str) -> list[KnownError]:
    """The known errors in a log that was joined to one line, in the order in which they stand there."""
    found: list[tuple[int, KnownError]] = []
    for error in known_errors():
        starts = [match.start() for pattern in error.patterns if (match := pattern.search(line)) is not None]
        if starts:
            found.append((min(starts), error))
    return [error for _, error in sorted(found, key=lambda pair: pair[0])]
