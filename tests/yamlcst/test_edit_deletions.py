"""Deleting: what goes with an entry, and what stays."""

from __future__ import annotations

import pytest

from tests.yamlcst.tables import edited, row
from trustpub.yamlcst import KeyPath, Model
from trustpub.yamlcst.edit import DeleteEntry, Edit


def item(path: KeyPath, expected: Model, prune: bool = True) -> DeleteEntry:
    """Delete a sequence item."""
    return DeleteEntry(path, prune, expected)


DELETIONS = [
    row("the comments above the first", "k:\n  # x\n  a: 1\n  b: 2\n", "k:\n  b: 2\n", DeleteEntry(("k", "a"))),
    row(
        "the comments above the only one",
        "k: # y\n  # x\n  a: 1\nl: 1\n",
        "k: {} # y\nl: 1\n",
        DeleteEntry(("k", "a"), False),
    ),
    row("an entry", "a: 1\nb: 2\nc: 3\n", "a: 1\nc: 3\n", DeleteEntry(("b",))),
    row("the last entry", "a: 1\nb: 2\n", "a: 1\n", DeleteEntry(("b",))),
    row("no final line break", "a: 1\nb: 2", "a: 1", DeleteEntry(("b",))),
    row("CRLF", "a: 1\r\nb: 2\r\nc: 3\r\n", "a: 1\r\nc: 3\r\n", DeleteEntry(("b",))),
    row("CRLF, no final line break", "a: 1\r\nb: 2", "a: 1", DeleteEntry(("b",))),
    row("the comment behind it", "a: 1\nb: 2 # c\nc: 3\n", "a: 1\nc: 3\n", DeleteEntry(("b",))),
    row("the comments above it", "a: 1\n# x\n# y\nb: 2\nc: 3\n", "a: 1\nc: 3\n", DeleteEntry(("b",))),
    row("not a comment apart", "a: 1\n# x\n\n# y\nb: 2\nc: 3\n", "a: 1\n# x\n\nc: 3\n", DeleteEntry(("b",))),
    row("not a commented-out key", "a: 1\n# z: 0\n# y\nb: 2\nc: 3\n", "a: 1\n# z: 0\nc: 3\n", DeleteEntry(("b",))),
    row("not a commented-out item", "k:\n# - z\n- b\n- c\n", "k:\n# - z\n- c\n", item(("k", 0), "b")),
    row(
        "not a section's heading",
        "a: 1\n\n# --- x ---\n\n# y\nb: 2\n\nc: 3\n",
        "a: 1\n\n# --- x ---\n\nc: 3\n",
        DeleteEntry(("b",)),
    ),
    row("a note is no key", "a: 1\n# NOTE: x\nb: 2\n", "a: 1\n", DeleteEntry(("b",))),
    row("not the head of the file", "# head\na: 1\nb: 2\n", "# head\nb: 2\n", DeleteEntry(("a",))),
    row("not the head behind a marker", "---\n# head\na: 1\nb: 2\n", "---\n# head\nb: 2\n", DeleteEntry(("a",))),
    row("not what is indented otherwise", "k:\n  a: 1\n# x\n  b: 2\n", "k:\n  a: 1\n# x\n", DeleteEntry(("k", "b"))),
    row("deeper comments below it", "a:\n  b: 1\n  # x: 2\nc: 3\n", "c: 3\n", DeleteEntry(("a",))),
    row("the parent", "a:\n  b:\n    c: 1\nd: 2\n", "d: 2\n", DeleteEntry(("a", "b", "c"))),
    row(
        "not the parent", "a:\n  b:\n    c: 1\nd: 2\n", "a:\n  b: {}\nd: 2\n", DeleteEntry(("a", "b", "c"), prune=False)
    ),
    row(
        "not the parent's comment", "a: # x\n  b: 1\nd: 2\n", "a: {} # x\nd: 2\n", DeleteEntry(("a", "b"), prune=False)
    ),
    row("not the parent of an item", "a:\n- b\nd: 2\n", "a: []\nd: 2\n", item(("a", 0), "b", prune=False)),
    row("a block scalar", "a: |\n  x\n\n  y\n\nb: 2\n", "b: 2\n", DeleteEntry(("a",))),
    row("behind a block scalar", "a: |\n  x\nb: 2\n", "a: |\n  x\n", DeleteEntry(("b",))),
    row(
        "behind a block scalar that keeps", "a: |+\n  x\n\nb: 2\n\nc: 3\n", "a: |+\n  x\n\nc: 3\n", DeleteEntry(("b",))
    ),
    row("a scalar over several lines", "a: x\n  y\n\n  z\nb: 2\n", "b: 2\n", DeleteEntry(("a",))),
    row("an alias", "a: &x 1\nb: *x\nc: 3\n", "a: &x 1\nc: 3\n", DeleteEntry(("b",))),
    row("anchor and alias together", "a:\n  b: &x 1\n  c: *x\nd: 2\n", "d: 2\n", DeleteEntry(("a",))),
    row(
        "own key beside a merge",
        "m: &m {a: 1}\nk:\n  <<: *m\n  b: 2\n",
        "m: &m {a: 1}\nk:\n  <<: *m\n",
        DeleteEntry(("k", "b")),
    ),
    row("a tagged value", "a: !!str 1\nb: 2\n", "b: 2\n", DeleteEntry(("a",))),
    row("a quoted key", "'a b': 1\nb: 2\n", "b: 2\n", DeleteEntry(("a b",))),
    row("one blank line between", "- a\n\n- b\n\n- c\n", "- a\n\n- c\n", item((1,), "b")),
    row("the larger gap stays", "a: 1\n\n\nb: 2\n\nc: 3\n", "a: 1\n\n\nc: 3\n", DeleteEntry(("b",))),
    row("no blank line at the top", "k:\n- a\n\n- b\n", "k:\n- b\n", item(("k", 0), "a")),
    row("the gap to what follows stays", "k:\n- a\n\n- b\n\n\nl: 1\n", "k:\n- a\n\n\nl: 1\n", item(("k", 1), "b")),
    row("no blank line at the end", "k:\n- a\n\n- b\n", "k:\n- a\n", item(("k", 1), "b")),
    row("neighbours are not glued", "- a\n\n- b\n- c\n", "- a\n\n- c\n", item((1,), "b")),
    row("first key of an item", "- a: 1\n  b: 2\n", "- b: 2\n", DeleteEntry((0, "a"))),
    row("first key, wide dash", "-   a: 1\n    b: 2\n", "-   b: 2\n", DeleteEntry((0, "a"))),
    row(
        "first key, comment kept",
        "k:\n  - a: 1\n    # x\n    b: 2\n",
        "k:\n  # x\n  - b: 2\n",
        DeleteEntry(("k", 0, "a")),
    ),
    row("first key, nested value", "- a:\n    x: 1\n\n  b: 2\n", "- b: 2\n", DeleteEntry((0, "a"))),
    row("first key below its dash", "-\n  a: 1\n  b: 2\n", "-\n  b: 2\n", DeleteEntry((0, "a"))),
    row("first item of an item", "- - a\n  - b\n", "- - b\n", item((0, 0), "a")),
    row("only key of an item", "- a: 1\n- b: 2\n", "- b: 2\n", DeleteEntry((0, "a"))),
    row("only key, item kept", "- a: 1\n- b: 2\n", "- {}\n- b: 2\n", DeleteEntry((0, "a"), prune=False)),
    row("flow: first", "k: {a: 1, b: 2}\n", "k: {b: 2}\n", DeleteEntry(("k", "a"))),
    row("flow: middle", "k: [a, b, c]\n", "k: [a, c]\n", item(("k", 1), "b")),
    row("flow: last", "k: [a, b]\n", "k: [a]\n", item(("k", 1), "b")),
    row("flow: last with a comma", "k: [ a, b, ]\n", "k: [ a, ]\n", item(("k", 1), "b")),
    row("flow: only", "k: [a]\nl: 1\n", "l: 1\n", item(("k", 0), "a")),
    row("flow: only, parent kept", "k: [ a ]\n", "k: []\n", item(("k", 0), "a", prune=False)),
    row("tall flow", "k: [\n  a, # x\n  b, # y\n  c\n]\n", "k: [\n  a, # x\n  c\n]\n", item(("k", 1), "b")),
    row("tall flow: last", "k: [\n  a, # x\n  b\n]\n", "k: [\n  a # x\n]\n", item(("k", 1), "b")),
    row("tall flow: last with a comma", "k: [\n  a,\n  b,\n]\n", "k: [\n  a,\n]\n", item(("k", 1), "b")),
    row("flow in flow", "k: [{a: 1, b: 2}, c]\n", "k: [{b: 2}, c]\n", DeleteEntry(("k", 0, "a"))),
    row("byte order mark", "\ufeffa: 1\nb: 2\n", "b: 2\n", DeleteEntry(("a",))),
    row("between markers", "%YAML 1.2\n---\na: 1\nb: 2\n...\n", "%YAML 1.2\n---\na: 1\n...\n", DeleteEntry(("b",))),
]


@pytest.mark.parametrize(("before", "after", "edits"), DELETIONS)
def test_delete_entry(before: str, after: str, edits: tuple[Edit, ...]) -> None:
    """An entry or item goes with its own comments; blank lines and commas stay right."""
    assert edited(before, *edits) == after
