"""Where pull requests stand, and what becomes of them afterwards."""

from __future__ import annotations

import pytest

from tests.pullrequest.test_remote import amended, closed, proposed, writes
from tests.servers.github import GitHubServer
from tests.servers.github.state import RepositoryState
from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.listed import BRANCH
from trustpub.github.listing import Unseen
from trustpub.pullrequest.body import registered_body, with_ticks
from trustpub.pullrequest.status import PullStatus, close, ready, statuses


def status(github: GitHub) -> PullStatus:
    """That of the one repository."""
    (found,) = statuses(github, ["octo-org/sampler"])
    assert isinstance(found, PullStatus)
    return found


def test_each_state_is_told(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """With the publishers that it waits for, whatever becomes of it."""
    assert (status(github).state, status(github).pull) == ("none", None)
    outcome = proposed(github)
    assert outcome.plan is not None
    found = status(github)
    assert (found.state, found.publishers, found.is_changed) == ("draft", outcome.plan.publishers, False)
    state.pulls[0].draft = False
    assert status(github).state == "open"
    closed(state)
    assert status(github).state == "closed"
    server.merge(state, state.pulls[0])
    assert status(github).state == "merged" and len(writes(server)) == 4


def test_a_repository_that_is_not_shown_is_told(github: GitHub) -> None:
    """In its place."""
    first, second = statuses(github, ["octo-org/nothing", "octo-org/sampler"])
    assert isinstance(first, Unseen) and first.full_name == "octo-org/nothing"
    assert isinstance(second, PullStatus)


@pytest.mark.parametrize("keeps_message", [True, False])
def test_what_others_pushed_is_told(github: GitHub, state: RepositoryState, keeps_message: bool) -> None:
    """Also where they kept our message."""
    proposed(github)
    amended(state, "README.md", keeps_message)
    assert status(github).is_changed


def test_ready_takes_the_notice_away(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """The step is ticked, and everything else in the text is as it was."""
    proposed(github)
    done = ready(github, status(github))
    (pull,) = state.pulls
    assert (done.state, pull.draft) == ("open", False) and pull.body is not None
    assert "Not to be merged yet" not in pull.body and "Mark this as ready" not in pull.body
    assert "1. [x] Register the publisher" in pull.body and "   - [x] PyPI, `sampler`: " in pull.body
    assert pull.body.count("[x]") == 2
    assert status(github).publishers == done.publishers
    assert writes(server)[4:] == ["PATCH /repos/octo-org/sampler/pulls/1"]


def test_what_happens_while_the_user_is_asked_is_not_undone(github: GitHub, state: RepositoryState) -> None:
    """A text that is edited meanwhile keeps the edit, and commits that are pushed meanwhile keep their branch."""
    proposed(github)
    (status,) = statuses(github, ["octo-org/sampler"])
    assert isinstance(status, PullStatus)
    pull = state.pulls[0]
    pull.body = f"Ask me first.\n\n{pull.body}"
    ready(github, status)
    assert "Ask me first." in pull.body and "Not to be merged yet" not in pull.body
    theirs = state.commit(BRANCH, {**state.texts(BRANCH), "more": b"theirs\n"}, "Theirs")
    close(github, status)
    assert pull.state == "closed" and state.branch(BRANCH) == theirs


def test_ready_wants_a_draft(github: GitHub, state: RepositoryState) -> None:
    """Not one that is none, nor one that is over."""
    proposed(github)
    state.pulls[0].draft = False
    with pytest.raises(TrustpubError, match="it has no draft of ours"):
        ready(github, status(github))
    closed(state)
    with pytest.raises(TrustpubError, match="it has no draft of ours"):
        ready(github, status(github))


def test_close_withdraws_it_with_its_branch(github: GitHub, state: RepositoryState) -> None:
    """And the next run respects that."""
    proposed(github)
    assert close(github, status(github)).state == "closed"
    assert state.pulls[0].state == "closed" and state.branch(BRANCH) is None
    assert proposed(github).reason == "#1 was closed without being merged; --again opens a new one"
    with pytest.raises(TrustpubError, match="it has no open one of ours"):
        close(github, status(github))


def test_what_somebody_opened_by_hand_is_theirs(github: GitHub, state: RepositoryState) -> None:
    """Though its branch has the name of ours."""
    proposed(github)
    amended(state, "README.md", keeps_message=False)
    state.pulls[0].body = "By hand."
    for change in (ready, close):
        with pytest.raises(TrustpubError, match="of ours"):
            change(github, status(github))
    assert state.pulls[0].state == "open" and state.pulls[0].draft


def test_close_leaves_a_branch_that_others_pushed_to(github: GitHub, state: RepositoryState) -> None:
    """Their work is not thrown away."""
    proposed(github)
    theirs = amended(state, "README.md", keeps_message=False)
    assert close(github, status(github)).is_changed
    assert state.pulls[0].state == "closed" and state.branch(BRANCH) == theirs


def test_ticks_are_carried_over() -> None:
    """Only where the item is the same, word for word; other text is never taken for one."""
    old = "- [x] one\r\n1. [X] two\n  - [x] inner\ntext [x] here\n- [ ] three\n- [x] gone\n"
    new = "- [ ] one\n1. [ ] two\n  - [ ] inner\ntext [ ] here\n- [ ] three\n- [ ] new\n"
    assert with_ticks(new, old) == "- [x] one\n1. [x] two\n  - [x] inner\ntext [ ] here\n- [ ] three\n- [ ] new\n"
    assert with_ticks(new, "") == new


def test_a_text_of_ones_own_stays_as_it_is() -> None:
    """Nothing in it is taken for the notice."""
    text = "> [!IMPORTANT]\n> Read this.\n\n1. [ ] Register it\n"
    assert registered_body(text) == text
