"""GraphQL: its errors in one sentence each, its limits waited for, nothing done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.servers.clock import FakeClock
from tests.servers.github import GitHubServer, RepositoryState
from tests.servers.github.limits import Limits
from tests.servers.http import Answer, Cut
from tests.servers.running import SECRET
from trustpub.github.client import GitHub
from trustpub.github.gathering import gather
from trustpub.github.gitdata import create_commit, create_tree, ensure_branch
from trustpub.github.graphql import GraphQLError, Portion, cost_of, is_too_much
from trustpub.github.hosts import choose_host
from trustpub.github.listing import BRANCH, Gathered, owned_by
from trustpub.github.needs import OPEN_PULLS, SEE_REPOSITORY
from trustpub.github.pulls import ensure_pull
from trustpub.github.tokens import Token
from trustpub.http.errors import HttpError
from trustpub.http.secret import Secret
from trustpub.http.transport import Settings

QUERY = 'query ($o: String!) { r: repository(owner: $o, name: "sampler") { id } }'
MUTATION = "mutation ($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { clientMutationId } }"


def asked(github: GitHub, owner: str = "octo-org", *, partial: bool = False) -> Any:
    """The answer to a query."""
    return github.graphql(QUERY, {"o": owner}, "look", SEE_REPOSITORY, partial=partial)


def test_a_query_is_answered(server: GitHubServer, github: GitHub) -> None:
    """The scopes of the token are learnt from it too."""
    assert asked(github).object("r").text("id")
    assert github.scopes == frozenset({"admin:org", "repo", "workflow"})


def test_what_is_not_there(github: GitHub) -> None:
    """An error with its type, or null with the reason where parts may be missing."""
    with pytest.raises(GraphQLError, match=r"^cannot look: GitHub does not answer the query \(Could not resolve") as e:
        asked(github, "nobody")
    assert e.value.type == "NOT_FOUND" and not is_too_much(e.value)
    data = asked(github, "nobody", partial=True)
    assert not data.has("r") and data.problems["r"].startswith("Could not resolve to a Repository")


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        (
            [{"type": "INSUFFICIENT_SCOPES", "message": "Your token has not been granted"}],
            "the token needs the scope repo",
        ),
        ([{"type": "FORBIDDEN", "message": "Resource protected by organization SAML"}], "SAML"),
        ([{"message": "Field 'x' doesn't exist"}], "fault of trustpub"),
        ([{}], "no reason is given"),
        ([{"message": "a\nb \x1b[1m" + "x" * 1000}], "a b"),
    ],
)
def test_errors_are_one_sentence(server: GitHubServer, github: GitHub, errors: list[Any], words: str) -> None:
    """With GitHub's reason, and what to do."""
    server.fail(Answer(200, {"errors": errors, "data": None}), "graphql")
    with pytest.raises(GraphQLError) as raised:
        asked(github)
    text = str(raised.value)
    assert words in text and "\n" not in text and len(text) < 700


@pytest.mark.parametrize("body", [b"<html>", [], {"errors": 3}, {"errors": ["x"]}, {"data": []}, {"data": None}, {}])
def test_answers_of_another_shape(server: GitHubServer, github: GitHub, body: Any) -> None:
    """They are no traceback."""
    server.fail(Answer(200, body), "graphql")
    with pytest.raises(HttpError, match="GitHub answered with"):
        asked(github)


@pytest.mark.parametrize("fault", [Answer(502), Cut(after=5)], ids=["502", "cut"])
def test_a_query_is_asked_again_and_a_mutation_is_not(
    server: GitHubServer, github: GitHub, fault: Answer | Cut
) -> None:
    """Doing something twice is not like asking twice."""
    server.fail(fault, "graphql")
    assert asked(github).has("r") and github.requests == 2
    server.fail(fault, "graphql")
    with pytest.raises(HttpError):
        github.graphql(MUTATION, {"id": "PR_1"}, "mark it", OPEN_PULLS)
    assert github.requests == 3


@pytest.mark.parametrize(
    ("api", "address"),
    [
        ("https://api.github.com", "https://api.github.com"),
        ("https://github.example.com/api/v3", "https://github.example.com/api"),
        ("https://api.octo.ghe.com", "https://api.octo.ghe.com"),
    ],
)
def test_where_it_is(api: str, address: str) -> None:
    """On a server of one's own it is beside the REST API."""
    assert choose_host(api, {}).graphql == address


def test_the_token_is_kept_to_itself(server: GitHubServer, github: GitHub) -> None:
    """Also where an answer says it back."""
    server.fail(Answer(200, {"errors": [{"message": f"bad {SECRET}"}]}), "graphql")
    with pytest.raises(GraphQLError) as raised:
        asked(github)
    assert SECRET not in str(raised.value) and "bad ***" in str(raised.value)


def test_a_portion_shrinks_and_grows() -> None:
    """Half after each failure, more only after some successes."""
    portion = Portion(50)
    sizes = []
    for happened in "ffffff" + "s" * 16:
        portion.failed(portion.size) if happened == "f" else portion.succeeded()
        sizes.append(portion.size)
    assert sizes == [25, 12, 6, 3, 1, 1, *[1] * 7, *[2] * 8, 4]


@pytest.mark.parametrize(("lists", "points"), [(0, 1), (1, 1), (100, 1), (101, 2), (201, 3)])
def test_what_a_query_costs(lists: int, points: int) -> None:
    """A point for each hundred lists, and at least one."""
    assert cost_of(lists) == points


def test_many_threads_keep_to_sixty_requests_a_minute(server: GitHubServer, github: GitHub) -> None:
    """Reading and writing with eight threads, with faults in between, ends, and never goes beyond what was told."""
    clock = github.clock
    assert isinstance(clock, FakeClock)
    server.repositories[:] = [RepositoryState(name=f"r{n:02}", files={"x": b"1", "Makefile": b"y"}) for n in range(40)]
    server.limits = Limits(60, 60, clock, writes_per_minute=20, in_flight=8)
    patient = GitHub(github.host, Token(Secret(SECRET), "GH_TOKEN"), clock=clock, settings=Settings(patience=1e9))
    for fault, path in (
        (Answer(502), "graphql"),
        (Cut(), "/git/trees"),
        (Cut(after=3), "/git/refs"),
        (Answer(502), "/pulls"),
    ):
        server.fail(fault, path, times=2)

    def propose(found: Gathered) -> int:
        listed = found.listed
        assert listed.tree is not None and listed.head is not None
        owner, name = listed.owner, listed.name
        tree = create_tree(patient, owner, name, listed.tree, {"x": b"2"}, {})
        commit = create_commit(patient, owner, name, tree, [listed.head], "x", None)
        ensure_branch(patient, owner, name, BRANCH, commit)
        head = f"{owner}:{BRANCH}"
        return ensure_pull(patient, owner, name, base="main", head=head, title="x", body="", draft=True).number

    found = [one for page in owned_by(patient, "octo-org") for one in page]
    texts = gather(patient, [one.snapshot for one in found], lambda snapshot: snapshot.read("Makefile"))
    assert [text for _, text in texts] == [b"y"] * 40
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(propose, found)) == [1] * 40
    assert server.limits.violations == []
    assert all(len(state.pulls) == 1 for state in server.repositories)
