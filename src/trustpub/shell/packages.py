"""Packages that a script installs, and how to install one less."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustpub.shell.cuts import apply_cuts
from trustpub.shell.model import Command, Script, Word
from trustpub.shell.options import parse_options
from trustpub.shell.reader import read_script
from trustpub.shell.refusal import CannotRemove
from trustpub.shell.removal import remove
from trustpub.shell.tools import tool_of

_INSTALLERS = (("pip", ("install",)), ("uv", ("pip", "install")), ("uv", ("tool", "install")), ("pipx", ("install",)))
_REQUIREMENT_OPTIONS = frozenset({"-r", "--requirement", "-e", "--editable", "--group", "--with", "--requirements"})
_VALUED = _REQUIREMENT_OPTIONS | frozenset(
    {"-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t", "--target"}
    | {"--prefix", "--root", "--src", "--platform", "--python-version", "--implementation", "--abi", "--cache-dir"}
    | {"--upgrade-strategy", "--only-binary", "--no-binary", "--progress-bar", "--trusted-host", "--proxy", "--cert"}
    | {"--retries", "--timeout", "--log", "--python", "-p", "--constraints", "--overrides", "--config-settings", "-C"}
    | {"--index", "--default-index", "--resolution", "--prerelease", "--link-mode", "--index-strategy", "--pip-args"}
    | {"--suffix", "--client-cert", "--exists-action", "--report", "--use-feature", "--global-option"}
)


def installs(script: Script, package: str) -> bool:
    """Whether a script installs a package by name, with pip, uv or pipx."""
    return any(True for command in script.commands for _ in _mentions(command, package))


def drop_package(script: Script, package: str, *, stops_on_error: bool = True) -> str:
    """The source with a package taken out of what it installs; unchanged when it does not install it.

    A command that installs nothing else goes as a whole. Whether other steps need the package is for the caller to
    know. ``stops_on_error`` is that of `remove`.

    Raises:
        CannotRemove: when the rest of the script mentions the package, or the command cannot be taken out.
    """
    found = {command: list(_mentions(command, package)) for command in script.commands}
    installing = {command: words for command, words in found.items() if words}
    if not installing:
        return script.source
    if script.has_errors:
        raise CannotRemove("the script is not fully understood", next(iter(installing)).line)
    _check_mentions(script, installing, package)
    whole = [command for command, words in installing.items() if not _installs_more(command, words)]
    cuts = [
        (_word_before(command, word).end, word.end)
        for command, words in installing.items()
        if command not in whole
        for word in words
    ]
    kept = apply_cuts(script.source, cuts)
    if not whole:
        return kept
    starts = {command.start - sum(end - start for start, end in cuts if end <= command.start) for command in whole}
    result = read_script(kept)
    return remove(
        result, [command for command in result.commands if command.start in starts], stops_on_error=stops_on_error
    )


def _mentions(command: Command, package: str) -> Iterator[Word]:
    """The words that name the package among the requirements that a command installs."""
    for word in _requirements(command):
        if re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", word.value or "")[0]).lower() == package:
            yield word


def _requirements(command: Command) -> tuple[Word, ...]:
    tool = tool_of(command)
    if tool is None or any(label.endswith(" -c") or label == "eval" for label in tool.launcher):
        return ()
    positionals = parse_options(tool.args, _VALUED).positionals
    for name, subcommands in _INSTALLERS:
        values = tuple(word.value for word in positionals[: len(subcommands)])
        if tool.name == name and values == subcommands:
            return positionals[len(subcommands) :]
    return ()


def _installs_more(command: Command, words: list[Word]) -> bool:
    options = parse_options(command.words, _VALUED)
    return len(_requirements(command)) > len(words) or options.has(*_REQUIREMENT_OPTIONS)


def _word_before(command: Command, word: Word) -> Word:
    return command.words[command.words.index(word) - 1]


def _check_mentions(script: Script, installing: dict[Command, list[Word]], package: str) -> None:
    """Raises when a command that does not install the package has its name in its text."""
    mention = re.compile(rf"(?<![\w-]){re.escape(package)}(?![\w-])", re.IGNORECASE)
    for command in script.commands:
        bodies = [redirect.body or "" for redirect in command.redirects]
        texts = [script.source[command.start : command.end], *bodies]
        if command not in installing and any(mention.search(text) for text in texts):
            raise CannotRemove(f"`{package}` is still mentioned", command.line)
