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


_GITHUB_TOKEN = re.compile(r"\b(?:gh[oprsu]_[A-Za-z0-9_]{16,}|github_pat_[A-Za-z0-9_]{16,})")
"""GitHub's tokens. Source: https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/."""

_PASSWORD_IN_ADDRESS = re.compile(r"(?<=://)[^/@\s]*@")


def redact_everything(text: str) -> str:
    """The text without PyPI's tokens, GitHub's, and what stands before the host of an address; for what is kept."""
    return _PASSWORD_IN_ADDRESS.sub("***@", _GITHUB_TOKEN.sub("***", redact(text)))
