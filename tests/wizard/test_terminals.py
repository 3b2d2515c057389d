"""The same conversation on other terminals: narrow, without colours, dumb, without Unicode, and none at all."""

from __future__ import annotations

import os
import re

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD, trustpub
from tests.servers.running import SECRET
from tests.wizard import questions as q
from tests.wizard.scene import Scene
from tests.wizard.sitting import Sitting
from tests.wizard.test_leaving import GOODBYE
from tests.wizard.transcripts import assert_like

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")

_COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|9[0-7]|38|4[0-7])(?:;[0-9;]*)?m")


def to_register(sitting: Sitting, where: str = "n") -> None:
    """Go from the beginning to the step on PyPI, and leave there."""
    for question, key in ((q.GO_ON, ""), (q.HOW, ""), (q.PREVIEW, ""), (q.WHERE, where)):
        sitting.choose(question, key)
    sitting.menu(q.REGISTERED)


def test_sixty_columns(scene: Scene) -> None:
    """Nothing is cut off: what is longer wraps at words, and addresses run on."""
    sitting = scene.sit(width=60)
    to_register(sitting)
    shown = sitting.display
    assert "\n > o open the page in the browser\n" in shown
    sitting.type(b"\x03")
    assert sitting.finish() == 1
    assert_like(sitting, "sixty-columns")


@pytest.mark.parametrize(("changes", "has_colours"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours(changes: dict[str, str], has_colours: bool, scene: Scene) -> None:
    """Colours by default, and none with NO_COLOR; the menus are the same."""
    sitting = scene.sit(changes=changes)
    to_register(sitting)
    sitting.type(b"\x03")
    sitting.finish()
    assert (_COLOUR.search(sitting.raw) is not None) == has_colours


@pytest.mark.parametrize(("words", "changes"), [((), {"TERM": "dumb"}), (("--plain",), {}), ((), {"TERM": ""})])
def test_plain_lines(words: tuple[str, ...], changes: dict[str, str], scene: Scene) -> None:
    """Numbered answers, read by lines; no cursor is moved."""
    sitting = scene.sit(*words, changes={"NO_COLOR": "1"} | changes)
    prompt = "Number or letter, ? explains ["
    for number, answer in enumerate(("", "?", "zz", "1", "yes", "n", "o", "done"), 1):
        sitting.wait(lambda n=number: sitting.transcript.count(prompt) == n, prompt)  # type: ignore[misc]
        sitting.type(answer.encode() + b"\n")
    sitting.see("Who has to approve a release?")
    sitting.wait(lambda: sitting.transcript.endswith(f"{prompt}1]:\n"), prompt)
    sitting.type(b"\x04")
    assert sitting.finish() == 1
    assert b"\x1b" not in sitting.raw
    assert_like(sitting, "plain")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_locale_without_unicode(encoding: str, scene: Scene) -> None:
    """What the terminal cannot show is written in another way; nothing fails."""
    changes = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": encoding}
    sitting = scene.sit(changes=changes)
    to_register(sitting)
    sitting.type(b"\x03")
    assert sitting.finish() == 1
    assert sitting.raw.isascii() and GOODBYE in sitting.transcript


def test_a_locale_of_another_language(scene: Scene) -> None:
    """The words are the same: what git and the system say in another language is not shown, nor relied on."""
    sitting = scene.sit(changes={"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"})
    to_register(sitting)
    sitting.type(b"\x03")
    assert sitting.finish() == 1


@pytest.mark.parametrize("words", [(), ("--plain",), ("--step", "prove"), ("--restart",)])
def test_without_a_terminal_it_names_what_to_use_instead(words: tuple[str, ...], scene: Scene) -> None:
    """One sentence, status 2, and nothing is asked or kept."""
    done = trustpub("wizard", *words, cwd=scene.root, **scene.environment)
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "trustpub: there is no terminal to ask at; the same steps without a conversation are trustpub diff, trustpub "
        "migrate --yes, trustpub publishers, trustpub environment, trustpub prove and trustpub retire, each with "
        "--help\n"
    )
    assert scene.state is None


def test_a_page_without_a_browser(scene: Scene) -> None:
    """It says so, and the address is there to be copied."""
    sitting = scene.sit("--step", "register", changes={"BROWSER": "/nonexistent %s"})
    sitting.choose(q.REGISTERED)
    sitting.see("! There is no browser to be found here; copy the address above.")
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.opened == []


def test_pasted_lines_at_a_menu(scene: Scene) -> None:
    """The first line counts as typed, a line's end is no Enter, and nothing of it is left on the screen."""
    sitting = scene.sit()
    sitting.menu(q.GO_ON)
    sitting.type(b"\x1b[200~wrong\nq\n\x1b[201~")
    sitting.see("'wrong' is none of the answers")
    sitting.menu(q.GO_ON)
    sitting.type(b"\x7f" * 5 + b"\x1a")
    sitting.type(b"\x1b[200~skip\n\x1b[201~")
    sitting.wait(lambda: sitting.pointed == "s", "the pointer at s")
    assert "^Z" not in sitting.display and "wrong" not in sitting.display
    sitting.type(b"\x03")
    assert sitting.finish() == 1 and scene.state is None


HOSTILE = TOKEN_UPLOAD.replace(
    "- name: Upload", '- name: "[red]\\e[2Jx[/red] \\u202e **b** `c` \\r\\n ok done"'
).replace("  publish:", "  '[bold]p[/bold]':")


def test_names_from_the_repository_do_no_harm(stage: Scene) -> None:
    """Neither markup nor control characters in names are obeyed, in a menu, a table or the difference."""
    stage.fill({"[link=x]a.yml": HOSTILE}, project="samp\\u001bler")
    sitting = stage.sit(height=100)
    sitting.choose(q.GO_ON)
    sitting.menu(q.HOW)
    shown = sitting.display
    assert "[link=x]a.yml" in shown and "[bold]p[/bold]" in " ".join(shown.split())
    assert "[red]\\x1b[2Jx[/red]" in shown and "\\u202e" in shown
    for question, key in ((q.HOW, ""), (q.PREVIEW, ""), (q.WHERE, "n")):
        sitting.choose(question, key)
    sitting.see("PyPI will not take the project")
    sitting.menu(q.AND_NOW)
    sitting.type(b"\x03")
    assert sitting.finish() == 1
    assert b"\x1b[2J" not in sitting.raw and SECRET.encode() not in sitting.raw
