"""A GitHub on this machine, and a client of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.clock import FakeClock
from tests.servers.github import GitHubServer
from tests.servers.running import SECRET, running_github
from trustpub.github.client import GitHub
from trustpub.github.hosts import Host
from trustpub.github.tokens import Token
from trustpub.http.secret import Secret


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    """The server; whatever is not as GitHub describes it fails the test."""
    with running_github() as started:
        yield started


@pytest.fixture
def github(server: GitHubServer) -> GitHub:
    """A client with the token that the server accepts."""
    return GitHub(Host("github.com", server.url, True), Token(Secret(SECRET), "GH_TOKEN"), clock=FakeClock())


@pytest.fixture
def stranger(server: GitHubServer) -> GitHub:
    """A client with a token that is wrong."""
    return GitHub(Host("github.com", server.url, True), Token(Secret("ghp_wrong"), "GITHUB_TOKEN"), clock=FakeClock())
