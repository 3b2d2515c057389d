"""From text to nodes.

Two parsers stand behind one builder: ruamel.yaml (the reference, which every edit is checked with) and libyaml
(about thirty times faster, used where many files are only read). Both emit the same events with the same
character offsets; a test holds them against each other on every file of the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trustpub.errors import InputError
from trustpub.yamlcst.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence

MAX_BYTES = 1_000_000
"""Largest file that is read; GitHub itself refuses workflow files over about half of that."""
MAX_DEPTH = 60
MAX_EXPANDED_NODES = 200_000
"""Bound on the number of nodes with every alias expanded (an "alias bomb" exceeds it at once)."""

ODD_LINE_BREAKS = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
"""Line breaks that YAML 1.1 (libyaml) and 1.2 (ruamel.yaml) read differently, or that editors do not show as such."""

_DASH = re.compile(r"(?:\s|#[^\n]*\n|[&!]\S*\s)*-")
_COLON = re.compile(r"(?:\s|#[^\n]*\n)*:")


class YamlError(InputError):
    """The text is not a YAML document that can be read safely: what is wrong, and in which line."""


class Document:
    """A YAML document and the text it was read from.

    Attributes:
        text: the text without a byte order mark.
        bom: whether the bytes began with a byte order mark.
        root: the top node, or None for an empty document.
    """

    __slots__ = ("bom", "root", "text")

    def __init__(self, text: str, bom: bool, root: Node | None) -> None:
        self.text = text
        self.bom = bom
        self.root = root

    def to_bytes(self) -> bytes:
        """The bytes of the document, exactly as they were read."""
        return (("\ufeff" if self.bom else "") + self.text).encode()


def decode(data: bytes) -> tuple[str, bool]:
    """Decode a file's bytes; returns the text and whether a byte order mark was dropped.

    Raises:
        YamlError: too large, binary, or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise YamlError(f"the file is larger than {MAX_BYTES // 1_000_000} MB, so it is not read")
    if b"\0" in data:
        raise YamlError("the file is binary, not YAML text")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise YamlError("the file is not UTF-8; save it as UTF-8", line=line) from None
    if text.startswith("\ufeff"):
        return text[1:], True
    return text, False


def parse(data: bytes | str, *, fast: bool = False) -> Document:
    """Read a YAML document.

    Args:
        data: the file's bytes, or text.
        fast: use libyaml where it is there and reads the line breaks alike; the nodes are the same.

    Raises:
        YamlError: the input is not one well-formed document within the limits.
    """
    text, bom = decode(data.encode() if isinstance(data, str) else data)
    events = _libyaml_events(text) if fast and ODD_LINE_BREAKS.search(text) is None else None
    try:
        root = _Builder(text).build(_ruamel_events(text) if events is None else events)
    except RecursionError:
        raise YamlError(f"nested deeper than {MAX_DEPTH} levels") from None
    except YamlError:
        raise
    except Exception as error:
        if _is_parser_error(error):
            raise _syntax_error(error) from None
        raise
    return Document(text, bom, root)


def _libyaml_events(text: str) -> Iterator[Any] | None:
    """The events of libyaml, or None where PyYAML was built without it. Errors of the parser come out of ``next``."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return None
    return iter(CParser(text).get_event, None)


def _ruamel_events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    return iter(YAML(typ="safe", pure=True).parse(text))


def _is_parser_error(error: Exception) -> bool:
    """Whether an exception is one of the two parsers' own (each has a base class named ``YAMLError``)."""
    return any(base.__name__ == "YAMLError" for base in type(error).__mro__)


def _syntax_error(error: Any) -> YamlError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    return YamlError(f"not valid YAML: {problem}", line=None if mark is None else mark.line + 1)


class _Builder:
    """Builds nodes from parser events; holds what is known of anchors while it does."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.anchors: dict[str, Node] = {}
        self.weights: dict[str, int] = {}
        self.weight = 0

    def build(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise YamlError(
                        "the file holds more than one YAML document, which GitHub does not read as a workflow",
                        line=event.start_mark.line + 1,
                    )
            elif name in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent", "CommentEvent"):
                continue
            else:
                root = self._node(event, events, 0)
        return root

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        """The node that begins with an event. This is what reading a file spends its time on: hence the inlining."""
        mark = event.start_mark
        name = event.__class__.__name__
        self.weight += 1
        if self.weight > MAX_EXPANDED_NODES:
            raise YamlError("the document is too large once its aliases are expanded", line=mark.line + 1)
        if name == "ScalarEvent":
            anchor, tag = event.anchor, event.tag
            if tag is not None:
                tag = str(tag)
            node: Node = Scalar(
                mark.index,
                event.end_mark.index,
                mark.line + 1,
                mark.column + 1,
                anchor,
                tag,
                event.value,
                event.style or "",
            )
            if anchor is not None:
                self._remember(anchor, node, 1)
            return node
        if name == "AliasEvent":
            return self._alias(event)
        if depth >= MAX_DEPTH:
            raise YamlError(f"nested deeper than {MAX_DEPTH} levels", line=mark.line + 1)
        before = self.weight
        if name == "MappingStartEvent":
            node = self._mapping(event, events, depth + 1)
        else:
            node = self._sequence(event, events, depth + 1)
        if event.anchor is not None:
            self._remember(event.anchor, node, self.weight - before + 1)
        return node

    def _remember(self, anchor: str, node: Node, weight: int) -> None:
        self.anchors[anchor] = node
        self.weights[anchor] = weight

    def _alias(self, event: Any) -> Alias:
        mark = event.start_mark
        target = self.anchors.get(event.anchor)
        if target is None:
            raise YamlError(f"alias *{event.anchor} has no anchor before it", line=mark.line + 1)
        self.weight += self.weights[event.anchor]
        return Alias(mark.index, event.end_mark.index, mark.line + 1, mark.column + 1, event.anchor, target)

    def _mapping(self, event: Any, events: Iterator[Any], depth: int) -> Mapping:
        mark = event.start_mark
        node = Mapping(
            mark.index,
            event.end_mark.index,
            mark.line + 1,
            mark.column + 1,
            event.anchor,
            _tag(event),
            bool(event.flow_style),
        )
        seen: set[str] = set()
        read, entries, flow = self._node, node.entries, node.flow
        for start in events:
            name = start.__class__.__name__
            if name == "MappingEndEvent":
                if flow:
                    node.end = start.end_mark.index
                break
            if name == "CommentEvent":
                continue
            key = read(start, events, depth)
            if key.__class__ is not Scalar:
                key = self._key_of(key, start)
            text = key.value
            if text in seen:
                raise YamlError(
                    f"the key {text!r} stands twice in one mapping; remove one of them",
                    line=start.start_mark.line + 1,
                )
            seen.add(text)
            value_event = next(events)
            while value_event.__class__.__name__ == "CommentEvent":
                value_event = next(events)
            value = read(value_event, events, depth)
            if value.start == value.end:
                colon = _COLON.match(self.text, key.end)
                self._place_empty(value, key.end if colon is None else colon.end())
            entries.append(Entry(key, value))
            if not flow:
                node.end = value.end if value.end > key.end else key.end
        return node

    def _key_of(self, key: Node, start: Any) -> Scalar:
        """A key that is an alias of a text, as that text in the alias's place."""
        if isinstance(key, Alias) and isinstance(key.target, Scalar):
            target = key.target
            return Scalar(key.start, key.end, key.line, key.column, None, None, target.value, target.style)
        raise YamlError("a mapping has a key that is not plain text", line=start.start_mark.line + 1)

    def _sequence(self, event: Any, events: Iterator[Any], depth: int) -> Sequence:
        mark = event.start_mark
        node = Sequence(
            mark.index,
            event.end_mark.index,
            mark.line + 1,
            mark.column + 1,
            event.anchor,
            _tag(event),
            bool(event.flow_style),
        )
        for start in events:
            name = type(start).__name__
            if name == "SequenceEndEvent":
                if node.flow:
                    node.end = start.end_mark.index
                break
            if name == "CommentEvent":
                continue
            item = self._node(start, events, depth)
            if item.start == item.end:
                previous = node.written[-1].end if node.written else node.start
                dash = _DASH.match(self.text, previous)
                self._place_empty(item, previous if dash is None else dash.end())
            node.written.append(item)
            if not node.flow:
                node.end = max(node.end, item.end)
        return node

    def _place_empty(self, node: Node, offset: int) -> None:
        """Put an empty value right behind its ``:`` or ``-``; parsers put it at the next token, wherever that is."""
        line_start = self.text.rfind("\n", 0, offset) + 1
        node.start = node.end = offset
        node.line = self.text.count("\n", 0, offset) + 1
        node.column = offset - line_start + 1


def _tag(event: Any) -> str | None:
    tag = event.tag
    return None if tag is None else str(tag)
