"""Foreign text in Markdown, as GitHub reads it: nothing that a repository holds can break out of its place.

Source of the syntax: https://github.github.com/gfm/. GitHub also makes links of mentions, references and addresses
that no Markdown marks; a space without width (``&#8203;``) keeps it from that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from trustpub.report.terminal import printable

_MARKS = re.compile(r"[\\`*_\[\]|~$#&<>]")
_BLOCK = re.compile(r"(?P<digits>\d*)(?P<mark>[-+=.)])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NO_SPACE = "&#8203;"
_LINKED = re.compile(
    r"(?P<mention>@)|(?P<reference>#|\bGH-)(?=\d)|(?P<scheme>\w:)(?=//)|(?P<host>\bwww)(?=\.)", re.IGNORECASE
)
_PLAIN_CODE = re.compile(r"[^`|\\\s](?:[^`|\\]*[^`|\\\s])?")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_BACKTICKS = re.compile(r"`+")
_ADDRESS = "/:?&=%#.-_~+"


def text(foreign: str) -> str:
    """Text for a paragraph, a list item or a cell of a table: one line, with no mark, mention, reference or link."""
    line = _NO_SPACE.join(_escaped(piece) for piece in _pieces(printable(foreign).strip()))
    start = _BLOCK.match(line)  # what begins a list, or makes a heading of the line before
    return line if start is None else f"{start['digits']}\\{line[start.start('mark') :]}"


def _pieces(line: str) -> Iterator[str]:
    """The line, cut where GitHub would find something to link."""
    start = 0
    for match in _LINKED.finditer(line):
        yield line[start : match.end()]
        start = match.end()
    yield line[start:]


def _escaped(piece: str) -> str:
    return _MARKS.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), piece)


def code(foreign: str) -> str:
    """Text as code, in a paragraph or in a cell of a table.

    What a code span cannot hold in a table (backticks, bars, backslashes) is written as HTML with entities only.
    """
    line = printable(foreign)
    if not line:
        return ""
    if _PLAIN_CODE.fullmatch(line):
        return f"`{line}`"
    escaped = _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", line)
    return f"<code>{escaped.replace('&#64;', f'&#64;{_NO_SPACE}')}</code>"


def link(label: str, address: str) -> str:
    """A link, its label taken as text; in its address, whatever could end it is percent-encoded."""
    return f"[{text(label)}]({quote(address, safe=_ADDRESS)})"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of cells that are Markdown already; empty when there are no rows."""
    if not rows:
        return ""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def fence(foreign: str, language: str = "") -> str:
    """Lines of text as they are, in a block whose fence is longer than any that stands in it."""
    longest = max((len(run) for run in _BACKTICKS.findall(foreign)), default=0)
    marks = "`" * max(3, longest + 1)
    lines = [line.removesuffix("\r") for line in foreign.removesuffix("\n").split("\n")]
    shown = "".join("".join(c if c == "\t" or c.isprintable() else printable(c) for c in line) + "\n" for line in lines)
    return f"{marks}{language}\n{shown}{marks}\n"
