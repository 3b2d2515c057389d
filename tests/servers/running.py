"""Servers for the length of a test, which fails if either side did what is not documented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.github import GitHubServer
from tests.servers.pypi import PyPIServer

SECRET = "ghp_" + "PlantedSecretPlantedSecret1234567890"
"""A token that must be found in no output, log or traceback."""


@contextmanager
def running_github(token: str = SECRET) -> Iterator[GitHubServer]:
    """A GitHub on this machine."""
    server = GitHubServer(token)
    with server:
        yield server
    assert server.violations == [], "\n".join(server.violations[:20])


@contextmanager
def running_pypi() -> Iterator[PyPIServer]:
    """A PyPI on this machine."""
    server = PyPIServer()
    with server:
        yield server
    assert server.violations == [], "\n".join(server.violations[:20])
