"""A GitHub on this machine with one repository that is to migrate, and a client of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD, WORKFLOWS
from tests.servers.clock import FakeClock
from tests.servers.github import GitHubServer
from tests.servers.github.state import RepositoryState
from tests.servers.running import SECRET, running_github
from trustpub.github.client import GitHub
from trustpub.github.hosts import Host
from trustpub.github.tokens import Token
from trustpub.http.secret import Secret

FILES = {
    f"{WORKFLOWS}/a.yml": TOKEN_UPLOAD.encode(),
    "pyproject.toml": b'[project]\nname = "sampler"\n',
    "README.md": b"# Sampler\n",
}


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    """The server; whatever is not as GitHub describes it fails the test."""
    with running_github() as started:
        started.repository.files = dict(FILES)
        yield started


@pytest.fixture
def state(server: GitHubServer) -> RepositoryState:
    """The repository."""
    return server.repository


@pytest.fixture
def github(server: GitHubServer) -> GitHub:
    """A client with the token that the server accepts."""
    return GitHub(Host("github.com", server.url, True), Token(Secret(SECRET), "GH_TOKEN"), clock=FakeClock())
