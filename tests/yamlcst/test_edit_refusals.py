"""What must come back as it was, and what is refused with a reason and a line."""

from __future__ import annotations

import pytest

from trustpub.yamlcst import YamlError, parse
from trustpub.yamlcst.edit import (
    Block,
    Commented,
    DeleteEntry,
    Edit,
    EditError,
    InsertEntry,
    InsertItem,
    Plain,
    RenameKey,
    SetScalar,
    apply,
)


def row(name: str, text: str, edit: Edit) -> object:
    """A row of the table of edits that have nothing to do."""
    return pytest.param(text, edit, id=name)


def refusal(name: str, text: str, edit: Edit, reason: str, line: int | None = None) -> object:
    """A row of the table of edits that are refused."""
    return pytest.param(text, edit, reason, line, id=name)


UNCHANGED = [
    row("same value", "k: a\n", SetScalar(("k",), "a")),
    row("same value, quoted", "k: 'a'\n", SetScalar(("k",), "a")),
    row("same value, unquoted boolean", "k: true\n", SetScalar(("k",), "true")),
    row("same value, quoted boolean", "k: 'true'\n", SetScalar(("k",), Plain("true"))),
    row("same value, escaped", 'k: "\\x61"\n', SetScalar(("k",), "a")),
    row("same value, over lines", "k: a\n  b\n", SetScalar(("k",), "a b")),
    row("same text, folded", "k: >\n  a\n  b\n", SetScalar(("k",), "a b\n")),
    row("same text, literal", "k: |2\n    a\n \n", SetScalar(("k",), Block("  a\n"))),
    row("same text, quoted", 'k: "a\\n"\n', SetScalar(("k",), Block("a\n"))),
    row("same comment", "k: a   # c\n", SetScalar(("k",), "a", "c")),
    row("no comment to delete", "k: a\n", SetScalar(("k",), "a", "")),
    row("null stays", "k: ~\n", SetScalar(("k",), Plain("null"))),
    row("same key", "'k': a\n", RenameKey(("k",), "k")),
    row("renamed already", "l: a\n", RenameKey(("k",), "l")),
    row("renamed already, quoted", "'l' : a\n", RenameKey(("k",), "l")),
    row("no such key", "k: a\n", DeleteEntry(("l",))),
    row("no such path", "k: a\n", DeleteEntry(("l", "m", 0, "n"))),
    row("path through a scalar", "k: a\n", DeleteEntry(("k", "m"))),
    row("no such item", "k: [a]\n", DeleteEntry(("k", 1), True, "a")),
    row("negative index", "k: [a]\n", DeleteEntry(("k", -1), True, "a")),
    row("index into a mapping", "k: {0: a}\n", DeleteEntry(("k", 0), True, "a")),
    row("another item is there", "k:\n- a\n", DeleteEntry(("k", 0), True, "b")),
    row("another value is there", "k: a\nl: b\n", DeleteEntry(("k",), True, "b")),
    row("other order of keys", "k:\n- {a: 1, b: 2}\n", DeleteEntry(("k", 0), True, {"b": "2", "a": "1"})),
    row("inherited key", "m: &m {a: 1}\nk:\n  <<: *m\n", DeleteEntry(("k", "a"))),
    row("nothing to delete from", "", DeleteEntry(("a",))),
    row("there already", "k: {a: 1}\n", InsertEntry(("k",), "a", "1")),
    row("there already, at another place", "a: 1\nb: 2\n", InsertEntry((), "a", "1", after="b")),
    row("there already, other style", "a:\n  b: [1]\n", InsertEntry((), "a", {"b": ["1"]})),
    row("there already, with a comment above", "# x\na: 1\n", InsertEntry((), "a", "1", comment_above="y")),
    row("there already, other comment", "a: b # v1\n", InsertEntry((), "a", Commented("b", "v2"))),
    row("there already, through an alias", "a: &x {b: 1}\nc: *x\n", InsertEntry((), "c", {"b": "1"})),
    row("null there already", "a: ~\n", InsertEntry((), "a", None)),
    row("item there already", "- a\n- b\n", InsertItem((), 1, "b")),
    row("last item there already", "- a\n- b\n", InsertItem((), None, "b")),
    row("item there already, flow", "k: [a, {b: 1}]\n", InsertItem(("k",), 1, {"b": "1"})),
]

REFUSED = [
    refusal("no such scalar", "k: a\n", SetScalar(("l",), "x"), "l is not there"),
    refusal("no such item", "k: [a]\n", SetScalar(("k", 1), "x"), "k[1] is not there"),
    refusal("a mapping", "k:\n  a: 1\n", SetScalar(("k",), "x"), "k is not a scalar", 2),
    refusal("a sequence", "j: 1\nk: [a]\n", SetScalar(("k",), "x"), "k is not a scalar", 2),
    refusal("the document", "a\n", SetScalar((), "x"), "the document is not a scalar", 1),
    refusal("inherited scalar", "m: &m {a: 1}\nk:\n  <<: *m\n", SetScalar(("k", "a"), "x"), "k.a is not there"),
    refusal("alias", "a: &x 1\nb: *x\n", SetScalar(("b",), "x"), "alias *x", 2),
    refusal("through an alias", "a: &x {k: 1}\nb: *x\n", SetScalar(("b", "k"), "x"), "b is the alias *x", 2),
    refusal("anchored and used", "a: &x 1\nb: *x\n", SetScalar(("a",), "x"), "alias *x repeats", 2),
    refusal("below an anchor that is used", "a: &x {k: 1}\nb: *x\n", SetScalar(("a", "k"), "x"), "alias *x repeats", 2),
    refusal(
        "below an anchor that is merged", "a: &x {k: 1}\nb: {<<: *x}\n", DeleteEntry(("a", "k"), False), "*x repeats", 2
    ),
    refusal("tag", "k: !!str a\n", SetScalar(("k",), "x"), "explicit tag", 1),
    refusal("own tag", "j: 1\nk: !x a\n", SetScalar(("k",), "x"), "explicit tag !x", 2),
    refusal("not plain", "k: a\n", SetScalar(("k",), Plain("a: b")), "cannot be written without quotes"),
    refusal("plain with a line break", "k: a\n", SetScalar(("k",), Plain("a\nb")), "cannot be written without quotes"),
    refusal("lone surrogate", "k: a\n", SetScalar(("k",), "\ud800"), "lone surrogate"),
    refusal("comment of two lines", "k: a\n", SetScalar(("k",), "b", "c\nd"), "one printable line"),
    refusal("comment with a control character", "k: a\n", SetScalar(("k",), "b", "c\x07"), "one printable line"),
    refusal("complex key", "? k\n: a\n", SetScalar(("k",), "x"), "written with '?'", 1),
    refusal("complex key beside", "k: a\n? l\n: b\n", SetScalar(("k",), "x"), "written with '?'", 2),
    refusal("flow key without a value", "k: {a, b: 1}\n", SetScalar(("k", "b"), "x"), "without ':'", 1),
    refusal("flow pair without braces", "k: [a: b]\n", SetScalar(("k", 0, "a"), "x"), "without braces", 1),
    refusal("lone carriage return", "k: a\rl: b\n", SetScalar(("k",), "x"), "line break '\\r'", 1),
    refusal("line separator", "j: 1\nk: 'a\u2028b'\n", SetScalar(("k",), "x"), "line break", 2),
    refusal("rename: absent", "k: a\n", RenameKey(("l",), "m"), "l is not there", 1),
    refusal("rename: taken", "k: a\nl: b\n", RenameKey(("k",), "l"), "'l' is there already", 2),
    refusal("rename: item", "- a\n", RenameKey((0,), "l"), "not a mapping", 1),
    refusal("rename: nothing", "k: a\n", RenameKey((), "l"), "no key to rename"),
    refusal("rename: alias as key", "a: &x k\n*x : b\n", RenameKey(("k",), "l"), "a key that is an alias", 2),
    refusal("rename: anchor of the key is used", "&x k: 1\nb: *x\n", RenameKey(("k",), "l"), "alias *x repeats", 2),
    refusal("rename: complex key", "? k\n: a\n", RenameKey(("k",), "l"), "written with '?'", 1),
    refusal("rename: in an alias", "a: &x {k: 1}\nb: *x\n", RenameKey(("b", "k"), "l"), "alias *x", 2),
    refusal("rename: empty key", ": a\n", RenameKey(("",), "l"), "empty", 1),
    refusal("delete: the document", "k: a\n", DeleteEntry(()), "whole document"),
    refusal("delete: everything", "k: a\n", DeleteEntry(("k",)), "nothing would be left", 1),
    refusal("delete: everything by pruning", "k:\n  l: a\n", DeleteEntry(("k", "l")), "nothing would be left", 1),
    refusal("delete: item without a model", "k: [a, b]\n", DeleteEntry(("k", 0)), "needs the model"),
    refusal("delete: equal items", "k:\n- a\n- a\n", DeleteEntry(("k", 0), True, "a"), "made twice"),
    refusal("delete: the next item moves up", "- {a: 1}\n- {a: 2}\n", DeleteEntry((0, "a")), "made twice"),
    refusal("delete: anchor that is used", "a: &x 1\nb: *x\n", DeleteEntry(("a",)), "needs the anchor", 2),
    refusal("delete: anchor inside that is used", "a:\n  c: &x 1\nb: *x\n", DeleteEntry(("a",)), "needs the anchor", 3),
    refusal("delete: anchor of a key that is used", "&x a: 1\nb: *x\n", DeleteEntry(("a",)), "needs the anchor", 2),
    refusal("delete: complex key", "? a\n: 1\n? b\n: 2\n", DeleteEntry(("a",)), "written with '?'", 1),
    refusal(
        "delete: comment in emptied brackets",
        "a: 1\nk: [ # c\n  b\n]\n",
        DeleteEntry(("k", 0), False, "b"),
        "comments",
        2,
    ),
    refusal("insert: another value", "a: 1\nk: b\n", InsertEntry((), "k", "x"), "already, with another value", 2),
    refusal(
        "insert: other order of keys",
        "k: {a: 1, b: 2}\n",
        InsertEntry((), "k", {"b": "2", "a": "1"}),
        "another value",
        1,
    ),
    refusal("insert: no such mapping", "k: a\n", InsertEntry(("l",), "m", "x"), "l is not there"),
    refusal("insert: into a scalar", "k: a\n", InsertEntry(("k",), "m", "x"), "k is not a mapping", 1),
    refusal("insert: into a sequence", "k: [a]\n", InsertEntry(("k",), "m", "x"), "k is not a mapping", 1),
    refusal("insert: no such neighbour", "k: a\n", InsertEntry((), "m", "x", before="l"), "l is not there", 1),
    refusal("insert: beside a complex key", "? k\n: a\n", InsertEntry((), "m", "x"), "written with '?'", 1),
    refusal("insert: into an alias", "a: &x {k: 1}\nb: *x\n", InsertEntry(("b",), "m", "x"), "alias *x", 2),
    refusal("insert: into what is used", "a: &x {k: 1}\nb: *x\n", InsertEntry(("a",), "m", "x"), "alias *x repeats", 2),
    refusal("insert: into a tagged mapping", "k: !!map\n  a: 1\n", InsertEntry(("k",), "m", "x"), "explicit tag", 1),
    refusal("insert: into a tagged null", "k: !!null\n", InsertEntry(("k",), "m", "x"), "explicit tag", 1),
    refusal(
        "insert: comment above, flow", "k: {a: 1}\n", InsertEntry(("k",), "m", "x", comment_above="c"), "flow style", 1
    ),
    refusal("insert: comment behind, flow", "k: {a: 1}\n", InsertEntry(("k",), "m", Commented("x", "c")), "flow style"),
    refusal("insert: null in flow", "k: [a: ]\n", InsertEntry(("k", 0, "a"), "m", "x"), "without braces", 1),
    refusal("insert: comment in empty braces", "k: { # c\n}\n", InsertEntry(("k",), "m", "x"), "comments", 1),
    refusal(
        "insert: something nested there", "k: { # c\n}\n", InsertEntry(("k",), "m", {"a": "x"}), "cannot be filled", 1
    ),
    refusal("insert: nothing there", "# c\n", InsertEntry((), "m", "x"), "the document is not there"),
    refusal("insert: null document", "--- ~\n", InsertEntry((), "m", "x"), "the document is empty"),
    refusal("item: into a mapping", "k: {a: 1}\n", InsertItem(("k",), 0, "x"), "k is not a sequence", 1),
    refusal("item: too far", "k: [a]\n", InsertItem(("k",), 2, "x"), "k has 1 items", 1),
    refusal("item: too far in null", "k:\n", InsertItem(("k",), 1, "x"), "cannot be filled", 1),
    refusal("item: negative", "k: [a]\n", InsertItem(("k",), -1, "x"), "none can be put at -1", 1),
    refusal("item: not a value", "- a\n", InsertItem((), 0, 1), "type int"),  # type: ignore[arg-type]
    refusal("item: comment above, flow", "k: [a]\n", InsertItem(("k",), 0, "x", "c"), "flow style", 1),
]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "edit"), UNCHANGED)
def test_nothing_to_do(text: str, edit: Edit, ending: str) -> None:
    """An edit whose result is there already gives back the very same document."""
    document = parse(text.replace("\n", ending))
    assert apply(document, [edit]) is document


@pytest.mark.parametrize(("text", "edit", "reason", "line"), REFUSED)
def test_refused(text: str, edit: Edit, reason: str, line: int | None) -> None:
    """An edit that cannot be made safely is an error with its reason and, where one is in the way, the line."""
    document = parse(text)
    with pytest.raises(EditError) as caught:
        apply(document, [edit])
    assert reason in caught.value.message
    assert caught.value.line == line
    assert document.text == text


def test_what_only_one_parser_reads_is_refused() -> None:
    """A tab behind a colon is YAML to libyaml and to GitHub but not to ruamel.yaml, so it is not edited around."""
    document = parse("a: 1\nk:\tb\n", fast=True)
    with pytest.raises(EditError, match="one of two YAML parsers refuses this line") as caught:
        apply(document, [SetScalar(("a",), "2")])
    assert caught.value.line == 2


def test_a_refused_edit_takes_the_others_with_it() -> None:
    """There is no partial result: one bad edit in a list is an error for all."""
    document = parse("a: 1\nb: 2\n")
    with pytest.raises(YamlError):
        apply(document, [SetScalar(("a",), "3"), SetScalar(("c",), "4")])
    assert document.text == "a: 1\nb: 2\n"
