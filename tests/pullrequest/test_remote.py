"""A pull request through the API: opened once, updated, left alone, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, TOKEN_UPLOAD, WORKFLOWS
from tests.servers.github import GitHubServer
from tests.servers.github.state import PullState, RepositoryState
from trustpub.git.identity import Identity
from trustpub.github.client import GitHub
from trustpub.github.listed import BRANCH
from trustpub.github.listing import Gathered, named
from trustpub.migration.planner import plan
from trustpub.migration.types import Options
from trustpub.pullrequest.marker import without_marker
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
from trustpub.pullrequest.status import PullStatus, ready, statuses

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


def test_a_dry_run_writes_nothing(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """It shows the same texts that are written afterwards, and whose branch it would be."""
    planned = proposed(github, dry_run=True)
    assert (planned.state, planned.base, planned.head_owner, planned.pull) == (PLANNED, "main", "octo-org", None)
    assert writes(server) == [] and set(state.refs) == {"refs/heads/main"}
    assert proposed(github).texts == planned.texts


@pytest.mark.parametrize(
    ("options", "is_draft"), [({}, True), ({"draft": False}, False), ({"registered": True}, False)]
)
def test_it_is_a_draft_unless_it_is_said_otherwise(
    github: GitHub, state: RepositoryState, options: dict[str, Any], is_draft: bool
) -> None:
    """The notice in its text hangs on the publishers alone."""
    proposed(github, **options)
    (pull,) = state.pulls
    assert pull.draft is is_draft and pull.body is not None
    assert ("Not to be merged yet" in pull.body) is not options.get("registered", False)


def test_an_open_one_is_updated_and_not_doubled(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """A commit follows the old one and the base, so the branch moves forward and shows nothing but our change."""
    proposed(github)
    old, before = state.pulls[0].head, len(server.asked)
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.replace("Release", "Nightly").encode()
    outcome = proposed(github)
    (pull,) = state.pulls
    assert outcome.state == UPDATED and outcome.plan is not None and len(outcome.plan.files) == 2
    assert list(state.objects.read_commit(pull.head).parents) == [old, state.head]
    changed = {path for path, data in state.texts(BRANCH).items() if state.files[path] != data}
    assert changed == {f"{WORKFLOWS}/a.yml", f"{WORKFLOWS}/b.yml"}
    assert pull.body is not None and "b.yml" in pull.body and outcome.requests <= 8
    assert [line.split()[0] for line in writes(server)[4:]] == ["POST", "POST", "PATCH", "PATCH"]
    assert len(server.asked) - before <= 8
    assert proposed(github).state == UNCHANGED


def test_other_options_bring_it_up_to_date(github: GitHub, state: RepositoryState) -> None:
    """On top of the old commit alone, since that has the base."""
    proposed(github)
    old = state.pulls[0].head
    assert proposed(github, migration=Options(environment="release")).state == UPDATED
    assert list(state.objects.read_commit(state.pulls[0].head).parents) == [old]
    assert b"environment: release" in state.texts(BRANCH)[f"{WORKFLOWS}/a.yml"]


def test_a_base_that_only_moved_on_is_no_reason_to_write(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """Nothing that the change is about is another."""
    proposed(github)
    state.files["README.md"] = b"# Another title\n"
    assert proposed(github).state == UNCHANGED and len(writes(server)) == 4


def test_what_people_ticked_stays_ticked(github: GitHub, state: RepositoryState) -> None:
    """Lines that are the same afterwards keep their tick when the text is brought up to date."""
    proposed(github)
    pull = state.pulls[0]
    assert pull.body is not None
    line = next(line for line in pull.body.splitlines() if "Make a release" in line)
    pull.body = pull.body.replace(line, line.replace("[ ]", "[x]"))
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    assert proposed(github).state == UPDATED
    assert line.replace("[ ]", "[x]") in pull.body and pull.body.count("[x]") == 1


def test_a_text_that_somebody_replaced_stays(github: GitHub, state: RepositoryState) -> None:
    """Without our comment at its end it is not ours any more."""
    proposed(github)
    state.pulls[0].body = "My own words."
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    assert proposed(github).state == UPDATED
    assert state.pulls[0].body == "My own words."


def closed(state: RepositoryState) -> None:
    """Somebody declines."""
    state.pulls[-1].state = "closed"


def test_one_that_was_closed_is_respected(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """Unless the user wants it again; the branch that is there is used."""
    proposed(github)
    closed(state)
    outcome = proposed(github)
    assert (outcome.state, len(state.pulls)) == (SKIPPED, 1)
    assert outcome.reason == "#1 was closed without being merged; --again opens a new one"
    head, before = state.branch(BRANCH), len(writes(server))
    assert proposed(github, again=True).state == OPENED
    assert state.pulls[-1].number == 2 and state.branch(BRANCH) == head
    assert writes(server)[before:] == ["POST /repos/octo-org/sampler/pulls"]


def test_one_that_was_merged_is_done(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """With the branch and without it."""
    proposed(github)
    server.merge(state, state.pulls[0])
    assert proposed(github).reason == "it migrated with #1"
    state.move(f"refs/heads/{BRANCH}", None)
    assert proposed(github).reason == "it migrated with #1" and len(writes(server)) == 4


@pytest.mark.parametrize("branch_stays", [True, False])
def test_a_change_that_was_undone_is_not_made_again(
    server: GitHubServer, github: GitHub, state: RepositoryState, branch_stays: bool
) -> None:
    """Somebody had a reason."""
    before = dict(state.files)
    proposed(github)
    server.merge(state, state.pulls[0])
    state.files |= before
    if not branch_stays:
        state.move(f"refs/heads/{BRANCH}", None)
    outcome = proposed(github)
    assert (outcome.state, outcome.reason) == (SKIPPED, "#1 was merged and its change undone; --again opens a new one")
    assert proposed(github, again=True).state == OPENED
    assert state.texts(BRANCH)[f"{WORKFLOWS}/a.yml"] != before[f"{WORKFLOWS}/a.yml"]


def test_a_new_upload_after_the_merge_gets_one_of_its_own(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """On top of the old branch where that was not deleted."""
    proposed(github)
    server.merge(state, state.pulls[0])
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    outcome = proposed(github)
    assert outcome.state == OPENED and state.pulls[-1].number == 2
    changed = {path for path, data in state.texts(BRANCH).items() if state.files[path] != data}
    assert changed == {f"{WORKFLOWS}/b.yml"}


def amended(state: RepositoryState, path: str, keeps_message: bool) -> str:
    """Somebody changes a file on our branch: in a commit of their own, or in ours; the id of the commit."""
    files = state.texts(BRANCH) | {path: b"# by hand\n" + state.texts(BRANCH).get(path, b"")}
    message = state.objects.read_commit(state.refs[f"refs/heads/{BRANCH}"]).message if keeps_message else "Amend"
    if keeps_message:
        state.move(f"refs/heads/{BRANCH}", state.head)
    return state.commit(BRANCH, files, message.rstrip("\n"))


@pytest.mark.parametrize("keeps_message", [True, False], ids=["amended", "another commit"])
@pytest.mark.parametrize("is_open", [True, False])
def test_what_others_pushed_is_never_overwritten(
    server: GitHubServer, github: GitHub, state: RepositoryState, keeps_message: bool, is_open: bool
) -> None:
    """Also where they kept our message, and where there is no pull request."""
    proposed(github)
    theirs = amended(state, f"{WORKFLOWS}/a.yml", keeps_message)
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    if not is_open:
        state.pulls.clear()
    outcome = proposed(github, again=True)
    assert outcome.state == LEFT and state.branch(BRANCH) == theirs and len(writes(server)) == 4
    said = "#1 is out of date, and others pushed to its branch" if is_open else f"its branch {BRANCH} holds commits"
    assert outcome.reason is not None and outcome.reason.startswith(said)


def test_a_commit_of_others_below_ours_is_not_overwritten(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """Somebody put theirs between the base and ours, which says and does what it did."""
    proposed(github)
    files, message = state.texts(BRANCH), state.objects.read_commit(state.pulls[0].head).message
    state.move(f"refs/heads/{BRANCH}", state.head)
    state.commit(BRANCH, {**state.files, "README.md": b"# Theirs\n"}, "Theirs")
    theirs = state.commit(BRANCH, {**files, "README.md": b"# Theirs\n"}, message.rstrip("\n"))
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    assert proposed(github).state == LEFT and state.branch(BRANCH) == theirs and len(writes(server)) == 4


def test_it_goes_on_from_a_branch_without_a_pull_request(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """As an earlier run leaves it that was killed in between."""
    proposed(github)
    state.pulls.clear()
    before = len(writes(server))
    assert proposed(github).state == OPENED
    assert writes(server)[before:] == ["POST /repos/octo-org/sampler/pulls"]


def test_only_what_is_left_to_a_person_gets_none(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """The reason of the first upload is told."""
    state.files[f"{WORKFLOWS}/a.yml"] = LEFT_UPLOAD.encode()
    outcome = proposed(github)
    assert outcome.state == LEFT and outcome.plan is not None and outcome.plan.left
    assert writes(server) == [] and outcome.requests <= 1


def test_a_repository_that_wants_none_gets_none(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """By a file or by a topic; without a further request."""
    state.files[".github/no-trustpub"] = b""
    outcome = proposed(github)
    assert (outcome.state, outcome.reason) == (
        SKIPPED,
        "it has the file .github/no-trustpub, which says that it wants none",
    )
    del state.files[".github/no-trustpub"]
    state.topics = ["no-trustpub"]
    assert proposed(github).state == SKIPPED and len(server.asked) == 2


def test_author_and_sign_off(github: GitHub, state: RepositoryState) -> None:
    """The author that is named signs off."""
    proposed(github, author=Identity("Ada", "ada@example.org"), sign_off=True)
    commit = state.objects.read_commit(state.pulls[0].head)
    assert (commit.author.name, commit.author.email) == ("Ada", "ada@example.org")
    assert commit.message.rstrip().endswith("\nSigned-off-by: Ada <ada@example.org>")
    assert proposed(github).state == UNCHANGED


def test_the_message_is_in_the_repository_s_manner(github: GitHub, state: RepositoryState) -> None:
    """As its last commits are."""
    for subject in ("feat(core): add", "fix: mend", "ci: run on 3.14"):
        state.commit("main", {**state.files, "README.md": subject.encode()}, subject)
    proposed(github)
    assert state.pulls[0].title == "ci: publish to PyPI with Trusted Publishing"


def test_the_plan_is_that_of_a_checkout(github: GitHub, state: RepositoryState, tmp_path: Any) -> None:
    """Wherever the files come from."""
    for path, data in state.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    from trustpub.repository.local import LocalRepository

    outcome = proposed(github, dry_run=True)
    assert outcome.plan is not None
    local = plan(LocalRepository(str(tmp_path)))
    assert [change.after for change in outcome.plan.files] == [change.after for change in local.files]


def test_the_base_merged_into_our_branch_is_no_change(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """As GitHub's own button does it: whoever committed, the files are as the plan leaves them."""
    proposed(github)
    state.files["README.md"] = b"# Another title\n"
    assert state.head is not None
    merged = state.texts(BRANCH) | {"README.md": state.files["README.md"]}
    state.commit(BRANCH, merged, "Merge branch 'main' into trustpub/trusted-publishing")
    assert proposed(github).state == UNCHANGED and len(writes(server)) == 4


def test_another_file_in_our_commit_is_a_change_by_others(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """Though the workflows are as we left them."""
    proposed(github)
    theirs = amended(state, "README.md", keeps_message=True)
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    assert proposed(github).state == LEFT and state.branch(BRANCH) == theirs and len(writes(server)) == 4


def test_a_plan_for_fewer_files_updates_too(github: GitHub, state: RepositoryState) -> None:
    """What somebody migrated by hand meanwhile is taken from the base."""
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    proposed(github)
    state.files[f"{WORKFLOWS}/b.yml"] = b"on: push\njobs: {}\n"
    assert proposed(github).state == UPDATED
    assert state.texts(BRANCH)[f"{WORKFLOWS}/b.yml"] == b"on: push\njobs: {}\n"


def test_words_that_somebody_wrote_into_the_text_stay(github: GitHub, state: RepositoryState) -> None:
    """The title too; only the comment that nobody sees follows the change, and the user is told."""
    proposed(github)
    pull = state.pulls[0]
    assert pull.body is not None
    pull.title, pull.body = "My title", pull.body.replace("### Permissions", "**Ask me first.**\n\n### Permissions")
    before = pull.body
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    for outcome in (proposed(github, dry_run=True), proposed(github)):
        (note,) = outcome.notes
        assert note == "the text of #1 was changed by hand, so it stays as it is; see whether it is still right"
    assert pull.title == "My title" and without_marker(pull.body) == without_marker(before) and pull.body != before
    state.files[f"{WORKFLOWS}/c.yml"] = TOKEN_UPLOAD.encode()
    assert proposed(github).state == UPDATED and "Ask me first" in pull.body


def test_publishers_that_are_registered_stay_so(github: GitHub, state: RepositoryState) -> None:
    """No text that was marked ready warns again, unless there is something new to register."""
    proposed(github)
    pull = state.pulls[0]
    (status,) = statuses(github, ["octo-org/sampler"])
    assert isinstance(status, PullStatus)
    ready(github, status)
    state.files[f"{WORKFLOWS}/a.yml"] += b"# newer\n"
    assert proposed(github).state == UPDATED and pull.body is not None and not pull.draft
    assert "Not to be merged yet" not in pull.body and "1. [x] Register the publisher" in pull.body
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    assert proposed(github).state == UPDATED and "Not to be merged yet" in pull.body


def test_one_that_was_given_another_base_is_not_filled_with_this_one(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """Commits of the default branch have no place in it; with the base named, it is brought up to date."""
    proposed(github)
    state.commit("develop", dict(state.files), "Begin develop")
    state.pulls[0].base_branch = "develop"
    before = len(writes(server))
    assert proposed(github).state == UNCHANGED
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    outcome = proposed(github)
    reason = "#1 is out of date, and for the branch develop; update it with --base"
    assert (outcome.state, outcome.reason) == (LEFT, reason) and len(writes(server)) == before
    state.commit("develop", dict(state.files), "Catch up")
    assert proposed(github, base="develop").state == UPDATED and len(state.pulls) == 1


@pytest.mark.parametrize("is_open", [True, False])
def test_strangers_cannot_hide_ours(
    server: GitHubServer, github: GitHub, state: RepositoryState, is_open: bool
) -> None:
    """However many of them open pull requests from branches of our name; and theirs are not shown as ours."""
    first = proposed(github)
    state.pulls[0].state = "open" if is_open else "closed"
    for number in range(8):
        fork = RepositoryState(owner=f"sly{number}", owner_type="User", parent=state, objects=state.objects)
        fork.move("refs/heads/main", state.head)
        fork.commit(BRANCH, {**state.files, "x": b"sly\n"}, "Sly")
        server.repositories.append(fork)
        head = fork.branch(BRANCH)
        assert head is not None
        pull = PullState(len(state.pulls) + 1, "Sly", None, fork.owner, fork, BRANCH, head, "main", fork.owner)
        pull.state, pull.created, pull.updated = state.pulls[0].state, server.moment(), server.moment()
        state.pulls.append(pull)
    before = len(writes(server))
    outcome = proposed(github)
    assert outcome.pull is not None and first.pull is not None and outcome.pull.number == first.pull.number
    assert outcome.state == (UNCHANGED if is_open else SKIPPED) and len(writes(server)) == before
    (status,) = statuses(github, ["octo-org/sampler"])
    assert isinstance(status, PullStatus) and (not is_open or (status.pull or outcome.pull).number == 1)
