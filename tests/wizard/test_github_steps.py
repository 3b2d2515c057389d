"""The steps on GitHub: guarding the environment, and retiring secrets and token."""

from __future__ import annotations

import os

import pytest

from tests.servers.github import EnvironmentState
from tests.wizard import questions as q
from tests.wizard.scene import Scene
from trustpub.wizard.state import PROVE, RETIRE, WRITE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")

SETTINGS = "https://github.com/octo-org/sampler/settings"


def no_token(scene: Scene) -> dict[str, str]:
    """Nobody is logged in on GitHub."""
    return {"GH_TOKEN": "", "PATH": scene.without_gh()}


@pytest.mark.parametrize(("key", "locks"), [("y", False), ("n", True)])
def test_two_maintainers(key: str, locks: bool, scene: Scene) -> None:
    """Either may approve; whether their own is asked."""
    scene.github.repository.people = {"mona": True, "hubot": True, "reader": False}
    sitting = scene.sit("--step", "environment")
    sitting.choose(q.APPROVES)
    sitting.choose(q.SELF_REVIEW, key)
    sitting.choose(q.CREATE)
    sitting.menu(q.WENT)
    sitting.type(b"\x03")
    sitting.finish()
    made = scene.github.repository.environments["pypi"]
    assert [found["id"] for found in made.reviewers] == [1, 2] and made.prevent_self_review is locks


def test_an_environment_that_is_there_is_only_added_to(scene: Scene) -> None:
    """Its rules are shown, and stay."""
    state = EnvironmentState(wait_timer=10, reviewers=[{"type": "User", "id": 7}], prevent_self_review=True)
    scene.github.repository.environments = {"pypi": state}
    sitting = scene.sit("--step", "environment")
    sitting.choose(q.APPROVES, "n")
    sitting.see("It is there already, with these rules: - each run waits until one of these approves it: user-7")
    sitting.see("To be added:")
    sitting.choose("Change the environment pypi?", "y")
    sitting.see("The environment pypi is changed.")
    sitting.menu(q.WENT)
    sitting.type(b"\x03")
    sitting.finish()
    made = scene.github.repository.environments["pypi"]
    assert made.wait_timer == 10 and [found["id"] for found in made.reviewers] == [7]
    assert made.patterns == [{"type": "tag", "name": "*"}]


def test_nothing_is_asked_where_nothing_is_to_be_added(scene: Scene) -> None:
    """The environment is as it should be."""
    policy = {"protected_branches": False, "custom_branch_policies": True}
    patterns = [{"type": "tag", "name": "*"}]
    scene.github.repository.environments = {"pypi": EnvironmentState(policy=policy, patterns=patterns)}
    sitting = scene.sit("--step", "environment")
    sitting.choose(q.APPROVES, "n")
    sitting.see("The environment pypi is there, and has these rules.")
    sitting.menu(q.WENT)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.github.lines("PUT") == []


def test_a_reviewer_by_name(scene: Scene) -> None:
    """A name that GitHub does not know is asked for again."""
    sitting = scene.sit("--step", "environment")
    sitting.choose(q.APPROVES, "t")
    sitting.line("Names on GitHub, with commas between (? explains)", "nobody-here")
    sitting.see("cannot look up the reviewer nobody-here")
    sitting.line("Names on GitHub, with commas between (? explains)", "octocat")
    sitting.choose(q.CREATE)
    sitting.menu(q.WENT)
    sitting.type(b"\x03")
    sitting.finish()
    assert len(scene.github.repository.environments["pypi"].reviewers) == 1


@pytest.mark.parametrize("why", ["no token", "no right", "no network"])
def test_by_hand(why: str, scene: Scene) -> None:
    """Without a token, the right or a network: the steps, the page, and the user's word."""
    changes = no_token(scene) if why == "no token" else {}
    if why == "no right":
        scene.github.repository.permissions["admin"] = False
    if why == "no network":
        changes = {"GITHUB_API_URL": "http://127.0.0.1:9"}
    sitting = scene.sit("--step", "environment", changes=changes)
    sitting.see("1. Press New environment, type pypi and press Configure environment;")
    sitting.see("add a rule for each of: the tag *.")
    sitting.choose(q.SET_UP, "o")
    sitting.choose(q.SET_UP)
    sitting.menu(q.WENT)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.opened == [f"{SETTINGS}/environments"] and scene.github.lines("PUT") == []
    assert scene.state is not None and [one.name for one in scene.state.environments] == ["pypi"]


def test_no_environment_was_wanted(scene: Scene) -> None:
    """Then there is none to guard."""
    scene.keep(scene.new_state().with_choices(use_environment=False))
    sitting = scene.sit("--step", "environment")
    sitting.see("No publisher is bound to an environment, so there is none to guard.")
    sitting.menu(q.WENT)
    sitting.type(b"\x03")
    sitting.finish()


def test_nothing_is_retired_before_a_release_is_proven(scene: Scene) -> None:
    """The first answer is to come back later, and the step is not counted as done."""
    sitting = scene.sit("--step", "retire")
    sitting.see("No release is proven yet of sampler on PyPI. Until then, keep the way back open.")
    sitting.choose(q.AND_NOW)
    assert sitting.finish() == 1
    assert scene.github.lines("DELETE") == [] and (scene.state is None or scene.state.record(RETIRE) is None)


def test_what_a_workflow_still_uses_is_not_deleted(scene: Scene) -> None:
    """As long as the change is not merged; the reason is shown, and nothing is asked but whether to go on."""
    scene.keep(scene.new_state().with_proven("pypi", "sampler", "1.0"))
    sitting = scene.sit("--step", "retire")
    sitting.choose(q.AND_NOW, "g")
    sitting.see("names it")
    sitting.choose("Some secrets have to stay for now, for the reasons above. And now?")
    assert sitting.finish() == 1 and scene.github.lines("DELETE") == []


def test_a_kept_secret_counts_as_skipped(scene: Scene) -> None:
    """And the end says so."""
    scene.merged()
    scene.keep(scene.new_state().with_proven("pypi", "sampler", "1.0").with_step(PROVE))
    sitting = scene.sit("--step", "retire")
    sitting.choose(q.DELETE, "n")
    assert sitting.finish() == 1
    assert "Retire the old token was skipped; to go back to it: trustpub wizard --step retire." in " ".join(
        sitting.transcript.split()
    )
    assert scene.github.repository.secrets == {"PYPI_TOKEN"}


def test_secrets_by_hand(scene: Scene) -> None:
    """Without a token: the names, the page, and the user's word; then what remains."""
    scene.merged()
    state = scene.new_state().with_proven("pypi", "sampler", "1.0")
    scene.keep(state.with_step(WRITE, facts={"unused": ["DEPLOY"], "files": []}))
    sitting = scene.sit("--step", "retire", changes=no_token(scene))
    sitting.see("Delete DEPLOY, but nothing that a workflow still uses.")
    sitting.choose(q.DELETED, "o")
    sitting.choose(q.DELETED)
    sitting.see("For you to do, 1 of 4")
    sitting.choose(q.DONE, "o")
    sitting.menu(q.DONE)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.opened == [f"{SETTINGS}/secrets/actions", "https://pypi.org/manage/account/"]


def test_a_github_that_cannot_be_asked_does_not_keep_the_token_alive(scene: Scene) -> None:
    """Deleting the secret is then explained, and the steps on PyPI come all the same."""
    scene.merged()
    scene.github.hidden.append("/repos/")
    scene.keep(scene.new_state().with_proven("pypi", "sampler", "1.0"))
    sitting = scene.sit("--step", "retire")
    sitting.see("! cannot look at the repository octo-org/sampler")
    sitting.choose(q.DELETED)
    sitting.see("For you to do, 1 of 4")
    sitting.menu(q.DONE)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.github.lines("DELETE") == []


def test_a_secret_whose_name_does_not_tell_is_found_all_the_same(scene: Scene) -> None:
    """The migration knows what it was for."""
    scene.merged()
    scene.github.repository.secrets = {"DEPLOY", "OTHER"}
    state = scene.new_state().with_proven("pypi", "sampler", "1.0")
    scene.keep(state.with_step(WRITE, facts={"unused": ["DEPLOY"], "files": []}))
    sitting = scene.sit("--step", "retire")
    sitting.choose("Delete DEPLOY of the repository octo-org/sampler, for good?")
    sitting.menu(q.DONE)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.github.repository.secrets == {"OTHER"}
    assert scene.state is not None and [record.name for record in scene.state.retired] == ["DEPLOY"]


def test_a_deletion_that_fails_can_be_tried_again(scene: Scene) -> None:
    """It is told in one sentence."""
    scene.merged()
    scene.keep(scene.new_state().with_proven("pypi", "sampler", "1.0"))
    scene.github.forbidden.append("DELETE")
    sitting = scene.sit("--step", "retire")
    sitting.choose(q.DELETE)
    sitting.see("! cannot delete the secret PYPI_TOKEN of the repository octo-org/sampler")
    scene.github.forbidden.clear()
    sitting.choose("Try this step again?")
    sitting.choose(q.DELETE)
    sitting.menu(q.DONE)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.github.repository.secrets == set()


def test_a_token_is_never_shown(scene: Scene) -> None:
    """Nonsense in its place neither; ``?`` explains, and an empty line goes back."""
    scene.merged()
    scene.keep(scene.new_state().with_proven("pypi", "sampler", "1.0"))
    sitting = scene.sit("--step", "retire")
    sitting.choose(q.DELETE)
    for typed in ("?", "my-pass-word"):
        sitting.choose(q.DONE, "t") if typed == "?" else None
        sitting.wait(lambda: sitting.display.endswith("(it is not shown; ? explains):"), "the prompt")
        sitting.type(typed.encode() + b"\r")
        sitting.see("It is not shown, stored or sent anywhere.")
    sitting.menu(q.DONE)
    sitting.choose(q.DONE, "t")
    sitting.wait(lambda: sitting.display.endswith("(it is not shown; ? explains):"), "the prompt")
    sitting.type(b"\r")
    sitting.menu(q.DONE)
    sitting.type(b"\x03")
    sitting.finish()
    assert b"my-pass-word" not in sitting.raw + scene.everything_written()


def test_a_typed_token_that_is_no_text(scene: Scene) -> None:
    """Bytes that the locale does not know are no token, and no reason to fail."""
    scene.merged()
    scene.keep(scene.new_state().with_proven("pypi", "sampler", "1.0"))
    sitting = scene.sit("--step", "retire", changes=no_token(scene) | {"LC_ALL": "C.UTF-8"})
    sitting.choose(q.DELETED)
    sitting.choose(q.DONE, "t")
    sitting.wait(lambda: sitting.display.endswith("(it is not shown; ? explains):"), "the prompt")
    sitting.type(b"pypi-\xff\xe9\r")
    sitting.see("this is no PyPI token")
    sitting.menu(q.DONE)
    sitting.type(b"\x03")
    sitting.finish()


def test_an_enterprise_github_is_not_trusted(scene: Scene) -> None:
    """It is said, and everything goes on by hand."""
    changes = {"GITHUB_API_URL": "", "GH_HOST": "ghe.corp.example"}
    sitting = scene.sit("--step", "environment", changes=changes)
    sitting.see("PyPI trusts GitHub Actions of github.com only")
    sitting.menu(q.SET_UP)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.github.asked == []
