"""The command line of nox: https://nox.thea.codes/en/stable/usage.html."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_SESSIONS = frozenset({"-s", "-e", "--sessions", "--session"})
_LISTS = {"-t": "tags", "--tags": "tags", "-p": "pythons", "--pythons": "pythons", "--python": "pythons"}
_VALUED = frozenset(
    {
        "-f",
        "--noxfile",
        "-db",
        "--default-venv-backend",
        "-fb",
        "--force-venv-backend",
        "-P",
        "--force-python",
        "--envdir",
    }
    | {"-fp", "--force-pythons", "--report", "-k", "--keywords", "--extra-pythons", "--extra-python", "--reuse-venv"}
    | {"--download-python", "-j", "--parallel"}
)
_NOT_RUNNING = frozenset({"-l", "--list", "--list-sessions", "-h", "--help", "--version", "--install-only"})


class Arguments(NamedTuple):
    """The arguments of nox, understood.

    Attributes:
        sessions: of ``-s``; () when none is asked for.
        tags: of ``-t``.
        file: of ``-f``.
        posargs: what follows ``--``.
        runs: False for ``--list`` and its like.
        odd: an option whose choice of sessions is not followed; None when there is none.
    """

    sessions: tuple[str, ...]
    tags: tuple[str, ...]
    file: str | None
    posargs: tuple[str, ...]
    runs: bool
    odd: str | None


def read_arguments(words: Sequence[str]) -> Arguments:
    """The arguments in the words after ``nox``."""
    posargs: tuple[str, ...] = ()
    if "--" in words:
        position = words.index("--")
        words, posargs = words[:position], tuple(words[position + 1 :])
    sessions: list[str] = []
    tags: list[str] = []
    values: dict[str, str] = {}
    into: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if not word.startswith("-"):
            into.append(word)
            continue
        into = []
        if name not in _SESSIONS and word[:2] in ("-s", "-e") and len(word) > 2 and not word.startswith("--"):
            name, equals, value = word[:2], "=", word[2:]
        if name in _SESSIONS or name in _LISTS:
            into = sessions if name in _SESSIONS else tags if _LISTS[name] == "tags" else []
            if equals:
                into.append(value)
        elif name in _VALUED:
            values[name] = value if equals else (rest.pop(0) if rest else "")
        else:
            values[name] = ""
    return Arguments(
        sessions=tuple(sessions),
        tags=tuple(tags),
        file=values.get("--noxfile", values.get("-f")),
        posargs=posargs,
        runs=not _NOT_RUNNING & set(values),
        odd=next((name for name in ("-k", "--keywords") if name in values), None),
    )
