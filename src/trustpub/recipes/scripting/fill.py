"""Filling what a script has set into the words of its commands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trustpub.recipes.quoting import UNKNOWN
from trustpub.shell.masking import expression_end
from trustpub.shell.values import substitution_end

MAX_TEXT = 20_000
"""Longest text that filling in may make; scripts that build longer ones do so on purpose."""

_REFERENCE = re.compile(r"\$(?:(?P<plain>[A-Za-z_]\w*|[0-9@*#])|\{(?P<braced>[A-Za-z_]\w*|[0-9@*#])\})")
_DEFAULT = re.compile(r"(?P<name>[A-Za-z_]\w*|[0-9@*#])(?P<colon>:?)-(?P<text>.*)", re.DOTALL)
_SPLITTABLE = re.compile(
    r"(?:\$\{\{(?:[^}]|\}(?!\}))*\}\}|\$\(\.\.\.\)|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}|[\w./:@%+,=~*?\[\]{}!^# -])*",
    re.DOTALL,
)
_ALL_ARGUMENTS = re.compile(r'"\$(?:[@*]|\{[@*]\})"')
_PLAIN_UNTIL = re.compile(r"[^'\"\\$`]+")


class Filler:
    """Fills texts. A subclass says what is known."""

    known: Mapping[str, str]
    """Values by name; ``1`` to ``9``, ``@`` and ``*`` are the arguments, with ``@`` and ``*`` as shell text."""

    def told(self, inner: str) -> str | None:
        """The value of a command substitution by its text without the brackets; None when it cannot be told."""
        raise NotImplementedError

    def is_absent(self, name: str) -> bool:
        """Whether a variable is certainly not set."""
        raise NotImplementedError

    def filled(self, text: str) -> str:
        """A shell text with references to known variables replaced; what is not known stays as it is written.

        ``text`` is one or more words, quotes and all.
        """
        if ("$" not in text and "`" not in text) or len(text) > MAX_TEXT:
            return text
        pieces: list[str] = []
        position, quote, length = 0, "", 0
        while position < len(text):
            piece, position, quote = self._next(text, position, quote)
            pieces.append(piece)
            length += len(piece)
            if length > MAX_TEXT:
                return UNKNOWN
        return "".join(pieces)

    def _next(self, text: str, position: int, quote: str) -> tuple[str, int, str]:
        """The next piece of the result, where the text goes on, and the quote that is open there."""
        if quote == "'":
            end = text.find("'", position)
            end = len(text) if end < 0 else end + 1
            return text[position:end], end, ""
        plain = _PLAIN_UNTIL.match(text, position)
        if plain is not None:
            return plain[0], plain.end(), quote
        whole = None if quote else _ALL_ARGUMENTS.match(text, position)
        if whole is not None and "@" in self.known:
            return self.known["@"], whole.end(), quote
        char = text[position]
        if char == "'":
            return char, position + 1, quote or "'"
        if char == '"':
            return char, position + 1, "" if quote else '"'
        if char == "\\":
            return text[position : position + 2], position + 2, quote
        if text.startswith("${{", position) and (closed := expression_end(text, position)):
            return text[position:closed], closed, quote
        return *self._expanded(text, position, quote), quote

    def _expanded(self, text: str, position: int, quote: str) -> tuple[str, int]:
        match = _REFERENCE.match(text, position)
        if match is not None:
            name = match["plain"] or match["braced"]
            value = self.known.get(name)
            if value is not None and name in "@*":
                return (value.replace('"', "") if quote else value), match.end()
            return (match[0] if value is None else _inserted(value, quote, match[0])), match.end()
        end = substitution_end(text, position)
        written = text[position:end]
        if end == position + 1:
            return written, end
        if written.startswith("${"):
            return self._with_default(written, quote), end
        value = self.told(written[1:-1] if written[0] == "`" else written[2:-1])
        return (written if value is None else _inserted(value, quote, written)), end

    def _with_default(self, written: str, quote: str) -> str:
        """``${NAME:-text}``, and whatever else is in braces, which stays."""
        match = _DEFAULT.fullmatch(written[2:-1])
        if match is None:
            return written
        value = self.known.get(match["name"])
        if value or (value == "" and not match["colon"]):
            return _inserted(value, quote, written)
        is_empty = value == "" or (value is None and (match["name"].isdigit() or self.is_absent(match["name"])))
        # The text of the default is read as if it stood in the place of the reference.
        return self.filled(match["text"]) if is_empty else written


def _inserted(value: str, quote: str, written: str) -> str:
    """A value as shell text: bash does not read quotes in it again, so where they would matter it is not put in."""
    if quote:
        return re.sub(r'[\\"`]', r"\\\g<0>", value)
    return value if _SPLITTABLE.fullmatch(value) else written
