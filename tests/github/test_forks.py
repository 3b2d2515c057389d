"""A fork of ours: found or made, and waited for."""

from __future__ import annotations

import pytest

from tests.servers.clock import FakeClock
from tests.servers.github import GitHubServer, RepositoryState
from tests.servers.http import Answer, Cut
from trustpub.github.client import GitHub
from trustpub.github.forks import PATIENCE, ensure_fork
from trustpub.github.gitdata import create_commit, create_tree, ensure_branch
from trustpub.github.listing import BRANCH
from trustpub.github.pulls import ensure_pull
from trustpub.http.errors import HttpError


@pytest.fixture
def state(server: GitHubServer) -> RepositoryState:
    """A repository of others."""
    server.repository.files["x"] = b"1"
    server.repository.permissions = {"admin": False, "push": False, "pull": True}
    return server.repository


def test_a_fork_is_made_once(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """The second time the one that exists is used; two requests each."""
    assert ensure_fork(github, "octo-org", "sampler") == ("octocat", "sampler")
    assert ensure_fork(github, "octo-org", "sampler") == ("octocat", "sampler")
    assert (len(server.repositories), github.requests) == (2, 4)


def test_a_fork_may_have_another_name(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """Where the user has a repository of the same name that is none."""
    server.repositories.append(RepositoryState("octocat", "sampler", "User", files={"y": b""}))
    assert ensure_fork(github, "octo-org", "sampler") == ("octocat", "sampler-1")


def test_a_fork_is_waited_for(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """Until something can be written to it, which is later than reading works."""
    server.fork_delay = 4
    ensure_fork(github, "octo-org", "sampler")
    clock = github.clock
    assert isinstance(clock, FakeClock)
    assert [wait for wait in clock.waits if wait >= 2] == [2.0, 4.0, 8.0]
    assert server.repositories[1].waits == 0


def test_a_fork_that_does_not_come(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """The wait ends."""
    server.fork_delay = 1000
    with pytest.raises(HttpError, match="the fork octocat/sampler cannot be written to after 5 minutes; look at it on"):
        ensure_fork(github, "octo-org", "sampler")
    clock = github.clock
    assert isinstance(clock, FakeClock) and PATIENCE <= sum(clock.waits) < 2 * PATIENCE


def test_forks_that_are_not_allowed(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """The reason is GitHub's."""
    state.allows_forks = False
    with pytest.raises(HttpError, match=r"^cannot fork octo-org/sampler: .*forking is disabled") as raised:
        ensure_fork(github, "octo-org", "sampler")
    assert raised.value.status == 403


@pytest.mark.parametrize("fault", [Cut(), Cut(after=5), Answer(502)], ids=["cut", "cut after", "502"])
def test_a_lost_answer_is_no_second_fork(
    server: GitHubServer, github: GitHub, state: RepositoryState, fault: Answer | Cut
) -> None:
    """Asking again gives the one that was made."""
    server.fail(fault, "/forks")
    assert ensure_fork(github, "octo-org", "sampler") == ("octocat", "sampler")
    assert len(server.repositories) == 2


def test_the_whole_way_through_a_fork(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """A pull request from a commit on the other's newest one, which the fork need not have on a branch."""
    fork = ensure_fork(github, "octo-org", "sampler")
    state.files["x"] = b"newer"
    head = state.head
    assert head is not None
    tree = create_tree(github, *fork, state.objects.read_commit(head).tree, {"x": b"ours"}, {})
    commit = create_commit(github, *fork, tree, [head], "Ours", None)
    assert ensure_branch(github, *fork, BRANCH, commit)
    before = github.requests
    pull = ensure_pull(
        github, "octo-org", "sampler", base="main", head=f"{fork[0]}:{BRANCH}", title="x", body="", draft=True
    )
    assert (pull.head_owner, pull.head_commit) == ("octocat", commit)
    assert (before, github.requests) == (5, 6)
