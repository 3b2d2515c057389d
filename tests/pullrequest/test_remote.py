"""A pull request through the API: opened once, updated, left alone, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, TOKEN_UPLOAD, WORKFLOWS
from tests.servers.github import GitHubServer
from tests.servers.github.state import RepositoryState
from trustpub.github.client import GitHub
from trustpub.github.listed import BRANCH
from trustpub.github.listing import Gathered, named
from trustpub.migration.planner import plan
from trustpub.pullrequest.outcome import (
    LEFT,
    OPENED,
    PLANNED,
    SKIPPED,
    UNCHANGED,
    UPDATED,
    Outcome,
    PullOptions,
)
from trustpub.pullrequest.remote import propose

WRITING = ("POST /repos", "PUT", "PATCH", "DELETE")


def proposed(github: GitHub, name: str = "octo-org/sampler", **options: Any) -> Outcome:
    """What becomes of a repository that is looked at anew."""
    (found,) = named(github, [name])
    assert isinstance(found, Gathered)
    return propose(github, found.snapshot, PullOptions(**options))


def writes(server: GitHubServer) -> list[str]:
    """The requests that write."""
    return [line for line in server.lines() if line.startswith(WRITING)]


def test_a_draft_is_opened_in_six_requests(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """One commit with the planned files on our branch; everything else is as it was."""
    outcome = proposed(github)
    assert (outcome.state, outcome.reason) == (OPENED, None)
    (pull,) = state.pulls
    assert (pull.draft, pull.head_branch, pull.base_branch, pull.head_owner) == (True, BRANCH, "main", "octo-org")
    assert outcome.pull is not None and outcome.pull.url == "https://github.com/octo-org/sampler/pull/1"
    assert outcome.plan is not None and outcome.texts is not None
    assert state.texts(BRANCH) == {**state.files, f"{WORKFLOWS}/a.yml": outcome.plan.files[0].after}
    commit = state.objects.read_commit(pull.head)
    assert list(commit.parents) == [state.head] and commit.message.rstrip("\n") == outcome.texts.message.rstrip("\n")
    assert (pull.title, pull.body) == (outcome.texts.title, outcome.texts.body)
    assert len(server.asked) == 6 and outcome.requests == 5


def test_a_second_run_writes_nothing(server: GitHubServer, github: GitHub) -> None:
    """And needs no more than one request."""
    first = proposed(github)
    before = len(server.asked)
    second = proposed(github)
    assert second.state == UNCHANGED and second.pull is not None and first.pull is not None
    assert second.pull.number == first.pull.number
    assert len(writes(server)) == 4 and len(server.asked) == before + 1
