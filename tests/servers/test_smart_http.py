"""Real git and the API of the local GitHub see the same repository."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.asking import ask
from tests.servers.github import GitHubServer
from tests.servers.github.bare import environment
from tests.servers.running import SECRET, running_github


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    """A server with one repository that has files."""
    with running_github() as started:
        started.repository.files = {"a": b"1\n", ".github/workflows/a.yml": b"on: push\n"}
        yield started


@pytest.fixture
def clone(server: GitHubServer, tmp_path: Path) -> Path:
    """A clone of it."""
    git(tmp_path, "clone", "-q", address(server), "clone")
    return tmp_path / "clone"


def address(server: GitHubServer, token: str = SECRET, name: str = "octo-org/sampler") -> str:
    """Where git finds a repository, with a token as the password."""
    return f"{server.url.replace('//', f'//x-access-token:{token}@')}/{name}.git"


def git(folder: Path, *arguments: str, fails: bool = False) -> str:
    """What git prints, on standard error if it fails as it should."""
    who = ["-c", "user.name=Mona", "-c", "user.email=mona@example.org", "-c", "core.autocrlf=false"]
    variables = {**environment(), "GIT_TERMINAL_PROMPT": "0"}
    done = subprocess.run(["git", *who, *arguments], cwd=folder, env=variables, capture_output=True, text=True)
    assert (done.returncode != 0) == fails, done.stderr
    return done.stderr if fails else done.stdout.strip()


def committed(folder: Path, path: str, data: bytes) -> str:
    """A new commit with one file; its id."""
    (folder / path).write_bytes(data)
    git(folder, "add", path)
    git(folder, "commit", "-q", "-m", f"Add {path}")
    return git(folder, "rev-parse", "HEAD")


def test_a_push_is_seen_by_the_api(server: GitHubServer, clone: Path) -> None:
    """A small one and one that comes in pieces; then the branch goes again."""
    commit = committed(clone, "big", bytes(range(256)) * 20_000)
    git(clone, "-c", "http.postBuffer=65536", "push", "-q", "origin", "HEAD:trustpub/x")
    assert ask(server, "GET", "git/ref/heads/trustpub/x").body["object"]["sha"] == commit
    assert server.repository.texts("trustpub/x")["big"] == bytes(range(256)) * 20_000
    git(clone, "push", "-q", "origin", ":trustpub/x")
    assert ask(server, "GET", "git/ref/heads/trustpub/x").status == 404


def test_what_the_api_wrote_is_fetched(server: GitHubServer, clone: Path) -> None:
    """With the ids that it had there, and the default branch as a test changed it."""
    commit = server.repository.commit("x", {"b": b"2"}, "By the API")
    server.repository.files["a"] = b"changed\n"
    git(clone, "pull", "-q")
    assert git(clone, "rev-parse", "origin/x") == commit
    assert (clone / "a").read_bytes() == b"changed\n"


def test_what_a_push_may_not_do(server: GitHubServer, clone: Path) -> None:
    """Each refusal in GitHub's words, and nothing changes."""
    server.repository.is_protected = True
    committed(clone, "b", b"2")
    assert "GH006: Protected branch" in git(clone, "push", "origin", "HEAD:main", fails=True)
    server.scopes = "repo"
    committed(clone, ".github/workflows/b.yml", b"on: push\n")
    words = git(clone, "push", "origin", "HEAD:x", fails=True)
    assert "refusing to allow a Personal Access Token to create or update workflow" in words
    server.repository.permissions = {"pull": True}
    assert "denied to octocat" in git(clone, "push", "origin", "HEAD:y", fails=True)
    server.repository.archived = True
    assert "archived so it is read-only" in git(clone, "push", "origin", "HEAD:z", fails=True)
    assert list(server.repository.refs) == ["refs/heads/main"]


def test_who_may_come_in(server: GitHubServer, tmp_path: Path) -> None:
    """Anybody reads what is public, and the token's owner what is private."""
    git(tmp_path, "ls-remote", f"{server.url}/octo-org/sampler.git")
    assert "not found" in git(tmp_path, "ls-remote", address(server, name="octo-org/none"), fails=True)
    server.repository.private = True
    git(tmp_path, "ls-remote", address(server))
    assert "Authentication failed" in git(tmp_path, "ls-remote", address(server, "wrong"), fails=True)
    git(tmp_path, "ls-remote", f"{server.url}/octo-org/sampler.git", fails=True)


def test_a_fork_has_the_objects_of_its_parent(server: GitHubServer, clone: Path) -> None:
    """A branch pushed to it is one that a pull request may come from."""
    assert ask(server, "POST", "forks", {}).status == 202
    committed(clone, "b", b"2")
    git(clone, "push", "-q", address(server, name="octocat/sampler"), "HEAD:x")
    body = {"title": "t", "head": "octocat:x", "base": "main"}
    assert ask(server, "POST", "pulls", body).body["head"]["label"] == "octocat:x"
