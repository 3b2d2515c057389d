"""What may not go too early: the secret and the token, as long as something still needs them."""

from __future__ import annotations

import os

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, TOKEN_UPLOAD
from tests.wizard import questions as q
from tests.wizard.scene import Scene
from trustpub.wizard.state import PREVIEW, RELEASE, RETIRE, WRITE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")


def no_token(scene: Scene) -> dict[str, str]:
    """Nobody is logged in on GitHub."""
    return {"GH_TOKEN": "", "PATH": scene.without_gh()}


def test_an_upload_that_was_left_to_a_person_keeps_its_secret(stage: Scene) -> None:
    """Nothing is proven and nothing is to be proven, so what counts is that a workflow still needs the token."""
    stage.fill({"left.yml": LEFT_UPLOAD})
    sitting = stage.sit("--step", "retire", changes=no_token(stage))
    sitting.see("In this checkout a stored credential is still used, and without it these uploads fail:")
    sitting.see("- .github/workflows/left.yml, job publish, step 3: PYPI_TOKEN")
    sitting.choose(q.AND_NOW)
    assert sitting.finish() == 1
    assert stage.state is None or stage.state.record(RETIRE) is None


def test_a_change_that_is_not_in_the_checkout(scene: Scene) -> None:
    """It may be merged or not; whoever goes on all the same is asked to delete nothing that is still used."""
    state = scene.new_state().with_proven("pypi", "sampler", "1.0")
    scene.keep(state.with_step(WRITE, facts={"unused": ["PYPI_TOKEN"], "files": []}))
    sitting = scene.sit("--step", "retire", changes=no_token(scene))
    sitting.see("If they are changed and merged on GitHub already, pull that first; else change them first.")
    sitting.choose(q.AND_NOW, "g")
    sitting.see("Keep PYPI_TOKEN for now: see above.")
    sitting.choose(q.DONE, "q")
    assert sitting.finish() == 1 and "Delete PYPI_TOKEN" not in sitting.transcript


def test_one_of_two_secrets(stage: Scene) -> None:
    """The one that nothing uses goes, the other stays."""
    stage.fill({"left.yml": LEFT_UPLOAD.replace("PYPI_TOKEN", "OTHER_TOKEN"), "a.yml": TOKEN_UPLOAD})
    stage.merged()
    state = stage.new_state().with_proven("pypi", "sampler", "1.0")
    stage.keep(state.with_step(WRITE, facts={"unused": ["PYPI_TOKEN"], "files": []}))
    sitting = stage.sit("--step", "retire", changes=no_token(stage))
    sitting.choose(q.AND_NOW, "g")
    sitting.see("Keep OTHER_TOKEN for now: see above.")
    sitting.see("Delete PYPI_TOKEN, but nothing that a workflow still uses.")
    sitting.choose(q.DELETED, "q")
    assert sitting.finish() == 1


def test_nothing_can_be_changed_by_a_program(stage: Scene) -> None:
    """The way does not lead on by itself; the reason is shown, and what to do."""
    stage.fill({"left.yml": LEFT_UPLOAD})
    sitting = stage.sit(height=100)
    sitting.choose(q.GO_ON)
    sitting.see("let the step only build, and upload with pypa/gh-action-pypi-publish")
    sitting.choose("Nothing can be changed for you here. And now?")
    assert sitting.finish() == 1
    assert stage.state is not None and stage.state.step == PREVIEW


def test_enter_alone_says_of_no_release_that_it_went_through(scene: Scene) -> None:
    """The first answer is to come back later."""
    sitting = scene.sit("--step", "release")
    sitting.choose(q.WENT)
    assert sitting.finish() == 1
    assert scene.state is None or scene.state.record(RELEASE) is None


def test_an_address_with_a_name_left_open_is_not_opened(stage: Scene) -> None:
    """It would lead to somebody else's page."""
    stage.fill({"a.yml": "on: push\njobs: {}\n"}, remote=None, project=None)
    sitting = stage.sit("--step", "retire", changes=no_token(stage), height=100)
    sitting.choose(q.DELETED)
    sitting.choose(q.DONE, "o")
    for number in (1, 2, 3):
        sitting.choose(q.DONE, "d")
        sitting.see(f"For you to do, {number + 1} of 4")
    sitting.see("https://github.com/OWNER/NAME/actions")
    sitting.choose(q.DONE, "o")
    sitting.choose(q.DONE)
    sitting.finish()
    assert stage.opened == ["https://pypi.org/manage/account/", "https://github.com/settings/security-log"]
