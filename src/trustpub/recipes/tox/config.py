"""What the configuration files of tox have in common."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.recipes.tox.substitution import Substitution


class Command(NamedTuple):
    """A command of an environment: as text to be split into words, or as words; with its line (0 when unknown)."""

    text: str
    words: tuple[str, ...] | None
    line: int


class Config:
    """A configuration of tox. Values that are not there or of the wrong kind are empty."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[str] = []

    @property
    def is_there(self) -> bool:
        """Whether the file configures tox at all."""
        raise NotImplementedError

    def environments(self) -> list[str]:
        """The environments that run when none is asked for."""
        raise NotImplementedError

    def known(self) -> set[str]:
        """Every environment and factor that the configuration names."""
        raise NotImplementedError

    def labelled(self, label: str) -> list[str]:
        """The environments with a label."""
        raise NotImplementedError

    def lookup(self, name: str, section: str | None, key: str) -> str | None:
        """The text of a key of a section, or of the environment itself; None when it is not set."""
        raise NotImplementedError

    def strings(self, name: str, key: str, substitution: Substitution) -> list[str]:
        """The items of a value, substituted; ``NAME=value`` for tables."""
        raise NotImplementedError

    def commands(self, name: str, key: str, substitution: Substitution) -> list[Command]:
        """The commands of a key, substituted."""
        raise NotImplementedError
