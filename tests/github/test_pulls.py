"""Pull requests opened, found, changed and marked."""

from __future__ import annotations

import pytest

from tests.servers.github import GitHubServer, RepositoryState
from tests.servers.http import Answer, Cut
from trustpub.github.client import GitHub
from trustpub.github.listing import BRANCH, Gathered, Pull, named
from trustpub.github.pulls import ensure_pull, is_draft_refused, mark_ready, open_pull, pulls_of_branch, update_pull
from trustpub.http.errors import HttpError

OWNER, NAME = "octo-org", "sampler"
HEAD = f"{OWNER}:{BRANCH}"
TITLE, BODY = "Publish without a token <b>`@mona` #1", "- [ ] one\n\n| a | \u202e |\n"


@pytest.fixture
def state(server: GitHubServer) -> RepositoryState:
    """A repository with our branch."""
    server.repository.files["x"] = b"1"
    server.repository.settle()
    server.repository.commit(BRANCH, {"x": b"2"}, "Ours")
    return server.repository


def opened(github: GitHub, draft: bool = True) -> Pull:
    """A pull request from our branch."""
    return open_pull(github, OWNER, NAME, base="main", head=HEAD, title=TITLE, body=BODY, draft=draft)


def ensured(github: GitHub, draft: bool = True) -> Pull:
    """The same, where an answer may have been lost."""
    return ensure_pull(github, OWNER, NAME, base="main", head=HEAD, title=TITLE, body=BODY, draft=draft)


def listed(github: GitHub) -> tuple[Pull, ...]:
    """What a list of repositories shows of them."""
    (found,) = named(github, [f"{OWNER}/{NAME}"])
    assert isinstance(found, Gathered)
    return found.listed.pulls


def test_a_pull_request_is_opened(github: GitHub, state: RepositoryState) -> None:
    """With its text as it is; the REST API and GraphQL show the same of it."""
    pull = opened(github)
    assert (pull.number, pull.title, pull.body, pull.state, pull.is_draft) == (1, TITLE, BODY, "open", True)
    assert (pull.head_owner, pull.head_commit, pull.base) == (OWNER, state.branch(BRANCH), "main")
    assert (pull.author, pull.url) == ("octocat", "https://github.com/octo-org/sampler/pull/1")
    assert listed(github) == (pull,) and pulls_of_branch(github, OWNER, NAME, OWNER, BRANCH) == [pull]


def test_there_is_at_most_one(github: GitHub, state: RepositoryState) -> None:
    """A second one for the same branches is refused, and the first one is found instead."""
    pull = opened(github)
    with pytest.raises(HttpError, match="A pull request already exists for octo-org:trustpub/trusted-publishing") as e:
        opened(github)
    assert e.value.status == 422 and not is_draft_refused(e.value)
    assert ensured(github) == pull
    assert len(state.pulls) == 1


def test_a_closed_one_is_not_the_open_one(github: GitHub, state: RepositoryState) -> None:
    """A new one is opened beside it."""
    first = opened(github)
    assert update_pull(github, OWNER, NAME, first.number, state="closed").state == "closed"
    assert ensured(github).number == 2
    assert [pull.state for pull in pulls_of_branch(github, OWNER, NAME, OWNER, BRANCH)] == ["open", "closed"]


@pytest.mark.parametrize("fault", [Cut(), Cut(after=5), Answer(502)], ids=["cut", "cut after", "502"])
@pytest.mark.parametrize("times", [1, 3])
def test_a_lost_answer_is_no_second_pull_request(
    server: GitHubServer, github: GitHub, state: RepositoryState, fault: Answer | Cut, times: int
) -> None:
    """Whether it was opened before the answer got lost or not, there is one afterwards, and it is given back."""
    server.fail(fault, "POST /repos/octo-org/sampler/pulls", times=times)
    pull = ensured(github)
    assert (pull.number, len(state.pulls)) == (1, 1)


def test_no_drafts(github: GitHub, state: RepositoryState) -> None:
    """Some plans have none in private repositories; that is told from other refusals."""
    state.allows_drafts = False
    for attempt in (opened, ensured):
        with pytest.raises(HttpError, match="Draft pull requests are not supported in this repository") as raised:
            attempt(github)
        assert is_draft_refused(raised.value)
    assert not opened(github, draft=False).is_draft


def test_a_branch_without_a_change(github: GitHub, state: RepositoryState) -> None:
    """There is nothing to open; the reason is GitHub's."""
    state.move(f"refs/heads/{BRANCH}", state.head)
    with pytest.raises(HttpError, match="No commits between main and"):
        ensured(github)


def test_text_is_changed(github: GitHub, state: RepositoryState) -> None:
    """What is not named stays."""
    number = opened(github).number
    assert update_pull(github, OWNER, NAME, number, title="New").body == BODY
    changed = update_pull(github, OWNER, NAME, number, body="new")
    assert (changed.title, changed.body, changed.state, changed.is_draft) == ("New", "new", "open", True)


def test_merged_is_told_from_closed(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """By both interfaces."""
    opened(github)
    server.merge(state, state.pulls[0])
    assert [pull.state for pull in pulls_of_branch(github, OWNER, NAME, OWNER, BRANCH)] == ["merged"]
    assert [pull.state for pull in listed(github)] == ["merged"]


def test_a_draft_is_marked_ready(github: GitHub, state: RepositoryState) -> None:
    """Twice does no harm."""
    pull = opened(github)
    mark_ready(github, pull.node_id)
    assert not state.pulls[0].draft
    mark_ready(github, pull.node_id)
    assert not state.pulls[0].draft


def test_a_closed_draft_is_not_marked(github: GitHub, state: RepositoryState) -> None:
    """The reason is GitHub's, and it is still a draft."""
    pull = opened(github)
    update_pull(github, OWNER, NAME, pull.number, state="closed")
    with pytest.raises(HttpError, match="Pull request is closed"):
        mark_ready(github, pull.node_id)


def test_pull_requests_from_a_branch_of_a_fork(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """The owner of the branch is a part of its name."""
    fork = RepositoryState("mona", "sampler", "User", parent=state, objects=state.objects)
    fork.move("refs/heads/main", state.head)
    fork.commit(BRANCH, {"x": b"3"}, "From the fork")
    server.repositories.append(fork)
    pull = open_pull(github, OWNER, NAME, base="main", head=f"mona:{BRANCH}", title="x", body="", draft=False)
    assert pulls_of_branch(github, OWNER, NAME, "mona", BRANCH) == [pull] == list(listed(github))
    assert pulls_of_branch(github, OWNER, NAME, OWNER, BRANCH) == []


@pytest.mark.parametrize("scopes", ["workflow", "read:org"])
def test_the_scope_is_named_before_anything_is_written(
    server: GitHubServer, github: GitHub, state: RepositoryState, scopes: str
) -> None:
    """Also for the mutation."""
    server.scopes = scopes
    listed(github)
    before = len(server.asked)
    for attempt in (lambda: opened(github), lambda: mark_ready(github, "PR_42_1")):
        with pytest.raises(HttpError, match=r"lacks the scope repo \(it has"):
            attempt()
    assert len(server.asked) == before
