"""GitHub's expression language: the grammar, the values, and what is only known at run time."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustpub.workflow.evaluation import UNKNOWN, Unknown, either, evaluate, evaluate_text, literals, truthy
from trustpub.workflow.expressions import (
    Call,
    Expression,
    ExpressionError,
    Literal,
    Operation,
    Reference,
    Value,
    embedded,
    parse_expression,
    parts,
    references,
)


def ref(dotted: str) -> Reference:
    """The reference with these parts."""
    return Reference(tuple(dotted.split(".")))


PARSED = (
    pytest.param("secrets.X", ref("secrets.X"), id="property"),
    pytest.param("steps.a-b.outputs.c_d", ref("steps.a-b.outputs.c_d"), id="hyphen-in-a-name"),
    pytest.param("secrets['X']", ref("secrets.X"), id="index-with-a-string"),
    pytest.param("secrets[ 'X Y' ].z", Reference(("secrets", "X Y", "z")), id="index-with-blanks"),
    pytest.param("matrix.*.a", ref("matrix.*.a"), id="star"),
    pytest.param("jobs[*].x", ref("jobs.*.x"), id="star-in-brackets"),
    pytest.param("secrets[matrix.a]", Operation("[]", (ref("secrets.*"), ref("matrix.a"))), id="computed-index"),
    pytest.param("fromJSON('x').a", Operation("[]", (Call("fromjson", (Literal("x"),)), Literal("a"))), id="of-a-call"),
    pytest.param("'it''s'", Literal("it's"), id="quote-in-a-string"),
    pytest.param("TRUE", Literal(True), id="constants-in-any-case"),
    pytest.param("null", Literal(None), id="null"),
    pytest.param("-1.5e2", Literal(-150.0), id="number"),
    pytest.param("0xff", Literal(255.0), id="hexadecimal"),
    pytest.param("!a", Operation("!", (ref("a"),)), id="not"),
    pytest.param("a||b&&c", Operation("||", (ref("a"), Operation("&&", (ref("b"), ref("c"))))), id="and-binds-closer"),
    pytest.param("a == b > c", Operation("==", (ref("a"), Operation(">", (ref("b"), ref("c"))))), id="order-closer"),
    pytest.param("(a || b) && c", Operation("&&", (Operation("||", (ref("a"), ref("b"))), ref("c"))), id="parentheses"),
    pytest.param("format('{0}', a, b)", Call("format", (Literal("{0}"), ref("a"), ref("b"))), id="call"),
    pytest.param("always()", Call("always", ()), id="call-without-arguments"),
)


@pytest.mark.parametrize(("text", "expected"), PARSED)
def test_parses(text: str, expected: Expression) -> None:
    """An expression becomes the tree that GitHub's grammar gives it."""
    assert parse_expression(text) == expected


NOT_EXPRESSIONS = ("", "a b", "a ||", "(a", "a)", "f(a", "a[", "a..b()'", "'open", "a = b", "@", "#", '"double"', "a[1")


@pytest.mark.parametrize("text", NOT_EXPRESSIONS)
def test_refuses(text: str) -> None:
    """What is no expression is an `ExpressionError`."""
    with pytest.raises(ExpressionError):
        parse_expression(text)


@given(st.one_of(st.text(max_size=60), st.text(alphabet="ab.[]()'!&|=<>, *0x-", max_size=60)))
def test_only_an_expression_error_is_raised(text: str) -> None:
    """Any text is parsed or refused with `ExpressionError`; its references and values can be asked for all the same."""
    with suppress(ExpressionError):
        evaluate(parse_expression(text), lambda _: UNKNOWN)
    wrapped = f"x ${{{{ {text} }}}} y"
    references(wrapped)
    evaluate_text(wrapped, lambda _: "z")
    literals(wrapped)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(" * 100_000 + ")" * 100_000, id="parentheses"),
        pytest.param("!" * 100_000 + "a", id="negations"),
        pytest.param("f(" * 100_000, id="calls"),
        pytest.param(" || ".join(["a"] * 100_000), id="operators"),
        pytest.param("a" + ".b" * 100_000, id="properties"),
        pytest.param("a" + "[0]" * 100_000, id="indexes"),
    ],
)
def test_long_expressions_are_refused_at_once(text: str) -> None:
    """An expression far beyond GitHub's limits is refused, in no time and without exhausting the stack."""
    started = time.monotonic()
    with pytest.raises(ExpressionError):
        parse_expression(text)
    assert time.monotonic() - started < 5


PIECES: tuple[tuple[str, list[tuple[bool, str]]], ...] = (
    ("", []),
    ("plain", [(False, "plain")]),
    ("${{ a }}", [(True, "a")]),
    ("x${{a}}y${{ b }}", [(False, "x"), (True, "a"), (False, "y"), (True, "b")]),
    ("${{ '}}' }}z", [(True, "'}}'"), (False, "z")]),
    ("${{ format('{0}}}', a) }}", [(True, "format('{0}}}', a)")]),
    ("${{ never closed", [(False, "${{ never closed")]),
    ("${{ a }} ${{ never", [(True, "a"), (False, " ${{ never")]),
    ("${{ it's }}", [(True, "it's")]),
    ("${{\n  a\n}}", [(True, "a")]),
)


@pytest.mark.parametrize(("text", "expected"), PIECES)
def test_parts(text: str, expected: list[tuple[bool, str]]) -> None:
    """A text is split at its expressions; quotes hide braces, and what is not closed is text."""
    assert parts(text) == expected
    assert embedded(text) == [piece for is_expression, piece in expected if is_expression]


@given(st.text(alphabet="${}' ab", max_size=40))
def test_parts_lose_nothing(text: str) -> None:
    """Every character outside of braces and the blanks inside of them is in one of the pieces, in order."""
    rebuilt = "".join(f"${{{{{piece}}}}}" if is_expression else piece for is_expression, piece in parts(text))
    assert rebuilt.replace(" ", "") == text.replace(" ", "")


def test_references() -> None:
    """All references are found in order, also in arguments and indexes, and in what does not parse."""
    text = "${{ a.b && f(c.d, secrets[e.f]) }}-${{ g.h }}"
    assert references(text) == [ref("a.b"), ref("c.d"), ref("secrets.*"), ref("e.f"), ref("g.h")]
    assert references("${{ secrets.X @ 'secrets.Y' }}") == [ref("secrets.X")]


KNOWN: dict[str, Value] = {"a": "A", "empty": "", "yes": True, "no": False, "one": 1.0, "none": None}


def lookup(reference: Reference) -> Value | Unknown:
    """What the tests know of names."""
    return KNOWN.get(reference.parts[0], UNKNOWN)


VALUES = (
    ("a", "A"),
    ("a == 'a'", True),
    ("a != 'A'", False),
    ("'' == none", True),
    ("yes == 1", True),
    ("'1' == one", True),
    ("'x' == 0", False),
    ("!a", False),
    ("!empty", True),
    ("!unknown", UNKNOWN),
    ("unknown == a", UNKNOWN),
    ("no && unknown", False),
    ("unknown && no", False),
    ("unknown && a", UNKNOWN),
    ("a || unknown", "A"),
    ("unknown || a", UNKNOWN),
    ("unknown || yes", True),
    ("empty || a", "A"),
    ("yes && a || 'b'", "A"),
    ("no && a || 'b'", "b"),
    ("format('{0}-{1}', a, one)", "A-1"),
    ("format('{0}', unknown)", UNKNOWN),
    ("startsWith('Abc', 'aB')", True),
    ("endsWith('abc', 'C')", True),
    ("contains('abc', 'x')", False),
    ("contains(unknown, 'x')", UNKNOWN),
    ("always()", UNKNOWN),
    ("one > 0", UNKNOWN),
)


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_evaluates(text: str, expected: Value | Unknown) -> None:
    """A value is told where what is known settles it, and is unknown otherwise."""
    assert evaluate(parse_expression(text), lookup) == expected


def test_truthy() -> None:
    """False, 0, the empty string and null are false, all others true."""
    assert [truthy(value) for value in (False, 0.0, "", None)] == [False] * 4
    assert [truthy(value) for value in (True, 1.0, "false", "0")] == [True] * 4


def test_evaluates_texts() -> None:
    """Values go into texts as GitHub writes them; one unknown value makes the whole text unknown."""
    assert evaluate_text("x-${{ a }}-${{ one }}-${{ yes }}-${{ none }}.", lookup) == "x-A-1-true-."
    assert evaluate_text("${{ 1.5 }}", lookup) == "1.5"
    assert evaluate_text("x${{ unknown }}", lookup) is None
    assert evaluate_text("x${{ not an expression }}", lookup) is None


LITERALS = (
    ("${{ github.ref == 'x' && 'a' || 'b' }}", ["a", "b"]),
    ("${{ 'a' }}", ["a"]),
    ("${{ x && 'a' || y && 'b' || 'c' }}", ["a", "b", "c"]),
    ("${{ x && secrets.A || 'b' }}", None),
    ("${{ x }}", None),
    ("p-${{ x && 'a' || 'b' }}", None),
    ("plain", None),
    ("${{ broken ( }}", None),
)


@pytest.mark.parametrize(("text", "expected"), LITERALS)
def test_literals(text: str, expected: list[str] | None) -> None:
    """An expression that only chooses between literals tells all of them."""
    assert literals(text) == expected


def test_either_of_literals() -> None:
    """One of several literals is an expression whose choices are these, each once, and whose value is unknown."""
    text = either(["a", "it's", "a", "b"])
    assert literals(text) == ["a", "it's", "b"]
    assert evaluate_text(text, lambda _: UNKNOWN) is None
    assert either(["a", "a"]) == "a"


def test_either_of_expressions() -> None:
    """One of several expressions names the references of all of them."""
    text = either(["${{ secrets.A }}", "x-${{ secrets.B }}{0}", "z"])
    assert [reference for reference in references(text) if reference.context == "secrets"] == [
        ref("secrets.A"),
        ref("secrets.B"),
    ]
    assert literals(text) is None
