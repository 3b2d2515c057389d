"""Which reader knows what a program leads to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module

from trustpub.recipes.run import Reader
from trustpub.recipes.types import Call
from trustpub.shell import Tool
from trustpub.shell.values import literal

_PYTHON = re.compile(r"(?:python|pypy)[\d.]*w?|py")
_SCRIPT = re.compile(r"\.(sh|bash|py|ps1|bat|cmd)$")

READERS = {
    **dict.fromkeys(("make", "gmake", "mingw32-make"), ("make", "read_make")),
    "tox": ("tox", "read_tox"),
    "nox": ("nox", "read_nox"),
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), ("runners.npm", "read_npm")),
    "just": ("runners.just", "read_just"),
    **dict.fromkeys(("task", "go-task"), ("runners.task", "read_task")),
    **dict.fromkeys(("poe", "poetry"), ("runners.poe", "read_poe")),
    "hatch": ("runners.hatch", "read_hatch"),
    "pdm": ("runners.pdm", "read_pdm"),
    "rye": ("runners.pdm", "read_rye"),
    "pipenv": ("runners.pipenv", "read_pipenv"),
    "pixi": ("runners.pipenv", "read_pixi"),
    **dict.fromkeys(("invoke", "inv"), ("runners.invoke", "read_invoke")),
    **dict.fromkeys(("bash", "sh", "dash", "zsh", "source", "."), ("scripts", "read_shell_call")),
    **dict.fromkeys(("pwsh", "powershell"), ("scripts", "read_powershell_call")),
}
"""The module and the function of the reader by the program's name; loaded when needed, as few repositories need any."""

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
        module, function = READERS[name]
    elif _PYTHON.fullmatch(name):
        module, function = "scripts", "read_python_call"
    elif _is_script(path) and name != "setup.py" and call.launcher[-1:] != ("python -m",):
        module, function = "scripts", "read_program_call"
    else:
        return None
    reader: Reader = getattr(import_module(f"trustpub.recipes.{module}"), function)
    return reader


def _is_script(word: str) -> bool:
    """Whether a program can be a file of the repository, by how it is named."""
    return ("/" in word and not word.startswith(("/", "$", "~"))) or _SCRIPT.search(word) is not None
