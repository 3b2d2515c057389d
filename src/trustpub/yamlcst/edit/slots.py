"""The place that each entry of a mapping, or item of a sequence, takes in the text: its slot."""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.yamlcst.edit.operations import EditError
from trustpub.yamlcst.edit.place import is_block_scalar
from trustpub.yamlcst.edit.text import content_start, line_end, line_start, next_line
from trustpub.yamlcst.nodes import Mapping, Node, Sequence
from trustpub.yamlcst.parse import Document

_DASH = re.compile(r"(?:\s|#[^\n]*\n)*(?=-)")
_MARKER_LINE = re.compile(r"^---(?:[ \t][^\n]*)?\Z", re.MULTILINE)
_COMMENT_LINE = re.compile(r"([ \t]*)#[^\r\n]*")
_LOOKS_LIKE_YAML = re.compile(r"#+\s*(?:- +\S|(?:- +)?(?!(?i:note|todo|fixme|xxx|hack|warning)\b)[\w.-]+\s*:(?:\s|$))")


class Slot(NamedTuple):
    """One child of a collection: from its key or dash to the end of its content.

    Attributes:
        begin: offset of the key or the dash.
        end: offset behind the last character, trailing blank lines of a block scalar not included.
        column: indentation of the key or dash, counted from 0.
    """

    begin: int
    end: int
    column: int


def slots(document: Document, node: Mapping | Sequence) -> list[Slot]:
    """The slots of a collection's children, in order."""
    text = document.text
    if isinstance(node, Mapping):
        return [_slot(text, entry.key.start, content_end(text, entry.written, entry.key.end)) for entry in node.entries]
    found: list[Slot] = []
    position = content_start(text, node)
    for item in node.written:
        begin = item.start
        if not node.flow:
            match = _DASH.match(text, position)
            if match is None:
                raise EditError("the dash of this item was not found", line=item.line)
            begin = match.end()
        found.append(_slot(text, begin, content_end(text, item, begin)))
        position = item.end
    return found


def _slot(text: str, begin: int, end: int) -> Slot:
    return Slot(begin, end, begin - line_start(text, begin))


def last_node(node: Node) -> Node:
    """The node that a node's text ends with: the last leaf of block collections, or the node itself."""
    while isinstance(node, Mapping | Sequence) and not node.flow:
        node = node.entries[-1].written if isinstance(node, Mapping) else node.written[-1]
    return node


def content_end(text: str, node: Node, at_least: int) -> int:
    """Where a node ends when the blank lines at the end of a block scalar are not counted."""
    last = last_node(node)
    if not is_block_scalar(last):
        return max(last.end, at_least)
    header = line_end(text, content_start(text, last))
    indent = body_indent(text, header, last.end)
    end = last.end
    while end > header:
        start = line_start(text, end - 1 if text[end - 1] == "\n" else end)
        line = text[start:end].rstrip("\r\n")
        if line.strip(" ") or len(line) > indent:
            return max(start + len(line), header)
        end = start
    return header


def body_indent(text: str, header_end: int, end: int) -> int:
    """Indentation of the first line with content in a block scalar's body; 0 when there is none."""
    for line in text[header_end:end].splitlines():
        if line.strip(" "):
            return len(line) - len(line.lstrip(" "))
    return max((len(line) for line in text[header_end:end].splitlines()), default=0)


def stop(text: str, slot: Slot) -> int:
    """Where the last line of a block slot ends, with the comments below it that are indented deeper than it."""
    found = line_end(text, slot.end)
    position = next_line(text, slot.end)
    while position < len(text):
        end = line_end(text, position)
        line = text[position:end]
        comment = _COMMENT_LINE.match(line)
        if comment is not None and len(comment.group(1)) > slot.column:
            found = end
        elif line.strip():
            break
        position = next_line(text, position)
    return found


def own_comments_start(document: Document, slot: Slot, floor: int) -> int:
    """Where the comment lines above a block slot that are its own begin; its line start when it has none.

    Args:
        document: the document.
        slot: the slot, which begins its line.
        floor: offset that the comments lie behind: the end of the previous slot, or 0.
    """
    text = document.text
    begin = line_start(text, slot.begin)
    lines: list[tuple[int, str]] = []
    position = begin
    while position > 0:
        start = line_start(text, position - 1)
        match = _COMMENT_LINE.match(text, start, position)
        if start <= floor - 1 or match is None or len(match.group(1)) != slot.column:
            break
        lines.append((start, match.group().strip()))
        position = start
    if not text[:position].strip() or _MARKER_LINE.search(text[:position].rstrip()):
        return begin
    for start, line in lines:
        if _LOOKS_LIKE_YAML.match(line):
            break
        begin = start
    return begin


def begins_line(text: str, slot: Slot) -> bool:
    """Whether only indentation stands before a slot on its line (no dash of an outer sequence)."""
    return not text[line_start(text, slot.begin) : slot.begin].strip(" ")
