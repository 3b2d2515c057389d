"""The edits, and the values that they write. All are plain data; `apply` carries them out."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass

from trustpub.yamlcst.nodes import KeyPath, Model
from trustpub.yamlcst.parse import YamlError


class EditError(YamlError):
    """An edit that cannot be made safely: the reason, and the line where it stands in the way."""


@dataclass(frozen=True)
class Plain:
    """A scalar written without quotes whatever it looks like: ``Plain("true")``, ``Plain("0")``."""

    text: str


@dataclass(frozen=True)
class Commented:
    """A scalar with a comment behind it: ``Commented("a/b@5c1e", "v1.2")`` becomes ``a/b@5c1e # v1.2``."""

    value: str | Plain
    comment: str


@dataclass(frozen=True)
class Block:
    """A text written as a literal block scalar ``|``, one line below the other."""

    text: str


Value = None | str | Plain | Commented | Block | abc.Mapping[str, "Value"] | abc.Sequence["Value"]
"""What can be written: text (quoted only where YAML needs it), null, mappings and sequences of values."""


@dataclass(frozen=True)
class SetScalar:
    """Replace the value of a scalar (or null) that is there.

    The quoting style stays where the new value allows it. In a block scalar only the lines that differ change.
    Setting the value that is already there changes nothing, however it is written.

    Attributes:
        path: key path of the scalar.
        value: the new value.
        comment: None leaves the comment at the end of the line alone, ``""`` deletes it, any other text replaces it
            or adds one. A block scalar has its comment on the line of its ``|``.
    """

    path: KeyPath
    value: str | Plain | Block
    comment: str | None = None


@dataclass(frozen=True)
class RenameKey:
    """Give a mapping's key another name. Nothing happens when the old key is absent and the new one is there."""

    path: KeyPath
    new_key: str


@dataclass(frozen=True)
class DeleteEntry:
    """Delete a mapping entry, or the sequence item that a path ending in an integer names.

    Its own comments go with it: those inside and behind it, those directly below it that are indented deeper than it,
    and the full-line comments directly above it in the same column. Not its own, and kept, are a comment block that
    begins the file, and what looks like a commented-out ``key: value`` or ``- item`` (with everything above it).
    Nothing happens when the path is absent.

    Attributes:
        path: key path of the entry or item.
        prune: delete the parent too when this was all it held, and so on upwards; otherwise ``{}`` or ``[]`` is left.
        expected: delete only what has this model. Required for an item, since after the deletion another item has
            its position.
    """

    path: KeyPath
    prune: bool = True
    expected: Model = None


@dataclass(frozen=True)
class InsertEntry:
    """Add an entry to a mapping; an empty ``{}`` and a null are filled, block style where possible.

    Nothing happens when the key is there with an equal value, wherever it stands; with another value it is an error.

    Attributes:
        parent_path: key path of the mapping.
        key: the new key.
        value: its value.
        before: existing key to put it in front of; with neither `before` nor `after` it goes to the end.
        after: existing key to put it behind.
        comment_above: text of a comment above it, without ``#``; several lines are allowed.
        blank_line: whether a blank line separates it from its neighbours; None follows the neighbours.
    """

    parent_path: KeyPath
    key: str
    value: Value
    before: str | None = None
    after: str | None = None
    comment_above: str | None = None
    blank_line: bool | None = None


@dataclass(frozen=True)
class InsertItem:
    """Add an item to a sequence; blank lines between items follow the neighbours, else the other sequences.

    Nothing happens when the item at that position is equal already.

    Attributes:
        parent_path: key path of the sequence.
        index: position of the new item, at most the number of items; None appends.
        value: the new item.
        comment_above: text of a comment above it, without ``#``; several lines are allowed.
    """

    parent_path: KeyPath
    index: int | None
    value: Value
    comment_above: str | None = None


Edit = SetScalar | RenameKey | DeleteEntry | InsertEntry | InsertItem


def plain_model(value: Value) -> Model:
    """The model that a written value reads as.

    Raises:
        EditError: the value is of a type that cannot be written.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Commented):
        return plain_model(value.value)
    if isinstance(value, Plain):
        return None if value.text in ("", "~", "null", "Null", "NULL") else value.text
    if isinstance(value, Block):
        return value.text
    if isinstance(value, abc.Mapping):
        return {key: plain_model(item) for key, item in value.items()}
    if isinstance(value, abc.Sequence):
        return [plain_model(item) for item in value]
    raise EditError(f"a value of type {type(value).__name__} cannot be written; give it as text")


def describe(path: KeyPath) -> str:
    """A key path for messages: ``jobs.build.steps[2].uses``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the document"
