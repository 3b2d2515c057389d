"""Text for people: coloured and wrapped only on a terminal, and never steered by what a repository holds."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from trustpub.errors import TrustpubError
from trustpub.redaction import redact

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}

_NARROWEST, _WIDEST = 40, 120


class Paint:
    """How text looks on one stream.

    Attributes:
        colour: whether to colour it.
        width: where to wrap it, in characters; None leaves lines whole, which is what programs that read them want.
    """

    def __init__(self, colour: bool, width: int | None = None) -> None:
        self.colour = colour
        self.width = width

    def __call__(self, text: str, *styles: str) -> str:
        """The text in these styles."""
        if not self.colour or not text:
            return text
        return f"\033[{';'.join(_CODES[style] for style in styles)}m{text}\033[0m"

    def wrapped(self, text: str, first: str, rest: str) -> str:
        """A paragraph, with what its first line and its further lines begin with; words are never broken."""
        if self.width is None:
            return f"{first}{text}\n"
        lines, line = [], first
        blank = True
        for word in text.split(" "):
            if not blank and len(line) + 1 + len(word) > self.width:
                lines.append(line)
                line, blank = rest, True
            line += word if blank else f" {word}"
            blank = False
        return "".join(f"{line}\n" for line in [*lines, line])


def paint_for(stream: TextIO | None) -> Paint:
    """How text looks on a stream of this process."""
    return Paint(wants_colour(stream), columns(stream))


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits at the stream. Python has None for a stream that was closed before it started."""
    return stream is not None and not stream.closed and stream.isatty()


def wants_colour(stream: TextIO | None) -> bool:
    """Whether a stream gets colours: a terminal that is not dumb, unless ``NO_COLOR`` is set; ``FORCE_COLOR`` wins.

    Source: https://no-color.org and https://force-color.org; a variable that is set but empty does not count.
    """
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return is_terminal(stream)


def columns(stream: TextIO | None) -> int | None:
    """The width of a terminal, or what ``COLUMNS`` says it is; None when the stream is no terminal."""
    if stream is None or not is_terminal(stream):
        return None
    given = os.environ.get("COLUMNS", "")
    try:
        width = int(given) if given.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except OSError:
        width = 0
    return max(_NARROWEST, min(width or 80, _WIDEST))


def printable(text: str) -> str:
    """Foreign text for one line of a report.

    Control characters and line breaks become visible escapes, so that what a repository holds can neither steer the
    terminal nor fake a line; literal tokens are cut.
    """
    text = redact(text)
    return text if text.isprintable() else "".join(c if c.isprintable() else _escape(c) for c in text)


def _escape(character: str) -> str:
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    code = ord(character)
    return named or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def write(text: str, stream: TextIO | None = None) -> None:
    """Print text to a stream (standard output); what its encoding lacks is written as an escape.

    Everything that is printed goes through here, so literal tokens are cut here once more, wherever they came from.

    Raises:
        TrustpubError: standard output was closed before trustpub started.
        OSError: it cannot be written to.
    """
    stream = stream or sys.stdout
    if stream is None:
        raise TrustpubError("standard output is closed, so there is nowhere to print the result")
    encoding = stream.encoding or "utf-8"
    stream.write(redact(text).encode(encoding, "backslashreplace").decode(encoding))


def flush() -> None:
    """Send what was printed on its way, so that a line on standard error comes after it."""
    if sys.stdout is not None:
        sys.stdout.flush()


def note(text: str) -> None:
    """One line for people on standard error; that it cannot be written, as on a full disk, changes no outcome."""
    if sys.stderr is None:
        return
    try:
        write(f"{text}\n", sys.stderr)
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
