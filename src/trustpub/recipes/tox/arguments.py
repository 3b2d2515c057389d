"""The command line of tox: https://tox.wiki/en/latest/cli_interface.html."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_RUNNING = frozenset({"run", "r", "run-parallel", "p", "exec", "e", "legacy", "le"})
_NOT_RUNNING = frozenset(
    {
        "list",
        "l",
        "config",
        "c",
        "depends",
        "de",
        "devenv",
        "d",
        "quickstart",
        "q",
        "schema",
        "man",
        "--help",
        "--version",
    }
)
_VALUED = frozenset(
    {"-e", "-c", "--conf", "--workdir", "--work-dir", "--root", "-m", "-f", "--result-json", "-x", "--override"}
    | {
        "--discover",
        "--installpkg",
        "--install-pkg",
        "--skip-env",
        "--hashseed",
        "--hash-seed",
        "--stderr-color",
        "--colored",
    }
    | {
        "--default-runner",
        "-i",
        "--index-url",
        "--force-dep",
        "--runner",
        "--exit-and-dump-after",
    }
    | {"--env", "--envlist", "--factors", "--labels", "-b"}
)
_LISTING = frozenset(
    {"-l", "--listenvs", "-a", "--listenvs-all", "--showconfig", "--help-ini", "--version", "-h", "--help"}
)
_PARALLEL = re.compile(r"auto|all|\d+")


class Arguments(NamedTuple):
    """The arguments of tox, understood.

    Attributes:
        environments: as given with ``-e``, split at commas; () when none is.
        file: of ``-c``; root: of ``--root``.
        posargs: what follows ``--``; None when there is none.
        runs: False when commands are not run: ``tox list``, ``--notest``.
        executes: whether ``posargs`` is run instead of the commands: ``tox exec``.
        labels, factors: of ``-m`` and ``-f``.
        odd: an option that changes the configuration, which is not followed; None when there is none.
    """

    environments: tuple[str, ...]
    file: str | None
    root: str | None
    posargs: tuple[str, ...] | None
    runs: bool
    executes: bool
    labels: tuple[str, ...]
    factors: tuple[str, ...]
    odd: str | None


def read_arguments(words: Sequence[str]) -> Arguments:
    """The arguments in the words after ``tox``."""
    posargs: tuple[str, ...] | None = None
    if "--" in words:
        position = words.index("--")
        words, posargs = words[:position], tuple(words[position + 1 :])
    values: dict[str, list[str]] = {}
    flags: set[str] = set()
    plain: list[str] = []
    rest = list(words)
    while rest:
        _take(rest, values, flags, plain)
    command = plain[0] if plain else "run"
    environments = [name.strip() for text in _all(values, "-e", "--env", "--envlist") for name in text.split(",")]
    odd = next((name for name in ("-x", "--override") if name in values), None)
    if plain and command not in _RUNNING | _NOT_RUNNING:
        # Arguments that are no command are the positional arguments of tox 3.
        posargs = (*plain, *(posargs or ())) if posargs is None else posargs
        command = "run"
    return Arguments(
        environments=tuple(name for name in environments if name),
        file=_last(values, "-c", "--conf"),
        root=_last(values, "--root"),
        posargs=posargs,
        runs=command in _RUNNING and not flags & (_LISTING | {"--notest", "-n", "--sdistonly", "--pkg-only"}),
        executes=command in ("exec", "e"),
        labels=tuple(_all(values, "-m", "--labels")),
        factors=tuple(_all(values, "-f", "--factors")),
        odd=odd,
    )


def _take(rest: list[str], values: dict[str, list[str]], flags: set[str], plain: list[str]) -> None:
    word = rest.pop(0)
    name, equals, value = word.partition("=")
    if not word.startswith("-"):
        plain.append(word)
    elif word in ("-p", "--parallel"):
        if rest and _PARALLEL.fullmatch(rest[0]):
            rest.pop(0)
    elif word in ("-s", "--skip-missing-interpreters"):
        if rest and rest[0] in ("config", "true", "false"):
            rest.pop(0)
    elif equals and word.startswith("--"):
        values.setdefault(name, []).append(value)
    elif word in _VALUED:
        values.setdefault(word, []).append(rest.pop(0) if rest else "")
    elif not word.startswith("--") and len(word) > 2 and word[:2] in _VALUED:
        values.setdefault(word[:2], []).append(word[2:].removeprefix("="))
    elif not word.startswith("--") and len(word) > 2 and word[-1] == "e" and set(word[1:-1]) <= set("vqr"):
        values.setdefault("-e", []).append(rest.pop(0) if rest else "")
    else:
        flags.add(word)


def _all(values: dict[str, list[str]], *names: str) -> list[str]:
    return [value for name in names for value in values.get(name, ())]


def _last(values: dict[str, list[str]], *names: str) -> str | None:
    found = _all(values, *names)
    return found[-1] if found else None
