"""Programs that a command runs inside of another: in a container, for every found file, behind a wrapper."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.shell import Command, Tool, Word, tools_of
from trustpub.uploads.tools import TOOLS

CONTAINERS = frozenset({"docker", "podman", "nerdctl", "docker-compose"})
_WRAPPERS = frozenset(
    {"retry", "travis_retry", "parallel", "nix", "nix-shell", "mise", "direnv", "op", "doppler", "infisical", "dotenv"}
    | {"chamber", "dbus-run-session", "stdbuf", "unbuffer", "gosu", "su-exec", "singularity", "apptainer", "wsl"}
)
_FLAGS = frozenset(
    {"--rm", "--interactive", "--tty", "--detach", "--privileged", "--init", "--read-only", "--publish-all"}
    | {"--no-healthcheck", "--oom-kill-disable", "--quiet", "--no-deps", "--service-ports", "--use-aliases", "--build"}
    | {"--no-TTY", "-T", "--debug", "--tls", "--tlsverify", "--remove-orphans"}
)
_FLAG_LETTERS = frozenset("itdqPT")
_NAMES = frozenset(name for tool in TOOLS for name in tool.names)


class Program(NamedTuple):
    """A program that a command runs, and the variables that it is given on the way (``docker run -e NAME=value``)."""

    tool: Tool
    variables: dict[str, str]


def programs(command: Command, variables: dict[str, str] | None = None) -> list[Program]:
    """The programs that a command runs, those inside of containers and wrappers instead of what starts them.

    With ``variables`` a program that a variable names is found too.
    """
    return [program for tool in tools_of(command, variables) for program in _inside(tool, command)]


def _inside(tool: Tool, command: Command) -> list[Program]:
    variables: dict[str, str] = {}
    words: tuple[Word, ...] = ()
    if tool.name in CONTAINERS:
        words = _in_container(tool, variables)
    elif tool.name == "find":
        words = _for_each_file(tool.args)
    elif tool.name in _WRAPPERS:
        words = _behind_wrapper(tool.args)
    inner = tools_of(command._replace(words=words, assignments=(), redirects=())) if words else ()
    return [Program(found, variables) for found in inner] or [Program(tool, {})]


def _in_container(tool: Tool, variables: dict[str, str]) -> tuple[Word, ...]:
    """The words that run inside; () for subcommands that run nothing, or the image's own program."""
    words = tool.args
    for _ in range(3):  # "docker compose run", "docker container exec"
        words = words[_options(words, variables, []) :]
        if not words or words[0].value not in ("compose", "container", "run", "exec"):
            return ()
        subcommand, words = words[0].value, words[1:]
        if subcommand in ("run", "exec"):
            break
    entrypoint: list[Word] = []
    words = words[_options(words, variables, entrypoint) :]
    if not words:
        return ()
    image, rest = words[0], words[1:]
    if entrypoint:
        return (*entrypoint, *rest)
    name = (image.value or "").rpartition("/")[2].partition("@")[0].partition(":")[0]
    return (image._replace(value=name), *rest) if name in _NAMES else rest


def _options(words: tuple[Word, ...], variables: dict[str, str], entrypoint: list[Word]) -> int:
    """Where the options at the front end; notes the variables and the entry point that they set."""
    position = 0
    while position < len(words):
        text = words[position].value or words[position].text
        if not text.startswith("-"):
            break
        position += 1
        name, equals, value = text.partition("=") if text.startswith("--") else (text[:2], text[2:], text[2:])
        if text in _FLAGS or (not text.startswith("--") and set(text[1:]) <= _FLAG_LETTERS):
            continue
        word = words[position - 1]
        if not equals:
            if position >= len(words):
                break
            word = words[position]
            value = word.text if word.value is None else word.value
            position += 1
        if name in ("-e", "--env") and "=" in value:
            variable, _, text = value.partition("=")
            variables[variable] = text
        elif name == "--entrypoint" and value:
            entrypoint[:] = [word._replace(value=value)]
    return position


def _for_each_file(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What ``find -exec`` runs."""
    for position, word in enumerate(words):
        if word.value in ("-exec", "-execdir", "-ok"):
            rest = words[position + 1 :]
            end = next((i for i, item in enumerate(rest) if item.value in (";", "+")), len(rest))
            return rest[:end]
    return ()


def _behind_wrapper(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What a wrapper runs: from the first word on that names an uploading tool, or a Python that runs one."""
    for position, word in enumerate(words):
        name = (word.value or "").rpartition("/")[2]
        if name in _NAMES or name in ("python", "python3", "uvx", "pipx"):
            return words[position:]
    return ()
