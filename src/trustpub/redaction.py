"""Keeps literal tokens out of everything that is printed."""

from __future__ import annotations

import re

LITERAL_TOKEN = re.compile(r"pypi-(?:AgEIcHlwaS5vcmc|AgENdGVzdC5weXBpLm9yZw|[A-Za-z0-9_-]{60})[A-Za-z0-9_-]*")
"""What PyPI's and TestPyPI's tokens look like: ``pypi-`` and a macaroon in base64 that begins with the index's name."""


def redact(text: str) -> str:
    """The text with every literal PyPI token cut to its beginning, which says nothing but the index."""
    return (
        LITERAL_TOKEN.sub(lambda match: f"pypi-***({len(match.group())} characters)", text) if "pypi-" in text else text
    )
