"""How text for people is laid out."""

from __future__ import annotations

import io

import pytest

from trustpub.errors import TrustpubError
from trustpub.report.terminal import Paint, columns, is_terminal, printable, wants_colour, write


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two", 40, ["* one two"]),
        ("one two three", 9, ["* one two", "  three"]),
        ("", 40, ["* "]),
        ("a-very-long-word-without-any-blank", 10, ["* a-very-long-word-without-any-blank"]),
        ("x a-very-long-word-without-any-blank y", 10, ["* x", "  a-very-long-word-without-any-blank", "  y"]),
        ("a b c d e f g", None, ["* a b c d e f g"]),
    ],
)
def test_paragraphs_wrap_between_words(text: str, width: int | None, lines: list[str]) -> None:
    """The first line and the further ones have their own beginnings; no word is broken; no width means no wrapping."""
    assert Paint(False, width).wrapped(text, "* ", "  ").splitlines() == lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Grüße 你好 🚀", "Grüße 你好 🚀"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b31m\x7f", "\\x9b31m\\x7f"),
        ("\u202e\u2066\u200b", "\\u202e\\u2066\\u200b"),
        ("\U000e0001", "\\U000e0001"),
        ("caf\udce9", "caf\\udce9"),
        ("pypi-AgEIcHlwaS5vcmcabc", "pypi-***(23 characters)"),
    ],
)
def test_foreign_text_is_made_printable(text: str, shown: str) -> None:
    """What a terminal would act on, what cannot be seen, and literal tokens do not reach it."""
    assert printable(text) == shown


def test_what_an_encoding_lacks_is_written_as_an_escape() -> None:
    """Nothing is lost, and nothing raises."""
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding="ascii")
    write("→ é\n", stream)
    stream.flush()
    assert written.getvalue() == b"\\u2192 \\xe9\n"


def test_closed_standard_output_is_an_error_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python has None for a stream that was closed when it started."""
    monkeypatch.setattr("sys.stdout", None)
    with pytest.raises(TrustpubError, match="standard output is closed"):
        write("text")


def test_no_stream_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither None nor a closed stream has somebody at it, a width, or a wish for colours."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    closed = io.StringIO()
    closed.close()
    for stream in (None, closed, io.StringIO()):
        assert not is_terminal(stream) and columns(stream) is None and not wants_colour(stream)
