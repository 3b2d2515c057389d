"""Every question explains itself, asks again on nonsense, and can be left with Ctrl-C and at the end of input."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD
from tests.wizard import questions as q
from tests.wizard.scene import Scene
from tests.wizard.sitting import Sitting
from trustpub.wizard.state import LOOK

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")

GOODBYE = "Everything up to here is kept. To go on: trustpub wizard"


def nothing_else(scene: Scene) -> None:
    """The usual repository."""


def two_workflows(scene: Scene) -> None:
    """A second workflow that uploads."""
    path = scene.root / ".github" / "workflows" / "b.yml"
    path.write_text(TOKEN_UPLOAD, encoding="utf-8")


def no_token(scene: Scene) -> None:
    """Nobody is logged in on GitHub."""
    scene.environment |= {"GH_TOKEN": "", "PATH": scene.without_gh()}


def no_remote(scene: Scene) -> None:
    """A checkout that does not tell where it is on GitHub."""
    scene.git("remote", "remove", "origin")


def no_metadata(scene: Scene) -> None:
    """A project whose files do not tell its name."""
    (scene.root / "pyproject.toml").unlink()


def two_people(scene: Scene) -> None:
    """Two maintainers."""
    scene.github.repository.people = {"mona": True, "hubot": True, "reader": False}


def no_pypi(scene: Scene) -> None:
    """PyPI cannot be asked."""
    scene.environment["TRUSTPUB_PYPI_URL"] = "http://127.0.0.1:9"


def proven(scene: Scene) -> None:
    """A release was proven before, and the change is merged."""
    scene.merged()
    scene.keep(scene.new_state().with_proven("pypi", "sampler", "1.0"))


def refused(scene: Scene) -> None:
    """GitHub does not let anybody change environments."""
    scene.github.forbidden.append("PUT")


def begun(scene: Scene) -> None:
    """The wizard was here before."""
    scene.keep(scene.new_state().with_step(LOOK))


class Prompt(NamedTuple):
    """A question: how to get to it, and what it says."""

    name: str
    question: str
    step: str | None
    answers: tuple[tuple[str, str], ...] = ()
    before: Callable[[Scene], None] = nothing_else


EACH = (q.HOW, "e")
MENUS = [
    Prompt("look", q.GO_ON, "look"),
    Prompt("choose", q.HOW, "choose"),
    Prompt("workflows", q.WORKFLOWS, "choose", (EACH,), two_workflows),
    Prompt("workflow", "Change .github/workflows/a.yml?", "choose", (EACH, (q.WORKFLOWS, "o")), two_workflows),
    Prompt("strategy", q.STRATEGY, "choose", (EACH,)),
    Prompt("environment", q.ENVIRONMENT, "choose", (EACH, (q.STRATEGY, ""))),
    Prompt("pins", q.PINS, "choose", (EACH, (q.STRATEGY, ""), (q.ENVIRONMENT, ""))),
    Prompt("forks", q.FORKS, "choose", (EACH, (q.STRATEGY, ""), (q.ENVIRONMENT, ""), (q.PINS, ""))),
    Prompt("next-file", q.NEXT_FILE, "preview", (), two_workflows),
    Prompt("preview", q.PREVIEW, "preview"),
    Prompt("write", q.WHERE, "write"),
    Prompt("exists", "Is there a project sampler on PyPI already?", "register", (), no_pypi),
    Prompt("registered", q.REGISTERED, "register"),
    Prompt("not-registered", q.AND_NOW, "register", ((q.REGISTERED, "l"),)),
    Prompt("approves", q.APPROVES, "environment"),
    Prompt("self-review", q.SELF_REVIEW, "environment", ((q.APPROVES, ""),), two_people),
    Prompt("create", q.CREATE, "environment", ((q.APPROVES, ""),)),
    Prompt("set-up", q.SET_UP, "environment", (), no_token),
    Prompt("went", q.WENT, "release"),
    Prompt("error", q.ERROR, "release", ((q.WENT, "f"),)),
    Prompt("unproven", q.UNPROVEN, "prove"),
    Prompt("too-early", q.AND_NOW, "retire"),
    Prompt("delete", q.DELETE, "retire", (), proven),
    Prompt("deleted", q.DELETED, "retire", ((q.AND_NOW, "g"),), no_token),
    Prompt("done", q.DONE, "retire", ((q.DELETE, ""),), proven),
    Prompt("again", "Try this step again?", "environment", ((q.APPROVES, ""), (q.CREATE, "")), refused),
    Prompt("where-to", q.WHERE_TO, None, (), begun),
    Prompt("which-step", q.WHICH_STEP, None, ((q.WHERE_TO, "o"),), begun),
]

LINES = [
    Prompt("name", "Name of the environment", "choose", (EACH, (q.STRATEGY, ""), (q.ENVIRONMENT, "o"))),
    Prompt("owner", "Owner on GitHub", "register", (), no_remote),
    Prompt("project", "Name of the project on PyPI that a.yml uploads", "register", (), no_metadata),
    Prompt("logins", "Names on GitHub, with commas between", "environment", ((q.APPROVES, "t"),)),
    Prompt("file", "File", "release", ((q.WENT, "f"), (q.ERROR, "f"))),
]

HIDDEN = Prompt("token", "The token (it is not shown; ? explains)", "retire", ((q.DELETE, ""), (q.DONE, "t")), proven)
PASTED = Prompt("paste", "Paste, then Ctrl-D", "release", ((q.WENT, "f"), (q.ERROR, "p")))

menus = pytest.mark.parametrize("prompt", MENUS, ids=lambda prompt: prompt.name)
lines = pytest.mark.parametrize("prompt", LINES, ids=lambda prompt: prompt.name)


def go_to(scene: Scene, prompt: Prompt) -> Sitting:
    """Sit down, and answer what comes before the question."""
    prompt.before(scene)
    sitting = scene.sit(*([] if prompt.step is None else ["--step", prompt.step]), height=120)
    for question, key in prompt.answers:
        sitting.choose(question, key)
    return sitting


def leaves_politely(sitting: Sitting) -> None:
    """The end: how to go on, the status of something left, and no trace of an error."""
    assert sitting.finish() == 1
    assert sitting.transcript.endswith(f"\n\n{GOODBYE}\n"), sitting.transcript


@menus
def test_a_menu_can_be_left_with_control_c(prompt: Prompt, scene: Scene) -> None:
    """It says that everything is kept, and how to go on."""
    sitting = go_to(scene, prompt)
    sitting.menu(prompt.question)
    sitting.type(b"\x03")
    leaves_politely(sitting)


@lines
def test_a_line_can_be_left_with_control_c(prompt: Prompt, scene: Scene) -> None:
    """Also where a text is typed."""
    sitting = go_to(scene, prompt)
    sitting.see(f"? {prompt.question} (? explains)")
    sitting.type(b"\x03")
    leaves_politely(sitting)


@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["Ctrl-C", "end of input"])
def test_a_hidden_line_can_be_left(key: bytes, scene: Scene) -> None:
    """Also where a token is typed."""
    sitting = go_to(scene, HIDDEN)
    sitting.see(HIDDEN.question)
    sitting.type(key)
    leaves_politely(sitting)


def test_pasting_can_be_left(scene: Scene) -> None:
    """Ctrl-C leaves; Ctrl-D ends what is pasted, and nothing pasted means never mind."""
    sitting = go_to(scene, PASTED)
    sitting.see(PASTED.question)
    sitting.type(b"\x04")
    sitting.choose(q.WENT, "f")
    sitting.choose(q.ERROR, "p")
    sitting.see(PASTED.question)
    sitting.type(b"\x03")
    leaves_politely(sitting)


@menus
def test_a_menu_explains_itself_takes_no_nonsense_and_ends_with_the_input(prompt: Prompt, scene: Scene) -> None:
    """``?`` says more and asks again; a word that is no answer is told so, and Enter does not answer with it."""
    sitting = go_to(scene, prompt)
    sitting.menu(prompt.question)
    before = sitting.pointed
    sitting.type(b"zzz")
    sitting.see("'zzz' is none of the answers")
    assert sitting.pointed == before
    sitting.type(b"\r")
    sitting.menu(prompt.question)
    sitting.choose(prompt.question, "?")
    sitting.menu(prompt.question)
    shown = " ".join(sitting.transcript.split())
    explanation = shown.partition(f"? {prompt.question} ? ")[2]
    assert len(explanation.split(" ? ")[0]) > 60
    sitting.type(b"\x04")
    leaves_politely(sitting)


@lines
def test_a_line_explains_itself_takes_no_nonsense_and_ends_with_the_input(prompt: Prompt, scene: Scene) -> None:
    """The same where a text is typed: what will not do stays in the line, with the reason above.

    Ctrl-D is the end of input in an empty line, as everywhere.
    """
    sitting = go_to(scene, prompt)
    sitting.see(f"? {prompt.question} (? explains)")
    sitting.type(b"\x15?\r")
    sitting.see(f"? {prompt.question} ? ")
    sitting.see(f"? {prompt.question} (? explains)")  # what is typed before it asks again may be lost
    sitting.type(b"\x15a;'\"b,/\r")
    sitting.see("that will not do: ")
    sitting.see(f"? {prompt.question} (? explains) a;'\"b,/")
    sitting.type(b"\x15\x04")
    leaves_politely(sitting)


def test_waiting_can_be_left(scene: Scene) -> None:
    """Ctrl-C while a server does not answer is the same as at a question."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        sitting = scene.sit("--step", "prove", changes={"TRUSTPUB_PYPI_URL": url})
        connection, _ = silent.accept()
        sitting.type(b"\x03")
        leaves_politely(sitting)
        connection.close()


def test_letters_words_numbers_and_arrows_move_the_pointer(scene: Scene) -> None:
    """And nothing but Enter answers; an arrow begins a new word."""
    sitting = scene.sit("--step", "write")
    sitting.menu(q.WHERE)
    up = b"\x1b[A"
    for typed, key in ((b"w", "w"), (up, "n"), (b"it is", "e"), (up, "w"), (b"1", "p"), (up, "?"), (b"2\x7f3", "w")):
        sitting.type(typed)
        sitting.wait(lambda key=key: sitting.pointed == key, key)  # type: ignore[misc]
    sitting.type(b"\x03")
    leaves_politely(sitting)


def test_quit_is_an_answer(scene: Scene) -> None:
    """For those who do not know Ctrl-C."""
    sitting = scene.sit()
    sitting.choose(q.GO_ON, "q")
    leaves_politely(sitting)
