"""What the tables of before and after share."""

from __future__ import annotations

import pytest

from trustpub.yamlcst import parse
from trustpub.yamlcst.edit import Edit, apply


def edited(text: str, *edits: Edit) -> str:
    """The text after edits, which must be the same when they are made again."""
    document = apply(parse(text), edits)
    assert apply(document, edits).text == document.text
    return document.text


def row(name: str, before: str, after: str, *edits: Edit) -> object:
    """A row of a table: text before, text after, and the edits between them."""
    return pytest.param(before, after, edits, id=name)
