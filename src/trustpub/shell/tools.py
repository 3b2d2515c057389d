"""Finds the program that a command really runs, behind ``python -m``, ``uvx``, ``sudo`` and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trustpub.shell.launchers import LAUNCHERS, PYTHON, PYTHON_VALUED, SHELLS, Launcher
from trustpub.shell.model import Command, Script, Word
from trustpub.shell.reader import read_script
from trustpub.shell.values import resolve

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_REQUIREMENT = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^]]*\])?\s*(?:@|[=<>!~]=?).*", re.DOTALL)
_PIP = re.compile(r"pip[\d.]+")
_MAX_DEPTH = 8


class Tool(NamedTuple):
    """The program that a command runs.

    Attributes:
        name: its name without folder, ``.exe`` and version (``twine``, ``pip``, ``setup.py``, ``uv``), or the module
            of ``python -m``; the word as written when only known at run time.
        args: its arguments.
        launcher: the programs in front of it, outermost first: ``("sudo", "uv run", "python -m")``.
        path: the word that names it, as written after quote removal: ``./venv/bin/twine``.
    """

    name: str
    args: tuple[Word, ...]
    launcher: tuple[str, ...]
    path: str


def tool_of(command: Command, variables: Mapping[str, str] | None = None) -> Tool | None:
    """The program that a command runs; None for assignments and where it cannot be told.

    ``variables`` are put in for references to them in the words in front of the program's arguments. A ``bash -c`` or
    ``eval`` of one command gives the tool of that command, and of several the shell itself (see `tools_of`).
    """
    tools = tools_of(command, variables)
    if len(tools) == 1:
        return tools[0]
    return _unwrap(command.words, (), variables or {}) if tools else None


def tools_of(command: Command, variables: Mapping[str, str] | None = None) -> tuple[Tool, ...]:
    """The programs that a command runs: one, or those of the script that it gives to ``bash -c`` or ``eval``.

    The arguments of the latter have places inside that script, not in the source of ``command``.
    """
    return _tools(command.words, (), variables or {}, 0)


def uses_tool(script: Script, name: str) -> bool:
    """Whether a script runs a program, or a module of that name with ``python -m``."""
    return any(tool.name == name for command in script.commands for tool in tools_of(command))


def _tools(
    words: Sequence[Word], launcher: tuple[str, ...], variables: Mapping[str, str], depth: int
) -> tuple[Tool, ...]:
    tool = _unwrap(words, launcher, variables)
    if tool is None:
        return ()
    text = _inner_script(tool)
    if text is None or depth >= _MAX_DEPTH:
        return (tool,)
    label = tool.name if tool.name == "eval" else f"{tool.name} -c"
    commands = read_script(text).commands
    return tuple(
        inner for command in commands for inner in _tools(command.words, (*tool.launcher, label), variables, depth + 1)
    )


def _inner_script(tool: Tool) -> str | None:
    """The script that ``bash -c`` or ``eval`` runs; None for other tools and where it cannot be told."""
    if tool.name == "eval":
        values = [word.value for word in tool.args]
        return None if None in values or not values else " ".join(value for value in values if value is not None)
    if tool.name not in SHELLS:
        return None
    for position, word in enumerate(tool.args[:-1]):
        if word.value and re.fullmatch(r"-[a-z]*c", word.value):
            return tool.args[position + 1].value
        if not word.value or not word.value.startswith(("-", "+")):
            return None
    return None


def _unwrap(words: Sequence[Word], launcher: tuple[str, ...], variables: Mapping[str, str]) -> Tool | None:
    """Takes launchers off the front of a command until something else is there."""
    while words:
        words = _resolved(words, variables)
        path = words[0].value
        if path is None:
            return None
        name = _base_name(path)
        args = tuple(words[1:])
        label, inner = _python(path, name, args) or _launched(name, args) or (None, ())
        if label is None or not inner:
            return Tool(name, args, launcher, path)
        launcher, words = (*launcher, label), inner
    return None


def _resolved(words: Sequence[Word], variables: Mapping[str, str]) -> Sequence[Word]:
    """The words with variables put into the first; unquoted, its value may be several words."""
    first = words[0]
    if not variables or first.value is None or "$" not in first.value:
        return words
    value = resolve(first.value, variables)
    values = value.split() if first.text.startswith("$") and "${{" not in value else [value]
    return [*(first._replace(value=part) for part in values), *words[1:]]


def _base_name(path: str) -> str:
    if "${{" in path:
        path = path.rpartition("}}")[2] or path
    name = path if path.startswith("$") and "/" not in path else re.split(r"[\\/]", path)[-1]
    name = name.removesuffix(".exe")
    requirement = _REQUIREMENT.fullmatch(name)
    name = requirement[1] if requirement else name
    return "pip" if _PIP.fullmatch(name) else name


def _python(path: str, name: str, args: tuple[Word, ...]) -> tuple[str, Sequence[Word]] | None:
    """The module of ``python -m MODULE``, or ``setup.py``; any program only known at run time may be a Python."""
    known = PYTHON.fullmatch(name) is not None
    if not known and not path.startswith("$"):
        return None
    position = 0
    while position < len(args):
        value = args[position].value or ""
        if re.fullmatch(r"-[bBdEhiIOqsSuvx]*m", value):
            return f"{name if known else 'python'} -m", args[position + 1 :]
        if not known or value == "-c" or not value.startswith("-"):
            break
        position += 2 if value in PYTHON_VALUED else 1
    script = args[position].value if known and position < len(args) else None
    if script and re.split(r"[\\/]", script)[-1] == "setup.py":
        return name, args[position:]
    return None


def _launched(name: str, args: tuple[Word, ...]) -> tuple[str, Sequence[Word]] | None:
    """What a launcher launches; None when ``name`` is none, or does not launch anything here."""
    if name == "command" and args and args[0].value in ("-v", "-V"):
        return None
    for launcher in LAUNCHERS.get(name, ()):
        rest = _after_subcommands(args, launcher)
        if rest is not None:
            return " ".join((name, *launcher.subcommands)), _program(name, rest, launcher)
    return None


def _after_subcommands(args: tuple[Word, ...], launcher: Launcher) -> tuple[Word, ...] | None:
    """The arguments after the subcommands, which options may precede; None when others are there."""
    for subcommand in launcher.subcommands:
        args = args[_options_end(args, launcher.valued) :]
        if not args or args[0].value != subcommand:
            return None
        args = args[1:]
    return args


def _options_end(args: Sequence[Word], valued: frozenset[str]) -> int:
    """Where the options at the front end."""
    position = 0
    while position < len(args):
        value = args[position].value
        if value == "--":
            return position + 1
        if not value or not value.startswith("-") or value in ("-m", "--module"):
            break
        position += 2 if value in valued else 1
    return min(position, len(args))


def _program(name: str, args: tuple[Word, ...], launcher: Launcher) -> Sequence[Word]:
    """The program and its arguments, after a launcher's own."""
    args = args[_options_end(args, launcher.valued) :]
    while name in ("env", "sudo") and args and _ASSIGNMENT.match(args[0].value or ""):
        args = args[1:]
    args = args[launcher.positionals :]
    if args and args[0].value in ("-m", "--module"):
        return args[1:]
    if name == "hatch" and args and args[0].value and ":" in args[0].value and "${{" not in args[0].value:
        return (args[0]._replace(value=args[0].value.partition(":")[2]), *args[1:])
    return args
