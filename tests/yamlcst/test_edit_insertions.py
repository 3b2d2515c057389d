"""Inserting: where new text stands, and how it looks."""

from __future__ import annotations

import pytest

from tests.yamlcst.tables import edited, row
from trustpub.yamlcst.edit import Block, Commented, Edit, InsertEntry, InsertItem, Plain

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
    row("script in flow", "k: [a]\n", 'k: [a, "b\\n"]\n', InsertItem(("k",), 1, Block("b\n"))),
    row("script at the end", "a: 1", "a: 1\nq:\n  - m: |\n      x\n", InsertEntry((), "q", [{"m": "x\n"}])),
    row("empty collections", "a: 1\n", "a: 1\nq:\n  m: {}\n  o: []\n", InsertEntry((), "q", {"m": {}, "o": []})),
    row(
        "one after the other",
        "a: 1\n",
        "a: 1\nq: x\nr: z\n",
        InsertEntry((), "q", "x"),
        InsertEntry((), "r", "z", after="q"),
    ),
]


@pytest.mark.parametrize(("before", "after", "edits"), INSERTIONS)
def test_insert(before: str, after: str, edits: tuple[Edit, ...]) -> None:
    """New text stands where it was asked for, in the habits of the file."""
    assert edited(before, *edits) == after
