"""Deleting and inserting: what is rewritten, and how."""

from __future__ import annotations

import pytest

from tests.yamlcst.test_edit_scalars import edited
from trustpub.yamlcst import KeyPath, Model
from trustpub.yamlcst.edit import Block, Commented, DeleteEntry, Edit, InsertEntry, InsertItem, Plain


def row(name: str, before: str, after: str, *edits: Edit) -> object:
    """A row of a table."""
    return pytest.param(before, after, edits, id=name)


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

INSERTIONS = [
    row("at the end", "a: 1\n", "a: 1\nb: x\n", InsertEntry((), "b", "x")),
    row("no final line break", "a: 1", "a: 1\nb: x", InsertEntry((), "b", "x")),
    row("CRLF", "a: 1\r\n", "a: 1\r\nb:\r\n  c: x\r\n", InsertEntry((), "b", {"c": "x"})),
    row("after a key", "a: 1 # c\nb: 2\n", "a: 1 # c\nq: x\nb: 2\n", InsertEntry((), "q", "x", after="a")),
    row(
        "before a key and its comment",
        "a: 1\n# c\nb: 2\n",
        "a: 1\nq: x\n# c\nb: 2\n",
        InsertEntry((), "q", "x", before="b"),
    ),
    row("below the head", "# head\na: 1\n", "# head\nq: x\na: 1\n", InsertEntry((), "q", "x", before="a")),
    row(
        "with a comment", "a: 1\n", "a: 1\n# why\n#\n# so\nq: x\n", InsertEntry((), "q", "x", comment_above="why\n\nso")
    ),
    row("gap of its neighbours", "a: 1\n\nb: 2\n", "a: 1\n\nq: x\n\nb: 2\n", InsertEntry((), "q", "x", after="a")),
    row("gap at the end", "a: 1\n\nb: 2\n", "a: 1\n\nb: 2\n\nq: x\n", InsertEntry((), "q", "x")),
    row(
        "gap on request",
        "a: 1\nb: 2\n",
        "a: 1\n\nq: x\n\nb: 2\n",
        InsertEntry((), "q", "x", after="a", blank_line=True),
    ),
    row(
        "no gap on request",
        "a: 1\n\nb: 2\n",
        "a: 1\nq: x\n\nb: 2\n",
        InsertEntry((), "q", "x", after="a", blank_line=False),
    ),
    row(
        "behind a block scalar",
        "k:\n  a: |\n    x\n\nl: 1\n",
        "k:\n  a: |\n    x\n  q: z\n\nl: 1\n",
        InsertEntry(("k",), "q", "z"),
    ),
    row(
        "behind one that keeps",
        "k:\n  a: |+\n    x\n\nl: 1\n",
        "k:\n  a: |+\n    x\n\n  q: z\nl: 1\n",
        InsertEntry(("k",), "q", "z"),
    ),
    row("behind one at the end", "a: |\n  x", "a: |-\n  x\nq: z", InsertEntry((), "q", "z")),
    row(
        "behind deeper comments",
        "a:\n  b: 1\n  # x\n# y\n",
        "a:\n  b: 1\n  # x\nq: z\n# y\n",
        InsertEntry((), "q", "z"),
    ),
    row("indent of four", "a:\n    b: 1\n", "a:\n    b: 1\nq:\n    m: x\n", InsertEntry((), "q", {"m": "x"})),
    row(
        "indent of the siblings",
        "a:\n  b:\n      c: 1\nd:\n  e: 1\n",
        "a:\n  b:\n      c: 1\n  q:\n      m: x\nd:\n  e: 1\n",
        InsertEntry(("a",), "q", {"m": "x"}),
    ),
    row("dashes below their key", "a:\n- b\n", "a:\n- b\nq:\n- x\n", InsertEntry((), "q", ["x"])),
    row("dashes indented", "a:\n    - b\n", "a:\n    - b\nq:\n    - x\n", InsertEntry((), "q", ["x"])),
    row(
        "wide dashes",
        "a:\n-   b: 1\n",
        "a:\n-   b: 1\n-   c: x\n    d:\n",
        InsertItem(("a",), None, {"c": "x", "d": None}),
    ),
    row("single quotes", "a: 'b'\n", "a: 'b'\nq: 'on'\n", InsertEntry((), "q", "on")),
    row("double quotes", 'a: "b"\n', 'a: "b"\n"on": "yes"\n', InsertEntry((), "on", "yes")),
    row(
        "a step",
        "s:\n  - a: 1\n\n  - b: 2\n",
        "s:\n  - a: 1\n\n  - c: x # v1\n    d: |\n      y\n      z\n\n  - b: 2\n",
        InsertItem(("s",), 1, {"c": Commented("x", "v1"), "d": Block("y\nz\n")}),
    ),
    row(
        "a step at the end",
        "s:\n  - a: 1\n\n  - b: 2\n",
        "s:\n  - a: 1\n\n  - b: 2\n\n  - c: x\n",
        InsertItem(("s",), None, {"c": "x"}),
    ),
    row(
        "a step above all",
        "s:\n  # c\n  - a: 1\n",
        "s:\n  - q: x\n  # c\n  - a: 1\n",
        InsertItem(("s",), 0, {"q": "x"}),
    ),
    row(
        "a second step, gap as elsewhere",
        "s:\n- a: 1\n\n- b: 2\nt:\n- c: 3\n",
        "s:\n- a: 1\n\n- b: 2\nt:\n- c: 3\n\n- q: x\n",
        InsertItem(("t",), 1, {"q": "x"}),
    ),
    row("an item with a comment", "- a\n", "- a\n# why\n- b\n", InsertItem((), 1, "b", "why")),
    row("beside a dash", "- a: 1\n", "- q: x\n  a: 1\n", InsertEntry((0,), "q", "x", before="a")),
    row(
        "beside a dash, nested, with a comment",
        "k:\n  - a: 1\n",
        "k:\n  # why\n  - q:\n      m: x\n    a: 1\n",
        InsertEntry(("k", 0), "q", {"m": "x"}, before="a", comment_above="why"),
    ),
    row("into null", "k:\nl: 1\n", "k:\n  q: x\nl: 1\n", InsertEntry(("k",), "q", "x")),
    row("into null with a comment", "k: # c\nl: 1\n", "k: # c\n  q: x\nl: 1\n", InsertEntry(("k",), "q", "x")),
    row("into a written null", "k: null # c\n", "k: # c\n  q: x\n", InsertEntry(("k",), "q", "x")),
    row("into an anchored null", "k: &x\n", "k: &x\n  q: z\n", InsertEntry(("k",), "q", "z")),
    row("an item into null", "k:\n", "k:\n  - x\n", InsertItem(("k",), 0, "x")),
    row("into a null item", "-\n- a\n", "- q: x\n- a\n", InsertEntry((0,), "q", "x")),
    row("into empty braces", "k: {}\n", "k: {q: x}\n", InsertEntry(("k",), "q", "x")),
    row(
        "something nested into empty braces",
        "k: {} # c\n",
        "k: # c\n  q:\n    m: x\n",
        InsertEntry(("k",), "q", {"m": "x"}),
    ),
    row("something nested into empty brackets", "k: []\n", "k:\n  - q: x\n", InsertItem(("k",), None, {"q": "x"})),
    row("nested empty braces inside flow", "k: [{}]\n", "k: [{q: {m: x}}]\n", InsertEntry(("k", 0), "q", {"m": "x"})),
    row("flow mapping", "k: {a: 1}\n", "k: {a: 1, q: x}\n", InsertEntry(("k",), "q", "x")),
    row("flow mapping, in front", "k: { a: 1 }\n", "k: { q: x, a: 1 }\n", InsertEntry(("k",), "q", "x", before="a")),
    row("flow mapping, null", "k: {a: 1}\n", "k: {a: 1, q: null}\n", InsertEntry(("k",), "q", None)),
    row("flow sequence", "k: [a, c]\n", "k: [a, b, c]\n", InsertItem(("k",), 1, "b")),
    row("flow sequence, comma at the end", "k: [a,]\n", "k: [a, b,]\n", InsertItem(("k",), 1, "b")),
    row("tall flow", "k: [\n  a, # x\n  b # y\n]\n", "k: [\n  a, # x\n  b, # y\n  c\n]\n", InsertItem(("k",), 2, "c")),
    row("tall flow, comma at the end", "k: [\n  a,\n]\n", "k: [\n  a,\n  c,\n]\n", InsertItem(("k",), 1, "c")),
    row("tall flow, in the middle", "k: [\n  a,\n  b\n]\n", "k: [\n  a,\n  c,\n  b\n]\n", InsertItem(("k",), 1, "c")),
    row(
        "beside a merge",
        "m: &m {a: 1}\nk:\n  <<: *m\n",
        "m: &m {a: 1}\nk:\n  <<: *m\n  a: x\n",
        InsertEntry(("k",), "a", "x"),
    ),
    row("before the end marker", "---\na: 1\n...\n", "---\na: 1\nq: x\n...\n", InsertEntry((), "q", "x")),
    row("a boolean on request", "a: 1\n", "a: 1\nq: true\n", InsertEntry((), "q", Plain("true"))),
    row("line feeds only quotes can hold", "a: 1\n", 'a: 1\nq: "x\\n\\n"\n', InsertEntry((), "q", "x\n\n")),
    row("indented script", "a: 1\n", "a: 1\nq: |2\n    x\n  y\n", InsertEntry((), "q", Block("  x\ny\n"))),
    row("empty collections", "a: 1\n", "a: 1\nq:\n  m: {}\n  o: []\n", InsertEntry((), "q", {"m": {}, "o": []})),
    row(
        "one after the other",
        "a: 1\n",
        "a: 1\nq: x\nr: z\n",
        InsertEntry((), "q", "x"),
        InsertEntry((), "r", "z", after="q"),
    ),
]


@pytest.mark.parametrize(("before", "after", "edits"), DELETIONS)
def test_delete_entry(before: str, after: str, edits: tuple[Edit, ...]) -> None:
    """An entry or item goes with its own comments; blank lines and commas stay right."""
    assert edited(before, *edits) == after


@pytest.mark.parametrize(("before", "after", "edits"), INSERTIONS)
def test_insert(before: str, after: str, edits: tuple[Edit, ...]) -> None:
    """New text stands where it was asked for, in the habits of the file."""
    assert edited(before, *edits) == after
