"""The nodes of a YAML document, each with its exact place in the original text.

Positions are character offsets into ``Document.text`` (which never includes a byte order mark). ``start`` and
``end`` come from the parser's marks; for block collections ``end`` is trimmed to the end of the last child, so
that no trailing comment or blank line belongs to a node.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

KeyPath = tuple[str | int, ...]


class Node:
    """Anything that has a place in a YAML document.

    Attributes:
        start, end: half-open range of character offsets into the document's text.
        line: line number of ``start``, counted from 1.
        column: column of ``start``, counted from 1.
        anchor: name of the anchor set on the node, or None.
        tag: an explicit tag such as ``!!str``, or None.
    """

    __slots__ = ("anchor", "column", "end", "line", "start", "tag")

    def __init__(self, start: int, end: int, line: int, column: int, anchor: str | None, tag: str | None) -> None:
        self.start = start
        self.end = end
        self.line = line
        self.column = column
        self.anchor = anchor
        self.tag = tag


class Scalar(Node):
    """A scalar: ``value`` is its text after unquoting, ``style`` one of ``''`` (plain), ``'``, ``"``, ``|``, ``>``."""

    __slots__ = ("style", "value")

    def __init__(
        self,
        start: int,
        end: int,
        line: int,
        column: int,
        anchor: str | None,
        tag: str | None,
        value: str,
        style: str,
    ) -> None:
        self.start = start  # not through super(): this is what reading a file spends its time on
        self.end = end
        self.line = line
        self.column = column
        self.anchor = anchor
        self.tag = tag
        self.value = value
        self.style = style

    @property
    def is_null(self) -> bool:
        """Whether the scalar is YAML's null (plain and empty, ``~`` or ``null``)."""
        return self.style == "" and self.value in ("", "~", "null", "Null", "NULL")


class Alias(Node):
    """``*name``: stands for ``target``, which lies elsewhere in the document."""

    __slots__ = ("name", "target")

    def __init__(self, start: int, end: int, line: int, column: int, name: str, target: Node) -> None:
        super().__init__(start, end, line, column, None, None)
        self.name = name
        self.target = target


class Entry(NamedTuple):
    """One ``key: value`` of a mapping. ``written`` is the value as it stands there: an `Alias` is not followed."""

    key: Scalar
    written: Node

    @property
    def value(self) -> Node:
        """The value with an alias followed."""
        return self.written.target if isinstance(self.written, Alias) else self.written


class Mapping(Node):
    """A mapping, its entries in order; ``flow`` tells ``{a: b}`` from block style."""

    __slots__ = ("_index", "entries", "flow")

    def __init__(
        self, start: int, end: int, line: int, column: int, anchor: str | None, tag: str | None, flow: bool
    ) -> None:
        super().__init__(start, end, line, column, anchor, tag)
        self.flow = flow
        self.entries: list[Entry] = []
        self._index: dict[str, Entry] | None = None

    def entry(self, key: str) -> Entry | None:
        """The entry with exactly this key, or None."""
        if self._index is None:
            self._index = {entry.key.value: entry for entry in self.entries}
        return self._index.get(key)

    def get(self, key: str) -> Node | None:
        """The value of this key with an alias followed, or None."""
        entry = self.entry(key)
        return None if entry is None else entry.value

    def items(self) -> Iterator[tuple[str, Node]]:
        """Keys and values (aliases followed), in order."""
        for entry in self.entries:
            yield entry.key.value, entry.value


class Sequence(Node):
    """A sequence; ``written`` holds the items as they stand there, ``items`` with aliases followed."""

    __slots__ = ("flow", "written")

    def __init__(
        self, start: int, end: int, line: int, column: int, anchor: str | None, tag: str | None, flow: bool
    ) -> None:
        super().__init__(start, end, line, column, anchor, tag)
        self.flow = flow
        self.written: list[Node] = []

    @property
    def items(self) -> list[Node]:
        """The items with aliases followed."""
        return [item.target if isinstance(item, Alias) else item for item in self.written]


Model = None | str | list["Model"] | dict[str, "Model"]


def model(node: Node | None) -> Model:
    """What a node says, free of how it is written: nested dicts, lists and strings (null is None).

    Scalars are compared as text: ``true`` and ``yes`` stay different, which is stricter than any schema.
    """
    if node is None:
        return None
    if isinstance(node, Alias):
        return model(node.target)
    if isinstance(node, Scalar):
        return None if node.is_null else node.value
    if isinstance(node, Sequence):
        return [model(item) for item in node.written]
    assert isinstance(node, Mapping)
    return {entry.key.value: model(entry.written) for entry in node.entries}


def at(root: Node | None, path: KeyPath) -> Node | None:
    """The node at a key path (strings for keys, integers for positions), aliases followed, or None."""
    node = root
    for part in path:
        if isinstance(node, Mapping) and isinstance(part, str):
            node = node.get(part)
        elif isinstance(node, Sequence) and isinstance(part, int) and -len(node.written) <= part < len(node.written):
            node = node.items[part]
        else:
            return None
    return node
