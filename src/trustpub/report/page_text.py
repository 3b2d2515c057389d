"""A page of the documentation on a terminal: headings bold, code indented, paragraphs wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustpub.report.terminal import Paint

_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_ITEM = re.compile(r"(?P<mark>[-*]|\d+\.) +(?P<text>.*)", re.DOTALL)
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![*\w])\*([^*\s](?:[^*]*[^*\s])?)\*(?![*\w])")
_CODE = "    "


def page_text(markdown: str, paint: Paint) -> str:
    """A page as plain text. What Markdown marks beyond headings, code, lists, tables and links stays as it is."""
    return "\n".join(_block(block, paint) for block in _blocks(markdown))


def _blocks(markdown: str) -> Iterator[list[str]]:
    """The blocks between blank lines: a fenced one as a whole, and each item of a list for itself with its lines."""
    block: list[str] = []
    fenced = False
    for line in markdown.splitlines():
        if line.startswith("```"):
            if not fenced and block:
                yield block
                block = []
            fenced = not fenced
            block.append(line)
            if not fenced:
                yield block
                block = []
        elif fenced or line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _block(lines: list[str], paint: Paint) -> str:
    if lines[0].startswith("```"):
        return "".join(f"{_CODE}{line}".rstrip() + "\n" for line in lines[1:] if not line.startswith("```"))
    if lines[0].startswith("#"):
        return paint(_plain(lines[0].lstrip("#").strip()), "bold") + "\n"
    if lines[0].startswith("|"):
        return _table(lines)
    if _ITEM.match(lines[0]):
        return "".join(_item(item, paint) for item in _items(lines))
    return paint.wrapped(_plain(" ".join(line.strip() for line in lines)), "", "")


def _items(lines: list[str]) -> Iterator[str]:
    item = ""
    for line in lines:
        if _ITEM.match(line) and item:
            yield item
            item = ""
        item += f" {line.strip()}" if item else line.strip()
    yield item


def _item(text: str, paint: Paint) -> str:
    match = _ITEM.match(text)
    assert match is not None
    mark = f"  {match['mark']} "
    return paint.wrapped(_plain(match["text"]), mark, " " * len(mark))


def _table(lines: list[str]) -> str:
    """The cells of a table in columns; the line below its head goes."""
    rows = [[_plain(cell.strip()) for cell in line.strip().strip("|").split("|")] for line in lines]
    rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    widths = [max(len(row[column]) for row in rows if column < len(row)) for column in range(len(rows[0]))]
    return "".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() + "\n"
        for row in rows
    )


def _plain(text: str) -> str:
    """A paragraph without marks: a link to the web keeps its address, one inside the documentation only its text."""
    text = _LINK.sub(lambda m: f"{m['text']} ({m['target']})" if "://" in m["target"] else m["text"], text)
    return _EMPHASIS.sub(r"\1", _BOLD.sub(r"\1", text))
