"""What goes wrong on the way to a pull request: lost answers, refusals, races, missing rights, hostile names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD, WORKFLOWS
from tests.pullrequest.test_remote import proposed, writes
from tests.servers.clock import FakeClock
from tests.servers.github import GitHubServer
from tests.servers.github.limits import Limits
from tests.servers.github.state import RepositoryState
from tests.servers.http import Answer, Cut
from tests.servers.running import SECRET
from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.graphql import cost_of
from trustpub.github.listed import BRANCH
from trustpub.github.listing import Gathered, named
from trustpub.http.errors import HttpError
from trustpub.pullrequest.look import LISTS, look_at
from trustpub.pullrequest.outcome import (
    FAILED,
    LEFT,
    OPENED,
    PLANNED,
    UNCHANGED,
    UPDATED,
    Outcome,
    PullOptions,
)
from trustpub.pullrequest.remote import propose
from trustpub.pullrequest.status import PullStatus, close, ready, statuses

READER = {"admin": False, "push": False, "pull": True}
STEPS = ["/git/trees", "/git/commits", "/git/refs", "/pulls"]


def watched(github: GitHub, on_step: Any, **options: Any) -> Outcome:
    """What becomes of the repository while each step is told."""
    (found,) = named(github, ["octo-org/sampler"])
    assert isinstance(found, Gathered)
    return propose(github, found.snapshot, PullOptions(**options), on_step)


@pytest.mark.parametrize("step", STEPS)
def test_an_answer_that_is_lost_after_the_write_does_nothing_twice(
    server: GitHubServer, github: GitHub, state: RepositoryState, step: str
) -> None:
    """The request is made again, and what it did already is found."""
    server.fail(Cut(after=10), f"POST /repos/octo-org/sampler{step}")
    assert proposed(github).state == OPENED
    assert len(state.pulls) == 1 and len(state.refs) == 2
    assert proposed(github).state == UNCHANGED


@pytest.mark.parametrize("status", [502, 503])
@pytest.mark.parametrize("step", STEPS)
def test_a_server_in_trouble_is_asked_again(
    server: GitHubServer, github: GitHub, state: RepositoryState, step: str, status: int
) -> None:
    """A few times."""
    server.fail(Answer(status), f"POST /repos/octo-org/sampler{step}", times=2)
    assert proposed(github).state == OPENED and len(state.pulls) == 1


@pytest.mark.parametrize("step", STEPS)
def test_an_update_survives_lost_answers_too(
    server: GitHubServer, github: GitHub, state: RepositoryState, step: str
) -> None:
    """Moving the branch and changing the text as well."""
    proposed(github)
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    method = "PATCH" if step in ("/git/refs", "/pulls") else "POST"
    server.fail(Cut(after=10), f"{method} /repos/octo-org/sampler{step}")
    assert proposed(github).state == UPDATED
    assert proposed(github).state == UNCHANGED and len(state.pulls) == 1


@pytest.mark.parametrize("status", [403, 404, 409, 422])
@pytest.mark.parametrize("step", STEPS)
def test_a_refusal_is_this_repository_s(
    server: GitHubServer, github: GitHub, state: RepositoryState, step: str, status: int
) -> None:
    """It is told in one sentence with what GitHub says, and the next run goes on from there."""
    server.fail(Answer(status, {"message": f"no, {SECRET}"}), f"POST /repos/octo-org/sampler{step}", times=2)
    outcome = proposed(github)
    assert outcome.state == FAILED and outcome.reason is not None and outcome.reason.startswith("cannot ")
    assert SECRET not in outcome.reason and "\n" not in outcome.reason and state.pulls == []
    server.orders.clear()
    assert proposed(github).state == OPENED and len(state.pulls) == 1


@pytest.mark.parametrize("fault", [Cut(), Answer(500), Answer(401, {"message": "Bad credentials"})])
def test_what_lies_with_the_network_or_the_token_is_raised(
    server: GitHubServer, github: GitHub, fault: Answer | Cut
) -> None:
    """The next repository would fare no better."""
    server.fail(fault, "/git/commits", times=10)
    with pytest.raises(HttpError):
        proposed(github)


def test_rules_that_refuse_the_branch_are_told(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """As GitHub puts it."""
    body = {"message": "Repository rule violations found\n\nCannot create ref due to creations being restricted."}
    server.fail(Answer(422, body), "POST /repos/octo-org/sampler/git/refs")
    outcome = proposed(github)
    assert outcome.state == FAILED and outcome.reason is not None
    assert "Repository rule violations found Cannot create ref due to creations being restricted" in outcome.reason


def test_a_protected_default_branch_does_not_matter(github: GitHub, state: RepositoryState) -> None:
    """Only our branch is pushed."""
    state.is_protected = True
    assert proposed(github).state == OPENED


@pytest.mark.parametrize(("scopes", "missing"), [("repo", "workflow"), ("workflow", "repo"), ("", "repo")])
def test_a_missing_scope_is_named_before_anything_is_written(
    server: GitHubServer, github: GitHub, scopes: str, missing: str
) -> None:
    """The exact one; a dry run needs none."""
    server.scopes = scopes
    with pytest.raises(TrustpubError, match=f"the token from GH_TOKEN lacks the scope {missing} "):
        proposed(github)
    assert writes(server) == [] and proposed(github, dry_run=True).state == PLANNED


def test_who_may_not_push_goes_through_a_fork_in_eight_requests(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """The next run finds it there, and an update goes to the fork as well."""
    state.permissions = READER
    planned = proposed(github, dry_run=True)
    assert (planned.state, planned.head_owner) == (PLANNED, "octocat") and writes(server) == []
    before = len(server.asked)
    outcome = proposed(github)
    assert outcome.state == OPENED and len(server.asked) - before == 8
    (pull,) = state.pulls
    assert (pull.head_owner, pull.head_branch) == ("octocat", BRANCH) and state.branch(BRANCH) is None
    assert proposed(github).state == UNCHANGED
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    assert proposed(github).state == UPDATED and len(state.pulls) == 1
    assert set(pull.head_repository.texts(BRANCH)) >= {f"{WORKFLOWS}/b.yml"}


def test_what_is_in_a_fork_can_be_withdrawn(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """With its branch there; a pull request from somebody else's fork is told, and not touched."""
    state.permissions = READER
    proposed(github)
    (found,) = statuses(github, ["octo-org/sampler"])
    assert isinstance(found, PullStatus) and (found.is_mine, found.is_changed) == (True, False)
    server.login = "somebody"
    (strange,) = statuses(github, ["octo-org/sampler"])
    assert isinstance(strange, PullStatus) and not strange.is_mine
    for change in (ready, close):
        with pytest.raises(TrustpubError, match="of ours"):
            change(github, strange)
    assert proposed(github).reason == "#1, of somebody else, proposes it already"
    server.login = "octocat"
    close(github, found)
    assert state.pulls[0].state == "closed" and state.pulls[0].head_repository.branch(BRANCH) is None


def test_a_fork_that_takes_its_time_is_waited_for(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """And one that exists already is used, whatever its name."""
    state.permissions = READER
    server.fork_delay = 3
    assert proposed(github).state == OPENED
    state.pulls[0].state = "closed"
    assert proposed(github, again=True).state == OPENED and len(server.repositories) == 2


def test_a_branch_of_the_fork_that_others_wrote_stays(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """It may hold the user's own work."""
    state.permissions = READER
    proposed(github)
    fork = server.repositories[-1]
    state.pulls.clear()
    fork.followers.clear()
    theirs = fork.commit(BRANCH, {"README.md": b"mine\n"}, "Mine")
    outcome = proposed(github)
    assert outcome.state == LEFT and outcome.reason is not None and "of the fork holds commits" in outcome.reason
    assert fork.branch(BRANCH) == theirs and state.pulls == []


def test_a_branch_of_the_fork_that_is_ours_is_gone_on_from(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """As it is, or with another commit where it is out of date."""
    state.permissions = READER
    proposed(github)
    fork = server.repositories[-1]
    for text in (None, TOKEN_UPLOAD):
        state.pulls.clear()
        fork.followers.clear()
        if text is not None:
            state.files[f"{WORKFLOWS}/b.yml"] = text.encode()
        assert proposed(github).state == OPENED and len(state.pulls) == 1
    assert f"{WORKFLOWS}/b.yml" in fork.texts(BRANCH)


def test_without_drafts_nothing_is_opened_unless_it_is_said(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """And no branch stays behind."""
    state.allows_drafts = False
    outcome = proposed(github)
    assert outcome.state == LEFT and outcome.reason is not None and "--no-draft opens an ordinary one" in outcome.reason
    assert state.pulls == [] and state.branch(BRANCH) is None
    assert proposed(github, draft=False).state == OPENED and not state.pulls[0].draft


def test_a_base_that_moves_while_it_is_looked_at_is_planned_anew(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """The change is made on what is there when it is written."""
    (found,) = named(github, ["octo-org/sampler"])
    assert isinstance(found, Gathered)
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    outcome = propose(github, found.snapshot, PullOptions())
    assert outcome.state == OPENED and outcome.plan is not None and len(outcome.plan.files) == 2
    assert list(state.objects.read_commit(state.pulls[0].head).parents) == [state.head]


def test_a_repository_that_is_gone_meanwhile_is_told(server: GitHubServer, github: GitHub) -> None:
    """It is no fault of the token or the network."""
    (found,) = named(github, ["octo-org/sampler"])
    assert isinstance(found, Gathered)
    server.repositories.clear()
    outcome = propose(github, found.snapshot, PullOptions())
    assert outcome.state == FAILED and outcome.reason is not None
    assert outcome.reason.startswith("cannot look at octo-org/sampler: ")


def test_a_base_that_migrated_meanwhile_gets_none(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """Somebody was faster."""
    (found,) = named(github, ["octo-org/sampler"])
    assert isinstance(found, Gathered)
    state.files[f"{WORKFLOWS}/a.yml"] = b"on: push\njobs: {}\n"
    assert propose(github, found.snapshot, PullOptions()).reason == "no workflow uploads to PyPI"
    assert writes(server) == []


def test_a_base_that_moves_and_moves_is_left(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """After it was planned twice."""
    (found,) = named(github, ["octo-org/sampler"])
    assert isinstance(found, Gathered)

    class Moving(GitHub):
        """Somebody commits before each request."""

        def graphql(self, *arguments: Any, **options: Any) -> Any:
            state.files["README.md"] += b"."
            return super().graphql(*arguments, **options)

    moving = Moving(github.host, settings=None)
    moving.__dict__.update(github.__dict__)
    outcome = propose(moving, found.snapshot, PullOptions())
    assert outcome.state == FAILED and outcome.reason is not None and "keeps changing" in outcome.reason
    assert writes(server) == []


def test_another_base_can_be_named(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """The change is planned from that branch; one that is not there is told."""
    other = state.texts("main") | {f"{WORKFLOWS}/a.yml": TOKEN_UPLOAD.replace("Release", "Old").encode()}
    head = state.commit("1.x", other, "Maintain")
    outcome = proposed(github, base="1.x")
    assert outcome.state == OPENED and outcome.base == "1.x" and state.pulls[0].base_branch == "1.x"
    assert list(state.objects.read_commit(state.pulls[0].head).parents) == [head]
    assert b"name: Old" in state.texts(BRANCH)[f"{WORKFLOWS}/a.yml"]
    missing = proposed(github, base="no\"such'\nbranch")
    assert missing.state == FAILED and missing.reason is not None and "--base" in missing.reason


def test_modes_and_links_stay(github: GitHub, state: RepositoryState) -> None:
    """A workflow that is a link changes where the link leads, and an executable one stays executable."""
    state.files[f"{WORKFLOWS}/linked.yml"] = b"../../release.yml"
    state.files["release.yml"] = TOKEN_UPLOAD.encode()
    state.modes = {f"{WORKFLOWS}/linked.yml": "120000", "release.yml": "100755"}
    outcome = proposed(github)
    assert outcome.state == OPENED
    files = state.texts(BRANCH)
    assert files[f"{WORKFLOWS}/linked.yml"] == b"../../release.yml" and b"id-token: write" in files["release.yml"]
    assert proposed(github).state == UNCHANGED


def test_each_step_is_told_before_and_after(github: GitHub, state: RepositoryState) -> None:
    """With what is known of it, and nothing else."""
    told: list[tuple[str, str]] = []

    def on_step(step: str, detail: Mapping[str, str]) -> None:
        told.append((step, detail["phase"]))
        assert set(detail) <= {"phase", "owner", "name", "branch", "commit", "number", "url", "fork"}

    watched(github, on_step)
    steps = ["tree", "commit", "branch", "pull request"]
    assert told == [(step, phase) for step in steps for phase in ("before", "after")]


@pytest.mark.parametrize("stop", range(8))
def test_it_goes_on_wherever_it_was_stopped(github: GitHub, state: RepositoryState, stop: int) -> None:
    """Before or after any step: the result is as without, and never a second pull request."""

    class Killed(BaseException):
        """The process ends here."""

    calls = iter(range(100))

    def on_step(_step: str, _detail: Mapping[str, str]) -> None:
        if next(calls) == stop:
            raise Killed

    with pytest.raises(Killed):
        watched(github, on_step)
    assert proposed(github).state in (OPENED, UNCHANGED)
    assert len(state.pulls) == 1 and proposed(github).state == UNCHANGED


HOSTILE = """\
name: "x\\n\\x1b[2J"
on: {release: {types: [published]}}
jobs:
  "a`b|c":
    name: "<img src=x onerror=1> @octocat #1 [x](http://evil.example)"
    runs-on: ubuntu-latest
    steps:
      - name: "--> </details>\\nSigned-off-by: Evil <e@e>\\n\\nTrustpub-Change: 0"
        uses: pypa/gh-action-pypi-publish@release/v1
        with: {password: "${{ secrets.PYPI_TOKEN }}"}
"""


def test_hostile_names_do_no_harm(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """In workflows, files, projects and subjects: the message has our trailer alone, the text no mark of theirs."""
    state.files = {
        f"{WORKFLOWS}/a'\"`$(x)&<b>.yml": HOSTILE.encode(),
        "pyproject.toml": b'[project]\nname = "x\\n@octocat <script>"\n',
    }
    state.name = "-.--rf..git_"
    state.commit("main", dict(state.files), "Evil\n\nTrustpub-Change: 1")
    outcome = proposed(github, "octo-org/-.--rf..git_")
    assert outcome.state == OPENED and outcome.texts is not None
    message = state.objects.read_commit(state.pulls[0].head).message
    assert message.count("Trustpub-Change:") == 1 and "Signed-off-by" not in message and "\x1b" not in message
    body, _, marker = outcome.texts.body.partition("<!-- trustpub: ")
    assert not any(text in body for text in ("<img", "<script", "@octocat", "-->")) and marker.count("-->") == 1
    assert proposed(github, "octo-org/-.--rf..git_").state == UNCHANGED


def test_a_literal_token_is_in_no_text(github: GitHub, state: RepositoryState) -> None:
    """Though it is in the workflow that changes."""
    token = "pypi-AgEIcHlwaS5vcmc" + "A" * 80
    state.files[f"{WORKFLOWS}/a.yml"] = TOKEN_UPLOAD.replace("${{ secrets.PYPI_TOKEN }}", token).encode()
    outcome = proposed(github)
    assert outcome.state == OPENED and outcome.texts is not None
    assert token not in outcome.texts.body + outcome.texts.message


def test_a_template_that_fails_writes_nothing(server: GitHubServer, github: GitHub) -> None:
    """One sentence with the line."""
    with pytest.raises(TrustpubError, match="the template:2: "):
        proposed(github, template="ok\n{{ nothing.at.all }}\n")
    assert writes(server) == []


def test_a_fork_that_was_deleted_is_told(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """Its pull request stays as long as it is up to date; then it is left, and nothing is written."""
    state.permissions = {"admin": False, "push": False, "pull": True}
    assert proposed(github).state == OPENED
    server.repositories[:] = [state]
    before = len(writes(server))
    assert proposed(github).state == UNCHANGED
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    outcome = proposed(github)
    assert outcome.state == LEFT and "its fork is gone" in str(outcome.reason) and len(writes(server)) == before
    (status,) = statuses(github, ["octo-org/sampler"])
    assert isinstance(status, PullStatus) and status.head is None


def test_a_repository_that_is_renamed_meanwhile_is_planned_anew(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """The publishers hold its name, and GitHub writes nothing under the old one."""
    (found,) = named(github, ["octo-org/sampler"])
    assert isinstance(found, Gathered)
    state.name, state.former = "renamed", ["octo-org/sampler"]
    outcome = propose(github, found.snapshot, PullOptions())
    assert (outcome.state, outcome.full_name) == (OPENED, "octo-org/renamed")
    assert outcome.plan is not None and outcome.plan.publishers[0].repository == "renamed"
    assert state.pulls[0].body is not None and "repository=renamed" in state.pulls[0].body


def test_a_fork_with_another_default_branch_is_gone_on_from(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """It was made before the default branch was renamed."""
    state.permissions = {"admin": False, "push": False, "pull": True}
    fork = RepositoryState(
        owner="octocat",
        owner_type="User",
        name="mine",
        default_branch="master",
        parent=state,
        objects=state.objects,
    )
    fork.move("refs/heads/master", state.head)
    server.repositories.append(fork)
    assert proposed(github).state == OPENED
    state.pulls[0].state = "closed"
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    assert proposed(github, again=True).state == OPENED
    assert set(fork.refs) == {"refs/heads/master", f"refs/heads/{BRANCH}"} and len(state.pulls) == 2


def test_a_branch_that_somebody_makes_meanwhile_stays(github: GitHub, state: RepositoryState) -> None:
    """It is told."""
    (found,) = named(github, ["octo-org/sampler"])
    assert isinstance(found, Gathered)

    def on_step(step: str, detail: Mapping[str, str]) -> None:
        if (step, detail["phase"]) == ("branch", "before"):
            state.commit(BRANCH, {"README.md": b"theirs\n"}, "Theirs")

    with pytest.raises(TrustpubError, match=r"there is a branch .* since a moment ago, which is somebody else's"):
        propose(github, found.snapshot, PullOptions(), on_step)
    assert state.texts(BRANCH) == {"README.md": b"theirs\n"} and state.pulls == []


def test_the_last_look_reserves_what_it_costs(server: GitHubServer, github: GitHub) -> None:
    """So several threads never ask for more than GitHub still answers."""
    (found,) = named(github, ["octo-org/sampler"])
    assert isinstance(found, Gathered)
    server.limits = Limits(5000, 3600, FakeClock())
    look_at(github, found.listed, "main")
    used = server.limits.rate()["used"]
    assert used <= cost_of(LISTS) <= used + 1
