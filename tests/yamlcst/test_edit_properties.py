"""What holds for every edit of every layout."""

from __future__ import annotations

import json
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import HealthCheck, Phase, event, given, seed, settings
from hypothesis import strategies as st

from tests.corpus import SHARED, corpus_files
from tests.yamlcst.changes import base_model, edits, expected
from tests.yamlcst.footprint import survives, touchable
from tests.yamlcst.layouts import documents
from trustpub.yamlcst import Document, parse
from trustpub.yamlcst.edit import DeleteEntry, Edit, EditError, apply

LAST_RESORTS = ("the edit would change more", "the edit would leave", "the edit would lose")
"""How the messages of the final checks begin: no layout may come as far as to need them."""


def check(document: Document, edit: Edit) -> str:
    """Apply an edit and hold the result against everything that is promised of it; returns what happened."""
    try:
        edited = apply(document, [edit])
    except EditError as error:
        if error.message.startswith(LAST_RESORTS):
            raise
        return f"refused: {error.message.split(' ')[0]}"
    if edited is document:
        return "nothing to do"
    assert apply(edited, [edit]).text == edited.text
    assert json.dumps(base_model(edited.text)) == json.dumps(expected(base_model(document.text), edit))
    assert edited.bom == document.bom
    if "\r\n" in document.text:
        assert "\n" not in edited.text.replace("\r\n", "")
    before = [line.rstrip("\r") for line in document.text.split("\n")]
    after = [line.rstrip("\r") for line in edited.text.split("\n")]
    touched = touchable(document, edit)
    kept = [line for number, line in enumerate(before, 1) if number not in touched]
    if isinstance(edit, DeleteEntry):
        kept = [line for line in kept if line.strip()]
    assert survives(kept, after)
    return "edited"


@given(documents())
def test_reading_and_writing_is_the_identity(data: bytes) -> None:
    """A document that no edit touched has the bytes that it was read from, and no edits are no change."""
    document = parse(data)
    assert document.to_bytes() == data
    assert apply(document, []) is document


@settings(max_examples=800, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents(), st.data())
def test_an_edit_changes_what_it_says_and_nothing_else(data: bytes, choices: st.DataObject) -> None:
    """The model, the other lines, line breaks and byte order mark are right; a second time nothing happens."""
    document = parse(data)
    event(check(document, choices.draw(edits(document))))


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents(), st.data())
def test_edits_in_a_row_equal_edits_one_by_one(data: bytes, choices: st.DataObject) -> None:
    """Each edit of a list sees the result of those before it."""
    document = parse(data)
    first = choices.draw(edits(document))
    try:
        halfway = apply(document, [first])
        second = choices.draw(edits(halfway))
        both = apply(halfway, [second])
    except EditError:
        return
    assert apply(document, [first, second]).text == both.text


@pytest.mark.parametrize("path", corpus_files(), ids=lambda path: str(path.relative_to(SHARED)))
def test_edits_of_real_workflows_change_what_they_say_and_nothing_else(path: Path) -> None:
    """The same on real files, with edits that are chosen anew for each."""
    document = parse(path.read_bytes())

    @seed(crc32(path.name.encode()))
    @settings(max_examples=2, phases=[Phase.generate], database=None, derandomize=False)
    @given(edits(document))
    def edit_it(edit: Edit) -> None:
        check(document, edit)

    edit_it()
