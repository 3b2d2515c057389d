"""Environments: reading, creating, adding rules without loosening any, and rules that fit a workflow."""

from __future__ import annotations

import pytest

from tests.servers.github import EnvironmentState, GitHubServer
from tests.servers.http import Cut
from trustpub.github.client import GitHub
from trustpub.github.environments import (
    CUSTOM,
    PROTECTED,
    TAG,
    Environment,
    Pattern,
    Reviewer,
    ensure_environment,
    environment_names,
    read_environment,
)
from trustpub.github.fitting import fitting_patterns, self_review
from trustpub.github.repositories import Person
from trustpub.http.errors import HttpError
from trustpub.workflow.model import Workflow, read_workflow
from trustpub.yamlcst import parse

REPOSITORY = ("octo-org", "sampler")
WANTED = Environment("pypi", (Reviewer("User", 7),), True, 0, CUSTOM, (Pattern("v*", TAG), Pattern("main")))


def test_an_environment_is_created_with_its_rules(server: GitHubServer, github: GitHub) -> None:
    """Reviewers, the rule against self-review, and a pattern for each branch and tag that may deploy."""
    done = ensure_environment(github, *REPOSITORY, WANTED)
    assert done.created and done.notes == ()
    state = server.repository.environments["pypi"]
    assert state.reviewers == [{"type": "User", "id": 7}] and state.prevent_self_review
    assert state.patterns == [{"name": "v*", "type": "tag"}, {"name": "main", "type": "branch"}]
    assert read_environment(github, *REPOSITORY, "pypi") == WANTED._replace(reviewers=(Reviewer("User", 7, "user-7"),))
    assert environment_names(github, *REPOSITORY) == ["pypi"]


def test_creating_twice_changes_nothing(server: GitHubServer, github: GitHub) -> None:
    """The second time is all reading."""
    ensure_environment(github, *REPOSITORY, WANTED)
    server.asked.clear()
    done = ensure_environment(github, *REPOSITORY, WANTED)
    assert not done.created and server.lines("P") == []


def test_an_environment_without_rules_gets_them(server: GitHubServer, github: GitHub) -> None:
    """GitHub makes one like that when a workflow names it first."""
    server.repository.environments["pypi"] = EnvironmentState()
    assert not ensure_environment(github, *REPOSITORY, WANTED).created
    assert read_environment(github, *REPOSITORY, "pypi") == WANTED._replace(reviewers=(Reviewer("User", 7, "user-7"),))


def test_rules_that_are_there_stay(server: GitHubServer, github: GitHub) -> None:
    """A request states all rules, so those that exist are stated again; other refs are a person's decision."""
    server.repository.environments["pypi"] = EnvironmentState(
        wait_timer=30,
        reviewers=[{"type": "Team", "id": 1}],
        policy={"protected_branches": False, "custom_branch_policies": True},
        patterns=[{"name": "main", "type": "branch"}],
        secrets={"X"},
    )
    done = ensure_environment(github, *REPOSITORY, WANTED)
    state = server.repository.environments["pypi"]
    assert state.wait_timer == 30 and state.secrets == {"X"} and state.prevent_self_review
    assert state.reviewers == [{"type": "Team", "id": 1}, {"type": "User", "id": 7}]
    assert state.patterns == [{"name": "main", "type": "branch"}]
    assert done.notes == ("it allows other branches and tags already; check whether tag v* is to be allowed too",)


def test_protected_branches_only_stays_so(server: GitHubServer, github: GitHub) -> None:
    """It is stricter; that tags cannot deploy then is told."""
    server.repository.environments["pypi"] = EnvironmentState(
        policy={"protected_branches": True, "custom_branch_policies": False}
    )
    done = ensure_environment(github, *REPOSITORY, WANTED)
    assert done.environment.allowed == PROTECTED and server.lines("POST") == []
    assert done.notes == ("it allows protected branches only; a workflow that runs for a tag cannot use it like that",)


def test_no_more_reviewers_than_there_can_be(server: GitHubServer, github: GitHub) -> None:
    """GitHub takes six."""
    server.repository.environments["pypi"] = EnvironmentState(reviewers=[{"type": "User", "id": n} for n in range(6)])
    done = ensure_environment(github, *REPOSITORY, WANTED)
    assert len(done.environment.reviewers) == 6
    assert done.notes[0] == "an environment has at most 6 reviewers, so 1 are not added"


def test_a_cut_connection_leaves_no_half_of_it(server: GitHubServer, github: GitHub) -> None:
    """All of it may be repeated; a pattern that is there already is no error when it is asked for again."""
    server.fail(Cut(), "PUT")
    server.fail(Cut(), "POST")
    ensure_environment(github, *REPOSITORY, WANTED)
    assert len(server.repository.environments["pypi"].patterns) == 2


def test_patterns_that_could_not_be_added_are_added_the_next_time(server: GitHubServer, github: GitHub) -> None:
    """An environment that nothing may deploy to is half done, and nobody's wish."""
    server.fail(Cut(), "POST", times=4)
    server.repository.environments["pypi"] = EnvironmentState()
    with pytest.raises(HttpError, match=r"cannot let the tag v\* deploy to pypi of octo-org/sampler: the connection"):
        ensure_environment(github, *REPOSITORY, WANTED)
    server.repository.environments["pypi"].patterns.clear()
    assert ensure_environment(github, *REPOSITORY, WANTED).notes == ()
    assert len(server.repository.environments["pypi"].patterns) == 2


def test_the_scope_is_checked_before_an_environment_is_made(server: GitHubServer, github: GitHub) -> None:
    """Named, and nothing is written."""
    server.scopes = "read:org"
    assert read_environment(github, *REPOSITORY, "pypi") is None
    with pytest.raises(HttpError, match=r"lacks the scope repo .* permission Administration: write"):
        ensure_environment(github, *REPOSITORY, WANTED)
    assert server.lines("P") == []


def workflow(on: str) -> Workflow:
    """A workflow with these triggers."""
    return read_workflow(".github/workflows/a.yml", parse(f"on: {on}\njobs: {{}}\n".encode()))


@pytest.mark.parametrize(
    ("on", "patterns"),
    [
        ("release", ["tag *"]),
        ("{push: {tags: ['v*']}}", ["tag v*"]),
        ("{push: {tags: ['v[0-9]+.[0-9]+', '!v0*']}}", ["tag v*"]),
        ("{push: {tags: ['rel/v?']}}", ["tag rel/*"]),
        ("{push: {tags: ['**']}}", ["tag *", "tag */*"]),
        (
            "{push: {branches: [main, 'release/**']}}",
            ["branch main", "branch release/*", "branch release/*/*"],
        ),
        ("[release, workflow_dispatch]", ["tag *", "branch trunk"]),
        ("{schedule: [{cron: '0 0 * * *'}], workflow_dispatch: }", ["branch trunk"]),
        ("[release, pull_request]", ["tag *"]),
    ],
)
def test_the_patterns_fit_the_triggers(on: str, patterns: list[str]) -> None:
    """What only a workflow's filters know is widened, never narrowed: a release that is kept out is worse."""
    found = fitting_patterns(workflow(on), "trunk")
    assert [f"{pattern.kind} {pattern.name}" for pattern in found.patterns] == patterns
    assert found.reason is None


BUT_SOME = "it runs for pushes to all branches or tags but some, which no pattern says"


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        ("push", "it runs for every push, to any branch or tag"),
        ("{push: {paths: [x]}}", "it runs for every push, to any branch or tag"),
        ("{push: {tags: ['v*'], branches-ignore: [old]}}", BUT_SOME),
        ("{push: {tags-ignore: ['*rc*']}}", BUT_SOME),
        ("[release, workflow_call]", "it is called by other workflows, whose triggers decide"),
        ("pull_request", "nothing starts it but pull requests"),
        ("issue_comment", "it is not known which branches and tags runs of issue_comment are for"),
    ],
)
def test_where_no_pattern_can_be_told_the_reason_is(on: str, reason: str) -> None:
    """Nothing is invented."""
    found = fitting_patterns(workflow(on), "main")
    assert (found.patterns, found.reason) == ((), reason)


@pytest.mark.parametrize(
    ("reviewers", "writers", "locks_out"),
    [
        ([1], [1], True),
        ([1], [1, 2], False),
        ([1, 2], [1, 2], False),
        ([], [1], False),
    ],
    ids=["alone", "somebody else releases", "two review", "nobody reviews"],
)
def test_a_rule_against_self_review_can_lock_out_a_single_maintainer(
    reviewers: list[int], writers: list[int], locks_out: bool
) -> None:
    """It does when the only one who may approve is the only one who may start a release."""
    environment = Environment("pypi", tuple(Reviewer("User", n) for n in reviewers), True)
    found = self_review(environment, [Person(n, f"p{n}", True) for n in writers] + [Person(9, "reader", False)])
    assert found.locks_out == locks_out and (found.message is not None) == locks_out
    assert not self_review(environment._replace(prevent_self_review=False), []).locks_out
