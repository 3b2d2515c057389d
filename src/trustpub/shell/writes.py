"""What a script writes into files: GitHub's environment and output files, and ``.pypirc``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from trustpub.shell.model import Chain, Command, Compound, Pipeline, Script, Statement, Word, blocks_of
from trustpub.shell.options import parse_options
from trustpub.shell.values import UNKNOWN, literal

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
_PRINTF = re.compile(r"%%|%[-+ 0#]*\d*(?:\.\d+)?[a-zA-Z]")
_SET_OUTPUT = re.compile(r"::set-output name=([^:]+)::(.*)")
_DELIMITED = re.compile(r"([A-Za-z_][\w.-]*)<<(.+)")
_PLAIN = re.compile(r"([A-Za-z_][\w.-]*)=(.*)", re.DOTALL)


class Write(NamedTuple):
    """Text that goes to a file. ``text`` is None when it cannot be told, ``path`` is the file as written."""

    path: str
    text: str | None
    appends: bool


def github_env_writes(script: Script) -> list[tuple[str, str | None]]:
    """The variables that a script sets for later steps through the file ``GITHUB_ENV``, in order.

    Values keep ``${{ }}`` and ``$NAME``; None when a value cannot be told.
    """
    return _named_values(script, "GITHUB_ENV")


def github_output_writes(script: Script) -> list[tuple[str, str | None]]:
    """The outputs that a script sets through the file ``GITHUB_OUTPUT`` or the old ``::set-output``, in order."""
    old = [(match[1], match[2]) for text in _printed(script) for match in _SET_OUTPUT.finditer(text)]
    return [(name, None if UNKNOWN in value else value) for name, value in old] + _named_values(script, "GITHUB_OUTPUT")


def file_writes(script: Script, suffix: str = ".pypirc") -> str | None:
    """The text that a script leaves in files whose path ends with ``suffix``; None when it writes to none.

    Keeps ``${{ }}``, ``$NAME`` and substitutions as they are written.
    """
    text: str | None = None
    for write in _writes(script, None):
        if write.path.rstrip("\"'").endswith(suffix):
            text = (text or "" if write.appends else "") + (write.text or "")
    return text


def _named_values(script: Script, variable: str) -> list[tuple[str, str | None]]:
    paths = (f"${variable}", f"${{{variable}}}", f"$env:{variable}", f"${{env:{variable}}}", f"%{variable}%")
    text = "".join(write.text or "" for write in _writes(script, UNKNOWN) if write.path in paths)
    values: list[tuple[str, str | None]] = []
    lines = iter(text.split("\n"))
    for line in lines:
        delimited = _DELIMITED.fullmatch(line)
        match = _PLAIN.fullmatch(line)
        if delimited and "=" not in delimited[1]:
            value = "\n".join(iter(lambda end=delimited[2]: next(lines, end), delimited[2]))
            values.append((delimited[1], None if UNKNOWN in value else value))
        elif match:
            values.append((match[1], None if UNKNOWN in match[2] else match[2]))
    return values


def _printed(script: Script) -> Iterator[str]:
    return (text for command in script.commands if (text := _output(command, UNKNOWN)) is not None)


def _writes(script: Script, unknown: str | None) -> Iterator[Write]:
    for statement in script.body.statements:
        yield from _statement_writes(statement, unknown)


def _statement_writes(statement: Statement, unknown: str | None) -> Iterator[Write]:
    if isinstance(statement, Pipeline):
        text = _output(statement.parts[0], unknown)
        for part in statement.parts[1:]:
            yield from _sink_writes(part, text)
        yield from _statement_writes(statement.parts[0], unknown)
    elif isinstance(statement, Command) and "tee" in (statement.name, *statement.args[:1]):
        yield from _sink_writes(statement, _input(statement, unknown))
    elif isinstance(statement, Command):
        yield from _redirected(statement, _output(statement, unknown))
    else:
        if isinstance(statement, Compound) and statement.redirects:
            yield from _redirected(statement, _output(statement, unknown))
        for block in blocks_of(statement):
            for inner in block.statements:
                yield from _statement_writes(inner, unknown)


def _redirected(statement: Command | Compound, text: str | None) -> Iterator[Write]:
    for redirect in statement.redirects:
        if redirect.operator in (">", ">>", "1>", "1>>", ">|", "&>", "&>>") and redirect.target:
            path = redirect.target.value or redirect.target.text
            yield Write(path, text, ">>" in redirect.operator)


def _sink_writes(part: Statement, text: str | None) -> Iterator[Write]:
    """What a member of a pipeline that copies its input writes: ``tee``, and ``cat`` with a redirection."""
    if not isinstance(part, Command):
        return
    if part.name == "tee" or (part.name == "sudo" and part.args[:1] == ("tee",)):
        options = parse_options(part.words[1 + (part.name == "sudo") :], ())
        for path in options.positionals:
            yield Write(path.value or path.text, text, options.has("-a", "--append"))
    if part.name in ("tee", "cat"):
        yield from _redirected(part, text)


def _output(statement: Statement, unknown: str | None) -> str | None:
    """What a statement prints; None when it cannot be told."""
    if isinstance(statement, Command):
        writer = _WRITERS.get(statement.name or "")
        return writer(statement, unknown) if writer else None
    if isinstance(statement, Compound) and statement.kind in ("group", "subshell"):
        texts = [_output(inner, unknown) for inner in statement.blocks[0].statements]
        return "".join(text or "" for text in texts)
    if isinstance(statement, Chain):
        return "".join(_output(part, unknown) or "" for part in statement.parts)
    return None


def _echo(command: Command, unknown: str | None) -> str:
    words = list(command.words[1:])
    flags = ""
    while words and re.fullmatch(r"-[neE]+", words[0].text):
        flags += words.pop(0).text
    text = " ".join(_literals(words, unknown))
    return (_unescape(text) if "e" in flags else text) + ("" if "n" in flags else "\n")


def _printf(command: Command, unknown: str | None) -> str | None:
    words = list(command.words[1:])
    if words and words[0].value == "--":
        words = words[1:]
    if not words:
        return None
    form, *arguments = _literals(words, unknown)
    form = _unescape(form)
    pieces: list[str] = []
    while True:
        before = len(arguments)
        pieces.append(
            _PRINTF.sub(lambda found: "%" if found[0] == "%%" else arguments.pop(0) if arguments else "", form)
        )
        if not arguments or len(arguments) == before:
            return "".join(pieces)


def _cat(command: Command, unknown: str | None) -> str | None:
    if any(word.value != "-" for word in command.words[1:]):
        return None
    return _input(command, unknown)


def _input(command: Command, unknown: str | None) -> str | None:
    """The text of a command's here-document or here-string; None when it has none."""
    texts = [redirect.body for redirect in command.redirects if redirect.body is not None]
    words = [redirect.target for redirect in command.redirects if redirect.operator == "<<<" and redirect.target]
    return "".join([*texts, *(text + "\n" for text in _literals(words, unknown))]) or None


_WRITERS: dict[str, Callable[[Command, str | None], str | None]] = {
    "echo": _echo,
    "Write-Output": _echo,
    "printf": _printf,
    "cat": _cat,
}


def _literals(words: list[Word], unknown: str | None) -> list[str]:
    return [word.value if word.value is not None else literal(word.text, unknown) for word in words]


def _unescape(text: str) -> str:
    return re.sub(r"\\([ntr\\])", lambda match: _ESCAPES[match[1]], text)
