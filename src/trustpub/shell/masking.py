"""Makes the text of a ``run:`` step digestible for a bash grammar without moving anything."""

from __future__ import annotations

import re

_AFTER_NAME = re.compile(r"\$\w*\Z")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def expression_end(text: str, start: int) -> int | None:
    """The end of the ``${{ }}`` expression that starts at ``start``; None when it is not closed.

    A ``}}`` inside a string literal does not close it; see "Literals" in GitHub's documentation of expressions.
    """
    quoted = False
    for position in range(start + 3, len(text)):
        if text[position] == "'":
            quoted = not quoted
        elif not quoted and text.startswith("}}", position):
            return position + 2
    return None


class Masked:
    """A script with placeholders for what bash does not know.

    Attributes:
        text: as long as the source but for the carriage returns of CRLF line ends, and ASCII only, so that bytes and
            characters are the same.
    """

    __slots__ = ("_offsets", "text")

    def __init__(self, source: str) -> None:
        text = _mask_expressions(source) if "${{" in source else source
        if not text.isascii():
            text = _NOT_ASCII.sub(".", text)
        self._offsets: list[int] | None = None
        if "\r\n" in text:
            kept = [i for i, char in enumerate(text) if char != "\r" or not text.startswith("\n", i + 1)]
            self._offsets = [*kept, len(source)]
            text = text.replace("\r\n", "\n")
        self.text = text

    def start(self, position: int) -> int:
        """The place in the source of a start in the text."""
        return position if self._offsets is None else self._offsets[position]

    def end(self, position: int) -> int:
        """The place in the source of an end in the text."""
        if self._offsets is None or position == 0:
            return position
        return self._offsets[position - 1] + 1


def _mask_expressions(source: str) -> str:
    """Puts a run of letters in the place of every expression.

    Right after ``$NAME`` the run starts with a dot instead, as it would become a part of the name.
    """
    pieces: list[str] = []
    done = 0
    while (start := source.find("${{", done)) >= 0:
        end = expression_end(source, start)
        if end is None:
            break
        pieces.append(source[done:start])
        pieces.append(("." if _AFTER_NAME.search(pieces[-1]) else "x") + "x" * (end - start - 1))
        done = end
    pieces.append(source[done:])
    return "".join(pieces)
