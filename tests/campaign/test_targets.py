"""Which repositories a campaign is about: what the user may write, and what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from trustpub.campaign.globs import Globs
from trustpub.campaign.names_file import full_name_of, read_names
from trustpub.campaign.targets import FILE, ORGANIZATION, USER, Target, account
from trustpub.errors import InputError, TrustpubError


@pytest.mark.parametrize(
    ("line", "full_name"),
    [
        ("octo-org/sampler", "octo-org/sampler"),
        ("octo-org/.github", "octo-org/.github"),
        ("octo_corp/a.b_c-d", "octo_corp/a.b_c-d"),
        ("https://github.com/octo-org/sampler", "octo-org/sampler"),
        ("https://github.com/octo-org/sampler/", "octo-org/sampler"),
        ("https://github.com/octo-org/sampler.git", "octo-org/sampler"),
        ("https://GitHub.com/octo-org/sampler.js/tree/main/x?y#z", "octo-org/sampler.js"),
        ("github.com/octo-org/sampler", "octo-org/sampler"),
        ("git@github.com:octo-org/sampler.git", "octo-org/sampler"),
        ("ssh://git@github.com/octo-org/sampler.git", "octo-org/sampler"),
    ],
)
def test_a_line_names_a_repository(line: str, full_name: str) -> None:
    """By its full name, or by an address as a browser or git has it."""
    assert full_name_of(line) == full_name


@pytest.mark.parametrize(
    "line",
    [
        "sampler",
        "octo-org/",
        "/sampler",
        "octo-org/..",
        "octo-org/sampler/extra",
        "octo org/sampler",
        "-octo/sampler",
        "https://gitlab.com/octo-org/sampler",
        "https://github.com.evil.example/octo-org/sampler",
        "https://user:secret@github.com/octo-org/sampler",
        "https://github.com/octo-org",
        "octo-org/\x1b[2J",
    ],
)
def test_a_line_that_names_none(line: str) -> None:
    """Other hosts, half names, and what no name can hold."""
    assert full_name_of(line) is None


def test_a_file_has_remarks_blank_lines_and_duplicates(tmp_path: Path) -> None:
    """Each repository once, ignoring case, in the file's order, with the line that it came first in."""
    path = tmp_path / "repositories.txt"
    path.write_bytes(
        b"\xef\xbb\xbf# ours\r\nocto-org/b  # the second\r\n\r\nhttps://github.com/octo-org/a\r\nOcto-Org/B\r\n"
    )
    assert read_names(str(path)) == [("octo-org/b", 2), ("octo-org/a", 4)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"a/b\nnothing\n", ":2: line 2 is neither OWNER/NAME nor the address of a repository on github.com"),
        (b"x\n" * 9, ":1: lines 1, 2, 3, 4, 5, ... are neither OWNER/NAME nor the address"),
        (b"# nothing\n\n", ": the file lists no repository; write one OWNER/NAME a line"),
        (b"a/b\na/\xff\n", ":2: it is not encoded as UTF-8"),
        (b"a/b\n" * 1_300_000, ": it has more than 5 MB, which is no list of repositories"),
    ],
    ids=["one line", "many lines", "empty", "encoding", "huge"],
)
def test_a_file_that_is_no_list(data: bytes, sentence: str, tmp_path: Path) -> None:
    """It is told with the file and the line."""
    path = tmp_path / "repositories.txt"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_names(str(path))
    assert str(caught.value).startswith(f"{path}{sentence}")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The system's reason is told."""
    with pytest.raises(InputError, match="cannot be read: no such file or directory"):
        read_names(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("include", "exclude", "accepted"),
    [
        ((), (), ["Sampler", "sampler-docs", "tool"]),
        (("sampler*",), (), ["Sampler", "sampler-docs"]),
        (("sampler*", "tool"), ("*-docs",), ["Sampler", "tool"]),
        (("octo-org/*",), (), ["Sampler", "sampler-docs", "tool"]),
        (("OCTO-ORG/t??l",), (), ["tool"]),
        (("other/*",), (), []),
        ((), ("*",), []),
        (("[st]*",), ("octo-org/s*",), ["tool"]),
        (("ampler",), (), []),
    ],
)
def test_patterns(include: tuple[str, ...], exclude: tuple[str, ...], accepted: list[str]) -> None:
    """Held against the name, or with a slash against the full name; exclusion goes before inclusion."""
    globs = Globs(include, exclude)
    assert [name for name in ("Sampler", "sampler-docs", "tool") if globs.accepts("octo-org", name)] == accepted


def test_a_target_is_known_by_its_kind_and_name() -> None:
    """Ignoring the case of accounts, but not that of files."""
    assert account(ORGANIZATION, "Octo-Org").key == "org:octo-org"
    assert account(USER, "octocat").key == "user:octocat"
    assert Target(FILE, "/Home/List").key == "file:/Home/List"
    assert str(account(ORGANIZATION, "Octo-Org")) == "the organization Octo-Org"


@pytest.mark.parametrize("login", ["", "octo/org", "octo org", "-octo", "../x", "octo\n"])
def test_what_is_no_account(login: str) -> None:
    """It is refused before anything is asked."""
    with pytest.raises(TrustpubError, match="--org takes the name of an account on GitHub, as in --org octo-org"):
        account(ORGANIZATION, login)
