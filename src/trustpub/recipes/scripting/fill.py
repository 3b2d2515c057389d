"""Filling what a script has set into the words of its commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from trustpub.shell.masking import expression_end
from trustpub.shell.values import substitution_end

MAX_TEXT = 20_000
"""Longest text that filling in may make; scripts that build longer ones do so on purpose."""

_REFERENCE = re.compile(
    r"\$(?:(?P<plain>[A-Za-z_]\w*|[0-9@*#])|\{(?P<braced>[A-Za-z_]\w*|[0-9@*#])(?::?-(?P<default>[^}$`\"']*))?\})"
)
_SPLITTABLE = re.compile(
    r"(?:\$\{\{(?:[^}]|\}(?!\}))*\}\}|\$\(\.\.\.\)|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}|[\w./:@%+,=~*?\[\]{}!^# -])*",
    re.DOTALL,
)
_ALL_ARGUMENTS = re.compile(r'"\$(?:[@*]|\{[@*]\})"')
_PLAIN_UNTIL = re.compile(r"[^'\"\\$`]+")


def fill(text: str, known: Mapping[str, str], told: Callable[[str], str | None]) -> str:
    """A shell text with references to known variables replaced by their values; what is not known stays as written.

    Args:
        text: of one or more words, quotes and all.
        known: values by name; ``1`` to ``9``, ``@`` and ``*`` are the arguments, with ``@`` and ``*`` as shell text.
        told: gives the value of a command substitution by its text without the brackets, or None.
    """
    if ("$" not in text and "`" not in text) or len(text) > MAX_TEXT:
        return text
    pieces: list[str] = []
    position, quote, length = 0, "", 0
    while position < len(text):
        piece, position, quote = _next(text, position, quote, known, told)
        pieces.append(piece)
        length += len(piece)
        if length > MAX_TEXT:
            return text[:MAX_TEXT]
    return "".join(pieces)


def _next(
    text: str, position: int, quote: str, known: Mapping[str, str], told: Callable[[str], str | None]
) -> tuple[str, int, str]:
    """The next piece of the result, where the text goes on, and the quote that is open there."""
    if quote == "'":
        end = text.find("'", position)
        end = len(text) if end < 0 else end + 1
        return text[position:end], end, ""
    plain = _PLAIN_UNTIL.match(text, position)
    if plain is not None:
        return plain[0], plain.end(), quote
    whole = None if quote else _ALL_ARGUMENTS.match(text, position)
    if whole is not None and "@" in known:
        return known["@"], whole.end(), quote
    char = text[position]
    if char == "'":
        return char, position + 1, quote or "'"
    if char == '"':
        return char, position + 1, "" if quote else '"'
    if char == "\\":
        return text[position : position + 2], position + 2, quote
    if text.startswith("${{", position) and (closed := expression_end(text, position)):
        return text[position:closed], closed, quote
    return *_expanded(text, position, quote, known, told), quote


def _expanded(
    text: str, position: int, quote: str, known: Mapping[str, str], told: Callable[[str], str | None]
) -> tuple[str, int]:
    match = _REFERENCE.match(text, position)
    if match is not None:
        return _reference(match, quote, known), match.end()
    end = substitution_end(text, position)
    if end == position + 1 or text.startswith("${", position):
        return text[position:end], end
    inner = text[position + 1 : end - 1] if text[position] == "`" else text[position + 2 : end - 1]
    value = told(inner)
    return (text[position:end] if value is None else _inserted(value, quote, text[position:end])), end


def _reference(match: re.Match[str], quote: str, known: Mapping[str, str]) -> str:
    name = match["plain"] or match["braced"]
    value = known.get(name)
    default: str | None = match["default"]
    if default is not None and (value == "" or (value is None and name.isdigit())):
        value = default
    if value is None:
        return match[0]
    if name in "@*":
        return value.replace('"', "") if quote else value
    return _inserted(value, quote, match[0])


def _inserted(value: str, quote: str, written: str) -> str:
    """A value as shell text: bash does not read quotes in it again, so where they would matter it is not put in."""
    if quote:
        return value.replace("\\", "\\\\").replace('"', '\\"')
    return value if _SPLITTABLE.fullmatch(value) else written
