"""Text for people: colour only on a terminal that wants it."""

from __future__ import annotations

import os
import sys
from typing import TextIO

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def wants_colour(stream: TextIO) -> bool:
    """Whether a stream gets colours: a terminal that is not dumb, unless ``NO_COLOR`` is set; ``FORCE_COLOR`` wins."""
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


class Paint:
    """Colours text, or leaves it as it is."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, *styles: str) -> str:
        """The text in these styles."""
        if not self.colour or not text:
            return text
        return f"\033[{';'.join(_CODES[style] for style in styles)}m{text}\033[0m"


def printable(text: str) -> str:
    """The text with control characters made visible: what a repository holds must not steer the terminal."""
    return "".join(
        character if character in "\n\t" or (character.isprintable()) else f"\\x{ord(character):02x}"
        for character in text
    )


def write(text: str, stream: TextIO | None = None) -> None:
    """Print text to a stream (standard output), with what the stream cannot encode replaced."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding))
