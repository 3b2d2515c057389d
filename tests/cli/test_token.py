"""`trustpub token`: the kind of a token, and never the token."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD, checkout, trustpub
from tests.cli.contract import complaints
from tests.cli.terminal import Session
from tests.corpus import ROOT
from tests.pypi.tokens import ACCOUNT, leaks, planted

USER_WIDE = planted(caveats=[[3, ACCOUNT]])
PROJECT = planted(caveats=[[1, ["sampler"]]])


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("token", "words"),
    [
        (USER_WIDE, "every project of the account"),
        (PROJECT, "good for the project sampler"),
        (planted("test.pypi.org", caveats=[[1, ["a", "b"]]]), "for TestPyPI, good for the projects a, b"),
        (planted(caveats=[[4, "11111111-0000-4000-8000-000000000000"]]), "minted by Trusted Publishing"),
    ],
)
def test_a_token_on_standard_input_is_taken_apart(token: str, words: str, form: str) -> None:
    """Index, scope and advice; no piece of the token is anywhere in the output."""
    done = trustpub("token", "--format", form, stdin=f"{token}\n")
    assert done.status == 0 and done.err == "" and words in done.out
    assert leaks(token, done.out, done.err) == []


@pytest.mark.parametrize("text", ["\ufeff{}\r\n", "  {}\n\n"])
def test_what_systems_put_around_a_token_is_no_part_of_it(text: str) -> None:
    """Windows begins texts with a mark of their encoding, and ends lines with two characters."""
    assert trustpub("token", stdin=text.format(PROJECT)).status == 0


def test_the_document(tmp_path: Path) -> None:
    """What programs get."""
    for token in (PROJECT, USER_WIDE):
        assert complaints("token", trustpub("token", "--format", "json", stdin=token).out) == []
    document = json.loads(trustpub("token", "--format", "json", stdin=PROJECT).out)
    assert (document["index"], document["kind"], document["projects"]) == ("pypi", "projects", ["sampler"])
    assert document["identifier_begins"] == "3f2a77e1" and len(document["advice"]) == 3


@pytest.mark.parametrize(
    "words",
    [
        [USER_WIDE],
        ["--token", USER_WIDE],
        [f"--token={USER_WIDE}"],
        ["--password", USER_WIDE],
        ["--format", "json", USER_WIDE],
        ["--", USER_WIDE],
        [USER_WIDE.removeprefix("pypi-")],
    ],
)
def test_a_token_as_an_argument_is_refused(words: list[str]) -> None:
    """It is not printed, and the user is told that it has to be revoked now."""
    done = trustpub("token", *words, stdin=PROJECT)
    assert done.status == 2 and done.out == "" and len(done.complaints) == 1
    assert "history" in done.err and "revoke" in done.err
    assert leaks(USER_WIDE, done.err) == []


@pytest.mark.parametrize(
    "words", [["--format", USER_WIDE], ["--other", USER_WIDE], [f"--{USER_WIDE}"], [f"--other={USER_WIDE}"]]
)
def test_a_token_in_the_wrong_place_is_not_printed_either(words: list[str]) -> None:
    """Whatever the command line is wrong with."""
    done = trustpub("token", *words)
    assert done.status == 2 and leaks(USER_WIDE, done.out, done.err) == []


@pytest.mark.parametrize("stdin", ["", "\n", "hello\n", USER_WIDE[:-30], f"{USER_WIDE} {PROJECT}", "\udcff" * 3])
def test_what_is_no_token_is_refused(stdin: str) -> None:
    """One sentence, without a piece of the input."""
    done = trustpub("token", stdin=stdin)
    assert done.status == 2 and len(done.complaints) == 1 and "hello" not in done.err
    assert leaks(USER_WIDE, done.out, done.err) == []


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_a_token_that_is_typed_is_not_shown(tmp_path: Path) -> None:
    """The prompt does not echo it."""
    session = Session("token", cwd=tmp_path)
    session.answer("(it is not shown): ", f"{USER_WIDE}\n".encode())
    assert session.finish() == 0
    assert "every project of the account" in session.text.replace("\n", " ")
    assert leaks(USER_WIDE, session.raw) == []


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("answer", [b"\x03", b"\x04", b"\n", b"pypi-\xff\xe9\n"])
def test_leaving_the_prompt(answer: bytes, tmp_path: Path) -> None:
    """Ctrl-C, the end of input, an empty line and bytes that are no text end the command with a sentence."""
    session = Session("token", cwd=tmp_path, LC_ALL="C.UTF-8")
    session.answer("(it is not shown): ", answer)
    assert session.finish() == 2
    assert "trustpub: " in session.text


def test_a_token_in_a_workflow_is_described(tmp_path: Path) -> None:
    """The finding says which index and which projects, and holds nothing of the token."""
    text = TOKEN_UPLOAD.replace("${{ secrets.PYPI_TOKEN }}", PROJECT) + f"# {USER_WIDE}\n"
    root = checkout(tmp_path / "repo", {"a.yml": text})
    for form in ("text", "json", "markdown"):
        done = trustpub("scan", "--format", form, root)
        assert "good for the project sampler" in done.out and "good for every project" in done.out
        assert leaks(USER_WIDE, done.out, done.err) + leaks(PROJECT, done.out, done.err) == []


def test_the_page_names_every_option() -> None:
    """docs/token.md has the options of the command, and no other."""
    text = (ROOT / "docs" / "token.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE))
    assert told == set(re.findall(r"--[a-z-]+", trustpub("token", "--help").out)) - {"--help"}
