"""What an edit promises: the same change made to the plain model, with no text in sight."""

from __future__ import annotations

from trustpub.yamlcst.edit.operations import (
    DeleteEntry,
    Edit,
    EditError,
    InsertEntry,
    InsertItem,
    RenameKey,
    SetScalar,
    describe,
    plain_model,
)
from trustpub.yamlcst.nodes import KeyPath, Model


def promise(before: Model, edit: Edit) -> Model:
    """The model after an edit; `before` itself when the edit has nothing to do.

    Raises:
        EditError: the edit names something that is not there, or that is there already and different.
    """
    if isinstance(edit, SetScalar):
        return _replace(before, edit.path, plain_model(edit.value))
    if isinstance(edit, RenameKey):
        return _rename(before, edit)
    if isinstance(edit, DeleteEntry):
        return _delete(before, edit)
    if isinstance(edit, InsertEntry):
        return _insert_entry(before, edit)
    return _insert_item(before, edit)


def same(one: Model, other: Model) -> bool:
    """Whether two models are equal, the order of keys included."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def _child(node: Model, part: str | int) -> tuple[bool, Model]:
    if isinstance(node, dict) and isinstance(part, str) and part in node:
        return True, node[part]
    if isinstance(node, list) and isinstance(part, int) and 0 <= part < len(node):
        return True, node[part]
    return False, None


def _look_up(node: Model, path: KeyPath) -> tuple[bool, Model]:
    there = True
    for part in path:
        there, node = _child(node, part)
        if not there:
            break
    return there, node


def _must(root: Model, path: KeyPath) -> Model:
    there, node = _look_up(root, path)
    if not there:
        raise EditError(f"{describe(path)} is not there")
    return node


def _replace(node: Model, path: KeyPath, new: Model) -> Model:
    if not path:
        return new
    part, rest = path[0], path[1:]
    if isinstance(node, dict) and isinstance(part, str) and part in node:
        return {key: _replace(value, rest, new) if key == part else value for key, value in node.items()}
    if isinstance(node, list) and isinstance(part, int) and 0 <= part < len(node):
        return [_replace(value, rest, new) if index == part else value for index, value in enumerate(node)]
    raise EditError(f"{describe(path)} is not there")


def _rename(root: Model, edit: RenameKey) -> Model:
    parent, old = edit.path[:-1], edit.path[-1]
    mapping = _must(root, parent)
    if not isinstance(mapping, dict) or not isinstance(old, str):
        raise EditError(f"{describe(edit.path)} is not the key of a mapping")
    if old == edit.new_key or (old not in mapping and edit.new_key in mapping):
        return root
    if old not in mapping or edit.new_key in mapping:
        raise EditError(f"{describe(edit.path)} is not there, or {edit.new_key!r} is there already")
    return _replace(root, parent, {edit.new_key if key == old else key: value for key, value in mapping.items()})


def _delete(root: Model, edit: DeleteEntry) -> Model:
    there, node = _look_up(root, edit.path)
    if not there or (edit.expected is not None and not same(node, edit.expected)):
        return root
    path = edit.path
    _, parent = _look_up(root, path[:-1])
    while edit.prune and len(path) > 1 and isinstance(parent, dict | list) and len(parent) == 1:
        path = path[:-1]
        _, parent = _look_up(root, path[:-1])
    last = path[-1]
    if isinstance(parent, dict):
        return _replace(root, path[:-1], {key: value for key, value in parent.items() if key != last})
    assert isinstance(parent, list)
    return _replace(root, path[:-1], [value for index, value in enumerate(parent) if index != last])


def _insert_entry(root: Model, edit: InsertEntry) -> Model:
    mapping = _must(root, edit.parent_path)
    value = plain_model(edit.value)
    if mapping is None:
        mapping = {}
    if not isinstance(mapping, dict):
        raise EditError(f"{describe(edit.parent_path)} is not a mapping")
    if edit.key in mapping:
        if same(mapping[edit.key], value):
            return root
        raise EditError(f"{describe((*edit.parent_path, edit.key))} is there already with another value")
    beside = edit.before if edit.before is not None else edit.after
    if beside is not None and beside not in mapping:
        raise EditError(f"{describe((*edit.parent_path, beside))} is not there")
    items = list(mapping.items())
    index = len(items) if beside is None else list(mapping).index(beside) + (edit.before is None)
    items.insert(index, (edit.key, value))
    return _replace(root, edit.parent_path, dict(items))


def _insert_item(root: Model, edit: InsertItem) -> Model:
    sequence = _must(root, edit.parent_path)
    value = plain_model(edit.value)
    if sequence is None:
        sequence = []
    if not isinstance(sequence, list):
        raise EditError(f"{describe(edit.parent_path)} is not a sequence")
    there = len(sequence) - 1 if edit.index is None else edit.index
    if 0 <= there < len(sequence) and same(sequence[there], value):
        return root
    index = len(sequence) if edit.index is None else edit.index
    if not 0 <= index <= len(sequence):
        raise EditError(f"{describe(edit.parent_path)} has {len(sequence)} items, so none can be put at {index}")
    return _replace(root, edit.parent_path, [*sequence[:index], value, *sequence[index:]])
