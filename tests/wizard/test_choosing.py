"""Choosing, and writing: what each answer makes of the repository."""

from __future__ import annotations

import os

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, TOKEN_UPLOAD, WORKFLOWS, checkout, fingerprint
from tests.wizard import questions as q
from tests.wizard.scene import Scene

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")

BRANCH = "trustpub/trusted-publishing"


def written(scene: Scene, name: str = "a.yml") -> str:
    """A workflow in the working tree."""
    return (scene.root / WORKFLOWS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("strategy", "environment", "pin", "forks", "there", "absent"),
    [
        ("", "", "", "", ["environment: pypi", "id-token: write"], ["github.repository", "needs:"]),
        ("p", "n", "t", "n", ["needs: publish", "actions/download-artifact@v8"], ["environment"]),
        ("i", "p", "f", "y", ["environment: pypi", "github.repository == 'octo-org/sampler'"], ["needs:"]),
    ],
)
def test_each_choice_changes_the_workflow(
    strategy: str, environment: str, pin: str, forks: str, there: list[str], absent: list[str], scene: Scene
) -> None:
    """What was chosen stands in the file that is written."""
    sitting = scene.sit("--step", "choose")
    sitting.choose(q.HOW, "e")
    sitting.choose(q.STRATEGY, strategy)
    sitting.choose(q.ENVIRONMENT, environment)
    sitting.choose(q.PINS, pin)
    sitting.choose(q.FORKS, forks)
    sitting.choose(q.PREVIEW)
    sitting.choose(q.WHERE, "w")
    sitting.menu(q.REGISTERED)
    sitting.type(b"\x03")
    assert sitting.finish() == 1
    text = written(scene)
    assert [part for part in there if part not in text] == [] and [part for part in absent if part in text] == []


def test_another_environment_is_named_and_checked(scene: Scene) -> None:
    """The name is the one that the publisher gets, too."""
    sitting = scene.sit("--step", "choose")
    sitting.choose(q.HOW, "e")
    sitting.choose(q.STRATEGY)
    sitting.choose(q.ENVIRONMENT, "o")
    sitting.see("Name of the environment (? explains) release")
    sitting.type(b"'s\r")
    sitting.see("that will not do: control characters and ' \" ` , ; \\ are not allowed in it")
    sitting.see("Name of the environment (? explains) release's")
    sitting.type(b"\x7f\x7f-prod\r")
    for question in (q.PINS, q.FORKS, q.PREVIEW):
        sitting.choose(question)
    sitting.choose(q.WHERE, "w")
    sitting.menu(q.REGISTERED)
    assert "  Environment name   release-prod\n" in sitting.transcript
    sitting.type(b"\x03")
    sitting.finish()
    assert "environment: release-prod" in written(scene)


def test_some_workflows_only(stage: Scene) -> None:
    """The other one keeps its token, and its secret is not called unused; no pull request is offered for a part."""
    stage.fill({"a.yml": TOKEN_UPLOAD, "b.yml": TOKEN_UPLOAD})
    sitting = stage.sit("--step", "choose")
    sitting.choose(q.HOW, "e")
    sitting.choose(q.WORKFLOWS, "o")
    sitting.choose(f"Change {WORKFLOWS}/a.yml?", "n")
    sitting.choose(f"Change {WORKFLOWS}/b.yml?", "y")
    for question in (q.STRATEGY, q.ENVIRONMENT, q.PINS, q.FORKS, q.PREVIEW):
        sitting.choose(question)
    sitting.menu(q.WHERE)
    assert sitting.offered[:3] == ["n", "w", "e"]
    sitting.choose(q.WHERE, "w")
    sitting.menu(q.REGISTERED)
    sitting.type(b"\x03")
    sitting.finish()
    assert written(stage) == TOKEN_UPLOAD and "id-token" in written(stage, "b.yml")
    record = stage.state and stage.state.record("write")
    assert record and record.facts == {"files": [f"{WORKFLOWS}/b.yml"], "unused": []}


def test_choices_that_change_nothing_are_chosen_again(scene: Scene) -> None:
    """With the reasons."""
    scene.fill_over("a.yml", TOKEN_UPLOAD.replace("ubuntu-latest", "windows-latest"))
    sitting = scene.sit("--step", "choose")
    sitting.choose(q.HOW, "e")
    for question, key in ((q.STRATEGY, "i"), (q.ENVIRONMENT, ""), (q.PINS, ""), (q.FORKS, "")):
        sitting.choose(question, key)
    sitting.see("With these choices nothing can be changed; choose again.")
    for question in (q.STRATEGY, q.ENVIRONMENT, q.PINS, q.FORKS):
        sitting.choose(question)
    sitting.menu(q.PREVIEW)
    sitting.type(b"\x03")
    sitting.finish()


def test_back_from_the_preview_forgets_nothing(scene: Scene) -> None:
    """Choosing again replaces the choices; until then the old ones count."""
    sitting = scene.sit("--step", "choose")
    sitting.choose(q.HOW)
    sitting.choose(q.PREVIEW, "n")
    sitting.choose(q.HOW, "e")
    sitting.choose(q.STRATEGY, "p")
    for question in (q.ENVIRONMENT, q.PINS, q.FORKS):
        sitting.choose(question)
    sitting.choose(q.PREVIEW, "b")
    sitting.menu(q.HOW)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.state is not None and scene.state.choices["strategy"] == "split"


def test_what_only_a_person_can_change(stage: Scene) -> None:
    """Is said with its reason, and nothing is offered to be written."""
    stage.fill({"a.yml": LEFT_UPLOAD})
    sitting = stage.sit()
    sitting.choose(q.GO_ON)
    sitting.see("Nothing here can be changed safely by a program; the next step says why, and what to do.")
    sitting.see("Left to you:")
    question = "Nothing can be changed for you here. And now?"
    sitting.menu(question)
    assert sitting.pointed == "l"
    sitting.choose(question, "g")
    sitting.see("There is nothing to write.")
    sitting.see("No workflow here needs a publisher.")
    sitting.menu(q.WENT)
    sitting.type(b"\x03")
    sitting.finish()


def test_a_new_branch_leaves_everything_else_alone(scene: Scene) -> None:
    """The change is one commit on the branch; working tree, index and the branch that is checked out are as before."""
    (scene.root / WORKFLOWS / "a.yml").write_text(TOKEN_UPLOAD + "# mine\n", encoding="utf-8")
    before, head = fingerprint(scene.root / ".github"), scene.git("rev-parse", "HEAD")
    sitting = scene.sit("--step", "write")
    sitting.menu(q.WHERE)
    shown = " ".join(sitting.display.split())
    assert "your uncommitted changes in .github/workflows/a.yml are not taken along" in shown
    sitting.choose(q.WHERE, "n")
    sitting.menu(q.REGISTERED)
    sitting.type(b"\x03")
    sitting.finish()
    assert fingerprint(scene.root / ".github") == before and scene.git("rev-parse", "HEAD") == head
    assert scene.git("diff", "--stat", head.strip(), BRANCH).startswith(f" {WORKFLOWS}/a.yml | ")
    assert scene.git("log", "-1", "--format=%an %s", BRANCH) == "Mona Lisa Publish to PyPI with Trusted Publishing\n"
    state = scene.state
    assert state is not None and state.written is not None and state.written.branch == BRANCH
    again = scene.sit("--step", "write")
    again.see("Written before: the branch trustpub/trusted-publishing")
    again.choose(q.WHERE, "n")
    again.see(f"The branch {BRANCH}-2 has the change")
    again.menu(q.REGISTERED)
    again.type(b"\x03")
    again.finish()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("checkout", "-q", "-b", "feature"), "on top of the branch feature, and not of main;"),
        (("checkout", "-q", "--detach"), "on top of the commit that you have checked out;"),
        (("checkout", "-q", "main"), "one commit on trustpub/trusted-publishing; what"),
    ],
)
def test_a_branch_that_does_not_begin_at_the_default_one_is_told(
    words: tuple[str, ...], told: str, scene: Scene
) -> None:
    """What else is on it would be merged with the change."""
    scene.git("update-ref", "refs/remotes/origin/main", "HEAD")
    scene.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    scene.git(*words)
    sitting = scene.sit("--step", "write")
    sitting.menu(q.WHERE)
    sitting.see(told)
    sitting.type(b"\x03")
    sitting.finish()


def test_without_a_token_it_is_told_how_a_pull_request_could_be_opened(scene: Scene) -> None:
    """So nobody misses the way that is recommended for want of a login."""
    sitting = scene.sit("--step", "write", changes={"GH_TOKEN": "", "PATH": scene.without_gh()})
    sitting.see(
        "No pull request can be opened from here: there is no GitHub token; set GH_TOKEN, or run 'gh auth login'."
    )
    sitting.menu(q.WHERE)
    assert sitting.offered[:2] == ["n", "w"]
    sitting.type(b"\x03")
    sitting.finish()


def test_where_git_cannot_be_used_the_working_tree_is_left(stage: Scene) -> None:
    """It says why there is no branch."""
    checkout(stage.root, {"a.yml": TOKEN_UPLOAD})
    sitting = stage.sit("--step", "write")
    sitting.see("No branch can be made here: ")
    sitting.menu(q.WHERE)
    assert sitting.offered[:2] == ["w", "e"]
    sitting.choose(q.WHERE)
    sitting.see(f"ok written {WORKFLOWS}/a.yml")
    sitting.see("do not merge it, or push it to the default branch, before the next step.")
    sitting.menu(q.REGISTERED)
    sitting.type(b"\x03")
    sitting.finish()


def test_a_pull_request_that_fails_leaves_the_other_ways(scene: Scene) -> None:
    """The reason is one sentence, and the question comes again."""
    scene.github.forbidden.append("POST /repos/octo-org/sampler/pulls")
    sitting = scene.sit("--step", "write")
    sitting.choose(q.WHERE)
    sitting.see("! cannot open a pull request")
    sitting.choose(q.WHERE, "n")
    sitting.menu(q.REGISTERED)
    sitting.type(b"\x03")
    sitting.finish()


def test_a_change_that_was_written_elsewhere(scene: Scene) -> None:
    """Nothing is written."""
    before = fingerprint(scene.root)
    sitting = scene.sit("--step", "write")
    sitting.choose(q.WHERE, "e")
    sitting.menu(q.REGISTERED)
    sitting.type(b"\x03")
    sitting.finish()
    assert fingerprint(scene.root) == before


def test_a_file_that_changes_meanwhile_is_not_overwritten(scene: Scene) -> None:
    """It says so, and asks again."""
    sitting = scene.sit("--step", "write")
    sitting.menu(q.WHERE)
    (scene.root / WORKFLOWS / "a.yml").write_text(TOKEN_UPLOAD + "# mine\n", encoding="utf-8")
    sitting.choose(q.WHERE, "w")
    sitting.see("the file changed while trustpub was at work, so it is not written")
    sitting.menu(q.WHERE)
    sitting.type(b"\x03")
    sitting.finish()
    assert written(scene).endswith("# mine\n")


@pytest.mark.parametrize(
    ("remote", "why"),
    [
        (
            "https://gitlab.com/octo-org/sampler.git",
            "The git remote is at gitlab.com, not at github.com, and PyPI trusts",
        ),
        ("git@github.corp.example:octo-org/sampler.git", "The git remote is at github.corp.example, not at github.com"),
        (None, "The checkout has no git remote, so its place on GitHub is unknown"),
    ],
)
def test_a_checkout_that_is_not_from_github_is_told_at_once(remote: str | None, why: str, stage: Scene) -> None:
    """Before anything is chosen or written, since Trusted Publishing may not work from there at all."""
    stage.fill({"a.yml": TOKEN_UPLOAD}, remote=remote)
    sitting = stage.sit(width=100)
    sitting.menu(q.GO_ON)
    sitting.see(why)
    sitting.type(b"\x03")
    sitting.finish()
