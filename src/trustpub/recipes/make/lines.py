"""The logical lines of a makefile: "What Makefiles Contain" in the manual of GNU make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Line(NamedTuple):
    """A logical line.

    Attributes:
        text: without its tab if it belongs to a recipe; backslash-newlines are kept there and folded elsewhere.
        number: the line it starts in, from 1.
        is_recipe: whether it starts with a tab (or what ``.RECIPEPREFIX`` says).
    """

    text: str
    number: int
    is_recipe: bool


def logical_lines(text: str) -> Iterator[Line]:
    """The logical lines of a makefile, empty ones included. ``.RECIPEPREFIX`` is obeyed."""
    prefix = "\t"
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        first = number
        is_recipe = lines[first].startswith(prefix)
        pieces = [lines[first][1:] if is_recipe else lines[first]]
        while _continues(pieces[-1]) and number + 1 < len(lines):
            number += 1
            line = lines[number]
            pieces.append(line[1:] if is_recipe and line.startswith(prefix) else line)
        number += 1
        if is_recipe:
            yield Line("\n".join(pieces), first + 1, True)
            continue
        folded = pieces[0] if len(pieces) == 1 else _folded(pieces)
        name, equals, value = folded.partition("=")
        if equals and name.rstrip(" :").strip() == ".RECIPEPREFIX":
            prefix = value.strip()[:1] or "\t"
        yield Line(folded, first + 1, False)


def _continues(line: str) -> bool:
    return line.endswith("\\") and (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _folded(pieces: list[str]) -> str:
    """Backslash-newline and the blanks around it are one space."""
    parts = [piece[:-1].rstrip() if _continues(piece) else piece for piece in pieces]
    return " ".join([parts[0], *(part.lstrip() for part in parts[1:])])


def without_comment(text: str) -> str:
    """A line up to its ``#``; ``\\#`` is a number sign."""
    if "#" not in text:
        return text
    position = text.find("#")
    while position > 0 and text[position - 1] == "\\":
        position = text.find("#", position + 1)
    return (text if position < 0 else text[:position]).replace("\\#", "#")


def split_at(text: str, separators: str) -> int:
    """Where the first of the separators stands outside of ``$( )`` and ``${ }``; -1 when none does."""
    depth = 0
    closing = ""
    position = 0
    while position < len(text):
        char = text[position]
        if char == "$" and text[position + 1 : position + 2] in ("(", "{"):
            depth += 1
            closing += ")" if text[position + 1] == "(" else "}"
            position += 2
            continue
        if depth and char == closing[-1]:
            depth -= 1
            closing = closing[:-1]
        elif not depth and char in separators:
            return position
        position += 1
    return -1


def split_all(text: str, separator: str) -> list[str]:
    """The pieces of a text between separators outside of ``$( )`` and ``${ }``."""
    pieces: list[str] = []
    while len(pieces) < 1000:
        position = split_at(text, separator)
        if position < 0:
            break
        pieces.append(text[:position])
        text = text[position + 1 :]
    return [*pieces, text]
