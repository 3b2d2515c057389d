"""Reads ini files as Python's ``configparser`` does, with the line of every value and without its errors."""

from __future__ import annotations

import re
from typing import NamedTuple

_SECTION = re.compile(r"\[(?P<name>[^]]+)\]")
_DELIMITER = re.compile("[=:]")


class TextLine(NamedTuple):
    """A line of a value, and its number in the file from 1 (0 when unknown)."""

    text: str
    number: int


Section = dict[str, list[TextLine]]


def read_ini(text: str) -> dict[str, Section]:
    """The sections with their values, line by line, without comments and blanks; the last value of a key counts."""
    sections: dict[str, Section] = {}
    section: Section = {}
    lines: list[TextLine] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", ";")):
            continue
        if line[0].isspace() and lines is not None:
            lines.append(TextLine(stripped, number))
            continue
        header = _SECTION.match(stripped)
        if header is not None:
            section = sections.setdefault(header["name"].strip(), {})
            lines = None
        elif (delimiter := _DELIMITER.search(stripped)) is not None:
            key, value = stripped[: delimiter.start()], stripped[delimiter.end() :]
            lines = section[key.rstrip().lower()] = [TextLine(value.strip(), number)]
        else:
            lines = section[stripped.lower()] = []
    return sections
