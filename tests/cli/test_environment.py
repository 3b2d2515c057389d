"""``trustpub environment``, as a user runs it: at a terminal and without one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.checkouts import NO_UPLOAD, TOKEN_UPLOAD, WORKFLOWS, Done, checkout, fingerprint, trustpub
from tests.cli.contract import complaints
from tests.cli.options import helped_options, told_options
from tests.cli.terminal import Session
from tests.servers.github import EnvironmentState, GitHubServer
from tests.servers.http import Answer, Cut
from tests.servers.running import SECRET, running_github

QUESTION = "Set up the environment pypi of octo-org/sampler? [y/n/?] "
TAGS = TOKEN_UPLOAD.replace("release:\n    types: [published]", "push:\n    tags: ['v*']")
TESTING = TOKEN_UPLOAD.replace("password:", "repository-url: https://test.pypi.org/legacy/\n          password:")


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    """A GitHub with a repository, and mona."""
    with running_github() as started:
        started.accounts = {"mona": "User", "octo-org": "Organization"}
        started.repository.people = {"mona": True}
        yield started


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout whose workflow runs for tags."""
    return checkout(tmp_path / "repo", {"a.yml": TAGS})


def settings(server: GitHubServer, **changes: str) -> dict[str, Any]:
    """The environment of the command; no gh answers for it."""
    return {"GITHUB_API_URL": server.url, "GH_TOKEN": SECRET, "GITHUB_TOKEN": "", "GH_HOST": ""} | changes


def run(server: GitHubServer, root: Path, *words: str, **changes: str) -> Done:
    """Run the command where nobody can be asked; the token is in none of its output."""
    done = trustpub("environment", root, *words, **settings(server, **changes))
    assert SECRET not in done.out + done.err
    return done


def document(done: Done) -> dict[str, Any]:
    """The document's first environment; the document keeps its schema."""
    assert complaints("environment", done.out) == []
    first: dict[str, Any] = json.loads(done.out)["environments"][0]
    return first


@pytest.mark.parametrize("option", ["--tag", "--branch", "--reviewer"])
@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_option_is_refused(option: str, value: str, server: GitHubServer, root: Path) -> None:
    """An unset variable must not become a pattern that fits no tag, so that no release could be published."""
    done = run(server, root, "--yes", option, value)
    assert (done.status, done.err) == (2, f"trustpub: {option} is empty; give it a value, or leave it out\n")
    assert server.repository.environments == {}


def test_a_name_that_pypi_does_not_take_is_told(server: GitHubServer, tmp_path: Path) -> None:
    """GitHub takes many an environment that no publisher can be bound to."""
    publishing = NO_UPLOAD.replace(
        "    steps:", "    permissions: {id-token: write}\n    environment: 'py,pi'\n    steps:"
    )
    publishing = publishing.replace("run: python -m pytest", "uses: pypa/gh-action-pypi-publish@release/v1")
    done = run(server, checkout(tmp_path / "other", {"a.yml": publishing}), "--dry-run")
    assert "PyPI takes no publisher with this name: control characters" in done.out


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_it_shows_asks_and_sets_up(server: GitHubServer, root: Path) -> None:
    """What would be added, the question, what it means, and what became of it."""
    session = Session("environment", "--reviewer", "mona", cwd=root, width=120, **settings(server))
    session.answer(QUESTION, b"?\n")
    session.answer(QUESTION, b"y\n")
    assert session.finish() == 0
    assert session.text.startswith(
        "Environment pypi (used by .github/workflows/a.yml)\n  To add:\n    the environment itself\n"
        "    each run waits until one of these approves it: mona\n    only these may use it: the tag v*\n"
        f"{QUESTION}?\nThe rules are added to what is there; none is loosened or taken away."
    )
    assert session.text.replace("\n  ", " ").endswith(
        "created environment pypi: each run waits until one of these approves it: mona; only these may use it: "
        "the tag v*\n"
    )
    state = server.repository.environments["pypi"]
    assert [reviewer["type"] for reviewer in state.reviewers] == ["User"]
    assert state.patterns == [{"name": "v*", "type": "tag"}]


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("key", [b"n\n", b"\x03", b"\x04"], ids=["no", "Ctrl-C", "end of input"])
def test_anything_but_yes_changes_nothing(server: GitHubServer, root: Path, key: bytes) -> None:
    """It leaves politely, with status 1."""
    session = Session("environment", cwd=root, width=120, **settings(server))
    session.answer(QUESTION, key)
    assert session.finish() == 1
    assert session.text.endswith("Nothing is changed at pypi.\n")
    assert server.repository.environments == {} and server.lines("P") == []


def test_without_a_terminal_it_refuses(server: GitHubServer, root: Path) -> None:
    """It names the options to use, and asks nobody, not even GitHub."""
    for words in ([], ["--format", "json"]):
        done = run(server, root, *words)
        assert (done.status, done.out) == (2, "")
        assert done.err == ("trustpub: there is no terminal to ask at; use --yes to go ahead, or --dry-run to look\n")
    assert server.asked == []


def test_a_dry_run_changes_nothing(server: GitHubServer, root: Path) -> None:
    """It shows the same, and needs no right to change anything."""
    server.repository.permissions = {"admin": False, "push": False, "pull": True}
    before = fingerprint(root)
    done = run(server, root, "--dry-run", "--format", "json")
    assert (done.status, done.err) == (1, "")
    found = document(done)
    assert (found["state"], found["before"]) == ("planned", None)
    assert found["after"]["patterns"] == [{"kind": "tag", "name": "v*"}]
    assert {asked.method for asked in server.asked} == {"GET"} and fingerprint(root) == before


def test_all_environments_that_the_publishers_need(server: GitHubServer, root: Path) -> None:
    """One for each index; the second time there is nothing to do, and nothing is asked for or written."""
    (root / WORKFLOWS / "b.yml").write_text(TESTING, encoding="utf-8")
    done = run(server, root, "--yes", "--format", "json")
    assert done.status == 0 and set(server.repository.environments) == {"pypi", "testpypi"}
    assert [entry["state"] for entry in json.loads(done.out)["environments"]] == ["created", "created"]
    server.asked.clear()
    done = run(server, root, "--yes")
    assert done.status == 0 and done.out.count("  It is as wanted.\n") == 2 and server.lines("P") == []


def test_what_is_there_is_shown_and_kept(server: GitHubServer, root: Path) -> None:
    """Rules are added to it; that other branches are allowed already is a person's decision."""
    server.repository.environments["pypi"] = EnvironmentState(
        wait_timer=30,
        reviewers=[{"type": "Team", "id": 3}],
        policy={"protected_branches": False, "custom_branch_policies": True},
        patterns=[{"name": "main", "type": "branch"}],
    )
    done = run(server, root, "--yes", "--reviewer", "mona")
    assert done.status == 0 and done.out == (
        "Environment pypi (used by .github/workflows/a.yml)\n  There is:\n"
        "    each run waits until one of these approves it: team-3\n    each run waits 30 minutes\n"
        "    only these may use it: the branch main\n  To add:\n"
        "    each run waits until one of these approves it: mona\n"
        "  Note: it allows other branches and tags already; check whether tag v* is to be allowed too\n"
        "changed environment pypi: each run waits until one of these approves it: team-3, mona; each run waits 30 "
        "minutes; only these may use it: the branch main\n"
    )
    state = server.repository.environments["pypi"]
    assert state.wait_timer == 30 and len(state.reviewers) == 2 and state.patterns[0]["name"] == "main"


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_a_single_maintainer_is_warned_of_the_rule_against_self_review(server: GitHubServer, root: Path) -> None:
    """Before the question, which says it once more."""
    words = ["environment", "--reviewer", "mona", "--prevent-self-review"]
    session = Session(*words, cwd=root, width=120, **settings(server))
    session.answer("Set up the environment pypi of octo-org/sampler although it would stop releases? [y/n/?] ", b"n\n")
    assert session.finish() == 1
    assert "  ! whoever starts a release may not approve it, and nobody else can" in session.text


def test_two_maintainers_are_not(server: GitHubServer, root: Path) -> None:
    """The other one can approve; where the people cannot be listed, that is told."""
    server.repository.people = {"mona": True, "hubot": True}
    words = ["--dry-run", "--reviewer", "mona", "--prevent-self-review", "--format", "json"]
    assert document(run(server, root, *words))["warnings"] == []
    server.forbidden.append("/collaborators")
    found = document(run(server, root, *words))
    assert "leaves anybody who may approve is not known" in found["notes"][0] and found["warnings"] == []


def test_ones_own_patterns_go_before_those_of_the_triggers(server: GitHubServer, root: Path) -> None:
    """A rule for branches does not let tags publish, which is told."""
    found = document(run(server, root, "--dry-run", "--branch", "main", "--branch", "rel/*", "--format", "json"))
    assert found["after"]["patterns"] == [{"kind": "branch", "name": "main"}, {"kind": "branch", "name": "rel/*"}]
    assert found["notes"] == ["the workflows also run for the tag v*, and no pattern lets these runs publish"]
    found = document(run(server, root, "--dry-run", "--tag", "v*", "--format", "json"))
    assert found["notes"] == []


def test_the_workflows_that_name_it_already_count_too(server: GitHubServer, root: Path) -> None:
    """A rule must not lock out what uses the environment today; where a trigger does not tell, nothing is limited."""
    job = "jobs:\n  docs:\n    environment: PyPI\n    runs-on: x\n    steps: [{run: make}]\n"
    (root / WORKFLOWS / "docs.yml").write_text(f"on: push\n{job}", encoding="utf-8")
    found = document(run(server, root, "--dry-run", "--format", "json"))
    assert found["workflows"] == [".github/workflows/a.yml", ".github/workflows/docs.yml"]
    assert found["after"]["allowed"] == "all"
    assert found["notes"] == [
        "any branch and tag may use it: .github/workflows/docs.yml: it runs for every push, to any branch or tag"
    ]


def test_without_a_token_it_explains(server: GitHubServer, root: Path) -> None:
    """The page, the steps in GitHub's words, and what a token would need; status 1, and GitHub is not asked."""
    done = run(server, root, "--yes", "--reviewer", "mona", GH_TOKEN="", PATH="")
    assert (done.status, done.err) == (1, "")
    for text in (
        "https://github.com/octo-org/sampler/settings/environments",
        "type pypi and press Configure environment",
        "Tick Required reviewers and add mona.",
        "add a rule for each of: the tag v*",
        "the scope repo (classic) or the permission Administration: write (fine-grained)",
    ):
        assert text in done.out
    found = document(run(server, root, "--dry-run", "--format", "json", GH_TOKEN="", PATH=""))
    assert found["state"] == "by hand" and len(found["by_hand"]) == 5
    assert server.asked == []


REFUSALS = {
    "no administrator": (
        lambda server: server.repository.permissions.update(admin=False),
        [],
        "only those who may administrate octo-org/sampler can set up its environments, and you may not",
    ),
    "archived": (lambda server: setattr(server.repository, "archived", True), [], "octo-org/sampler is archived"),
    "a scope that is missing": (
        lambda server: setattr(server, "scopes", "read:org"),
        [],
        "lacks the scope repo (it has read:org)",
    ),
    "nobody of that name": (lambda server: None, ["--reviewer", "nobody"], "cannot look up the reviewer nobody"),
    "an organization": (lambda server: None, ["--reviewer", "octo-org"], "octo-org is no person"),
    "a name that PyPI does not take": (lambda server: None, ["--name", "a;b"], "--name 'a;b' is not a name that PyPI"),
    "an empty name": (lambda server: None, ["--name", ""], "--name '' is not a name that PyPI takes: it is empty"),
}


@pytest.mark.parametrize(("prepare", "words", "message"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_cannot_be_done_is_told_first(
    prepare: Any, words: list[str], message: str, server: GitHubServer, root: Path
) -> None:
    """One sentence, status 2, nothing written."""
    prepare(server)
    done = run(server, root, "--yes", *words)
    assert (done.status, done.out) == (2, "") and message in done.err
    assert server.lines("P") == []


def test_one_that_fails_does_not_stop_the_others(server: GitHubServer, root: Path) -> None:
    """The failure is in the document, and on standard error; a cut connection in between does no harm."""
    (root / WORKFLOWS / "b.yml").write_text(TESTING, encoding="utf-8")
    refused = Answer(422, {"message": "Failed to create the environment protection rule."})
    server.fail(refused, "PUT /repos/octo-org/sampler/environments/pypi")
    server.fail(Cut(), "PUT /repos/octo-org/sampler/environments/testpypi")
    done = run(server, root, "--yes", "--format", "json")
    assert done.status == 2 and "cannot create the environment pypi of octo-org/sampler" in done.err
    entries = json.loads(done.out)["environments"]
    assert [entry["state"] for entry in entries] == ["failed", "created"]
    assert complaints("environment", done.out) == []


def test_an_environment_by_its_name(server: GitHubServer, tmp_path: Path) -> None:
    """Also where nothing uploads; without a name there is none that is needed."""
    root = checkout(tmp_path / "plain", {"a.yml": NO_UPLOAD})
    done = run(server, root, "--yes")
    assert done.status == 2 and "no publisher needs an environment here; name one with --name" in done.err
    done = run(server, root, "--yes", "--name", "release", "--tag", "v*")
    assert done.status == 0 and set(server.repository.environments) == {"release"}


def test_a_name_that_the_migration_is_to_use(server: GitHubServer, root: Path) -> None:
    """The rules fit the workflows that would get this environment."""
    found = document(run(server, root, "--dry-run", "--name", "live", "--format", "json"))
    assert (found["name"], found["workflows"]) == ("live", [".github/workflows/a.yml"])
    assert found["after"]["patterns"] == [{"kind": "tag", "name": "v*"}]


def test_a_private_repository_may_not_take_reviewers(server: GitHubServer, root: Path) -> None:
    """By the owner's plan; that is told before GitHub refuses."""
    server.repository.private = True
    found = document(run(server, root, "--dry-run", "--reviewer", "mona", "--format", "json"))
    assert found["notes"] == ["in a private repository GitHub takes reviewers with its Enterprise plan only"]


def test_the_page_names_every_option() -> None:
    """docs/environment.md has the options of the command, and no other."""
    assert told_options("environment") == helped_options("environment")
