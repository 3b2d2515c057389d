"""Writing new values as lines, in the habits of the file."""

from __future__ import annotations

from collections import abc
from typing import TypeGuard

from trustpub.yamlcst.edit.habits import Habits
from trustpub.yamlcst.edit.operations import Block, Commented, EditError, Plain, Value
from trustpub.yamlcst.edit.quoting import fits_plain, is_printable, quoted, scalar_text


def entry_lines(key: str, value: Value, column: int, habits: Habits) -> list[str]:
    """The lines of a block mapping entry whose key is indented by `column`."""
    head = " " * column + scalar_text(key, quote=habits.quote) + ":"
    if isinstance(value, abc.Mapping) and value:
        return [head, *_mapping_lines(value, column + habits.mapping_indent, habits)]
    if _is_list(value) and value:
        return [head, *_sequence_lines(value, column + habits.sequence_indent, habits)]
    return _with_head(head, value, column + habits.mapping_indent, habits)


def item_lines(value: Value, column: int, habits: Habits) -> list[str]:
    """The lines of a block sequence item whose dash is indented by `column`."""
    inner = column + habits.dash_width
    if isinstance(value, abc.Mapping) and value:
        lines = _mapping_lines(value, inner, habits)
    elif _is_list(value) and value:
        lines = _sequence_lines(value, inner, habits)
    else:
        return _with_head(" " * column + "-", value, inner, habits)
    lines[0] = " " * column + "-".ljust(habits.dash_width) + lines[0][inner:]
    return lines


def inline_text(value: Value, habits: Habits, *, flow: bool) -> str:
    """A value on one line; collections in flow style, null as nothing.

    Raises:
        EditError: the value cannot be written on one line.
    """
    if value is None:
        return ""
    if isinstance(value, Plain):
        if not fits_plain(value.text):
            raise EditError(f"{value.text!r} cannot be written without quotes")
        return value.text
    if isinstance(value, str):
        return scalar_text(value, quote=habits.quote, flow=flow)
    if isinstance(value, Block):
        return quoted(value.text, '"')
    if isinstance(value, Commented):
        if flow:
            raise EditError("a comment cannot be put behind a value in flow style")
        return inline_text(value.value, habits, flow=False) + habits.comment_gap + comment_text(value.comment)
    if isinstance(value, abc.Mapping):
        inside = ", ".join(flow_entry(key, item, habits) for key, item in value.items())
        padding = habits.flow_padding if inside else ""
        return "{" + padding + inside + padding + "}"
    return "[" + ", ".join(flow_item(item, habits) for item in value) + "]"


def flow_entry(key: str, value: Value, habits: Habits) -> str:
    """A flow mapping's entry."""
    return scalar_text(key, quote=habits.quote, flow=True) + ": " + flow_item(value, habits)


def flow_item(value: Value, habits: Habits) -> str:
    """A value inside a flow collection; null has to be written out there."""
    return inline_text(value, habits, flow=True) or "null"


def comment_text(comment: str) -> str:
    """A comment with its ``#``.

    Raises:
        EditError: the text is not one printable line.
    """
    if len(comment.splitlines()) != 1 or not is_printable(comment):
        raise EditError(f"a comment must be one printable line, not {comment!r}")
    return ("# " + comment.strip()).rstrip()


def comment_lines(comment: str | None, column: int) -> list[str]:
    """The lines of a comment above something that is indented by `column`."""
    if comment is None:
        return []
    return [" " * column + (comment_text(line) if line.strip() else "#") for line in comment.splitlines()]


def block_lines(text: str, column: int, outer: int) -> list[str] | None:
    """A literal block scalar: its header, and its lines indented by `column`; None when only quotes can hold the text.

    Args:
        text: the text.
        column: indentation of the body.
        outer: indentation of the collection around it, which an indentation indicator counts from.
    """
    header = block_header(text, column - outer)
    if header is None:
        return None
    body = text.split("\n")
    if body[-1] == "":
        body.pop()
    return [header, *(" " * column + line if line else "" for line in body)]


def block_header(text: str, indent: int) -> str | None:
    """The header of a literal block scalar: style, indentation where needed, chomping; None when none is safe.

    Several line feeds at the end are left to quotes, since blank lines that follow in the file would join them.
    """
    if not text.strip("\n") or not is_printable(text) or text.endswith("\n\n"):
        return None
    indicator = str(indent) if text.lstrip("\n").startswith((" ", "\t")) else ""
    if indicator and not 1 <= indent <= 9:
        return None
    chomping = "" if text.endswith("\n") else "-"
    return "|" + indicator + chomping


def needs_line_break(value: Value) -> bool:
    """Whether the last line of a value's block style has to be ended by a line break, at the end of a file too."""
    while isinstance(value, abc.Mapping | abc.Sequence) and not isinstance(value, str):
        if not value:
            return False
        value = list(value.values())[-1] if isinstance(value, abc.Mapping) else value[-1]
    text = value.text if isinstance(value, Block) else value
    return isinstance(text, str) and text.endswith("\n") and block_header(text, 1) is not None


def _is_list(value: Value) -> TypeGuard[abc.Sequence[Value]]:
    return isinstance(value, abc.Sequence) and not isinstance(value, str)


def _mapping_lines(value: abc.Mapping[str, Value], column: int, habits: Habits) -> list[str]:
    return [line for key, item in value.items() for line in entry_lines(key, item, column, habits)]


def _sequence_lines(value: abc.Sequence[Value], column: int, habits: Habits) -> list[str]:
    lines: list[str] = []
    spaced = habits.blank_lines if all(isinstance(item, abc.Mapping) for item in value) else 0
    for item in value:
        lines += ([""] * spaced if lines else []) + item_lines(item, column, habits)
    return lines


def _with_head(head: str, value: Value, column: int, habits: Habits) -> list[str]:
    text = value.text if isinstance(value, Block) else value if isinstance(value, str) and "\n" in value else None
    outer = len(head) - len(head.lstrip(" "))
    body = None if text is None else block_lines(text, column, outer)
    if body is not None:
        return [f"{head} {body[0]}", *body[1:]]
    inline = quoted(text, '"') if text is not None else inline_text(value, habits, flow=False)
    return [f"{head} {inline}" if inline else head]
