"""``trustpub retire``, as a user runs it: at a terminal and without one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.checkouts import NO_UPLOAD, TOKEN_UPLOAD, Done, checkout, fingerprint, trustpub
from tests.cli.contract import complaints
from tests.cli.options import helped_options, told_options
from tests.cli.terminal import Session
from tests.servers.github import EnvironmentState, GitHubServer, OrganizationSecret
from tests.servers.http import Answer, Cut
from tests.servers.running import SECRET, running_github

QUESTION = (
    "Delete PYPI_TOKEN of the repository octo-org/sampler and TWINE_PASSWORD of the environment pypi of "
    "octo-org/sampler, for good? [y/n/?] "
)

SURVEY = """\
Secrets of octo-org/sampler
  No workflow uses any more:
    PYPI_TOKEN of the repository octo-org/sampler, set on 2026-11-01
    TWINE_PASSWORD of the environment pypi of octo-org/sampler, set on 2026-11-01
"""

HELP = """\
Deleting a secret cannot be undone: nobody can read its value any more. Do it only after a release went through with \
Trusted Publishing (trustpub prove PROJECT shows whether it did).
  y  yes, delete
  n  no, delete nothing
  ?  this help
"""


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    """A GitHub with two secrets of uploads."""
    with running_github() as started:
        started.repository.secrets = {"PYPI_TOKEN"}
        started.repository.environments = {"pypi": EnvironmentState(secrets={"TWINE_PASSWORD"})}
        started.repository.files = {".github/workflows/a.yml": NO_UPLOAD.encode()}
        yield started


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout that migrated."""
    return checkout(tmp_path / "repo", {"a.yml": NO_UPLOAD})


def settings(server: GitHubServer, **changes: str) -> dict[str, Any]:
    """The environment of the command; no gh answers for it."""
    return {"GITHUB_API_URL": server.url, "GH_TOKEN": SECRET, "GITHUB_TOKEN": "", "GH_HOST": ""} | changes


def run(server: GitHubServer, root: Path, *words: str, **changes: str) -> Done:
    """Run the command where nobody can be asked; the token is in none of its output."""
    done = trustpub("retire", root, *words, **settings(server, **changes))
    assert SECRET not in done.out + done.err
    return done


def left(server: GitHubServer) -> set[str]:
    """The secrets that are still there."""
    return server.repository.secrets | server.repository.environments["pypi"].secrets


def test_an_empty_name_is_refused(server: GitHubServer, root: Path) -> None:
    """An unset variable must not look like a secret that is gone."""
    done = run(server, root, "--yes", "--secret", "")
    assert (done.status, done.err) == (2, "trustpub: --secret is empty; give it a name, or leave it out\n")


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_yes_deletes_and_says_what_remains(server: GitHubServer, root: Path) -> None:
    """What may go, the question that names it, the answer, what was deleted, and what a person does next."""
    session = Session("retire", cwd=root, width=120, **settings(server))
    session.answer(QUESTION, b"?\n")
    session.answer(f"{HELP}{QUESTION}", b"yess\n")
    session.answer(QUESTION, b"y\n")
    assert session.finish() == 0
    assert session.text.startswith(f"{SURVEY}{QUESTION}?\n") and SECRET not in session.raw
    done, _, rest = session.text.partition(f"{QUESTION}y\n")[2].partition("\nWhat remains, for a person:\n")
    assert done == (
        "deleted PYPI_TOKEN of the repository octo-org/sampler\n"
        "deleted TWINE_PASSWORD of the environment pypi of octo-org/sampler\n"
    )
    assert rest.startswith("  1. Revoke the token itself: deleting a secret does not end it.")
    for page in ("https://pypi.org/manage/account/", "https://pypi.org/manage/project/sampler/history/"):
        assert f"     {page}\n" in rest
    assert left(server) == set()


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("key", [b"n\n", b"\x03", b"\x04"], ids=["no", "Ctrl-C", "end of input"])
def test_anything_but_yes_deletes_nothing(server: GitHubServer, root: Path, key: bytes) -> None:
    """It leaves politely, and the status says that something is left."""
    session = Session("retire", cwd=root, width=120, **settings(server))
    session.answer(QUESTION, key)
    assert session.finish() == 1
    assert session.text.endswith("Nothing is deleted.\n")
    assert left(server) == {"PYPI_TOKEN", "TWINE_PASSWORD"} and server.lines("DELETE") == []


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_nothing_is_asked_where_nothing_may_go(server: GitHubServer, root: Path) -> None:
    """Status 0 when there is nothing at all."""
    server.repository.secrets.clear()
    server.repository.environments.clear()
    session = Session("retire", cwd=root, width=120, **settings(server))
    assert session.finish() == 0
    assert session.text == (
        "Secrets of octo-org/sampler\n  No secret here held a credential for uploads, as far as names tell.\n"
    )


@pytest.mark.parametrize("words", [[], ["--format", "json"]])
def test_without_a_terminal_it_refuses(server: GitHubServer, root: Path, words: list[str]) -> None:
    """It names --yes, and asks nobody, not even GitHub."""
    done = run(server, root, *words)
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "trustpub: there is no terminal to ask at; use --yes to delete without asking, or --dry-run to look\n"
    )
    assert server.asked == []


def test_a_dry_run_deletes_nothing(server: GitHubServer, root: Path) -> None:
    """It shows the same, and neither the checkout nor GitHub changes."""
    before = fingerprint(root)
    done = run(server, root, "--dry-run")
    assert (done.status, done.out, done.err) == (1, SURVEY, "")
    assert {asked.method for asked in server.asked} == {"GET"} and fingerprint(root) == before


def test_what_dependabot_and_codespaces_keep_is_named(server: GitHubServer, root: Path) -> None:
    """Only that of uploads, with its page; it is not deleted, and does not count as left."""
    server.repository.dependabot_secrets = {"PYPI_TOKEN", "NPM_TOKEN"}
    server.repository.codespaces_secrets = {"TWINE_PASSWORD"}
    done = run(server, root, "--yes")
    assert done.status == 0
    page = "https://github.com/octo-org/sampler/settings/secrets"
    assert (
        "  Kept apart by GitHub:\n"
        "    Dependabot has PYPI_TOKEN; if it is not needed, delete it on\n"
        f"      {page}/dependabot\n"
        "    Codespaces has TWINE_PASSWORD; if it is not needed, delete it on\n"
        f"      {page}/codespaces\n"
    ) in done.out and "NPM_TOKEN" not in done.out
    assert server.repository.dependabot_secrets == {"PYPI_TOKEN", "NPM_TOKEN"}
    document = json.loads(run(server, root, "--dry-run", "--secret", "npm_token", "--format", "json").out)
    assert [found["names"] for found in document["elsewhere"]] == [["NPM_TOKEN"], []]


def test_a_token_that_may_not_list_them_is_no_obstacle(server: GitHubServer, root: Path) -> None:
    """It is told, and everything else is done."""
    server.forbidden += ["/dependabot/", "/codespaces/"]
    done = run(server, root, "--yes")
    assert done.status == 0 and left(server) == set()
    assert "    What Dependabot and Codespaces keep is not known: the token may not list it.\n" in done.out


def test_yes_in_json(server: GitHubServer, root: Path) -> None:
    """One document: what became of each secret, and what remains."""
    server.repository.secrets |= {"DEPLOY_KEY", "PYPI_OLD"}
    server.repository.files[".github/workflows/a.yml"] += b"# PYPI_OLD\n"
    done = run(server, root, "--yes", "--format", "json")
    assert (done.status, done.err) == (1, "")
    assert complaints("retire", done.out) == []
    document = json.loads(done.out)
    assert [(s["name"], s["place"], s["environment"], s["state"]) for s in document["secrets"]] == [
        ("PYPI_OLD", "repository", None, "kept"),
        ("PYPI_TOKEN", "repository", None, "deleted"),
        ("TWINE_PASSWORD", "environment", "pypi", "deleted"),
    ]
    assert document["secrets"][0]["reason"] == ".github/workflows/a.yml:7 on GitHub's branch main names it"
    assert [secret["name"] for secret in document["others"]] == ["DEPLOY_KEY"]
    assert len(document["remaining"]) == 4 and document["errors"] == [] and document["default_branch"] == "main"
    assert left(server) == {"DEPLOY_KEY", "PYPI_OLD"}


def test_an_unmigrated_repository_keeps_its_secret(server: GitHubServer, tmp_path: Path) -> None:
    """Even with --yes, and even when only GitHub's branch still has the old workflow."""
    server.repository.files = {".github/workflows/a.yml": TOKEN_UPLOAD.encode()}
    root = checkout(tmp_path / "repo", {"a.yml": NO_UPLOAD})
    done = run(server, root, "--yes", "--secret", "PYPI_TOKEN")
    assert done.status == 1 and server.lines("DELETE") == []
    assert "  Kept:\n    PYPI_TOKEN of the repository octo-org/sampler, set on 2026-11-01\n" in done.out
    assert "      .github/workflows/a.yml:14 on GitHub's branch main names it\n" in done.out


def test_everything_that_is_said_about_a_place(server: GitHubServer, root: Path) -> None:
    """Shared secrets, places that cannot be seen, names that are nowhere, and names that do not tell."""
    server.organization_secrets = {"PYPI_ORG": OrganizationSecret("all")}
    server.forbidden.append("/environments/pypi/secrets")
    server.repository.secrets |= {"DEPLOY_KEY"}
    done = run(server, root, "--dry-run")
    assert done.status == 1
    assert "      octo-org shares it with all repositories, whose workflows are not looked at; when all" in done.out
    assert (
        "  Not looked at:\n    cannot list the secrets of the environment pypi of octo-org/sampler: GitHub" in done.out
    )
    assert "  No workflow names DEPLOY_KEY either, and their names do not tell what they were for; if" in done.out
    done = run(server, root, "--dry-run", "--secret", "GONE")
    assert "  There is no secret GONE that can be seen.\n" in done.out


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"GH_TOKEN": "", "PATH": ""}, "cannot look at the secrets of octo-org/sampler: there is no GitHub token; set"),
        (
            {"GH_TOKEN": "ghp_wrong"},
            "GitHub does not accept the token from GH_TOKEN (Bad credentials); it may be wrong",
        ),
        ({"GITHUB_API_URL": "", "GH_HOST": "ghe.corp.example"}, "PyPI trusts GitHub Actions of github.com only"),
        ({"GITHUB_API_URL": "http://example.org"}, "GITHUB_API_URL is not encrypted, and a token must not travel like"),
    ],
)
def test_what_it_cannot_do_is_status_2(
    server: GitHubServer, root: Path, changes: dict[str, str], sentence: str
) -> None:
    """No token, a wrong one, a GitHub that PyPI does not trust, an address that must not be asked."""
    done = run(server, root, "--yes", **changes)
    assert (done.status, done.out) == (2, "") and sentence in done.err and len(done.err.splitlines()) == 1
    assert left(server) == {"PYPI_TOKEN", "TWINE_PASSWORD"}


def test_a_missing_scope_stops_it_before_the_first_deletion(server: GitHubServer, root: Path) -> None:
    """The scope is named."""
    server.scopes = "read:org"
    done = run(server, root, "--yes")
    assert done.status == 2 and "the token from GH_TOKEN lacks the scope repo (it has read:org)" in done.err
    assert server.lines("DELETE") == []


def test_a_deletion_that_fails_is_status_2(server: GitHubServer, root: Path) -> None:
    """The others are done, and what remains is said for them."""
    server.fail(Answer(403, {"message": f"no, {SECRET}"}), "DELETE")
    done = run(server, root, "--yes")
    assert done.status == 2 and left(server) == {"PYPI_TOKEN"}
    assert "deleted TWINE_PASSWORD of the environment pypi of octo-org/sampler\n" in done.out
    assert done.err.startswith(
        "trustpub: cannot delete the secret PYPI_TOKEN of the repository octo-org/sampler: GitHub"
    )
    assert "(no, ***)" in done.err


def test_the_place_on_github_can_be_said(server: GitHubServer, tmp_path: Path) -> None:
    """A checkout without a remote does not tell it."""
    root = checkout(tmp_path / "repo", {"a.yml": NO_UPLOAD}, remote=None)
    done = run(server, root, "--yes")
    assert done.status == 2 and done.err.endswith("on github.com yourself, with --repository OWNER/NAME\n")
    assert run(server, root, "--yes", "--repository", "octo-org/sampler").status == 0
    assert run(server, root, "--yes", "--repository", "octo-org/..").status == 2


def test_the_option_for_the_address_goes_before_the_variable(server: GitHubServer, root: Path) -> None:
    """The token goes to the address that was chosen last and on purpose."""
    assert run(server, root, "--dry-run", "--api-url", server.url, GITHUB_API_URL="http://127.0.0.1:9").status == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_names_from_github_steer_nothing(server: GitHubServer, root: Path, form: str) -> None:
    """Control characters in what GitHub says do not reach the terminal, nor does a token."""
    token = "pypi-AgEIcHlwaS5vcmc" + "A" * 60
    answer = {"total_count": 1, "secrets": [{"name": f"PYPI_\x1b[2J{token}", "created_at": "", "updated_at": "\x07"}]}
    server.fail(Answer(200, answer), "/actions/secrets")
    done = run(server, root, "--dry-run", "--format", form)
    assert done.status == 1 and not {"\x1b", "\x07"} & set(done.out) and "A" * 60 not in done.out


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Answer(302, None, {"Location": "https://evil.example/steal"}), "https://evil.example, which is another host"),
        (Answer(200, b"<html>"), "GitHub answered with something that is no JSON"),
        (Answer(200, b"x" * 31_000_000), "GitHub answered with more than 30 MB"),
        (Answer(429, None, {"Retry-After": "3000"}), "the rate limit of GitHub is used up; try again in 50 minutes"),
        (Answer(404, {"message": "Not Found"}), "no such thing (404), as it also does where the token may not look"),
    ],
    ids=["redirect", "no JSON", "huge", "limit", "404"],
)
def test_whatever_goes_wrong_is_one_sentence_and_nothing_is_deleted(
    server: GitHubServer, root: Path, fault: Answer, sentence: str
) -> None:
    """At the first request, and at the list of secrets."""
    for place in ("GET", "/actions/secrets"):
        server.fail(fault, place)
        done = run(server, root, "--yes")
        assert (done.status, done.out) == (2, "")
        assert sentence in done.err and len(done.err.splitlines()) == 1
    assert server.lines("DELETE") == []


def test_a_connection_that_is_cut_now_and_then_does_no_harm(server: GitHubServer, root: Path) -> None:
    """Every step may be repeated, the deletion too."""
    server.fail(Cut(after=20), "/actions/secrets")
    server.fail(Cut(), "DELETE")
    assert run(server, root, "--yes").status == 0
    assert left(server) == set()


def test_a_short_wait_for_a_limit_is_announced(server: GitHubServer, root: Path) -> None:
    """On standard error, before it."""
    server.fail(Answer(403, {"message": "secondary rate limit"}, {"Retry-After": "3"}))
    done = run(server, root, "--dry-run")
    assert done.status == 1 and done.err == "GitHub asks to wait, by its rate limit: 3 seconds ...\n"


def test_the_page_names_every_option() -> None:
    """docs/retire.md has the options of the command, and no other."""
    assert told_options("retire") == helped_options("retire")


def test_a_single_file_is_not_enough(server: GitHubServer, root: Path) -> None:
    """All workflows must be looked at."""
    done = run(server, root / ".github" / "workflows" / "a.yml", "--yes")
    assert done.status == 2 and "name its folder, not a single file" in done.err
