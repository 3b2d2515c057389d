"""Deleting from and inserting into flow collections, with the right commas."""

from __future__ import annotations

import re

from trustpub.yamlcst.edit.operations import EditError
from trustpub.yamlcst.edit.place import Place
from trustpub.yamlcst.edit.slots import slots
from trustpub.yamlcst.edit.text import Patch, content_start, line_end, line_start, newline_at, next_line
from trustpub.yamlcst.nodes import Mapping, Sequence
from trustpub.yamlcst.parse import Document

_COMMA = re.compile(r"(?:\s|(?<=\s)#[^\n]*\n)*,")
_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?\r?(?=\n|$)")


def delete_from_flow(document: Document, place: Place) -> list[Patch]:
    """Delete a child of a flow collection and the comma that it no longer needs."""
    text = document.text
    taken = slots(document, place.parent)
    slot = taken[place.position]
    if len(taken) == 1:
        comma = _comma_end(text, slot.end, place.parent.end)
        start = content_start(text, place.parent) + 1
        if "#" in text[start : slot.begin] + text[slot.end : place.parent.end - 1]:
            raise EditError("comments inside the brackets would be lost", line=place.parent.line)
        assert comma is None or comma < place.parent.end
        return [Patch(start, place.parent.end - 1, "")]
    comma = _comma_end(text, slot.end, place.parent.end)
    is_last = place.position == len(taken) - 1
    patches: list[Patch] = []
    if is_last and comma is None:
        previous = _comma_end(text, taken[place.position - 1].end, slot.begin)
        assert previous is not None
        patches.append(Patch(previous - 1, previous, ""))
    end = slot.end if comma is None else comma
    if _alone_on_lines(text, slot.begin, end):
        return [*patches, Patch(line_start(text, slot.begin), next_line(text, end), "")]
    if not is_last:
        following = taken[place.position + 1].begin
        same_line = not text[end:following].strip(" \t")
        return [Patch(slot.begin, following if same_line else end, "")]
    before = (
        taken[place.position - 1].end if comma is None else _comma_end(text, taken[place.position - 1].end, slot.begin)
    )
    assert before is not None
    gap = text[before : slot.begin]
    begin = slot.begin if "\n" in gap else before
    if comma is None:
        return [Patch(begin, end, "")] if begin == before else [*patches, Patch(begin, end, "")]
    return [Patch(begin, end, "")]


def insert_into_flow(
    document: Document, parent: Mapping | Sequence, index: int, written: str, padding: str
) -> list[Patch]:
    """Insert an already written child at a position of a flow collection."""
    text = document.text
    taken = slots(document, parent)
    if not taken:
        start = content_start(text, parent) + 1
        if text[start : parent.end - 1].strip():
            raise EditError("comments inside the brackets would be lost", line=parent.line)
        return [Patch(start, parent.end - 1, padding + written + padding)]
    if index < len(taken):
        begin = taken[index].begin
        indent = text[line_start(text, begin) : begin]
        separator = newline_at(text, begin) + indent if not indent.strip() and index else " "
        return [Patch(begin, begin, written + "," + separator)]
    last = taken[-1]
    comma = _comma_end(text, last.end, parent.end)
    end = last.end if comma is None else comma
    indent = text[line_start(text, last.begin) : last.begin]
    if indent.strip() or not _alone_on_lines(text, last.begin, end):
        return [Patch(last.end, last.end, ", " + written)]
    line = line_end(text, end)
    patches = [Patch(line, line, newline_at(text, end) + indent + written + ("" if comma is None else ","))]
    return patches if comma is not None else [Patch(end, end, ","), *patches]


def _comma_end(text: str, start: int, limit: int) -> int | None:
    match = _COMMA.match(text, start, limit)
    return None if match is None else match.end()


def _alone_on_lines(text: str, begin: int, end: int) -> bool:
    """Whether nothing but a comment shares the lines of a range."""
    return not text[line_start(text, begin) : begin].strip(" \t") and _REST.match(text, end) is not None
