"""`trustpub explain-error`: from a log to what to change."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from pathlib import Path

import pytest

from tests.cli.checkouts import checkout, trustpub
from tests.cli.contract import complaints
from tests.cli.terminal import Session
from tests.corpus import ROOT
from tests.pypi.repositories import workflow
from tests.pypi.test_errors import pypa
from tests.pypi.tokens import leaks, planted
from trustpub.pypi.errors import known_errors
from trustpub.pypi.log_end import MAX_LOG


def test_an_error_on_standard_input() -> None:
    """What it means and what to do; without a publisher, what one would have to be."""
    done = trustpub("explain-error", stdin=pypa())
    assert done.status == 0 and done.err == ""
    assert "invalid-publisher: PyPI knows no publisher" in done.out
    assert re.search(r"workflow +release\.yml\n", done.out) and re.search(r"environment +pypi\n", done.out)


def test_the_workflows_of_a_checkout_are_compared(tmp_path: Path) -> None:
    """The differing field is marked, and what to change is said."""
    root = checkout(tmp_path / "repo", {"release.yml": workflow("release", job="environment: release")})
    done = trustpub("explain-error", "--repo", root, stdin=pypa())
    assert re.search(r"environment +pypi +release +← differs", done.out)
    assert "register a publisher with the environment 'pypi'" in done.out
    assert "← differs" not in trustpub("explain-error", "--repo", root, stdin=pypa(environment="release")).out


def test_a_given_publisher_is_compared_and_goes_before_the_checkout_s(tmp_path: Path) -> None:
    """From the option or a file; the log may be a file as well."""
    (tmp_path / "log.txt").write_text(pypa(), encoding="utf-8")
    words = ["--publisher", "octo-org/sampler:old.yml:pypi"]
    done = trustpub("explain-error", *words, tmp_path / "log.txt")
    assert re.search(r"workflow +release\.yml +old\.yml +← differs", done.out)
    root = checkout(tmp_path / "repo", {"release.yml": workflow("release", job="environment: pypi")})
    assert "old.yml" in trustpub("explain-error", *words, "--repo", root, tmp_path / "log.txt").out
    (tmp_path / "p.json").write_text('[{"owner": "x", "repository": "sampler", "workflow": "release.yml"}]')
    done = trustpub("explain-error", "--publishers-file", tmp_path / "p.json", tmp_path / "log.txt")
    assert "repository_owner: the publisher has the owner 'x'" in done.out


def test_of_a_long_log_the_end_is_read(tmp_path: Path) -> None:
    """From a file, from a pipe as standard input, and from one that is named, where nobody can look ahead."""
    log = "Requirement already satisfied\n" * (MAX_LOG // 29) + pypa()
    (tmp_path / "log.txt").write_text(log, encoding="utf-8")
    assert "invalid-publisher" in trustpub("explain-error", tmp_path / "log.txt").out
    assert "invalid-publisher" in trustpub("explain-error", stdin=log).out
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=(log,))
    writer.start()
    assert "invalid-publisher" in trustpub("explain-error", tmp_path / "pipe").out
    writer.join()


@pytest.mark.parametrize("text", [" " * 1_000_000, "\t" * 1_000_000, "* " * 500_000, "\x1b[" + "0;" * 500_000])
def test_a_hostile_log_takes_no_longer_than_others(text: str) -> None:
    """A line without end is read once, not once for each of its characters."""
    begun = time.monotonic()
    assert trustpub("explain-error", stdin=text).status == 1
    assert time.monotonic() - begun < 30


def test_the_document(tmp_path: Path) -> None:
    """What programs get."""
    words = ["--format", "json", "--publisher", "octo-org/sampler:release.yml:other"]
    done = trustpub("explain-error", *words, stdin=pypa())
    assert complaints("explain-error", done.out) == []
    document = json.loads(done.out)
    assert [error["code"] for error in document["errors"]] == ["invalid-publisher"]
    assert (document["comparison"]["matches"], document["comparison"]["field"]) == (False, "environment")
    assert document["claims"]["repository_owner_id"] == "65"
    assert {field["name"]: field["equal"] for field in document["fields"]} == {
        "owner": True,
        "repository": True,
        "workflow": True,
        "environment": False,
        "owner's number": None,
    }


def test_nothing_is_recognised() -> None:
    """The status says so, and where the whole log is."""
    done = trustpub("explain-error", stdin="all is well\n")
    assert done.status == 1 and "gh run view --log-failed" in done.out
    assert trustpub("explain-error", "--exit-zero", stdin="").status == 0
    done = trustpub("explain-error", "--format", "json", stdin="")
    assert complaints("explain-error", done.out) == []
    document = json.loads(done.out)
    assert document["errors"] == [] and document["claims"] is None


def test_what_cannot_be_read(tmp_path: Path) -> None:
    """A log, a repository, or one of its files."""
    assert trustpub("explain-error", tmp_path / "missing.txt").status == 2
    assert trustpub("explain-error", tmp_path).status == 2
    assert trustpub("explain-error", "--repo", tmp_path / "missing", stdin=pypa()).status == 2
    root = checkout(tmp_path / "repo", {"a.yml": "pypi: ["})
    done = trustpub("explain-error", "--repo", root, stdin=pypa())
    assert done.status == 2 and "a.yml" in done.err and "invalid-publisher" in done.out


def test_nothing_secret_is_printed() -> None:
    """Not what stands around the error, and not what stands where a claim should."""
    token, github = planted(), "ghp_0123456789abcdefghij0123456789abcdef"
    jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvIn0.c2lnbmF0dXJl"
    log = (
        f"TWINE_PASSWORD={token}\npassword: hunter2\n{jwt}\n{github}\n"
        + pypa(environment=token, repository=f"octo-org/{github}", ref=jwt)
        + f"invalid-auth {token} Invalid or non-existent authentication information\n"
    )
    for words in ([], ["--format", "json"], ["--publisher", "octo-org/sampler:release.yml:pypi"]):
        done = trustpub("explain-error", *words, stdin=log)
        assert done.status == 0 and "invalid-publisher" in done.out
        assert leaks(token, done.out, done.err) == []
        for secret in (github[4:], jwt[10:], "hunter2"):
            assert secret not in done.out + done.err


def test_a_log_cannot_steer_the_terminal() -> None:
    """Control characters of a claim are visible escapes."""
    done = trustpub("explain-error", stdin=pypa(environment="a\x07\x9bb"))
    assert "\x07" not in done.out and "\x9b" not in done.out and "a\\x07" in done.out


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_at_a_terminal_it_says_what_it_waits_for(tmp_path: Path) -> None:
    """And ends with the input."""
    session = Session("explain-error", cwd=tmp_path)
    session.answer("end it with Ctrl-D.\n", b"400 Non-user identities cannot create new projects.\n\x04")
    assert session.finish() == 0 and "new-project" in session.text


def test_the_page_names_every_option_and_every_error() -> None:
    """docs/explain-error.md has the options of the command, no other, and the known errors."""
    text = (ROOT / "docs" / "explain-error.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE))
    assert told == set(re.findall(r"--[a-z-]+", trustpub("explain-error", "--help").out)) - {"--help"}
    assert [error.code for error in known_errors() if f"| `{error.code}` | {error.title} |" not in text] == []
