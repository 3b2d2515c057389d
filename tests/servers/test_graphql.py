"""The local GitHub's GraphQL takes what GitHub's takes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.servers.asking import ask
from tests.servers.github import GitHubServer, RepositoryState
from tests.servers.graphql_excerpt import EXCERPT, excerpt
from tests.servers.http import Answer
from tests.servers.running import SECRET


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    """A server whose finding fault with a query is what some of these tests look at."""
    with GitHubServer(SECRET) as started:
        yield started


def query(server: GitHubServer, text: str, **variables: Any) -> Answer:
    """A GraphQL query."""
    return ask(server, "POST", "/graphql", {"query": text, "variables": variables})


def test_part_of_a_query_may_fail(server: GitHubServer) -> None:
    """What cannot be seen is null, with the type and the place of the error."""
    answer = query(
        server, '{a: repository(owner: "octo-org", name: "sampler") {name} b: repository(owner: "x", name: "y") {id}}'
    )
    assert answer.body["data"] == {"a": {"name": "sampler"}, "b": None}
    (error,) = answer.body["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["b"]) and server.violations == []


@pytest.mark.parametrize(
    "text",
    [
        "{viewer {nickname}}",
        "{viewer {repositories {totalCount}}}",
        "{viewer {repositories(first: 101) {totalCount}}}",
        "query($n: Int!) {viewer {repositories(first: $n) {nodes {forks(first: 100) {nodes {forks(first: 100) "
        "{totalCount}}}}}}}",
        "{viewer {login}",
        "{viewer {repositories(first: 1, orderBy: {field: SIZE, direction: ASC}) {totalCount}}}",
    ],
)
def test_what_github_does_not_answer(server: GitHubServer, text: str) -> None:
    """Fields, values and arguments that its schema lacks, lists without an end or too long, and too many nodes."""
    answer = query(server, text, n=100)
    assert "data" not in answer.body and len(server.violations) == 1


def test_a_query_costs_what_its_lists_take(server: GitHubServer) -> None:
    """The example of GitHub's documentation, with other lists: 1 + 100 + 100 * 50 of them are 51 points."""
    text = (
        "{viewer {repositories(first: 100) {nodes {pullRequests(first: 50) {nodes {repository "
        "{repositoryTopics(first: 60) {totalCount}}}}}}} rateLimit {cost nodeCount}}"
    )
    rate = query(server, text).body["data"]["rateLimit"]
    assert rate == {"cost": 51, "nodeCount": 100 + 100 * 50 + 100 * 50 * 60}


def test_pages_follow_each_other(server: GitHubServer) -> None:
    """Each repository comes once, in the order that was asked for."""
    server.repositories = [RepositoryState(name=f"r{number}") for number in (3, 1, 4, 0, 2)]
    text = """query($after: String) {organization(login: "octo-org") {repositories(first: 2, after: $after,
        orderBy: {field: NAME, direction: ASC}) {nodes {name} pageInfo {hasNextPage endCursor}}}}"""
    seen, after = [], None
    while True:
        page = query(server, text, after=after).body["data"]["organization"]["repositories"]
        seen += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == ["r0", "r1", "r2", "r3", "r4"]


def test_the_schema_is_what_the_script_makes() -> None:
    """Nobody edited the excerpt, or the list of types, without the other."""
    text = EXCERPT.read_text(encoding="utf-8")
    assert excerpt(text) == text
