"""Coming back: after every step, after the repository changed, after a kill; and going to a step at once."""

from __future__ import annotations

import os
import signal
from itertools import pairwise

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, TOKEN_UPLOAD
from tests.wizard import questions as q
from tests.wizard.scene import Scene
from tests.wizard.sitting import Sitting
from tests.wizard.test_registering import PUBLISHER
from tests.wizard.transcripts import assert_like
from trustpub.wizard.look import look_at
from trustpub.wizard.state import SKIPPED, STEPS, State
from trustpub.wizard.steps import ALL, step_named

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")

FIRST_QUESTION = {
    "choose": q.HOW,
    "preview": q.PREVIEW,
    "write": q.WHERE,
    "register": q.REGISTERED,
    "environment": q.APPROVES,
    "release": q.WENT,
    "prove": q.UNPROVEN,
    "retire": q.AND_NOW,
}


def after(scene: Scene, step: str) -> State:
    """The state of somebody who went through all steps up to this one, and this one too."""
    state = scene.new_state()
    state = state.with_look(look_at(scene.repository, state.key, state.choices))
    for name in STEPS[: STEPS.index(step) + 1]:
        state = state.with_step(name)
    return state


@pytest.mark.parametrize(("done", "following"), list(pairwise(STEPS[:-1])))
def test_after_every_step_it_goes_on_with_the_next(done: str, following: str, scene: Scene) -> None:
    """It says where the migration stands, and Enter goes on."""
    scene.keep(after(scene, done))
    sitting = scene.sit()
    sitting.menu(q.WHERE_TO)
    assert f". {step_named(following).title}: next\n" in sitting.display and sitting.pointed == "c"
    assert sitting.display.count(": done on ") == STEPS.index(done) + 1
    sitting.choose(q.WHERE_TO)
    sitting.menu(FIRST_QUESTION[following])
    sitting.type(b"\x03")
    assert sitting.finish() == 1


def test_where_it_stands(scene: Scene) -> None:
    """As a whole: done, skipped, next, to come."""
    state = after(scene, "register").with_step("register", SKIPPED)
    scene.keep(state)
    sitting = scene.sit()
    sitting.choose(q.WHERE_TO, "o")
    sitting.menu(q.WHICH_STEP)
    assert sitting.offered == [*(str(number) for number in range(1, 10)), "?"]
    sitting.type(b"\x03")
    sitting.finish()
    assert_like(sitting, "standing")


def test_a_repository_that_changed_is_looked_at_again(scene: Scene) -> None:
    """What differs is said, and the first answer is to look first."""
    scene.keep(after(scene, "register"))
    scene.fill_over("b.yml", TOKEN_UPLOAD.replace("PYPI_TOKEN", "OTHER_TOKEN"))
    sitting = scene.sit()
    sitting.menu(q.WHERE_TO)
    shown = " ".join(sitting.display.split())
    assert "Since then, the workflows changed: - The upload with gh-action-pypi-publish in" in shown
    assert "b.yml, job publish, is new (to PyPI with OTHER_TOKEN)." in shown and sitting.pointed == "l"
    sitting.choose(q.WHERE_TO)
    sitting.see("2 uploads to PyPI with a stored credential to move.")
    sitting.menu(q.GO_ON)
    sitting.type(b"\x03")
    sitting.finish()


def test_the_change_itself_is_no_reason_to_begin_anew(scene: Scene) -> None:
    """It was merged and pulled, as it should be: that is said, and the way leads on."""
    scene.keep(after(scene, "environment").with_publisher(PUBLISHER))
    scene.merged()
    sitting = scene.sit()
    sitting.menu(q.WHERE_TO)
    shown = " ".join(sitting.display.split())
    assert "The change is in this checkout now: - The upload with gh-action-pypi-publish in" in shown
    assert "Since then" not in shown and sitting.pointed == "c"
    sitting.type(b"\x03")
    sitting.finish()


@pytest.mark.parametrize("what", ["another environment", "an upload more"])
def test_a_change_that_is_more_than_the_migration(what: str, scene: Scene) -> None:
    """Is looked at again: a publisher that fits no more, or a token that is new."""
    scene.keep(after(scene, "environment").with_publisher(PUBLISHER))
    scene.merged()
    if what == "an upload more":
        scene.fill_over("b.yml", LEFT_UPLOAD)
    else:
        path = scene.root / ".github" / "workflows" / "a.yml"
        path.write_text(path.read_text().replace("environment: pypi", "environment: release"), encoding="utf-8")
    sitting = scene.sit()
    sitting.menu(q.WHERE_TO)
    sitting.see("Since then, the workflows changed:")
    assert sitting.pointed == "l"
    sitting.type(b"\x03")
    sitting.finish()


def test_the_same_repository_is_no_difference(scene: Scene) -> None:
    """Nothing is said about it."""
    scene.keep(after(scene, "write"))
    sitting = scene.sit()
    sitting.menu(q.WHERE_TO)
    assert "Since then" not in sitting.display
    sitting.type(b"\x03")
    sitting.finish()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_killed_wizard_goes_on_where_it_was(how: signal.Signals, scene: Scene) -> None:
    """Every step is kept as soon as it is done, and every registered publisher too; the lock is free again."""
    sitting = scene.sit()
    sitting.choose(q.GO_ON)
    sitting.choose(q.HOW)
    sitting.menu(q.PREVIEW)
    sitting.kill(how)
    again = scene.sit()
    again.see("3. Preview: next")
    again.choose(q.WHERE_TO)
    again.menu(q.PREVIEW)
    again.type(b"\x03")
    again.finish()


def test_two_at_once(scene: Scene) -> None:
    """The second one says who is there, and changes nothing."""
    first = scene.sit()
    first.menu(q.GO_ON)
    second = scene.sit()
    assert second.finish() == 2
    assert f"another wizard is at work on octo-org/sampler (process {first.pid}," in " ".join(second.transcript.split())
    first.type(b"\x03")
    assert first.finish() == 1


def test_restarting(scene: Scene) -> None:
    """Begins anew, and forgets what was when the first step is gone through."""
    scene.keep(after(scene, "register"))
    sitting = scene.sit("--restart")
    sitting.menu(q.GO_ON)
    assert scene.state is not None and len(scene.state.records) == 5
    sitting.choose(q.GO_ON)
    sitting.choose(q.HOW, "q")
    sitting.finish()
    assert [record.name for record in scene.state.records] == ["look"]


def test_a_finished_migration(scene: Scene) -> None:
    """Shows the summary again."""
    scene.keep(after(scene, "done"))
    sitting = scene.sit()
    sitting.choose(q.WHERE_TO)
    assert sitting.finish() == 1 and "## Trusted Publishing for `octo-org/sampler`\n" in sitting.transcript


@pytest.mark.parametrize("key", ["y", "n"])
def test_a_state_that_cannot_be_understood(key: str, scene: Scene) -> None:
    """Is set aside after a question, and never lost."""
    scene.keep(after(scene, "look"))
    (path,) = scene.state_files()
    path.write_text("{nonsense", encoding="utf-8")
    sitting = scene.sit()
    question = f"{path} cannot be understood: it is damaged. Keep it aside and begin anew?"
    sitting.wait(lambda: "? explain this" in sitting.display, "the question")
    assert question.replace(" ", "") in "".join(sitting.display.split())
    sitting.type(key.encode() + b"\r")
    if key == "y":
        sitting.menu(q.GO_ON)
        sitting.type(b"\x03")
    assert sitting.finish() == 1
    assert [one.read_text(encoding="utf-8") for one in scene.state_files("*broken*" if key == "y" else "*.json")] == [
        "{nonsense"
    ]


def test_a_state_of_a_later_version_is_left_alone(scene: Scene) -> None:
    """One sentence, status 2."""
    scene.keep(after(scene, "look"))
    (path,) = scene.state_files()
    path.write_text('{"schema": 99}', encoding="utf-8")
    sitting = scene.sit(width=300)
    assert sitting.finish() == 2
    assert "it stays as it is, so update trustpub" in " ".join(sitting.transcript.split())
    assert path.read_text(encoding="utf-8") == '{"schema": 99}'


def skip_to_the_end(sitting: Sitting) -> None:
    """Skip every step."""
    for question in (q.GO_ON, *FIRST_QUESTION.values()):
        sitting.choose(question, "s")


def test_every_step_can_be_skipped(scene: Scene) -> None:
    """The end lists them all, each with the way back to it; nothing was written or asked."""
    head = scene.git("rev-parse", "HEAD")
    sitting = scene.sit(height=150)
    skip_to_the_end(sitting)
    assert sitting.finish() == 1
    shown = " ".join(sitting.transcript.split())
    for step in ALL[:-1]:
        assert f"{step.title} was skipped; to go back to it: trustpub wizard --step {step.name}." in shown
    assert scene.git("rev-parse", "HEAD") == head and scene.git("branch", "--list") == "* main\n"
    assert {asked.method for asked in scene.github.asked} <= {"GET"}


def test_every_step_can_be_left_backwards(scene: Scene) -> None:
    """To the one before it; the first has none."""
    questions = [q.GO_ON, *FIRST_QUESTION.values()]
    sitting = scene.sit("--step", "retire")
    for question in reversed(questions):
        sitting.menu(question)
        assert ("b" in sitting.offered) == (question != q.GO_ON)
        sitting.choose(question, "b") if question != q.GO_ON else sitting.type(b"\x03")
    assert sitting.finish() == 1


def test_choosing_anew_leads_through_the_steps_after_it_again(scene: Scene) -> None:
    """What was registered stays noted."""
    state = after(scene, "prove")
    scene.keep(state.with_publisher(look_at(scene.repository, state.key).publishers[0]))
    sitting = scene.sit("--step", "choose")
    sitting.choose(q.HOW)
    sitting.choose(q.PREVIEW)
    sitting.choose(q.WHERE, "e")
    sitting.see("ok Registered, as you said.")
    sitting.choose(q.APPROVES, "q")
    sitting.finish()
    assert scene.state is not None and scene.state.step == "environment"


def test_the_summary_of_what_was_done_so_far(scene: Scene) -> None:
    """Also when the user leaves before the end; a place that cannot be written to is one sentence."""
    sitting = scene.sit("--summary", "so-far.md")
    sitting.choose(q.GO_ON)
    sitting.choose(q.HOW, "q")
    assert sitting.finish() == 1
    text = (scene.root / "so-far.md").read_text(encoding="utf-8")
    assert text.startswith("## Trusted Publishing for `octo-org/sampler`\n\n- [x] Look (") and "- [ ] Choose\n" in text
    sitting = scene.sit("--summary", "/nonexistent/x.md")
    sitting.choose(q.WHERE_TO, "c")
    sitting.choose(q.HOW, "q")
    assert sitting.finish() == 2
    assert "/nonexistent/x.md: the summary cannot be written: no such file" in " ".join(sitting.transcript.split())


def test_where_nothing_can_be_kept_it_does_not_say_that_it_is(scene: Scene) -> None:
    """Neither at the beginning nor when the user leaves."""
    in_the_way = scene.root.parent / "file"
    in_the_way.write_text("", encoding="utf-8")
    sitting = scene.sit(changes={"TRUSTPUB_STATE_DIR": str(in_the_way)})
    sitting.see("what is done now will not be remembered")
    sitting.choose(q.GO_ON, "q")
    assert sitting.finish() == 1
    assert "is kept. To go on" not in sitting.transcript
    assert "Which steps are done is not kept, for the reason above." in sitting.transcript
