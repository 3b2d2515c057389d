"""How trustpub knows its own commits and pull requests again, whatever names stand in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustpub.migration.types import Publisher
from trustpub.pullrequest.marker import digest_in, digest_of, read_marker, write_marker

NAMES = st.one_of(st.text(), st.sampled_from(["-->", "--!>", "<!--", "-", "--", "---", "\n", "\u202e", "\ud800"]))
PUBLISHERS = st.builds(
    Publisher, NAMES, st.none() | NAMES, st.none() | NAMES, st.none() | NAMES, NAMES, st.none() | NAMES
)


@given(st.lists(PUBLISHERS, max_size=5))
def test_publishers_survive_whatever_their_names(publishers: list[Publisher]) -> None:
    """The comment is one line of plain letters that cannot end early, and says the same when it is read."""
    marker = write_marker("0" * 64, publishers, "1" * 64)
    assert marker.isascii() and marker.count("--") == 2 and marker.count("<") == marker.count(">") == 1
    assert "\n" not in marker
    found = read_marker(f"text\n\n{marker}\n")
    assert found is not None and found.digest == "0" * 64 and found.publishers == tuple(publishers)


def test_too_many_publishers_are_not_told() -> None:
    """The rest of the text needs room as well."""
    publisher = Publisher("pypi", "x" * 50, "o", "r", "w.yml", "pypi")
    found = read_marker(write_marker("1", [publisher] * 1000, "2"))
    assert found is not None and found.digest == "1" and found.publishers is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "trustpub: v1",
        "<!-- trustpub -->",
        "text <!-- trustpub: v1 {} -->",
        "`<!-- trustpub: v1 {} -->`",
        "<!-- trustpub: vx {} -->",
    ],
)
def test_what_is_no_marker(body: str) -> None:
    """It stands in a line of its own; what is quoted in a line is somebody's text."""
    assert read_marker(body) is None


@pytest.mark.parametrize(
    "facts",
    [
        "",
        " {}",
        " {not json}",
        ' {"publishers": 1, "digest": 2}',
        ' {"publishers": [1]}',
        ' {"publishers": [{"index": "pypi"}]}',
        ' {"publishers": [{"index": "pypi", "workflow": "x", "owner": 1}]}',
        ' {"publishers": ' + "[" * 100_000 + "}",
    ],
)
def test_a_marker_that_was_tampered_with_tells_nothing(facts: str) -> None:
    """It is still one of ours to look at, but nothing is believed."""
    found = read_marker(f"<!-- trustpub: v1{facts} -->\r\n")
    assert found is not None and found.publishers is None and found.digest is None


def test_the_last_marker_counts_and_a_newer_one_is_not_understood() -> None:
    """Trustpub writes its own at the end."""
    first, last = write_marker("1", [], "3"), write_marker("2", [], "3")
    found = read_marker(f"{first}\n{last}")
    assert found is not None and found.digest == "2"
    newer = read_marker(last.replace("v1", "v2"))
    assert newer is not None and newer.digest is None and newer.publishers is None


def test_digests_tell_paths_and_contents_apart() -> None:
    """Nothing can be moved from a name into a text, and the order does not count."""
    assert digest_of({"a": b"1", "b": b"2"}) == digest_of({"b": b"2", "a": b"1"})
    assert len({digest_of(files) for files in ({}, {"a": b""}, {"a\0": b""}, {"": b"a"}, {"a": b"a"}, {"b": b""})}) == 6


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        ("Subject\n\nTrustpub-Change: abc\n", "abc"),
        ("Subject\n\nBody\n\nTrustpub-Change: abc\nSigned-off-by: A <a@b.c>\n", "abc"),
        ("Subject\r\n\r\nTrustpub-Change: abc\r\n", "abc"),
        ("Subject\n\nTrustpub-Change: abc\n\nMore\n", None),
        ("Trustpub-Change: abc\n", None),
        ("Subject\n\nTrustpub-Change: abc\nand more\n", None),
        ("", None),
    ],
)
def test_the_digest_in_a_message(message: str, digest: str | None) -> None:
    """It is a trailer, so it stands in the last paragraph, which is not the subject."""
    assert digest_in(message) == digest
