"""Renaming a mapping's key."""

from __future__ import annotations

from trustpub.yamlcst.edit.habits import habits
from trustpub.yamlcst.edit.operations import EditError, RenameKey, describe
from trustpub.yamlcst.edit.place import find, require_unshared, target
from trustpub.yamlcst.edit.quoting import can_be_plain, quoted
from trustpub.yamlcst.edit.text import Patch, content_start
from trustpub.yamlcst.nodes import Mapping
from trustpub.yamlcst.parse import Document


def rename_key(document: Document, edit: RenameKey) -> list[Patch]:
    """The patches of a `RenameKey`."""
    if not edit.path:
        raise EditError("the document has no key to rename")
    parent, _ = target(document, edit.path[:-1])
    places = find(document, edit.path)
    if not isinstance(parent, Mapping):
        raise EditError(f"{describe(edit.path[:-1])} is not a mapping", line=parent.line)
    other = parent.entry(edit.new_key)
    if places is None:
        if other is not None:
            return []
        raise EditError(f"{describe(edit.path)} is not there", line=parent.line)
    if edit.path[-1] == edit.new_key:
        return []
    if other is not None:
        raise EditError(f"the key {edit.new_key!r} is there already", line=other.key.line)
    key = places[-1].entry.key
    text = document.text
    start = content_start(text, key)
    if text[start : start + 1] == "*" or key.tag is not None or key.end == start:
        raise EditError("a key that is an alias, empty or has a tag is not renamed", line=key.line)
    require_unshared(document, key)
    if key.style in ("'", '"'):
        written = quoted(edit.new_key, key.style)
    elif can_be_plain(edit.new_key, flow=parent.flow):
        written = edit.new_key
    else:
        written = quoted(edit.new_key, habits(document).quote)
    return [Patch(start, key.end, written)]
