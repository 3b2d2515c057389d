"""What the readers of task runners share: parsed files, and looking into them without trusting their shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from trustpub.recipes.documents import read_toml
from trustpub.recipes.files import Files, is_inside, join
from trustpub.recipes.types import Place

MAX_ITEMS = 200


def table(value: Any, *keys: str) -> dict[str, Any]:
    """The table that lies at a path of keys; {} when there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list, at most so long; a single thing is a list of one, None of none."""
    if value is None:
        return []
    return value[:MAX_ITEMS] if isinstance(value, list) else [value]


def texts(value: Any) -> list[str]:
    """The texts among a list's items."""
    return [item for item in items(value) if isinstance(item, str)]


def variables(value: Any) -> dict[str, str]:
    """A table of variables with texts for values; numbers are texts, tables with ``default`` are that."""
    found: dict[str, str] = {}
    for name, item in list(value.items())[:MAX_ITEMS] if isinstance(value, dict) else []:
        item = item.get("default") if isinstance(item, dict) else item
        if isinstance(name, str) and re.fullmatch(r"[A-Za-z_]\w*", name) and isinstance(item, (str, int, float)):
            found[name] = str(item)
    return found


def pyproject(files: Files, folder: str) -> tuple[str, str, dict[str, Any]]:
    """Folder, path and content of the ``pyproject.toml`` for a folder: its own, or the nearest above."""
    while True:
        path = join(folder, "pyproject.toml")
        document = read_toml(files, path)
        if document or not folder or not is_inside(folder):
            return folder, path, document
        folder = folder.rpartition("/")[0]


def place_of(files: Files, path: str, headers: Sequence[str], key: str) -> Place:
    """Where a key is written below one of the headers ``[header]``; line 0 when it is written in another way."""
    lines = _lines_of(files.text(path) or "")
    found = (lines.get(f"{header}.{key}") for header in headers)
    return Place(path, next((line for line in found if line is not None), 0))


@lru_cache(maxsize=8)
def _lines_of(text: str) -> dict[str, int]:
    """The lines that look like the start of a key, by its full name: parsers of TOML tell none."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip().replace('"', "").replace("'", "")
        if plain.startswith("["):
            section = plain.strip("[] \t")
            found.setdefault(section, number)
        elif "=" in plain:
            key = plain.partition("=")[0].strip()
            found.setdefault(f"{section}.{key}", number)
            found.setdefault(f"{section}.{key.partition('.')[0]}", number)
    return found


def with_arguments(text: str, arguments: str) -> str:
    """A command's text with arguments put behind it."""
    return f"{text.rstrip()} {arguments}" if arguments else text
