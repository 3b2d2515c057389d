"""Setting scalars and renaming keys: what is rewritten, and how."""

from __future__ import annotations

import pytest

from tests.yamlcst.tables import edited
from trustpub.yamlcst.edit import Block, Plain, RenameKey, SetScalar


def case(before: str, after: str, value: str | Plain | Block, comment: str | None = None, *, id: str) -> object:  # noqa: A002
    """A row: setting ``k`` in `before` gives `after`."""
    return pytest.param(before, after, SetScalar(("k",), value, comment), id=id)


STYLES = [
    case("k: a\n", "k: b\n", "b", id="plain stays plain"),
    case("k: 'a'\n", "k: 'b'\n", "b", id="single quotes stay"),
    case('k: "a"\n', 'k: "b"\n', "b", id="double quotes stay"),
    case("k: 'a'\n", "k: 'it''s'\n", "it's", id="single quotes are doubled"),
    case("k: 'a'\n", 'k: "\\x1b[0m"\n', "\x1b[0m", id="single quotes cannot hold a control character"),
    case(
        'k: "a"\n', 'k: "\\"b\\" \\\\ é😀"\n', '"b" \\ é😀', id="double quotes escape what they must and nothing else"
    ),
    case("k: a\n", 'k: ""\n', "", id="an empty text is not null"),
    case("k: a\n", "k: ${{ secrets.X }}\n", "${{ secrets.X }}", id="an expression needs no quotes"),
    case("k:   a\n", "k:   b\n", "b", id="spaces behind the colon"),
    case("k:\n  a\n", "k:\n  b\n", "b", id="a value on the next line"),
    case("k: a\n  b\n\n  c # d\n", "k: e # d\n", "e", id="a plain scalar over several lines"),
    case("k: 'a\n\n  b' # d\n", "k: 'e' # d\n", "e", id="a quoted scalar over several lines"),
    case("k: &x a\n", "k: &x b\n", "b", id="an anchor that nothing uses stays"),
    case("k:\n", "k: a\n", "a", id="null"),
    case("k: # c\n", "k: a # c\n", "a", id="null with a comment"),
    case("k: ~ # c\n", "k: a # c\n", "a", id="null that is written out"),
    case("k:", "k: a", "a", id="null without a final line break"),
    case("k: &x\nl: m\n", "k: &x a\nl: m\n", "a", id="null with an anchor"),
    case('l: "x"\nk: a\n', 'l: "x"\nk: "1"\n', "1", id="the file's double quotes"),
    case("l: 'x'\nk: a\n", "l: 'x'\nk: '1'\n", "1", id="the file's single quotes"),
    case("k: 'a'\n", "k: true\n", Plain("true"), id="a boolean on request"),
    case("k: a\r\nl: m\r\n", "k: b\r\nl: m\r\n", "b", id="CRLF"),
]

NEEDS_QUOTES = [
    *(
        "on",
        "yes",
        "No",
        "n",
        "true",
        "False",
        "null",
        "~",
        "1",
        "3.10",
        "0x1f",
        "0o7",
        "1e3",
        "1_000",
        "12:30",
        ".5",
        ".inf",
    ),
    *(
        "2024-01-31",
        "<<",
        "=",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "- a",
        "-",
        "? a",
        ": a",
        "[a",
        "{a",
        "#a",
        "|",
        ">",
        ",",
    ),
    *(" a", "a ", "a: b", "a:", "a #b", "'a", '"a', "---", "a\tb", "1234567e1"),
]
NEEDS_NONE = [
    "a",
    "a:b",
    "a#b",
    "--flag",
    "-x",
    "v1",
    "1.2.3",
    "3.x",
    "a/b@v1",
    "don't",
    "http://x/y",
    "é",
    "a*",
    "$a",
    "(a)",
]

BLOCKS = [
    case("k: |\n  a\n  b\n  c\n", "k: |\n  a\n  d\n  c\n", "a\nd\nc\n", id="one line of three"),
    case("k: |\n    a\n\n    b\n", "k: |\n    a\n\n    b\n    c\n", "a\n\nb\nc\n", id="indentation of the body"),
    case("k: |\n  a\n   \n  b\nl: m\n", "k: |\n  a\n   \n  c\nl: m\n", "a\n \nc\n", id="spaces of a line that stays"),
    case("k: |\n  a\n \n  b\nl: m\n", "k: |\n  a\n \n  c\nl: m\n", "a\n\nc\n", id="an untidy blank line stays"),
    case("k: |-\n  a\n", "k: |-\n  b\n", "b", id="strip stays"),
    case("k: |+\n  a\n\nl: m\n", "k: |+\n  b\n\nl: m\n", "b\n\n", id="keep stays"),
    case("k: |+\n  a\n\nl: m\n", "k: |\n  b\n\nl: m\n", "b\n", id="keep that would be wrong becomes clip"),
    case("k: |\n  a\nl: m\n", "k: |-\n  b\nl: m\n", "b", id="clip that would be wrong becomes strip"),
    case("k: |-\n  a\n\n\nl: m\n", "k: |\n  b\n\n\nl: m\n", "b\n", id="blank lines behind stay"),
    case("k: | # c\n  a\n", "k: | # c\n  b\n", "b\n", id="comment in the header"),
    case("k: | # c\n  a\n", "k: |- # d\n  b\n", "b", "d", id="comment in the header replaced"),
    case("k: |2\n    a\n", "k: |2\n    b\n", "  b\n", id="indentation indicator stays"),
    case("k: |\n  a\n", "k: |2\n    a\n  b\n", "  a\nb\n", id="indentation indicator where it becomes necessary"),
    case("k: |\n  # a\n  b\n", "k: |\n  # a\n  c\n", "# a\nc\n", id="a comment of the script is text"),
    case("k: |\n  a", "k: |\n  b", "b", id="no final line break"),
    case("k: |\n  a", "k: |\n  b\n", "b\n", id="a final line break that the text needs"),
    case("k: |\r\n  a\r\n  b\r\n", "k: |\r\n  a\r\n  c\r\n", "a\nc\n", id="CRLF"),
    case("k: |\n  a\n# c\n", 'k: ""\n# c\n', "", id="no text at all"),
    case("k: | # c\n  a\nl: m\n", 'k: "\\x07" # c\nl: m\n', "\x07", id="a text that no block scalar can hold"),
    case(
        "k: >\n  a\n  b\n\n  c\n",
        "k: >\n  a\n  b\n\n  d\n",
        "a b\nd\n",
        id="folded: a paragraph that stays is folded as it was",
    ),
    case("k: >-\n  a\n", "k: >-\n  a\n\n  b\n", "a\nb", id="folded: a line break is a blank line"),
    case("k: >\n  a\n   b\n  c\n", "k: >\n  a\n   d\n  c\n", "a\n d\nc\n", id="folded: deeper lines are not folded"),
    case("k: >\n  a\nl: m\n", "k: >\n\n\n  a\n\n\n  b\nl: m\n", "\n\na\n\nb\n", id="folded: blank lines"),
    case("k: |", "k: |\n  a\n", "a\n", id="an empty one at the end of the file"),
    case(
        "k: |\n            a\n\nl: m\n",
        "k: |2\n    b\n\nl: m\n",
        "  b\n",
        id="an indentation that no indicator can say",
    ),
    case("k: a # c\nl: m\n", "k: | # c\n  x\n  y\nl: m\n", "x\ny\n", id="a plain scalar becomes a block scalar"),
    case("k: 'a'\n", "k: |-\n  x\n  y\n", "x\ny", id="a quoted scalar becomes a block scalar"),
    case("k: # c\nl: m\n", "k: | # c\n  x\nl: m\n", Block("x\n"), id="null becomes a block scalar"),
    case("k: |\n  a\n\n\nl: m\n", "k: true\n\n\nl: m\n", Plain("true"), id="a block scalar becomes a boolean"),
]

COMMENTS = [
    case("k: a # c\n", "k: b # c\n", "b", id="stays"),
    case("k: a # c\n", "k: b # d\n", "b", "d", id="replaced"),
    case("k: a   # c\n", "k: a   # d\n", "a", "d", id="replaced behind its spaces"),
    case("k: a\n", "k: b # d\n", "b", "d", id="added"),
    case("k: a\nl: b  # c\n", "k: a  # d\nl: b  # c\n", "a", "d", id="added with two spaces as elsewhere"),
    case("k: a  # c\n", "k: a\n", "a", "", id="deleted with its spaces"),
    case("k: 'a # b'\n", "k: 'c' # d\n", "c", "d", id="a number sign in quotes is no comment"),
    case("k:\n", "k: a # d\n", "a", "d", id="added behind a new value"),
    case("k: a\r\n", "k: a # d\r\n", "a", "d", id="CRLF"),
    case("k: a", "k: a # d", "a", "d", id="no final line break"),
]


@pytest.mark.parametrize(("before", "after", "edit"), [*STYLES, *BLOCKS, *COMMENTS])
def test_set_scalar(before: str, after: str, edit: SetScalar) -> None:
    """A new value in the style of the old one where that can hold it, all else as it was."""
    assert edited(before, edit) == after


@pytest.mark.parametrize("value", NEEDS_QUOTES)
def test_text_that_needs_quotes(value: str) -> None:
    """What YAML 1.1 or 1.2 would read as something else is quoted."""
    assert edited("k: x\n", SetScalar(("k",), value)).startswith('k: "')


@pytest.mark.parametrize("value", NEEDS_NONE)
def test_text_that_needs_no_quotes(value: str) -> None:
    """Everything else is not."""
    assert edited("k: x\n", SetScalar(("k",), value)) == f"k: {value}\n"


@pytest.mark.parametrize("value", ["a, b", "a]", "${{ x }}", "a: b", "http://x"])
def test_text_that_needs_quotes_in_flow_style(value: str) -> None:
    """Inside brackets more characters have a meaning."""
    assert edited("k: [x, y]\n", SetScalar(("k", 0), value)) == f'k: ["{value}", y]\n'


def test_an_item_is_set_by_its_index() -> None:
    """Paths lead through sequences by position; a text with line breaks is indented below the dash."""
    text = "k:\n- a\n- b # c\n"
    assert edited(text, SetScalar(("k", 1), "d")) == "k:\n- a\n- d # c\n"
    assert edited(text, SetScalar(("k", 0), "x\ny\n")) == "k:\n- |\n  x\n  y\n- b # c\n"


RENAMES = [
    pytest.param("a: 1 # c\n", "b", "b: 1 # c\n", id="plain"),
    pytest.param("'a'  : 1\n", "b", "'b'  : 1\n", id="quotes and spaces stay"),
    pytest.param("a: 1\n", "on", '"on": 1\n', id="a key that would be a boolean is quoted"),
    pytest.param("{a: 1}\n", "b", "{b: 1}\n", id="flow"),
    pytest.param("a:\n  - x\n", "b", "b:\n  - x\n", id="the value is not touched"),
    pytest.param("a: &x 1\n", "b", "b: &x 1\n", id="an anchored value"),
    pytest.param("a: &x 1\nc: *x\n", "b", "b: &x 1\nc: *x\n", id="an anchored value that is used"),
    pytest.param("\ufeffa: 1\r\n", "é", "é: 1\r\n", id="byte order mark and CRLF"),
]


@pytest.mark.parametrize(("before", "key", "after"), RENAMES)
def test_rename_key(before: str, key: str, after: str) -> None:
    """Only the key's characters change."""
    assert edited(before, RenameKey(("a",), key)) == after
