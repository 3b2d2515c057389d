"""Inserting an entry into a mapping or an item into a sequence."""

from __future__ import annotations

from collections import abc

from trustpub.yamlcst.edit.block import chomping, strip_chomping
from trustpub.yamlcst.edit.flow import insert_into_flow
from trustpub.yamlcst.edit.format import comment_lines, entry_lines, flow_entry, flow_item, item_lines, needs_line_break
from trustpub.yamlcst.edit.habits import Habits, blank_lines_between, habits
from trustpub.yamlcst.edit.operations import EditError, InsertEntry, InsertItem, Value, describe, plain_model
from trustpub.yamlcst.edit.place import Place, is_block_scalar, require_editable, target
from trustpub.yamlcst.edit.promise import same
from trustpub.yamlcst.edit.slots import Slot, begins_line, last_node, own_comments_start, slots, stop
from trustpub.yamlcst.edit.text import Patch, content_start, line_end, line_start, newline_at
from trustpub.yamlcst.nodes import Mapping, Node, Scalar, Sequence, model
from trustpub.yamlcst.parse import Document


def insert_entry(document: Document, edit: InsertEntry) -> list[Patch]:
    """The patches of an `InsertEntry`."""
    parent, places = target(document, edit.parent_path)
    path = describe(edit.parent_path)
    if isinstance(parent, Scalar) and parent.is_null:
        return _fill(document, parent, places, edit, habits(document))
    if not isinstance(parent, Mapping):
        raise EditError(f"{path} is not a mapping", line=parent.line)
    require_editable(document, parent)
    there = parent.entry(edit.key)
    if there is not None:
        if same(model(there.written), plain_model(edit.value)):
            return []
        raise EditError(f"{path} has the key {edit.key!r} already, with another value", line=there.key.line)
    custom = habits(document, parent)
    index = _position(parent, edit)
    if not parent.entries and _nested(edit.value) and not any(place.parent.flow for place in places):
        return _fill(document, parent, places, edit, custom)
    if parent.flow:
        if edit.comment_above is not None:
            raise EditError("a comment cannot be put into a mapping in flow style", line=parent.line)
        written = flow_entry(edit.key, edit.value, custom)
        return insert_into_flow(document, parent, index, written, custom.flow_padding)
    column = slots(document, parent)[0].column
    lines = entry_lines(edit.key, edit.value, column, custom)
    gap = {None: None, True: 1, False: 0}[edit.blank_line]
    return _insert_lines(document, parent, index, lines, edit, gap)


def insert_item(document: Document, edit: InsertItem) -> list[Patch]:
    """The patches of an `InsertItem`."""
    parent, places = target(document, edit.parent_path)
    path = describe(edit.parent_path)
    if isinstance(parent, Scalar) and parent.is_null:
        return _fill(document, parent, places, edit, habits(document))
    if not isinstance(parent, Sequence):
        raise EditError(f"{path} is not a sequence", line=parent.line)
    require_editable(document, parent)
    size = len(parent.written)
    there = size - 1 if edit.index is None else edit.index
    if 0 <= there < size and same(model(parent.written[there]), plain_model(edit.value)):
        return []
    index = size if edit.index is None else edit.index
    if not 0 <= index <= size:
        raise EditError(f"{path} has {size} items, so none can be put at {index}", line=parent.line)
    custom = habits(document, parent)
    if not size and _nested(edit.value) and not any(place.parent.flow for place in places):
        return _fill(document, parent, places, edit, custom)
    if parent.flow:
        if edit.comment_above is not None:
            raise EditError("a comment cannot be put into a sequence in flow style", line=parent.line)
        return insert_into_flow(document, parent, index, flow_item(edit.value, custom), "")
    column = slots(document, parent)[0].column
    gap = custom.blank_lines if size == 1 and isinstance(edit.value, abc.Mapping) else None
    lines = item_lines(edit.value, column, custom)
    return _insert_lines(document, parent, index, lines, edit, gap)


def _position(parent: Mapping, edit: InsertEntry) -> int:
    beside = edit.before if edit.before is not None else edit.after
    if beside is None:
        return len(parent.entries)
    for index, entry in enumerate(parent.entries):
        if entry.key.value == beside:
            return index + (edit.before is None)
    raise EditError(f"{describe((*edit.parent_path, beside))} is not there", line=parent.line)


def _nested(value: Value) -> bool:
    return isinstance(value, abc.Mapping | abc.Sequence) and not isinstance(value, str) and bool(value)


def _insert_lines(
    document: Document,
    parent: Mapping | Sequence,
    index: int,
    lines: list[str],
    edit: InsertEntry | InsertItem,
    gap: int | None,
) -> list[Patch]:
    """Insert whole lines as the child at `index` of a block collection that has children."""
    text = document.text
    taken = slots(document, parent)
    above = comment_lines(edit.comment_above, taken[0].column)
    if gap is None:
        gap = _local_gap(document, taken, index)
    if index == 0:
        return _insert_first(document, parent, taken[0], lines, above, gap)
    upper = taken[index - 1]
    child = parent.entries[index - 1].written if isinstance(parent, Mapping) else parent.written[index - 1]
    end = stop(text, upper)
    newline = newline_at(text, line_start(text, upper.begin))
    block = [*above, *lines]
    patches: list[Patch] = []
    last = last_node(child)
    if is_block_scalar(last) and isinstance(last, Scalar) and end <= last.end:
        if chomping(text, last) == "+" and text[last.end - 1 : last.end] == "\n":
            return [Patch(last.end, last.end, "".join(line + newline for line in block))]
        if end == len(text) and chomping(text, last) != "-":
            patches.append(strip_chomping(text, last))
    added = "".join(newline + line for line in [""] * gap + block)
    if gap and index < len(taken) and not blank_lines_between(document, upper, taken[index]):
        added += newline * gap
    return [*patches, Patch(end, end, added + _closing(text, end, newline, edit.value))]


def _closing(text: str, end: int, newline: str, value: Value) -> str:
    """The line break that a new last value needs although the file ends without one."""
    return newline if end == len(text) and needs_line_break(value) else ""


def _local_gap(document: Document, taken: list[Slot], index: int) -> int:
    """Blank lines between the neighbours of a new child, or between the last two at the end."""
    if len(taken) < 2:
        return 0
    upper = min(max(index - 1, 0), len(taken) - 2)
    return blank_lines_between(document, taken[upper], taken[upper + 1])


def _insert_first(
    document: Document, parent: Mapping | Sequence, first: Slot, lines: list[str], above: list[str], gap: int
) -> list[Patch]:
    text = document.text
    newline = newline_at(text, first.begin)
    if begins_line(text, first):
        begin = own_comments_start(document, first, 0)
        return [Patch(begin, begin, "".join(line + newline for line in [*above, *lines, *[""] * gap]))]
    start = line_start(text, first.begin)
    indent = len(text[start : first.begin]) - len(text[start : first.begin].lstrip(" "))
    comment = "".join(" " * indent + line.strip() + newline for line in above)
    rest = [*lines[1:], *[""] * gap, " " * first.column]
    moved = lines[0].lstrip(" ") + "".join(newline + line for line in rest)
    return [Patch(start, start, comment), Patch(first.begin, first.begin, moved)]


def _fill(
    document: Document, node: Node, places: list[Place], edit: InsertEntry | InsertItem, custom: Habits
) -> list[Patch]:
    """Turn a null, ``{}`` or ``[]`` into a block collection with one child."""
    text = document.text
    if not places:
        raise EditError("the document is empty")
    flow = any(place.parent.flow for place in places)
    place = places[-1]
    start = content_start(text, node)
    rest = text[node.end : line_end(text, node.end)].strip()
    inner = text[start + 1 : node.end - 1].strip() if isinstance(node, Mapping | Sequence) else ""
    if (
        flow
        or inner
        or (rest and not rest.startswith("#"))
        or (isinstance(edit, InsertItem) and edit.index not in (0, None))
    ):
        raise EditError(f"{describe(edit.parent_path)} cannot be filled where it stands", line=node.line)
    if isinstance(place.parent, Mapping):
        base = place.entry.key.column - 1
        column = base + (custom.mapping_indent if isinstance(edit, InsertEntry) else custom.sequence_indent)
    else:
        column = slots(document, place.parent)[place.position].column + custom.dash_width
    lines = comment_lines(edit.comment_above, column)
    if isinstance(edit, InsertEntry):
        lines += entry_lines(edit.key, edit.value, column, custom)
    else:
        lines += item_lines(edit.value, column, custom)
    newline = newline_at(text, node.end)
    end = line_end(text, node.end)
    kept = start if start > node.start else len(text[:start].rstrip(" \t"))
    removed = Patch(kept, node.end, "")
    if isinstance(place.parent, Sequence) and not rest and node.anchor is None:
        first = text[kept - 1 : kept] + " " * (custom.dash_width - 1)
        body = newline.join(lines)[column:] + _closing(text, end, newline, edit.value)
        return [Patch(kept - 1, max(end, node.end), first + body)]
    body = "".join(newline + line for line in lines) + _closing(text, end, newline, edit.value)
    return [removed, Patch(end, end, body)]
