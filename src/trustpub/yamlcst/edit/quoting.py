"""How a text is written as a scalar on one line, safe for readers of YAML 1.1 and of YAML 1.2."""

from __future__ import annotations

import re

from trustpub.yamlcst.edit.operations import EditError

_NOT_TEXT = re.compile(
    r"""(?x)
    ~ | null | Null | NULL | << | =
    | y | Y | n | N | yes | Yes | YES | no | No | NO | on | On | ON | off | Off | OFF
    | true | True | TRUE | false | False | FALSE
    | [-+]? 0 b [01_]+ | [-+]? 0 o? [0-7_]+ | [-+]? 0 x [0-9a-fA-F_]+
    | [-+]? [0-9][0-9_]* (?: : [0-5]?[0-9])+ (?: \. [0-9_]* )?
    | [-+]? (?: \. [0-9_]+ | [0-9][0-9_]* (?: \. [0-9_]* )? ) (?: [eE] [-+]? [0-9]+ )?
    | [-+]? \. (?: inf | Inf | INF ) | \. (?: nan | NaN | NAN )
    | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} (?: (?: [Tt] | [ \t]+ ) [0-9].* )?
    """
)
"""What YAML 1.1 or 1.2 reads as null, a merge, a boolean, a number or a time instead of text."""

_UNPRINTABLE = re.compile("[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_PLAIN_START = re.compile(r"""[^\s\-?:,\[\]{}#&*!|>'"%@`]|-[^\s\-]|--[^\s\-]""")
_PLAIN_BREAK = re.compile(r"\t|:(?:\s|$)|\s#")
_PLAIN_IN_FLOW = re.compile(r"[\w./@+~^-]+(?: [\w./@+~^-]+)*", re.ASCII)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def is_printable(value: str) -> bool:
    """Whether a text (line feeds aside) can stand in YAML without escapes."""
    return _UNPRINTABLE.search(value.replace("\n", "")) is None


def can_be_plain(value: str, *, flow: bool) -> bool:
    """Whether a text can stand without quotes and is then read as this very text."""
    if not fits_plain(value) or _NOT_TEXT.fullmatch(value):
        return False
    return not flow or _PLAIN_IN_FLOW.fullmatch(value) is not None


def fits_plain(value: str) -> bool:
    """Whether the syntax allows a text without quotes in block style, whatever type it is then read as."""
    return (
        value == value.strip()
        and "\n" not in value
        and _PLAIN_START.match(value) is not None
        and _PLAIN_BREAK.search(value) is None
        and is_printable(value)
    )


def quoted(value: str, style: str) -> str:
    """A text in quotes: in the wanted ones (``'`` or ``"``) if they can hold it, else in double quotes.

    Raises:
        EditError: the text holds a lone surrogate, which no file can.
    """
    if style == "'" and "\n" not in value and is_printable(value):
        return "'" + value.replace("'", "''") + "'"
    return '"' + re.sub(r'[\\"\n\t]|' + _UNPRINTABLE.pattern, _escape, value) + '"'


def scalar_text(value: str, *, quote: str, flow: bool = False) -> str:
    """A text as a scalar, without quotes where that is safe, else in the given ones."""
    return value if can_be_plain(value, flow=flow) else quoted(value, quote)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise EditError("the value holds a lone surrogate, which is not text")
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
