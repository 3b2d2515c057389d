"""Lines, comments and patches of a document's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trustpub.yamlcst.nodes import Alias, Mapping, Node, Scalar, Sequence
from trustpub.yamlcst.parse import Document

_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE)
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:\s|#[^\n]*\n)*)+")
_BLANK = re.compile(r"[ \t]*\r?\n")


class Patch(NamedTuple):
    """Replace the characters from `start` up to `end` with `text`."""

    start: int
    end: int
    text: str


class Comment(NamedTuple):
    """A comment: where its ``#`` stands, and its text from there to the end of the line."""

    start: int
    text: str


def patched(text: str, patches: Iterable[Patch]) -> str:
    """The text with patches applied; they must not overlap, and those for the same place keep their order."""
    pieces: list[str] = []
    position = 0
    for patch in sorted(patches, key=lambda patch: (patch.start, patch.end)):
        assert patch.start >= position, "patches overlap"
        pieces += [text[position : patch.start], patch.text]
        position = patch.end
    return "".join([*pieces, text[position:]])


def line_start(text: str, offset: int) -> int:
    """Where the line that holds `offset` begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line that holds `offset` ends, its line break not included."""
    end = text.find("\n", offset)
    if end < 0:
        return len(text)
    return end - 1 if text[end - 1 : end] == "\r" else end


def next_line(text: str, offset: int) -> int:
    """Where the line after the one that holds `offset` begins."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1


def newline_at(text: str, offset: int) -> str:
    """The line break that ends the line of `offset`, or else the file's first one."""
    end = text.find("\n", offset)
    if end < 0:
        end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def blank_run_after(text: str, offset: int) -> int:
    """Where the blank lines that begin at the line start `offset` end."""
    while match := _BLANK.match(text, offset):
        offset = match.end()
    return len(text) if not text[offset:].strip(" \t\r\n") else offset


def blank_run_before(text: str, offset: int) -> int:
    """Where the blank lines that end at the line start `offset` begin."""
    while offset > 0:
        start = line_start(text, offset - 1)
        if text[start:offset].strip(" \t\r\n"):
            break
        offset = start
    return offset


def content_start(text: str, node: Node) -> int:
    """Where a node begins behind its anchor and tag."""
    if node.anchor is None and node.tag is None:
        return node.start
    match = _PROPERTIES.match(text, node.start, node.end)
    return node.start if match is None else match.end()


def walk(node: Node | None) -> Iterator[Node]:
    """A node and all below it in the order of the text; keys included, aliases not followed."""
    if node is None:
        return
    yield node
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield entry.key
            yield from walk(entry.written)
    elif isinstance(node, Sequence):
        for item in node.written:
            yield from walk(item)


def comments(document: Document) -> list[Comment]:
    """All comments of a document, in order. A ``#`` inside a scalar is no comment."""
    text = document.text
    found: list[Comment] = []
    position = 0
    for node in walk(document.root):
        if not isinstance(node, Scalar | Alias):
            continue
        start = content_start(text, node)
        found += (Comment(match.start(), match.group()) for match in _COMMENT.finditer(text, position, start))
        if isinstance(node, Scalar) and node.style in ("|", ">"):
            header = line_end(text, start)
            found += (Comment(match.start(), match.group()) for match in _COMMENT.finditer(text, start, header))
        position = max(position, node.end)
    found += (Comment(match.start(), match.group()) for match in _COMMENT.finditer(text, position))
    return found
