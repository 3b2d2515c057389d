"""Deleting a mapping's entry or a sequence's item, with the comments and the blank lines that belong to it."""

from __future__ import annotations

import re

from trustpub.yamlcst.edit.block import chomping
from trustpub.yamlcst.edit.flow import delete_from_flow
from trustpub.yamlcst.edit.operations import DeleteEntry, EditError, describe
from trustpub.yamlcst.edit.place import Place, find, is_block_scalar, require_no_outer_alias, require_unshared
from trustpub.yamlcst.edit.promise import same
from trustpub.yamlcst.edit.slots import begins_line, last_node, own_comments_start, slots, stop
from trustpub.yamlcst.edit.text import (
    Patch,
    blank_run_after,
    blank_run_before,
    line_end,
    line_start,
    next_line,
)
from trustpub.yamlcst.nodes import Mapping, Node, Scalar, Sequence, model
from trustpub.yamlcst.parse import Document

_PREFIX = re.compile(r"(?:- +)*")


def delete_entry(document: Document, edit: DeleteEntry) -> list[Patch]:
    """The patches of a `DeleteEntry`."""
    if not edit.path:
        raise EditError("the whole document cannot be deleted")
    places = find(document, edit.path)
    if places is None:
        return []
    if isinstance(edit.path[-1], int) and edit.expected is None:
        raise EditError(f"deleting {describe(edit.path)} needs the model that is expected there")
    if edit.expected is not None and not same(model(places[-1].node), edit.expected):
        return []
    while edit.prune and len(places) > 1 and _size(places[-1].parent) == 1:
        places.pop()
    place = places[-1]
    require_unshared(document, place.parent)
    slot = slots(document, place.parent)[place.position]
    require_no_outer_alias(document, slot.begin, max(slot.end, place.node.end))
    if place.parent.flow:
        return delete_from_flow(document, place)
    if _size(place.parent) == 1:
        return _emptied(document, place, is_root=len(places) == 1)
    if not begins_line(document.text, slot):
        return _delete_beside_dash(document, place)
    return [_lines_patch(document, place)]


def _size(node: Mapping | Sequence) -> int:
    return len(node.entries) if isinstance(node, Mapping) else len(node.written)


def _lines_patch(document: Document, place: Place) -> Patch:
    """Delete the lines of a child that has siblings."""
    text = document.text
    taken = slots(document, place.parent)
    slot = taken[place.position]
    floor = taken[place.position - 1].end if place.position else 0
    begin = own_comments_start(document, slot, floor)
    end = next_line(text, stop(text, slot))
    is_last = place.position == len(taken) - 1
    is_first = place.position == 0
    above = blank_run_before(text, begin)
    below = blank_run_after(text, end)
    before = place.parent if is_first else _child(place.parent, place.position - 1)
    if not is_first and _keeps_blank_lines(text, before) and above <= last_node(before).end:
        return Patch(begin, below if begin == last_node(before).end else end, "")
    if is_last:
        begin = above
    elif (is_first and begin == above) or text.count("\n", above, begin) > text.count("\n", end, below):
        end = below
    elif below > end:
        begin = above
    if end == len(text) and not text.endswith("\n") and not _needs_line_break(before):
        begin = line_end(text, begin - 1) if begin else begin
    return Patch(begin, end, "")


def _child(node: Mapping | Sequence, index: int) -> Node:
    return node.entries[index].written if isinstance(node, Mapping) else node.written[index]


def _keeps_blank_lines(text: str, node: Node) -> bool:
    """Whether a node ends with a block scalar to which the blank lines below it belong."""
    last = last_node(node)
    return isinstance(last, Scalar) and is_block_scalar(last) and chomping(text, last) == "+"


def _needs_line_break(node: Node) -> bool:
    last = last_node(node)
    return isinstance(last, Scalar) and is_block_scalar(last) and last.value.endswith("\n")


def _delete_beside_dash(document: Document, place: Place) -> list[Patch]:
    """Delete the first child, which stands behind an outer dash: the next one moves up beside the dash.

    Comments between the two move above the dash.
    """
    text = document.text
    first, second = slots(document, place.parent)[:2]
    start = line_start(text, first.begin)
    indent = len(text[start : first.begin]) - len(text[start : first.begin].lstrip(" "))
    after = next_line(text, stop(text, first))
    kept = [line.strip() for line in text[after : line_start(text, second.begin)].split("\n")]
    line_break = text[line_end(text, start) : next_line(text, start)]
    moved = "".join(" " * indent + line + line_break for line in kept if line)
    return [Patch(start, start, moved), Patch(first.begin, second.begin, "")]


def _emptied(document: Document, place: Place, *, is_root: bool) -> list[Patch]:
    """Delete the only child without its parent: leaves ``{}`` or ``[]``."""
    text = document.text
    parent = place.parent
    empty = "{}" if isinstance(parent, Mapping) else "[]"
    if is_root:
        raise EditError("nothing would be left of the document", line=parent.line)
    (slot,) = slots(document, parent)
    if not begins_line(text, slot):
        return [Patch(slot.begin, stop(text, slot), empty)]
    begin = own_comments_start(document, slot, 0)
    above = line_start(text, slot.begin)
    introducer = _last_token_end(text, above)
    end = stop(text, slot)
    first = line_end(text, blank_run_before(text, begin) - 1)
    return [Patch(introducer, introducer, " " + empty), Patch(first, end, "")]


def _last_token_end(text: str, position: int) -> int:
    """End of the ``key:``, ``-`` or anchor in the line above `position` that is no comment."""
    while True:
        start = line_start(text, position - 1)
        line = re.split(r"(?:^|\s)#", text[start : position - 1], maxsplit=1)[0].rstrip()
        if line:
            return start + len(line)
        position = start
