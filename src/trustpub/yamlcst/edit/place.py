"""Finding the node that an edit names, and refusing where an edit would reach further than it says."""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.yamlcst.edit.operations import EditError, describe
from trustpub.yamlcst.edit.text import content_start, line_start, walk
from trustpub.yamlcst.nodes import Alias, Entry, KeyPath, Mapping, Node, Scalar, Sequence
from trustpub.yamlcst.parse import Document

_COLON = re.compile(r"[ \t]*:")


class Place(NamedTuple):
    """Where a path leads: the collection that holds the node, the position in it, and the node as written."""

    parent: Mapping | Sequence
    position: int
    node: Node

    @property
    def entry(self) -> Entry:
        """The mapping entry at this place."""
        assert isinstance(self.parent, Mapping)
        return self.parent.entries[self.position]


def find(document: Document, path: KeyPath) -> list[Place] | None:
    """The places along a path, outermost first; None when it leads nowhere.

    Raises:
        EditError: an alias, a complex key or a flow pair stands in the way, or an alias repeats a node on the way.
    """
    places: list[Place] = []
    node = document.root
    for depth, part in enumerate(path):
        if isinstance(node, Alias):
            raise EditError(
                f"{describe(path[:depth])} is the alias *{node.name}; edit the node with its anchor instead",
                line=node.line,
            )
        index = _index(node, part)
        if index is None:
            return None
        assert isinstance(node, Mapping | Sequence)
        require_editable(document, node)
        written = node.entries[index].written if isinstance(node, Mapping) else node.written[index]
        places.append(Place(node, index, written))
        node = written
    return places


def target(document: Document, path: KeyPath) -> tuple[Node, list[Place]]:
    """The node at a path and the places that lead to it; the path must lead somewhere.

    Raises:
        EditError: nothing is there, or it cannot be edited.
    """
    places = find(document, path)
    if places is None or document.root is None:
        raise EditError(f"{describe(path)} is not there")
    node = places[-1].node if places else document.root
    if isinstance(node, Alias):
        raise EditError(
            f"{describe(path)} is the alias *{node.name}; edit the node with its anchor instead", line=node.line
        )
    require_unshared(document, node)
    if node.tag is not None:
        raise EditError(f"{describe(path)} has the explicit tag {node.tag}, so it is not edited", line=node.line)
    return node, places


def require_unshared(document: Document, node: Node) -> None:
    """Refuse an edit inside `node` when an alias repeats it or anything around it.

    Raises:
        EditError: with the line of the alias.
    """
    for other in walk(document.root):
        if isinstance(other, Alias) and other.target.start <= node.start and node.end <= other.target.end:
            raise EditError(
                f"the alias *{other.name} repeats what would be edited, so the edit would reach further",
                line=other.line,
            )


def require_no_outer_alias(document: Document, start: int, end: int) -> None:
    """Refuse to delete a range of the text that holds an anchor which an alias outside it needs.

    Raises:
        EditError: with the line of the alias.
    """
    for other in walk(document.root):
        if isinstance(other, Alias) and not start <= other.start < end and start <= other.target.start < end:
            raise EditError(f"the alias *{other.name} needs the anchor in what would be deleted", line=other.line)


def require_editable(document: Document, node: Mapping | Sequence) -> None:
    """Refuse collections whose notation the editor does not write: complex keys, bare flow pairs.

    Raises:
        EditError: with the line of the notation.
    """
    text = document.text
    start = content_start(text, node)
    if node.flow and text[start] not in "{[":
        raise EditError("a key: value pair without braces in a flow sequence is not edited", line=node.line)
    if isinstance(node, Sequence):
        return
    for entry in node.entries:
        before = text[line_start(text, entry.key.start) : entry.key.start].rstrip()
        if _COLON.match(text, entry.key.end) is None or (before.endswith("?") and "#" not in before):
            raise EditError("a key written with '?' or without ':' is not edited", line=entry.key.line)


def _index(node: Node | None, part: str | int) -> int | None:
    if isinstance(node, Mapping) and isinstance(part, str):
        return next((index for index, entry in enumerate(node.entries) if entry.key.value == part), None)
    if isinstance(node, Sequence) and isinstance(part, int) and 0 <= part < len(node.written):
        return part
    return None


def is_block_scalar(node: Node) -> bool:
    """Whether a node is written with ``|`` or ``>``."""
    return isinstance(node, Scalar) and node.style in ("|", ">")
