"""The last checks of every edit, and what reading alone must not load."""

from __future__ import annotations

import subprocess
import sys

import pytest

from trustpub.yamlcst import Document, parse
from trustpub.yamlcst.edit import EditError, RenameKey, SetScalar, apply
from trustpub.yamlcst.edit.text import Patch

TEXT = "a: 1 # c\nb: 2\n"


@pytest.mark.parametrize(
    ("patch", "reason"),
    [
        pytest.param(Patch(3, 4, "3\nd: 4"), "would change more than it says", id="another key appears"),
        pytest.param(Patch(3, 4, "1"), "would change more than it says", id="nothing changes"),
        pytest.param(Patch(3, 4, "[3"), "would leave what is not valid YAML", id="the syntax breaks"),
        pytest.param(Patch(3, 4, "3\na: 3"), "would leave what is the key 'a' stands twice", id="a key stands twice"),
        pytest.param(Patch(3, 8, "3"), "would lose a comment", id="a comment is lost"),
    ],
)
def test_a_wrong_patch_never_comes_out(monkeypatch: pytest.MonkeyPatch, patch: Patch, reason: str) -> None:
    """Whatever an operation does to the text, only what the edit promised is given back."""

    def wrong(document: Document, edit: SetScalar) -> list[Patch]:
        return [patch]

    monkeypatch.setattr(sys.modules["trustpub.yamlcst.edit.apply"], "set_scalar", wrong)
    with pytest.raises(EditError, match=reason):
        apply(parse(TEXT), [SetScalar(("a",), "3")])


def test_an_edit_may_drop_only_what_it_replaces() -> None:
    """A comment may go with the edit that names it, not with another one."""
    assert apply(parse(TEXT), [SetScalar(("a",), "3", "")]).text == 'a: "3"\nb: 2\n'
    assert apply(parse(TEXT), [RenameKey(("a",), "z")]).text == "z: 1 # c\nb: 2\n"


def test_reading_does_not_load_what_editing_needs() -> None:
    """The start of a scan is not slowed down by modules that only edits use."""
    heavy = ("ruamel", "dataclasses", "difflib", "trustpub.yamlcst.edit")
    program = (
        "import sys, trustpub.yamlcst as y; y.parse('a: 1', fast=True);"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
