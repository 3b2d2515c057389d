"""What the words of a script stand for, as far as that can be told without running it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trustpub.shell.masking import expression_end

_PLAIN = re.compile(r"[\w./:@%+,=~*?\[\]{}!^#-]*")
_NAME = re.compile(r"\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])")
_BRACED = re.compile(r"\$\{[A-Za-z_]\w*(?::?-[^}`$\"']*)?\}")
_ANSI = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "a": "\a", "e": "\x1b"}
_REFERENCE = re.compile(
    r"(?P<expression>\$\{\{.*?\}\})|\$\{(?P<braced>[A-Za-z_]\w*)(?P<default>:?-[^}]*)?\}|\$(?P<plain>[A-Za-z_]\w*)",
    re.DOTALL,
)
UNKNOWN = "\0"


def static_value(text: str) -> str | None:
    """The value of a bash word after quote removal, or None when it cannot be told.

    ``${{ }}``, ``$NAME``, ``${NAME}`` and ``${NAME:-text}`` are kept as written, quoted or not.
    """
    value = literal(text, UNKNOWN)
    return None if UNKNOWN in value else value


def literal(text: str, unknown: str | None = None) -> str:
    """The value of a bash word, with ``unknown`` in the place of what cannot be told (None: as it is written)."""
    if _PLAIN.fullmatch(text):
        return text
    pieces: list[str] = []
    position, quote = 0, ""
    while position < len(text):
        piece, position, quote = _next_piece(text, position, quote, unknown)
        pieces.append(piece)
    return "".join(pieces)


def _next_piece(text: str, position: int, quote: str, unknown: str | None) -> tuple[str, int, str]:
    """What comes next of a word: its value, where it ends, and the quote that is open after it."""
    char = text[position]
    if text.startswith("${{", position) and (end := expression_end(text, position)):
        return text[position:end], end, quote
    if quote == "'":
        return ("", position + 1, "") if char == "'" else (char, position + 1, quote)
    if quote == "$'":
        return _ansi_piece(text, position)
    if char == '"':
        return "", position + 1, "" if quote else '"'
    if not quote and char == "'":
        return "", position + 1, "'"
    if not quote and text.startswith("$'", position):
        return "", position + 2, "$'"
    if char == "\\":
        return *_escape(text, position, quote), quote
    if char in "$`" or (not quote and text.startswith(("<(", ">("), position)):
        return *_expansion(text, position, unknown), quote
    return char, position + 1, quote


def _ansi_piece(text: str, position: int) -> tuple[str, int, str]:
    if text[position] == "'":
        return "", position + 1, ""
    if text[position] == "\\" and text[position + 1 : position + 2] in _ANSI:
        return _ANSI[text[position + 1]], position + 2, "$'"
    return text[position], position + 1, "$'"


def _escape(text: str, position: int, quote: str) -> tuple[str, int]:
    """A backslash outside of single quotes: within double quotes it escapes only ``$``, backquote, ``"``, itself."""
    following = text[position + 1 : position + 3]
    if following[:1] == "\n" or following == "\r\n":
        return "", position + 1 + len(following.split("\n")[0]) + 1
    if quote and following[:1] not in ("$", "`", '"', "\\"):
        return "\\", position + 1
    return following[:1], position + 2


def _expansion(text: str, position: int, unknown: str | None) -> tuple[str, int]:
    """A ``$`` or a backquote: what is kept as written, or one ``unknown``."""
    known = _NAME.match(text, position) or _BRACED.match(text, position)
    if known:
        return known[0], known.end()
    end = substitution_end(text, position)
    if end == position + 1:
        return text[position], end
    return (text[position:end] if unknown is None else unknown), end


def substitution_end(text: str, position: int) -> int:
    """The end of the ``$( )``, ``<( )``, ``${ }`` or backquotes that start at ``position``; one further if none do."""
    if text[position] == "`":
        return _quoted_end(text, position + 1, "`")
    opening = text[position + 1 : position + 2]
    if opening not in ("(", "{"):
        return position + 1
    closing = ")" if opening == "(" else "}"
    depth, at = 0, position + 1
    while at < len(text):
        char = text[at]
        if char in "'\"":
            at = _quoted_end(text, at + 1, char)
            continue
        depth += (char == opening) - (char == closing)
        at += 2 if char == "\\" else 1
        if depth == 0:
            return at
    return len(text)


def _quoted_end(text: str, position: int, quote: str) -> int:
    while position < len(text) and text[position] != quote:
        position += 2 if text[position] == "\\" and quote != "'" else 1
    return min(position + 1, len(text))


def resolve(value: str, variables: Mapping[str, str]) -> str:
    """``value`` with the references to known variables replaced; unknown ones and ``${{ }}`` stay.

    ``${NAME:-default}`` of a known name is its value, or the default when that is empty. Values are not resolved
    again, and may hold ``${{ }}``.
    """

    def replace(match: re.Match[str]) -> str:
        name = match["braced"] or match["plain"]
        if name is None or name not in variables:
            return match[0]
        default: str | None = match["default"]
        if not variables[name] and default and default.startswith(":-"):
            return default[2:]
        return variables[name]

    return _REFERENCE.sub(replace, value) if "$" in value else value
