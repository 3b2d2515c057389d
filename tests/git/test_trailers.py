"""Trailers of messages as git reads them, and the names that stand in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustpub.errors import InputError
from trustpub.git.identity import Identity, read_identity
from trustpub.git.trailers import signed_off, trailers, with_trailer

ADA = Identity("Ada", "ada@example.org")


@pytest.mark.parametrize(
    ("message", "after"),
    [
        ("Subject", "Subject\n\nKey: value\n"),
        ("Subject\n\n\n", "Subject\n\nKey: value\n"),
        ("Subject\n\nBody\n", "Subject\n\nBody\n\nKey: value\n"),
        ("Subject\n\nOther: x\n", "Subject\n\nOther: x\nKey: value\n"),
        ("Subject\n\nBody\nOther: x\n", "Subject\n\nBody\nOther: x\n\nKey: value\n"),
        ("fix: Subject\n", "fix: Subject\n\nKey: value\n"),
        ("Subject\n\nKey: value\n", "Subject\n\nKey: value\n"),
        ("Subject\n\nKey: value\nOther: x\n", "Subject\n\nKey: value\nOther: x\nKey: value\n"),
    ],
)
def test_a_trailer_is_added_where_git_would(message: str, after: str) -> None:
    """To the block of trailers where there is one, else as a block of its own; the last one is not repeated."""
    assert with_trailer(message, "Key", "value") == after


@given(st.text(), st.text(alphabet="abc: \n#-", min_size=1))
def test_adding_twice_equals_adding_once(subject: str, body: str) -> None:
    """A message that was signed off is not signed off again, and what it said before is still there."""
    message = f"x{subject}\n\n{body}"
    once = signed_off(message, ADA)
    assert signed_off(once, ADA) == once
    assert trailers(once)[-1] == ("Signed-off-by", "Ada <ada@example.org>")
    assert once.startswith(message.rstrip("\n"))


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("Ada <ada@example.org>", ADA),
        ("  Ada  <ada@example.org> ", ADA),
        ("Ada O'Neil, Jr. <a@b>", Identity("Ada O'Neil, Jr.", "a@b")),
        ("\u00c9mile <e@example.org>", Identity("\u00c9mile", "e@example.org")),
    ],
)
def test_an_identity_is_read(text: str, identity: Identity) -> None:
    """A name and an address, as git writes them."""
    assert read_identity(text) == identity
    assert read_identity(str(identity)) == identity


@pytest.mark.parametrize("text", ["", "Ada", "<a@b>", " <a@b>", "Ada <>", "Ada <a b>", "A\nB <a@b>", "A <a@b> x"])
def test_what_is_no_identity(text: str) -> None:
    """A commit would not take it, or would take it for something else."""
    with pytest.raises(InputError, match="names no author; write it as 'NAME <EMAIL>'"):
        read_identity(text)
