"""Replacing the text of a block scalar while lines that stay the same keep their bytes."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import groupby

from trustpub.yamlcst.edit.quoting import is_printable
from trustpub.yamlcst.edit.slots import body_indent
from trustpub.yamlcst.edit.text import Patch, content_start, line_end, newline_at, next_line
from trustpub.yamlcst.nodes import Scalar

_HEADER = re.compile(r"[|>](?:([-+])?([1-9])?|([1-9])([-+]))(?=\s|$)")


def block_patches(text: str, node: Scalar, value: str, outer: int, default_indent: int) -> list[Patch] | None:
    """Patches that give a block scalar another text; None when a block scalar cannot hold it.

    Args:
        text: the document's text.
        node: the block scalar.
        value: its new text.
        outer: indentation of the collection around it, which an indentation indicator counts from.
        default_indent: indentation of the body when it has none yet.
    """
    start = content_start(text, node)
    header = _HEADER.match(text, start)
    if header is None or not value.strip("\n") or not is_printable(value):
        return None
    digit = header.group(2) or header.group(3) or ""
    old_chomping = header.group(1) or header.group(4) or ""
    body_start = next_line(text, start)
    body = text[body_start : node.end]
    indent = outer + int(digit) if digit else body_indent(text, body_start, node.end) or default_indent
    if value.lstrip("\n").startswith((" ", "\t")) and not digit:
        if not 1 <= indent - outer <= 9:
            return None
        digit = str(indent - outer)

    source = _Source(body, indent, newline_at(text, start))
    trailing = len(value) - len(value.rstrip("\n"))
    new_chomping = _chomping(old_chomping, trailing, source.blank_lines, ends_open=source.ends_open)
    lines = _folded_lines(source, value) if node.style == ">" else value.rstrip("\n").split("\n")
    blank_lines = max(trailing - 1, 0) if new_chomping == "+" else source.blank_lines
    new_body = source.rewritten(lines, blank_lines, open_end=source.ends_open and trailing == 0)

    patches = [Patch(body_start, node.end, new_body)]
    if body_start == len(text) == line_end(text, start):
        patches = [Patch(body_start, node.end, newline_at(text, start) + new_body)]
    if (digit, new_chomping) != (header.group(2) or header.group(3) or "", old_chomping):
        patches.append(Patch(start, header.end(), node.style + digit + new_chomping))
    return patches


def header_end(text: str, node: Scalar) -> int:
    """Where a block scalar's indicators (``|2-``) end."""
    start = content_start(text, node)
    header = _HEADER.match(text, start)
    return start + 1 if header is None else header.end()


def chomping(text: str, node: Scalar) -> str:
    """A block scalar's chomping indicator: ``-``, ``+`` or nothing."""
    return text[content_start(text, node) + 1 : header_end(text, node)].strip("123456789")


def strip_chomping(text: str, node: Scalar) -> Patch:
    """Give a block scalar the indicator ``-``, so that a line break behind it stays outside its text."""
    start = content_start(text, node) + 1
    end = header_end(text, node)
    return Patch(start, end, text[start:end].replace("+", "") + "-")


def _chomping(old: str, trailing: int, blank_lines: int, *, ends_open: bool) -> str:
    """The chomping indicator for a text with `trailing` line feeds at its end: the old one if it stays right."""
    if trailing == 0:
        return old if ends_open and not blank_lines else "-"
    if trailing == 1:
        return "+" if old == "+" and not blank_lines else ""
    return "+"


class _Source:
    """The lines of a block scalar's body as they stand in the text."""

    def __init__(self, body: str, indent: int, newline: str) -> None:
        self.indent = indent
        self.newline = newline
        self.lines = body.split("\n")
        self.ends_open = bool(self.lines[-1])
        if not self.ends_open:
            self.lines.pop()
        self.keys = [self._key(line) for line in self.lines]
        self.blank_lines = 0
        while self.blank_lines < len(self.keys) and not self.keys[-1 - self.blank_lines]:
            self.blank_lines += 1

    def _key(self, line: str) -> str:
        line = line.rstrip("\r")
        return line[self.indent :] if line[: self.indent].strip(" ") == "" else line.lstrip(" ")

    def rewritten(self, content: list[str], blank_lines: int, *, open_end: bool) -> str:
        """The body with new content; lines that were there keep their bytes."""
        new = content + [""] * blank_lines
        matcher = SequenceMatcher(None, self.keys, new, autojunk=False)
        written: list[str] = []
        for operation, old_start, old_end, new_start, new_end in matcher.get_opcodes():
            if operation == "equal":
                written += (self._terminated(line) for line in self.lines[old_start:old_end])
            else:
                written += (self._new(line) for line in new[new_start:new_end])
        body = "".join(written)
        return body.removesuffix(self.newline) if open_end else body

    def _terminated(self, line: str) -> str:
        return line + (self.newline if self.ends_open and line is self.lines[-1] else "\n")

    def _new(self, line: str) -> str:
        return (" " * self.indent + line if line else "") + self.newline


def _folded_lines(source: _Source, value: str) -> list[str]:
    """The lines that fold to `value`; a line of the value that was folded before is folded as it was."""
    known: dict[str, list[str]] = {}
    for normal, lines in groupby(source.keys, key=lambda key: bool(key) and key[0] not in " \t"):
        if normal:
            chunk = list(lines)
            known[" ".join(chunk)] = chunk
    written: list[str] = []
    breaks = 0
    previous = ""
    for line in value.rstrip("\n").split("\n"):
        if not line:
            breaks += 1
            continue
        if previous and previous[0] not in " \t" and line[0] not in " \t":
            breaks += 1
        written += [""] * breaks + known.get(line, [line])
        previous, breaks = line, 0
    return written
