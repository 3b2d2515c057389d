"""Requests that no network carries, to a local GitHub with one repository."""

from __future__ import annotations

from typing import Any

from tests.servers.github import GitHubServer
from tests.servers.http import Answer, Asked
from tests.servers.running import SECRET

HEADERS = {
    "Accept": "application/vnd.github+json",
    "X-GitHub-Api-Version": "2022-11-28",
    "User-Agent": "trustpub/1",
    "Authorization": f"Bearer {SECRET}",
}


def ask(server: GitHubServer, method: str, path: str, body: Any = None, **query: str) -> Answer:
    """One request below the repository, or with a path of its own."""
    start = () if path.startswith("/") else ("repos", "octo-org", "sampler")
    parts = tuple(path.strip("/").split("/"))
    return server.decide(Asked(method, (*start, *parts), query, HEADERS, body), None)
