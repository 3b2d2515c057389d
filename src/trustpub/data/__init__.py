"""Tables of facts, in TOML, each with its sources."""

from __future__ import annotations

import os


def read_text(name: str) -> str:
    """The text of a table."""
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read()
