"""Patterns that take repositories in or leave them out."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple


class Globs(NamedTuple):
    """Patterns as the shell has them: ``*``, ``?`` and ``[...]``.

    One with a slash is held against ``OWNER/NAME``, any other against the name; upper and lower case are the same, as
    they are for GitHub.

    Attributes:
        include: a repository must match one of them, if there are any.
        exclude: and none of these.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def accepts(self, owner: str, name: str) -> bool:
        """Whether a repository is wanted."""
        if self.include and not any(_matches(pattern, owner, name) for pattern in self.include):
            return False
        return not any(_matches(pattern, owner, name) for pattern in self.exclude)


def _matches(pattern: str, owner: str, name: str) -> bool:
    return fnmatchcase((f"{owner}/{name}" if "/" in pattern else name).lower(), pattern.lower())
