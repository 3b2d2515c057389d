"""Reading: the two parsers agree, spans are exact, and what cannot be read is refused with a reason and a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.corpus import SHARED, corpus_files
from tests.yamlcst.layouts import describe, documents, nodes
from trustpub.yamlcst import Mapping, Scalar, Sequence, YamlError, at, decode, model, parse
from trustpub.yamlcst.parse import MAX_BYTES, MAX_DEPTH


@settings(max_examples=200)
@given(documents())
def test_both_parsers_make_the_same_nodes(data: bytes) -> None:
    """libyaml and ruamel.yaml lead to equal nodes, positions included, whatever the layout."""
    exact, fast = parse(data).root, parse(data, fast=True).root
    assert exact is not None
    assert fast is not None
    assert describe(exact) == describe(fast)


@pytest.mark.parametrize("path", corpus_files(), ids=lambda path: str(path.relative_to(SHARED)))
def test_both_parsers_agree_on_real_workflows(path: Path) -> None:
    """Both parsers read every file of the corpus alike, and it comes back byte for byte."""
    data = path.read_bytes()
    exact, fast = parse(data), parse(data, fast=True)
    assert exact.to_bytes() == fast.to_bytes() == data
    assert exact.root is not None
    assert fast.root is not None
    assert describe(exact.root) == describe(fast.root)


@settings(max_examples=100)
@given(documents())
def test_spans_hold_what_they_say(data: bytes) -> None:
    """The text of a plain one-line scalar's span is its value, and lines and columns match the offsets."""
    document = parse(data, fast=True)
    for _, node in nodes(document.root):
        written = document.text[node.start : node.end]
        if isinstance(node, Scalar) and node.style == "" and node.anchor is node.tag is None and "\n" not in written:
            assert written == node.value
        assert node.line == document.text.count("\n", 0, node.start) + 1
        assert node.column == node.start - document.text.rfind("\n", 0, node.start)


def test_the_real_workflows_are_there(shared: Path) -> None:
    """The tests on real files have files: without them this one is skipped, or fails where they must be there."""
    assert corpus_files()
    assert shared == SHARED


SPANS = [
    pytest.param("k:\n  - a\n\n# end\n", ("k",), "- a", id="no trailing blank line or comment in a block collection"),
    pytest.param("k: { a: b }  # c\n", ("k",), "{ a: b }", id="a flow mapping with its braces"),
    pytest.param("k: |\n  x\n\nl: y\n", ("k",), "|\n  x\n\n", id="a block scalar to the next line with content"),
    pytest.param("k:\nl: y\n", ("k",), "", id="an empty value behind its colon"),
    pytest.param("k: &a !!str x\n", ("k",), "&a !!str x", id="anchor and tag included"),
    pytest.param("k: 'a''\n\n  b' # c\n", ("k",), "'a''\n\n  b'", id="a quoted scalar over several lines"),
    pytest.param("k: é😀\n", ("k",), "é😀", id="offsets count characters"),
]


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(("text", "path", "span"), SPANS)
def test_span(text: str, path: tuple[str, ...], span: str, fast: bool) -> None:
    """A node's span in the original text."""
    node = at(parse(text, fast=fast).root, path)
    assert node is not None
    assert text[node.start : node.end] == span


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        pytest.param("k:\nl: y\n", 1, 3, id="behind the colon"),
        pytest.param("? k\n", 1, 4, id="a complex key without a value"),
        pytest.param("{k, l: m}\n", 1, 3, id="a flow key without a colon"),
        pytest.param("? k # c:d\n: \n", 2, 2, id="a colon behind a comment"),
    ],
)
def test_place_of_an_empty_value(text: str, line: int, column: int) -> None:
    """An empty value stands right behind what introduces it, not at the next token."""
    for fast in (False, True):
        node = at(parse(text, fast=fast).root, ("k",))
        assert node is not None
        assert (node.line, node.column, node.start) == (line, column, node.end)


REFUSED = [
    pytest.param(b"a: \0\n", "binary", None, id="binary"),
    pytest.param(b"a: b\nc: \xff\n", "not UTF-8", 2, id="not UTF-8"),
    pytest.param(b"\xff\xfea\x00:\x00", "binary", None, id="UTF-16"),
    pytest.param(b"#" * (MAX_BYTES + 1), "larger than 1 MB", None, id="over a megabyte"),
    pytest.param(b"a: 1\nb: 2\na: 3\n", "'a' stands twice", 3, id="duplicate key"),
    pytest.param(b"a: {b: 1, 'b': 2}\n", "'b' stands twice", 1, id="duplicate key, quoted otherwise"),
    pytest.param(b"a: 1\n---\nb: 2\n", "more than one YAML document", 2, id="two documents"),
    pytest.param(b"a: 1\nb: *x\n", "alias *x has no anchor", 2, id="undefined alias"),
    pytest.param(b"a: &x\n  b: *x\n", "alias *x has no anchor", 2, id="alias inside its own anchor"),
    pytest.param(b"a:\n\t- b\n", "not valid YAML", 2, id="tab as indentation"),
    pytest.param(b"a: [b\nc: d\n", "not valid YAML", 2, id="bracket left open"),
    pytest.param(b"a: 'b\n", "not valid YAML", None, id="quote left open"),
    pytest.param(b"? [a]\n: b\n", "not plain text", 1, id="a sequence as a key"),
    pytest.param(b"a: " + b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "deeper than", 1, id="too deep"),
    pytest.param(b"[" * 20_000, "deeper than", 1, id="far too deep"),
    pytest.param(
        b"a0: &a0 [x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, 9)),
        "too large once its aliases are expanded",
        None,
        id="alias bomb",
    ),
]


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(("data", "reason", "line"), REFUSED)
def test_refused(data: bytes, reason: str, line: int | None, fast: bool) -> None:
    """What is not one readable YAML document is refused with the reason and, where there is one, the line."""
    with pytest.raises(YamlError) as caught:
        parse(data, fast=fast)
    assert reason in caught.value.message
    if line is not None:
        assert caught.value.line == line


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n...\n"])
def test_an_empty_document_has_no_content(text: str) -> None:
    """Nothing but comments and markers reads as null."""
    assert model(parse(text).root) is None


def test_decode_drops_a_byte_order_mark() -> None:
    """The mark is no part of the text and comes back when the document is written."""
    data = b"\xef\xbb\xbfa: b\n"
    assert decode(data) == ("a: b\n", True)
    assert parse(data).to_bytes() == data


def test_nodes_follow_aliases_but_keep_them() -> None:
    """``value`` and ``items`` lead to the target, ``written`` shows the alias, and the model is expanded."""
    root = parse("a: &x {k: v}\nb: *x\nc: [*x]\n").root
    assert isinstance(root, Mapping)
    assert model(root) == {"a": {"k": "v"}, "b": {"k": "v"}, "c": [{"k": "v"}]}
    entry = root.entry("b")
    assert entry is not None
    assert entry.written is not entry.value
    assert entry.value is root.get("a")
    sequence = root.get("c")
    assert isinstance(sequence, Sequence)
    assert sequence.items == [root.get("a")]


@pytest.mark.parametrize("text", ["a: x\u2028y\nb: z\n", "a: x\x85y\nb: z\n", 'a: "x\u2029y"\n', "a: b\rc: d\r"])
def test_line_breaks_of_yaml_1_1_are_read_alike(text: str) -> None:
    """libyaml splits lines at U+2028, U+2029 and U+0085, ruamel.yaml does not: such files are read by the latter."""
    exact, fast = parse(text).root, parse(text, fast=True).root
    assert exact is not None
    assert fast is not None
    assert describe(exact) == describe(fast)
