"""Which GitHub, which token, and what is said when it is refused."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.servers.github import GitHubServer
from tests.servers.http import Answer
from tests.servers.running import SECRET
from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.hosts import Host, choose_host
from trustpub.github.needs import DELETE_SECRETS, SEE_ORGANIZATION_SECRETS, Need
from trustpub.github.repositories import repository_info
from trustpub.github.secrets import repository_secrets
from trustpub.github.tokens import find_token, no_token
from trustpub.http.errors import HttpError

CLOUD = Host("github.com", "https://api.github.com", True)
ENTERPRISE = Host("ghe.corp.example", "https://ghe.corp.example/api/v3", False)


@pytest.mark.parametrize(
    ("api_url", "environment", "expected"),
    [
        (None, {}, CLOUD),
        (None, {"GH_HOST": "GitHub.com"}, CLOUD),
        (None, {"GH_HOST": "ghe.corp.example"}, ENTERPRISE),
        (None, {"GH_HOST": "corp.ghe.com"}, Host("corp.ghe.com", "https://api.corp.ghe.com", False)),
        (None, {"GITHUB_API_URL": "https://ghe.corp.example/api/v3/"}, ENTERPRISE),
        (None, {"GITHUB_API_URL": "https://api.github.com", "GH_HOST": "ghe.corp.example"}, CLOUD),
        ("https://ghe.corp.example/api/v3", {"GITHUB_API_URL": "https://api.github.com"}, ENTERPRISE),
        ("https://api.corp.ghe.com", {}, Host("corp.ghe.com", "https://api.corp.ghe.com", False)),
        ("https://gateway.example/github", {}, Host("github.com", "https://gateway.example/github", True)),
    ],
)
def test_the_host_is_the_user_s_choice(api_url: str | None, environment: dict[str, str], expected: Host) -> None:
    """The option, then what Actions sets, then what gh reads, then github.com; PyPI trusts the last only."""
    assert choose_host(api_url, environment) == expected


@pytest.mark.parametrize("name", ["https://x", "a b", "x/y", "x:port", "u@x"])
def test_a_host_that_is_no_name_is_refused(name: str) -> None:
    """GH_HOST names a host and nothing else."""
    with pytest.raises(TrustpubError, match="GH_HOST is no name of a host"):
        choose_host(None, {"GH_HOST": name})


@pytest.mark.parametrize(
    ("host", "environment", "source"),
    [
        (CLOUD, {"GH_TOKEN": "a", "GITHUB_TOKEN": "b"}, "GH_TOKEN"),
        (CLOUD, {"GH_TOKEN": " ", "GITHUB_TOKEN": "b"}, "GITHUB_TOKEN"),
        (CLOUD, {"GH_ENTERPRISE_TOKEN": "a"}, None),
        (ENTERPRISE, {"GH_TOKEN": "a", "GITHUB_TOKEN": "b"}, None),
        (ENTERPRISE, {"GH_TOKEN": "a", "GH_ENTERPRISE_TOKEN": "b"}, "GH_ENTERPRISE_TOKEN"),
    ],
)
def test_a_token_is_for_its_host(host: Host, environment: dict[str, str], source: str | None) -> None:
    """The token for github.com is not shown to an enterprise's server."""
    found = find_token(host, {"PATH": "", **environment})
    assert (found.source if found else None) == source


@pytest.mark.skipif(os.name == "nt", reason="a script cannot stand in for the program")
def test_gh_is_asked_with_fixed_words(tmp_path: Path) -> None:
    """`gh auth token --hostname HOST` is run without a shell; its failure means that there is no token."""
    gh = tmp_path / "gh"
    gh.write_text(f'#!/bin/sh\n[ "$*" = "auth token --hostname github.com" ] && echo {SECRET}\n', encoding="utf-8")
    gh.chmod(gh.stat().st_mode | stat.S_IXUSR)
    found = find_token(CLOUD, {"PATH": str(tmp_path)})
    assert found is not None and found.source == "gh auth token" and found.secret.reveal() == SECRET
    assert SECRET not in repr(found)
    assert find_token(ENTERPRISE, {"PATH": str(tmp_path)}) is None


@pytest.mark.parametrize("value", ["a b", "a\r\nX-Evil: 1", "tökén"])
def test_what_cannot_be_a_token_is_refused_unseen(value: str) -> None:
    """It would end up in a header; the error does not repeat it."""
    with pytest.raises(TrustpubError, match="what GH_TOKEN holds is no token") as raised:
        find_token(CLOUD, {"GH_TOKEN": value})
    assert value not in str(raised.value)


def test_no_token_names_the_ways_to_one() -> None:
    """The variable and the login of the very host."""
    assert str(no_token("delete secrets", CLOUD)) == (
        "cannot delete secrets: there is no GitHub token; set GH_TOKEN or run 'gh auth login'; "
        "docs/github-token.md says what it needs"
    )
    assert "GH_ENTERPRISE_TOKEN or run 'gh auth login --hostname ghe.corp.example'" in str(no_token("x", ENTERPRISE))


def test_scopes_are_read_from_the_first_answer_and_hold_others(server: GitHubServer, github: GitHub) -> None:
    """admin:org holds read:org; a fine-grained token has no scopes to tell."""
    repository_info(github, "octo-org", "sampler")
    scopes = github.scopes or frozenset()
    assert scopes == {"admin:org", "repo", "workflow"}
    assert Need("read:org", "").is_met_by(scopes)
    assert not Need("delete_repo", "").is_met_by(scopes)


def test_a_missing_scope_is_named_before_anything_is_changed(server: GitHubServer, github: GitHub) -> None:
    """The step is not begun, and the sentence names the scope, what the token has, and the other kind's permission."""
    server.scopes = "public_repo, read:org"
    repository_info(github, "octo-org", "sampler")
    with pytest.raises(HttpError) as raised:
        github.require(DELETE_SECRETS, "delete the secret X")
    assert str(raised.value) == (
        "cannot delete the secret X: the token from GH_TOKEN lacks the scope repo (it has public_repo, read:org); "
        "give it that scope, or use a fine-grained one with the permission Secrets: write"
    )
    with pytest.raises(HttpError, match="lacks the scope admin:org"):
        github.ask("DELETE", "/orgs/octo-org/actions/secrets/X", "delete", SEE_ORGANIZATION_SECRETS)
    assert server.lines("DELETE") == []


def test_a_wrong_token_is_said_so(server: GitHubServer, stranger: GitHub) -> None:
    """401 names where the token came from, and not the token."""
    with pytest.raises(HttpError) as raised:
        repository_info(stranger, "octo-org", "sampler")
    assert str(raised.value) == (
        "cannot look at the repository octo-org/sampler: GitHub does not accept the token from GITHUB_TOKEN "
        "(Bad credentials); it may be wrong, expired or revoked; make a new one"
    )


def test_a_404_that_may_mean_no_permission_is_said_so(server: GitHubServer, github: GitHub) -> None:
    """GitHub hides what a token may not see; the sentence says so and names what is needed."""
    server.hidden.append("/actions/secrets")
    with pytest.raises(HttpError) as raised:
        repository_secrets(github, "octo-org", "sampler")
    assert str(raised.value) == (
        "cannot list the secrets of octo-org/sampler: GitHub says that there is no such thing (404), as it also does "
        "where the token may not look; check the name; the token from GH_TOKEN needs the scope repo (classic) or the "
        "permission Secrets: read (fine-grained)"
    )


@pytest.mark.parametrize(
    ("scopes", "needs"),
    [
        ("", "the permission Secrets: read (fine-grained), and you the right to do it"),
        (None, "the permission secrets: write (fine-grained)"),
    ],
)
def test_a_403_names_what_is_needed(server: GitHubServer, github: GitHub, scopes: str | None, needs: str) -> None:
    """By GitHub's own header where it sends one, else by its documentation."""
    server.scopes = scopes
    server.forbidden.append("/actions/secrets")
    with pytest.raises(HttpError, match="GitHub refuses it") as raised:
        repository_secrets(github, "octo-org", "sampler")
    assert str(raised.value).endswith(f"the token from GH_TOKEN needs the scope repo (classic) or {needs}")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            Answer(403, {"message": "x"}, {"X-GitHub-SSO": "required; url=https://github.com/orgs/o/sso?a=b"}),
            "single sign-on: https://github.com/orgs/o/sso?a=b",
        ),
        (
            Answer(403, {"message": "x"}, {"X-GitHub-SSO": "required; url=https://evil.example/"}),
            "needs the scope repo",
        ),
        (Answer(403, {"message": "Resource not accessible by integration"}), "the token of a workflow run or an app"),
        (Answer(409, {"message": "Conflict"}), "something else is changing it just now (Conflict); try again"),
        (
            Answer(422, {"message": "Validation Failed", "errors": [{"field": "name", "code": "invalid"}, "long"]}),
            "does not take the values (Validation Failed); name: invalid; long; correct them",
        ),
        (Answer(410, {"message": "Gone"}), "GitHub answered 410 (Gone); check the repository's name"),
        (Answer(200, b"{"), "something that is no JSON"),
        (Answer(200, {"total_count": 1}), "JSON of another shape than documented"),
        (Answer(200, {"secrets": [{"name": 1}]}), "JSON without the text 'name'"),
        (Answer(200, {"secrets": ["x"]}), "JSON of another shape than documented"),
    ],
)
def test_refusals_and_nonsense_are_one_sentence(
    server: GitHubServer, github: GitHub, answer: Answer, sentence: str
) -> None:
    """What GitHub says, what it may mean, and what to do."""
    server.fail(answer)
    with pytest.raises(HttpError) as raised:
        repository_secrets(github, "octo-org", "sampler")
    assert str(raised.value).startswith("cannot list the secrets of octo-org/sampler: ")
    assert sentence in str(raised.value)


def test_trouble_at_github_is_said_so(server: GitHubServer, github: GitHub) -> None:
    """After four attempts, with the page that tells more."""
    server.fail(Answer(503), times=4)
    with pytest.raises(HttpError, match=r"GitHub has trouble \(503\); see https://www.githubstatus.com"):
        repository_info(github, "octo-org", "sampler")


def test_without_a_token_nothing_is_sent_for_one(server: GitHubServer) -> None:
    """What is public can be read; a refusal says that a token is missing."""
    nobody = GitHub(Host("github.com", server.url, True))
    assert repository_info(nobody, "octo-org", "sampler").full_name == "octo-org/sampler"
    assert "Authorization" not in server.asked[0].headers and not nobody.has_token
    server.hidden.append("/actions/secrets")
    with pytest.raises(HttpError, match="for what is not public, set GH_TOKEN"):
        repository_secrets(nobody, "octo-org", "sampler")
