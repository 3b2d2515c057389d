"""``trustpub prove``, as a user runs it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.checkouts import Done, checkout, trustpub
from tests.cli.contract import complaints
from tests.cli.options import helped_options, told_options
from tests.pypi_http.test_index import OIDC_UPLOAD
from tests.servers.http import Answer
from tests.servers.pypi import PyPIServer, github
from tests.servers.running import running_pypi

FILE = "sampler-1.0.tar.gz"


@pytest.fixture
def server() -> Iterator[PyPIServer]:
    """A PyPI on this machine."""
    with running_pypi() as started:
        yield started


def run(server: PyPIServer, *words: str | Path) -> Done:
    """Run the command against the server."""
    return trustpub("prove", *words, TRUSTPUB_PYPI_URL=server.url)


def test_a_proven_release(server: PyPIServer) -> None:
    """Each file with its publisher, the summary, and what was compared."""
    server.add("sampler", "1.0", FILE, github())
    server.add("sampler", "1.0", "sampler-1.0-py3-none-any.whl", github())
    done = run(server, "sampler", "--repository", "octo-org/sampler", "--workflow", ".github/workflows/a.yml")
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "sampler 1.0 on PyPI\n"
        "  sampler-1.0.tar.gz\n"
        "      octo-org/sampler, a.yml, environment pypi\n"
        "  sampler-1.0-py3-none-any.whl\n"
        "      octo-org/sampler, a.yml, environment pypi\n"
        "\n"
        "Proven: 2 files, uploaded by the publisher that you expect.\n"
        "  Expected: octo-org/sampler, a.yml.\n"
    )


def test_a_release_that_is_not_proven(server: PyPIServer) -> None:
    """No provenance is explained, another publisher is a warning, and the status is 1."""
    server.add("sampler", "1.0", FILE)
    server.add("sampler", "1.0", "x.whl", github(environment=None))
    done = run(server, "sampler", "1.0", "--environment", "pypi")
    assert (done.status, done.err) == (1, "")
    assert done.out == (
        "sampler 1.0 on PyPI\n"
        "  sampler-1.0.tar.gz\n"
        "      no provenance\n"
        "  x.whl\n"
        "      octo-org/sampler, a.yml, no environment\n"
        "      the publisher is registered without an environment, not with pypi\n"
        "\n"
        "Not proven: of 2 files, none was uploaded by the publisher that you expect.\n"
        "  Expected: environment pypi.\n"
        "  No provenance means that a file was uploaded with a token, or with Trusted Publishing but without "
        "attestations, which leaves no public mark; the project's security history tells which.\n"
        "  A file from another publisher than you expect is a reason to look at the project's publishers now, and to "
        "remove those that you do not know.\n"
    )
    assert run(server, "sampler", "1.0", "--exit-zero").status == 0


def test_the_workflows_of_a_path_tell_what_to_expect(server: PyPIServer, tmp_path: Path) -> None:
    """An option goes before what they imply."""
    server.add("sampler", "1.0", FILE, github(repository="octo-org/renamed"))
    root = checkout(tmp_path / "repo", {"a.yml": OIDC_UPLOAD})
    done = run(server, "sampler", "--path", root)
    assert done.status == 1 and "the repository is octo-org/renamed, not octo-org/sampler\n" in done.out
    assert run(server, "sampler", "--path", root, "--repository", "octo-org/renamed").status == 0


def test_nothing_expected_is_said_so(server: PyPIServer) -> None:
    """Any publisher will do then."""
    server.add("sampler", "1.0", FILE, github())
    done = run(server, "sampler")
    assert done.status == 0
    assert "Proven: 1 file, uploaded by a trusted publisher.\n  Any publisher will do, since none" in done.out


def test_a_yanked_release_is_said_so(server: PyPIServer) -> None:
    """What is proven stays so; of one that is not yanked nothing is said."""
    server.add("sampler", "1.0", FILE, github())
    assert "yanked" not in run(server, "sampler", "1.0").out
    server.are_files_yanked = True
    for form in ("text", "markdown"):
        done = run(server, "sampler", "1.0", "--format", form)
        assert done.status == 0 and "The release is yanked: installers pass it over" in done.out


def test_json(server: PyPIServer) -> None:
    """One document with all that is known of each file."""
    server.add("sampler", "1.0", FILE, github())
    server.add("sampler", "1.0", "x.whl")
    done = run(server, "sampler", "--repository", "octo-org/sampler", "--format", "json")
    assert done.status == 1
    publisher = {"kind": "GitHub", "repository": "octo-org/sampler", "workflow": "a.yml", "environment": "pypi"}
    about = {"uploaded": "2026-11-02T08:00:00.000000Z", "sha256": "0" * 64}
    assert complaints("prove", done.out) == []
    assert json.loads(done.out) == {
        "version": 1,
        "index": "pypi",
        "project": "sampler",
        "release": "1.0",
        "proven": False,
        "expected": [{"repository": "octo-org/sampler", "workflow": None, "environment": None}],
        "files": [
            {"name": FILE, **about, "verdict": "proven", "reason": None, "publishers": [publisher]},
            {"name": "x.whl", **about, "verdict": "unproven", "reason": "no provenance", "publishers": []},
        ],
    }


def test_markdown(server: PyPIServer) -> None:
    """For an issue or a job's summary; what a server says cannot break out of it."""
    server.add("sampler", "1.0", "a|b`.whl", github(repository="x/<b>"))
    done = run(server, "sampler", "--repository", "octo-org/sampler", "--format", "markdown")
    assert done.status == 1
    assert "## `sampler 1.0` on PyPI\n" in done.out and "| File | Uploaded by | Verdict |\n" in done.out
    assert "the repository is x/&lt;b&gt;, not octo-org/sampler" in done.out and "a|b" not in done.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["other"], "trustpub: PyPI has no project other with a release; check the name and --index\n"),
        (["sampler", "9"], "trustpub: PyPI has no sampler 9; check the version, and whether it went through\n"),
        (["sampler", "--repository", "x"], "trustpub: --repository takes the owner and the name, as in octo"),
        ([".."], "trustpub: PyPI has no project .. with a release"),
        (["sampler", "--path", "/nowhere"], "trustpub: /nowhere: there is no such file or folder; check the path\n"),
    ],
)
def test_what_cannot_be_looked_at_is_status_2(server: PyPIServer, words: list[str], sentence: str) -> None:
    """One sentence on standard error, and nothing on standard output."""
    server.add("sampler", "1.0", FILE, github())
    done = run(server, *words)
    assert (done.status, done.out) == (2, "") and done.err.startswith(sentence)


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_server_that_says_anything_steers_nothing(server: PyPIServer, form: str) -> None:
    """Control characters, escapes and tokens in what the server says do not reach the terminal."""
    token = "pypi-AgEIcHlwaS5vcmc" + "A" * 60
    server.add("sampler", "1.0", f"\x1b[2J{token}", github(repository=f"x\n\x07/{token}", workflow="\u202e"))
    done = run(server, "sampler", "--workflow", "a.yml", "--format", form)
    assert done.status == 1
    assert not {"\x1b", "\x07", "\u202e"} & set(done.out) and "A" * 60 not in done.out + done.err


def test_an_answer_that_is_none_is_status_2(server: PyPIServer) -> None:
    """A proxy's page in the place of PyPI's answer."""
    server.fail(Answer(200, b"<html>log in</html>"))
    done = run(server, "sampler")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(
        "trustpub: cannot look for sampler on PyPI: PyPI answered with something that is no JSON;"
    )


def test_the_page_names_every_option() -> None:
    """docs/prove.md has the options of the command, and no other."""
    assert told_options("prove") == helped_options("prove")
