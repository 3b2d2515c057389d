"""Which reader knows what a program leads to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trustpub.recipes.make import read_make
from trustpub.recipes.nox import read_nox
from trustpub.recipes.run import Reader
from trustpub.recipes.runners import (
    read_hatch,
    read_invoke,
    read_just,
    read_npm,
    read_pdm,
    read_pipenv,
    read_pixi,
    read_poe,
    read_rye,
    read_task,
)
from trustpub.recipes.scripts import (
    is_script,
    read_powershell_call,
    read_program_call,
    read_python_call,
    read_shell_call,
)
from trustpub.recipes.tox import read_tox
from trustpub.recipes.types import Call
from trustpub.shell import Tool
from trustpub.shell.values import literal

_PYTHON = re.compile(r"(?:python|pypy)[\d.]*w?|py")

READERS: dict[str, Reader] = {
    "make": read_make,
    "gmake": read_make,
    "mingw32-make": read_make,
    "tox": read_tox,
    "nox": read_nox,
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), read_npm),
    "just": read_just,
    "task": read_task,
    "go-task": read_task,
    "poe": read_poe,
    "poetry": read_poe,
    "hatch": read_hatch,
    "pdm": read_pdm,
    "rye": read_rye,
    "pipenv": read_pipenv,
    "pixi": read_pixi,
    "invoke": read_invoke,
    "inv": read_invoke,
    "bash": read_shell_call,
    "sh": read_shell_call,
    "dash": read_shell_call,
    "zsh": read_shell_call,
    "source": read_shell_call,
    ".": read_shell_call,
    "pwsh": read_powershell_call,
    "powershell": read_powershell_call,
}


_LAUNCHING = frozenset({"hatch", "pdm", "rye", "pipenv", "pixi"})


def calls_of(words: Sequence[str], tool: Tool) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The ways to read a command: from the project's runner that launches it, if one does, and from its program on.

    ``pdm run release`` runs the project's script ``release`` when there is one, and else the program of that name.
    Each way is the words from there on, and the launchers in front of them.
    """
    args = (literal(word.text) if word.value is None else word.value for word in tool.args)
    ways = [((tool.path, *args), tool.launcher)]
    for number, label in enumerate(tool.launcher):
        name, _, subcommand = label.partition(" ")
        if name in _LAUNCHING and subcommand == "run":
            start = next((i for i, word in enumerate(words) if _base_name(word) == name), None)
            if start is not None:
                ways.insert(0, ((name, *words[start + 1 :]), tool.launcher[:number]))
            break
    return ways


def _base_name(word: str) -> str:
    return re.split(r"[\\/]", word)[-1].removesuffix(".exe").partition("@")[0]


def reader_of(call: Call) -> Reader | None:
    """The reader for a call, or None when its program is none that leads anywhere."""
    path = call.words[0]
    name = _base_name(path)
    if name in READERS:
        return READERS[name]
    if _PYTHON.fullmatch(name):
        return read_python_call
    return (
        read_program_call if is_script(path) and name != "setup.py" and call.launcher[-1:] != ("python -m",) else None
    )
