"""Random edits of a document, and the model each must lead to, worked out without the editor."""

from __future__ import annotations

import json
from typing import Any, cast

import yaml
from hypothesis import strategies as st

from tests.yamlcst.layouts import nodes
from trustpub.yamlcst import Document, KeyPath, Mapping, Node, Scalar, Sequence, model
from trustpub.yamlcst.edit import (
    Block,
    Commented,
    DeleteEntry,
    Edit,
    InsertEntry,
    InsertItem,
    Plain,
    RenameKey,
    SetScalar,
    Value,
)

SCALARS: list[str | Plain | Block] = [
    *(
        "x",
        "true",
        "3.10",
        "a: b",
        "${{ secrets.X }}",
        "# no",
        "",
        "é😀",
        'it\'s "q"',
        "\ttab",
        "a\\b",
        "- x",
        "*x",
        "end:",
    ),
    *(
        "two\nlines\n",
        "two\n\n  lines",
        "  lead\nx\n",
        "x\n\n",
        "echo one\n# not a comment\nnew\n",
        "a\r\nb",
        "y" * 200,
    ),
    *(Block("one\ntwo\n"), Plain("true"), Plain("1.0")),
]
VALUES: list[Value] = [
    *SCALARS,
    None,
    {"k": "v"},
    {"k": {"l": "m"}, "n": ["x", {"y": "z", "w": Block("q\n  r\n")}]},
    ["x", "y"],
    [{"a": "b", "c": None}, {"e": []}],
    {},
    [],
    Commented("a/b@5c1e", "v1.2"),
]
NEW_KEYS = ["new", "on", "a b", "x: y", "#", "é", "1"]
REMARKS = [None, None, "above", "two\n\nlines: x"]


@st.composite
def edits(draw: st.DrawFn, document: Document) -> Edit:
    """One edit of something in the document."""
    found = nodes(document.root)
    kind = draw(st.integers(0, 5))
    scalars = [path for path, node in found if path and isinstance(node, Scalar)]
    keys = [path for path, _ in found if path and isinstance(path[-1], str)]
    if kind == 0 and scalars:
        path = draw(st.sampled_from(scalars))
        return SetScalar(path, draw(st.sampled_from(SCALARS)), draw(st.sampled_from([None, None, "", "new one"])))
    if kind == 1 and keys:
        return RenameKey(draw(st.sampled_from(keys)), draw(st.sampled_from(NEW_KEYS)))
    mappings = [(path, node) for path, node in found if isinstance(node, Mapping) or _is_null(node)]
    if kind == 2 and mappings:
        path, parent = draw(st.sampled_from(mappings))
        before, after = draw(_beside(parent))
        return InsertEntry(
            path,
            draw(st.sampled_from(NEW_KEYS)),
            draw(st.sampled_from(VALUES)),
            before,
            after,
            draw(st.sampled_from(REMARKS)),
            draw(st.sampled_from([None, None, True, False])),
        )
    sequences = [(path, node) for path, node in found if isinstance(node, Sequence) or _is_null(node)]
    if kind == 3 and sequences:
        path, parent = draw(st.sampled_from(sequences))
        size = len(parent.written) if isinstance(parent, Sequence) else 0
        index = draw(st.sampled_from([None, *range(size + 1)]))
        return InsertItem(path, index, draw(st.sampled_from(VALUES)), draw(st.sampled_from(REMARKS)))
    path, node = draw(st.sampled_from(found[1:]))
    return DeleteEntry(path, draw(st.booleans()), model(node))


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


def _beside(parent: Node) -> st.SearchStrategy[tuple[str | None, str | None]]:
    keys = [entry.key.value for entry in parent.entries] if isinstance(parent, Mapping) else []
    if not keys:
        return st.just((None, None))
    key = st.sampled_from(keys)
    return st.one_of(
        st.just((None, None)), key.map(lambda chosen: (chosen, None)), key.map(lambda chosen: (None, chosen))
    )


def base_model(text: str) -> Any:
    """What PyYAML reads: every scalar as text, and any null as an empty one. Nothing is shared inside it."""
    return _nulls_emptied(yaml.load(text, yaml.BaseLoader))


def _nulls_emptied(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _nulls_emptied(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_nulls_emptied(item) for item in node]
    return "" if node in ("~", "null") else node


def _written(value: Value) -> Any:
    if value is None:
        return ""
    if isinstance(value, Commented):
        return _written(value.value)
    if isinstance(value, Plain | Block):
        return value.text
    if isinstance(value, dict):
        return {key: _written(item) for key, item in value.items()}
    return [_written(item) for item in cast("list[Value]", value)] if isinstance(value, list) else value


def expected(before: Any, edit: Edit) -> Any:
    """The model after an edit that has something to do."""
    after = json.loads(json.dumps(before))
    if isinstance(edit, InsertEntry | InsertItem):
        return _inserted(after, edit)
    holder = _reach(after, edit.path[:-1])
    last = edit.path[-1]
    if isinstance(edit, SetScalar):
        holder[last] = _written(edit.value)
        return after
    if isinstance(edit, RenameKey):
        renamed = {edit.new_key if key == last else key: value for key, value in holder.items()}
        holder.clear()
        holder.update(renamed)
        return after
    path: KeyPath = edit.path
    while edit.prune and len(path) > 1 and len(_reach(after, path[:-1])) == 1:
        path = path[:-1]
    del _reach(after, path[:-1])[path[-1]]
    return after


def _inserted(after: Any, edit: InsertEntry | InsertItem) -> Any:
    path = edit.parent_path
    holder = _reach(after, path)
    if isinstance(holder, str):
        holder = {} if isinstance(edit, InsertEntry) else []
        _reach(after, path[:-1])[path[-1]] = holder
    if isinstance(edit, InsertItem):
        holder.insert(len(holder) if edit.index is None else edit.index, _written(edit.value))
        return after
    items = list(holder.items())
    place = len(items)
    for index, (key, _) in enumerate(items):
        if key in (edit.before, edit.after):
            place = index + (key == edit.after)
    items.insert(place, (edit.key, _written(edit.value)))
    holder.clear()
    holder.update(items)
    return after


def _reach(root: Any, path: KeyPath) -> Any:
    for part in path:
        root = root[part]
    return root
