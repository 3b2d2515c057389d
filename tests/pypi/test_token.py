"""What tokens tell of themselves."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pypi.tokens import ACCOUNT, IDENTIFIER, leaks, planted
from trustpub.pypi.token import Anatomy, NotAToken, advice_on, describe_literal, take_apart, validity

USER_WIDE = [3, ACCOUNT]
PROJECT = [1, ["sampler"]]


@pytest.mark.parametrize(
    ("caveats", "kind", "projects"),
    [
        ([USER_WIDE], "user", ()),
        ([], "user", ()),
        ([{"version": 1, "permissions": "user"}], "user", ()),
        ([{"version": 1, "permissions": {"projects": ["sampler", "other"]}}], "projects", ("other", "sampler")),
        ([USER_WIDE, PROJECT], "projects", ("sampler",)),
        ([PROJECT, [2, ["00000000-0000-4000-8000-000000000000"]]], "projects", ("sampler",)),
        ([[1, ["a", "b"]], [1, ["b", "c"]]], "projects", ("b",)),
        ([[2, ["00000000-0000-4000-8000-000000000000"]]], "projects", ()),
        ([[4, "11111111-0000-4000-8000-000000000000"], [2, ["x"]], [0, 2000000900, 2000000000]], "publisher", ()),
        ([[99, "new"]], "unknown", ()),
        ([PROJECT, {"nonsense": 1}], "unknown", ()),
    ],
)
def test_what_a_token_is_good_for(caveats: list[object], kind: str, projects: tuple[str, ...]) -> None:
    """Each caveat narrows it; one that nobody knows makes it unknown."""
    anatomy = take_apart(planted(caveats=caveats))
    assert (anatomy.kind, anatomy.projects) == (kind, projects)
    assert anatomy.scope in anatomy.description and advice_on(anatomy)


@pytest.mark.parametrize(
    ("domain", "index", "words"),
    [
        ("pypi.org", "pypi", "for PyPI"),
        ("test.pypi.org", "testpypi", "for TestPyPI"),
        ("index.example.org", "other", "for index.example.org"),
        ("evil\n\x1b[31m", "other", "for an unknown index"),
    ],
)
def test_the_index_of_a_token(domain: str, index: str, words: str) -> None:
    """Its location; a host that is none of PyPI's becomes no link, and one that is no host is not shown."""
    anatomy = take_apart(planted(domain))
    assert anatomy.index == index and anatomy.description.startswith(words)
    links = [text for text in advice_on(anatomy) if "https://" in text]
    assert (len(links) == 1) == (index != "other")


def test_when_a_token_is_valid() -> None:
    """Without limit, or between two dates, of which several narrow each other."""
    forever = take_apart(planted(caveats=[USER_WIDE]))
    assert validity(forever, datetime.now(timezone.utc)) == "until it is revoked"
    limited = take_apart(planted(caveats=[[0, 2000000000, 1000000000], [0, 1900000000, 1100000000]]))
    assert (limited.not_before, limited.not_after) == (1100000000, 1900000000)
    before, after = (datetime.fromtimestamp(seconds, timezone.utc) for seconds in (1500000000, 1950000000))
    assert validity(limited, before) == "from 2004-11-09 11:33 UTC to 2030-03-17 17:46 UTC"
    assert validity(limited, after).endswith("which is over")
    endless = take_apart(planted(caveats=[[0, 10**30, 0]]))
    assert "a date that is none" in validity(endless, before)


def test_only_the_beginning_of_the_identifier_is_kept() -> None:
    """Enough to recognise it on the account's page; one that is no number of PyPI's kind is not shown at all."""
    assert take_apart(planted()).recognisable == IDENTIFIER[:8]
    assert take_apart(planted(identifier="somebody@example.org")).recognisable is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "pypi-",
        "pypi-hello",
        "pypi-AgEIcHlwaS5vcmc",
        planted()[:-30],
        planted().replace("pypi-", "pipy-"),
        planted() + " x",
        "pypi-" + "A" * 100_000,
        "pypi-é",
        "ghp_0123456789012345678901234567890123456789",
    ],
)
def test_what_is_no_token(text: str) -> None:
    """The error says so, and holds nothing of the text."""
    with pytest.raises(NotAToken) as caught:
        take_apart(text)
    assert len(text) < 13 or text[5:20] not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@given(st.text("AgEIcHlwaS5vcmc0123456789_-", max_size=300))
def test_any_text_is_a_token_or_is_not(text: str) -> None:
    """Nothing but `NotAToken` comes out of whatever follows `pypi-`."""
    try:
        anatomy = take_apart(f"pypi-{text}")
    except NotAToken:
        return
    assert isinstance(anatomy, Anatomy)


def test_a_literal_is_described_without_it() -> None:
    """Also inside of a text, and when it is cut."""
    token = planted("test.pypi.org", caveats=[USER_WIDE])
    assert describe_literal(token) == "for TestPyPI, good for every project of the account that made it"
    assert describe_literal(f"password: {token} # old") == describe_literal(token)
    assert describe_literal(token[:-30]) == "for TestPyPI, cut or damaged"
    assert describe_literal("pypi-" + "x" * 70) == "cut or damaged"
    many = planted(caveats=[[1, [f"project-{number}" for number in range(40)]]])
    assert describe_literal(many).endswith("and more")
    for text in (token, token[:-30], many):
        assert leaks(text, describe_literal(text)) == []
