"""Setting a scalar's value and the comment behind it."""

from __future__ import annotations

from trustpub.yamlcst.edit.block import block_patches, header_end
from trustpub.yamlcst.edit.format import block_lines, comment_text, inline_text
from trustpub.yamlcst.edit.habits import Habits, habits
from trustpub.yamlcst.edit.operations import Block, EditError, Plain, SetScalar, describe, plain_model
from trustpub.yamlcst.edit.place import Place, is_block_scalar, target
from trustpub.yamlcst.edit.promise import same
from trustpub.yamlcst.edit.quoting import can_be_plain, quoted
from trustpub.yamlcst.edit.slots import content_end, slots
from trustpub.yamlcst.edit.text import Patch, comments, content_start, line_end, newline_at
from trustpub.yamlcst.nodes import Mapping, Scalar, model
from trustpub.yamlcst.parse import Document


def set_scalar(document: Document, edit: SetScalar) -> list[Patch]:
    """The patches of a `SetScalar`."""
    node, places = target(document, edit.path)
    if not isinstance(node, Scalar) or not places:
        raise EditError(f"{describe(edit.path)} is not a scalar", line=node.line)
    custom = habits(document)
    patches: list[Patch] = []
    below: list[Patch] = []
    if not same(model(node), plain_model(edit.value)):
        patches, below = _value_patches(document, node, places, edit.value, custom)
    if edit.comment is not None:
        patches += _comment_patches(document, node, edit.comment, custom)
    return patches + below


def _value_patches(
    document: Document, node: Scalar, places: list[Place], value: str | Plain | Block, custom: Habits
) -> tuple[list[Patch], list[Patch]]:
    """Patches for the line that a comment is put on, and those for the lines of a block scalar below it."""
    text = document.text
    start = content_start(text, node)
    wanted = value if isinstance(value, str) else value.text
    flow = any(place.parent.flow for place in places)
    outer, indent = _indentation(document, places[-1], custom)
    block = is_block_scalar(node)
    if block and not isinstance(value, Plain):
        patches = block_patches(text, node, wanted, outer, indent)
        if patches is not None:
            return [], patches
    rest = line_end(text, start if block else node.end)
    body_end = content_end(text, node, rest) if block else rest
    if not flow and not isinstance(value, Plain) and ("\n" in wanted or isinstance(value, Block)):
        lines = block_lines(wanted, indent, outer)
        if lines is not None:
            newline = newline_at(text, start)
            header = Patch(start, start, _spaced(document, node, lines[0]))
            if node.end > start:
                header = Patch(start, header_end(text, node) if block else node.end, lines[0])
            body = "".join(newline + line for line in lines[1:])
            closing = newline if body_end == len(text) and wanted.endswith("\n") else ""
            return [header], [Patch(rest, body_end, body + closing)]
    written = (
        inline_text(value, custom, flow=flow) if isinstance(value, Plain) else _one_line(node, wanted, custom, flow)
    )
    if block:
        return [Patch(start, header_end(text, node), written)], [Patch(rest, body_end, "")]
    if node.end == start:
        return [Patch(start, start, _spaced(document, node, written))], []
    return [Patch(start, node.end, written)], []


def _one_line(node: Scalar, value: str, custom: Habits, flow: bool) -> str:
    """A text in the style of the scalar it replaces if that can hold it."""
    if node.style in ("'", '"'):
        return quoted(value, node.style)
    return value if can_be_plain(value, flow=flow) else quoted(value, custom.quote)


def _spaced(document: Document, node: Scalar, written: str) -> str:
    """A value for an empty place, with the spaces that it needs there."""
    before = document.text[node.end - 1 : node.end]
    after = document.text[node.end : node.end + 1]
    return (" " if before.strip() else "") + written + (" " if after == "#" else "")


def _indentation(document: Document, place: Place, custom: Habits) -> tuple[int, int]:
    """Indentation of the collection around a value, and of a block scalar's body there."""
    if isinstance(place.parent, Mapping):
        outer = place.entry.key.column - 1
        return outer, outer + custom.mapping_indent
    outer = slots(document, place.parent)[place.position].column
    return outer, outer + custom.dash_width


def _comment_patches(document: Document, node: Scalar, comment: str, custom: Habits) -> list[Patch]:
    text = document.text
    end = line_end(text, content_start(text, node) if is_block_scalar(node) else node.end)
    begin = content_start(text, node) if is_block_scalar(node) else node.end
    wanted = comment_text(comment) if comment.strip() else ""
    for old in comments(document):
        if begin <= old.start < end:
            if old.text.rstrip() == wanted:
                return []
            kept = len(text[: old.start].rstrip(" \t")) if not wanted else old.start
            return [Patch(kept, end, wanted)]
    return [Patch(end, end, custom.comment_gap + wanted)] if wanted else []
