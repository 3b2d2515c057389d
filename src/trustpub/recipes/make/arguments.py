"""The command line of make: "Summary of Options" in its manual."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_VALUED = {
    "C": "directory",
    "f": "file",
    "I": "include-dir",
    "o": "old-file",
    "W": "what-if",
    "E": "eval",
}
_LONG_VALUED = {
    "directory": "directory",
    "file": "file",
    "makefile": "file",
    "include-dir": "include-dir",
    "old-file": "old-file",
    "assume-old": "old-file",
    "what-if": "what-if",
    "new-file": "what-if",
    "assume-new": "what-if",
    "eval": "eval",
}
_DRY = frozenset({"just-print", "dry-run", "recon", "question", "touch", "print-data-base", "version", "help"})
_ASSIGNMENT = re.compile(r"(?P<name>[^\s:+?!=#$]+)\s*(?::{0,3}|\?|\+|!)=(?P<value>.*)", re.DOTALL)


class Arguments(NamedTuple):
    """The arguments of make, understood.

    Attributes:
        goals: the targets; () for the default goal.
        variables: ``NAME=value``.
        folders: ``-C``, each relative to the one before it.
        files: ``-f``.
        include_folders: ``-I``.
        ignores_errors: ``-i``.
        environment_wins: ``-e``.
        is_dry: whether commands are only printed, or nothing is made at all.
        odd: an option that changes what is read in a way that is not followed; None when there is none.
    """

    goals: tuple[str, ...]
    variables: dict[str, str]
    folders: tuple[str, ...]
    files: tuple[str, ...]
    include_folders: tuple[str, ...]
    ignores_errors: bool
    environment_wins: bool
    is_dry: bool
    odd: str | None


def read_arguments(words: Sequence[str]) -> Arguments:
    """The arguments in the words after ``make``."""
    goals: list[str] = []
    variables: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    flags: set[str] = set()
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            goals += rest
            break
        if word.startswith("--"):
            _long(word[2:], rest, values, flags)
        elif word.startswith("-") and len(word) > 1:
            _short(word[1:], rest, values, flags)
        elif assignment := _ASSIGNMENT.fullmatch(word):
            variables[assignment["name"]] = assignment["value"]
        else:
            goals.append(word)
    return Arguments(
        goals=tuple(goals),
        variables=variables,
        folders=tuple(values.get("directory", ())),
        files=tuple(values.get("file", ())),
        include_folders=tuple(values.get("include-dir", ())),
        ignores_errors=bool(flags & {"i", "ignore-errors"}),
        environment_wins=bool(flags & {"e", "environment-overrides"}),
        is_dry=bool(flags & _DRY) or bool(flags & {"n", "q", "t", "p", "v", "h"}),
        odd="--eval" if "eval" in values else None,
    )


def _long(word: str, rest: list[str], values: dict[str, list[str]], flags: set[str]) -> None:
    name, equals, value = word.partition("=")
    if name not in _LONG_VALUED:
        flags.add(name)
        return
    if not equals:
        value = rest.pop(0) if rest else ""
    values.setdefault(_LONG_VALUED[name], []).append(value)


def _short(letters: str, rest: list[str], values: dict[str, list[str]], flags: set[str]) -> None:
    for position, letter in enumerate(letters):
        if letter in _VALUED:
            value = letters[position + 1 :] or (rest.pop(0) if rest else "")
            values.setdefault(_VALUED[letter], []).append(value)
            return
        if letter in "jlO":  # the number of jobs, the load, the way of output: of no concern
            if letters[position + 1 :] == "" and rest and rest[0].replace(".", "").isdigit() and letter != "O":
                rest.pop(0)
            return
        flags.add(letter)
