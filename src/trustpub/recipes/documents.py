"""Parses data files of others: TOML and JSON, {} or None for what cannot be read."""

from __future__ import annotations

import json
from typing import Any

from trustpub.recipes.files import Files, is_inside
from trustpub.repository.metadata import loads_toml


def parse_toml(text: str) -> dict[str, Any]:
    """The document; {} when it cannot be read."""
    try:
        return loads_toml(text)
    except (ValueError, RecursionError):
        return {}


def read_toml(files: Files, path: str) -> dict[str, Any]:
    """The document in a file; {} when it is missing or cannot be read."""
    text = files.text(path) if is_inside(path) else None
    return {} if text is None else parse_toml(text)


def parse_json(text: str) -> Any:
    """The value of a JSON text; None when it cannot be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
