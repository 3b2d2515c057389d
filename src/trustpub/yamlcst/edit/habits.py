"""The habits of a file: how it indents, quotes and spaces, learnt from the nodes around an edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from trustpub.yamlcst.edit.slots import Slot, slots, stop
from trustpub.yamlcst.edit.text import blank_run_before, comments, line_start, walk
from trustpub.yamlcst.nodes import Mapping, Node, Scalar, Sequence
from trustpub.yamlcst.parse import Document


@dataclass(frozen=True)
class Habits:
    """How new text is written.

    Attributes:
        mapping_indent: columns that a mapping is indented below its key.
        sequence_indent: columns that dashes are indented below their key; 0 for dashes in the column of the key.
        dash_width: columns from a dash to what follows it.
        quote: the preferred quotation mark.
        flow_padding: what stands inside braces: ``" "`` or nothing.
        comment_gap: what stands between a value and the ``#`` behind it.
        blank_lines: number of blank lines between the items of a sequence of mappings.
    """

    mapping_indent: int
    sequence_indent: int
    dash_width: int
    quote: str
    flow_padding: str
    comment_gap: str
    blank_lines: int


def habits(document: Document, near: Node | None = None) -> Habits:
    """The habits of a document; what the node `near` and its children do counts before what is most common."""
    text = document.text
    nodes = list(walk(document.root))
    close = [] if near is None else [near]
    collections = [node for node in nodes if isinstance(node, Mapping | Sequence)]
    quotes = Counter(node.style for node in nodes if isinstance(node, Scalar) and node.style in ("'", '"'))
    return Habits(
        mapping_indent=_most_common([*_mapping_indents(close)], [*_mapping_indents(nodes)], default=2),
        sequence_indent=_most_common(
            [*_sequence_indents(document, close)], [*_sequence_indents(document, nodes)], default=2
        ),
        dash_width=_most_common([*_dash_widths(document, close)], [*_dash_widths(document, nodes)], default=2),
        quote="'" if quotes["'"] > quotes['"'] else '"',
        flow_padding=" " if any(node.flow and text.startswith("{ ", node.start) for node in collections) else "",
        comment_gap=_comment_gap(document),
        blank_lines=_most_common([], [*_blank_lines(document, nodes)], default=0),
    )


def blank_lines_between(document: Document, upper: Slot, lower: Slot) -> int:
    """Number of blank lines that directly follow a slot, before the next slot or the comments above that."""
    text = document.text
    position = text.find("\n", stop(text, upper)) + 1
    count = 0
    while position < line_start(text, lower.begin) and not text[position : text.find("\n", position)].strip():
        count += 1
        position = text.find("\n", position) + 1
    above_lower = line_start(text, lower.begin)
    return count or text.count("\n", blank_run_before(text, above_lower), above_lower)


def _most_common(close: list[int], all_: list[int], default: int) -> int:
    for values in (close, all_):
        if values:
            return Counter(values).most_common(1)[0][0]
    return default


def _mapping_indents(nodes: Iterable[Node]) -> Iterable[int]:
    for node in nodes:
        if isinstance(node, Mapping) and not node.flow:
            for entry in node.entries:
                below = entry.written
                if isinstance(below, Mapping) and not below.flow and below.entries:
                    yield below.entries[0].key.column - entry.key.column


def _sequence_indents(document: Document, nodes: Iterable[Node]) -> Iterable[int]:
    for node in nodes:
        if isinstance(node, Mapping) and not node.flow:
            for entry in node.entries:
                below = entry.written
                if isinstance(below, Sequence) and not below.flow and below.written:
                    yield slots(document, below)[0].column + 1 - entry.key.column


def _dash_widths(document: Document, nodes: Iterable[Node]) -> Iterable[int]:
    for node in nodes:
        if isinstance(node, Sequence) and not node.flow:
            for slot, item in zip(slots(document, node), node.written, strict=True):
                if isinstance(item, Mapping) and not item.flow and item.anchor is None and item.tag is None:
                    yield item.column - 1 - slot.column


def _blank_lines(document: Document, nodes: Iterable[Node]) -> Iterable[int]:
    for node in nodes:
        if isinstance(node, Sequence) and not node.flow and isinstance(node.items[0], Mapping):
            taken = slots(document, node)
            for upper, lower in pairwise(taken):
                yield min(blank_lines_between(document, upper, lower), 1)


def _comment_gap(document: Document) -> str:
    text = document.text
    widths: list[int] = []
    for comment in comments(document):
        before = text[line_start(text, comment.start) : comment.start]
        if before.strip():
            widths.append(min(len(before) - len(before.rstrip()), 2))
    return " " * _most_common([], widths, default=1)
