"""Reads PowerShell and cmd scripts line by line: enough to recognise commands, not enough to edit them."""

from __future__ import annotations

import re

from trustpub.shell.model import Assignment, Block, Command, Redirect, Script, Word

_COMMENT = re.compile(r"\s*(?:#|::|@?rem\b)", re.IGNORECASE)
_POWERSHELL_SET = re.compile(r"\s*\$(env:)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*;?\s*\Z", re.IGNORECASE | re.DOTALL)
_CMD_SET = re.compile(r"\s*@?set\s+(\"?)([A-Za-z_]\w*)=(.*?)\1\s*\Z", re.IGNORECASE | re.DOTALL)
_TOKEN = re.compile(
    r"(?P<separator>&&|\|\||[;|&])|(?P<redirect>\d?>>?(?:&\d)?|\d?<)"
    r"|(?P<word>(?:\$\{\{.*?\}\}|\"(?:[^\"`]|`.)*\"|'[^']*'|[^\s;|&<>\"']|[\"'])+)",
    re.DOTALL,
)


def read_other(source: str) -> Script:
    """Reads a script for PowerShell or cmd. Never raises; ``has_errors`` is always True, so that nothing is edited.

    A line is one or more commands; a backquote or a caret at its end continues it. The assignments are
    ``$env:NAME = "value"``, ``$name = "value"`` and ``set NAME=value``.
    """
    statements: list[Command] = []
    position = 0
    line = first_line = 0
    start = 0
    for physical in source.splitlines(keepends=True):
        position += len(physical)
        line += 1
        if physical.rstrip("\r\n").endswith(("`", "^")) and position < len(source):
            continue
        statements += _commands(source, start, position, first_line)
        start, first_line = position, line
    return Script(source, Block((), tuple(statements)), True)


def _commands(source: str, start: int, end: int, line: int) -> list[Command]:
    text = source[start:end]
    if not text.strip() or _COMMENT.match(text):
        return []
    assignment = _assignment(text, start)
    if assignment:
        return [Command((), (assignment,), (), assignment.start, assignment.end, line)]
    commands: list[Command] = []
    words: list[Word] = []
    redirects: list[Redirect] = []
    pending: re.Match[str] | None = None
    for token in [*_TOKEN.finditer(text), None]:
        if token is None or token["separator"]:
            if words:
                commands.append(_command(source, words, redirects, start))
            words, redirects, pending = [], [], None
        elif token["redirect"]:
            pending = token
        elif token["word"] not in ("`", "^"):
            word = _word(token[0], start + token.start())
            if pending:
                redirects.append(Redirect(pending[0], word, None, start + pending.start(), word.end))
            elif words or word.value not in ("call", "start", "&"):
                words.append(word)
            pending = None
    return commands


def _command(source: str, words: list[Word], redirects: list[Redirect], start: int) -> Command:
    end = max([word.end for word in words] + [redirect.end for redirect in redirects])
    return Command(tuple(words), (), tuple(redirects), words[0].start, end, source.count("\n", 0, words[0].start))


def _word(text: str, start: int) -> Word:
    value = re.sub(r"`(.)", r"\1", text)
    value = re.sub(r"\"((?:[^\"`]|`.)*)\"|'([^']*)'", lambda match: match[1] or match[2] or "", value)
    return Word(text, None if "$(" in value else value, start, start + len(text))


def _assignment(text: str, start: int) -> Assignment | None:
    powershell = _POWERSHELL_SET.match(text)
    match = powershell or _CMD_SET.match(text)
    if match is None:
        return None
    value = _word(match[3], start + match.start(3))
    begin = start + len(text) - len(text.lstrip())
    exported = powershell is None or powershell[1] is not None
    return Assignment(match[2], value if value.text else None, exported, begin, start + len(text.rstrip()))
