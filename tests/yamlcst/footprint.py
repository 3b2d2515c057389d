"""The lines that an edit may touch, worked out from the original text without the editor."""

from __future__ import annotations

from tests.yamlcst.layouts import nodes
from trustpub.yamlcst import Document, KeyPath, Mapping, Node, Scalar, Sequence, at
from trustpub.yamlcst.edit import DeleteEntry, Edit, InsertEntry, InsertItem, RenameKey


def touchable(document: Document, edit: Edit) -> set[int]:
    """Numbers, from 1, of the lines that an edit may change or remove; the others survive in their order."""
    lines = document.text.split("\n")
    if isinstance(edit, InsertEntry | InsertItem):
        return _by_insertion(document, edit)
    if isinstance(edit, DeleteEntry):
        path = edit.path
        while edit.prune and len(path) > 1 and _size(at(document.root, path[:-1])) == 1:
            path = path[:-1]
        return _by_deletion(document, path, lines)
    first = _head_line(document, edit.path, lines)
    if isinstance(edit, RenameKey):
        return {first}
    return set(range(first, _last_line(document, _written(document, edit.path)) + 1))


def survives(before: list[str], after: list[str]) -> bool:
    """Whether the lines of `before` are all in `after`, in the same order."""
    rest = iter(after)
    return all(line in rest for line in before)


def _by_insertion(document: Document, edit: InsertEntry | InsertItem) -> set[int]:
    parent = at(document.root, edit.parent_path)
    assert parent is not None
    if isinstance(parent, Scalar) or getattr(parent, "flow", False):
        return set(range(parent.line, _last_line(document, parent) + 1))
    touched = {parent.line}  # a new first child takes the place beside a dash
    last = nodes(document.root)[-1][1]
    if not document.text.endswith("\n") and isinstance(last, Scalar) and last.style in ("|", ">"):
        touched.add(last.line)  # its header must say that the new line break is not its own
    return touched


def _by_deletion(document: Document, path: KeyPath, lines: list[str]) -> set[int]:
    holder = at(document.root, path[:-1])
    assert holder is not None
    if getattr(holder, "flow", False):
        return set(range(holder.line, _last_line(document, holder) + 1))
    first = _head_line(document, path, lines)
    last = _last_line(document, _written(document, path))
    beside_dash = lines[first - 1].lstrip(" ").startswith("- ") and (isinstance(holder, Mapping) or path[-1] == 0)
    indent = len(lines[first - 1]) - len(lines[first - 1].lstrip(" "))
    while last < len(lines) and _is_below(lines[last], indent):
        last += 1
    if beside_dash and _size(holder) > 1:
        sibling = _second(holder)
        last = max(last, sibling.line)
    start = first
    while start > 1 and _is_above(lines[start - 2]):
        start -= 1
    if _size(holder) == 1 and len(path) > 1:
        start = min(start, _head_line(document, path[:-1], lines))
    return set(range(start, last + 1))


def _is_above(line: str) -> bool:
    return not line.strip() or line.lstrip(" ").startswith("#")


def _is_below(line: str, indent: int) -> bool:
    return not line.strip() or (line.lstrip(" ").startswith("#") and len(line) - len(line.lstrip(" ")) > indent)


def _second(holder: Node) -> Node:
    if isinstance(holder, Mapping):
        return holder.entries[1].key
    assert isinstance(holder, Sequence)
    return holder.written[1]


def _written(document: Document, path: KeyPath) -> Node:
    return dict(nodes(document.root))[path]


def _head_line(document: Document, path: KeyPath, lines: list[str]) -> int:
    """The line of the key or the dash at a path."""
    holder = at(document.root, path[:-1])
    if isinstance(holder, Mapping):
        entry = holder.entry(str(path[-1]))
        assert entry is not None
        return entry.key.line
    node = _written(document, path)
    number = node.line
    if getattr(holder, "flow", False):
        return number
    if not lines[number - 1][: node.column - 1].strip() and node.start < node.end:
        number -= 1
    while not lines[number - 1].lstrip(" ").startswith("-"):
        number -= 1
    return number


def _last_line(document: Document, node: Node) -> int:
    text = document.text[: node.end]
    return text.count("\n") + (0 if text.endswith("\n") and node.end > node.start else 1)


def _size(node: Node | None) -> int:
    if isinstance(node, Mapping):
        return len(node.entries)
    return len(node.written) if isinstance(node, Sequence) else 0
