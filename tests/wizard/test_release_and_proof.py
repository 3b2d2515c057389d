"""Releasing, what a failure means, and the proof."""

from __future__ import annotations

import dataclasses
import os

import pytest

from tests.servers.pypi import github
from tests.wizard import questions as q
from tests.wizard.scene import Scene
from trustpub.wizard.state import PROVE, RELEASE
from trustpub.wizard.summary import summary_markdown

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")

ERROR = (
    b"invalid-publisher: valid token, but no corresponding publisher (Publisher with matching claims was not found)\n"
)


def test_an_error_that_is_pasted(scene: Scene) -> None:
    """Up to Ctrl-D, blank lines included; then the question comes again."""
    sitting = scene.sit("--step", "release", height=100)
    sitting.choose(q.WENT, "f")
    sitting.choose(q.ERROR, "p")
    sitting.see("Paste, then Ctrl-D")
    sitting.type(ERROR + b"\n* `job_workflow_ref`: `octo-org/sampler/.github/workflows/b.yml@refs/tags/v1`\n\x04")
    sitting.see("invalid-publisher: PyPI knows no publisher that the job matches")
    sitting.see("workflow b.yml a.yml")
    sitting.choose(q.WENT, "l")
    assert sitting.finish() == 1
    assert scene.state is None or scene.state.record(RELEASE) is None


def test_a_dot_ends_what_is_pasted_too(scene: Scene) -> None:
    """And a text without a known error says what to give instead."""
    sitting = scene.sit("--step", "release", height=100)
    sitting.choose(q.WENT, "f")
    sitting.choose(q.ERROR, "p")
    sitting.see("Paste, then Ctrl-D")
    sitting.type(b"it does not work\n.\n")
    sitting.see("Nothing in this text is a known error of publishing.")
    sitting.menu(q.WENT)
    sitting.type(b"\x03")
    sitting.finish()


def test_a_log_in_a_file(scene: Scene) -> None:
    """A file that is not there is asked for again."""
    (scene.root / "log.txt").write_bytes(ERROR)
    sitting = scene.sit("--step", "release", height=100)
    sitting.choose(q.WENT, "f")
    sitting.choose(q.ERROR, "f")
    sitting.line("File (? explains)", "nothing.txt")
    sitting.see("that will not do: there is no such file. ? File (? explains) nothing.txt")
    sitting.type(b"\x15log.txt\r")
    sitting.see("invalid-publisher: PyPI knows no publisher that the job matches")
    sitting.choose(q.WENT, "r")
    sitting.menu(q.UNPROVEN)
    sitting.type(b"\x03")
    sitting.finish()


def test_a_release_that_is_not_there_yet(scene: Scene) -> None:
    """It is normal: look again, or leave and come back."""
    scene.pypi.projects.clear()
    sitting = scene.sit("--step", "prove")
    sitting.see("PyPI has no release of sampler yet.")
    sitting.choose(q.UNPROVEN)
    sitting.choose(q.UNPROVEN, "l")
    assert sitting.finish() == 1
    assert scene.state is None or scene.state.record(PROVE) is None


def test_a_release_from_before(scene: Scene) -> None:
    """Is told apart from a failure."""
    sitting = scene.sit("--step", "prove")
    sitting.see("That release is older than this migration; the next release of sampler is the one to look at.")
    scene.pypi.add("sampler", "1.1", "sampler-1.1.tar.gz", github())
    sitting.choose(q.UNPROVEN)
    sitting.see("Proven: 1 file, uploaded by the publisher that you expect.")
    sitting.see("In this checkout a stored credential is still used")
    sitting.menu(q.AND_NOW)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.state is not None and scene.state.proven[0][:3] == ("pypi", "sampler", "1.1")


def test_another_publisher_than_the_one_that_was_registered(scene: Scene) -> None:
    """Is a warning, with the field that differs."""
    scene.pypi.add("sampler", "1.1", "sampler-1.1.tar.gz", github(workflow="evil.yml"))
    sitting = scene.sit("--step", "prove")
    sitting.see("the workflow is evil.yml, not a.yml")
    sitting.see("look at the project's publishers now, and to remove those that you do not know.")
    sitting.menu(q.UNPROVEN)
    sitting.type(b"\x03")
    sitting.finish()


def test_going_on_without_proof_is_remembered_and_told(scene: Scene) -> None:
    """In the step after it, in the summary and at the end."""
    sitting = scene.sit("--step", "prove", height=120)
    sitting.choose(q.UNPROVEN, "g")
    sitting.see("No release is proven yet of sampler on PyPI.")
    sitting.choose(q.AND_NOW, "s")
    assert sitting.finish() == 1
    shown = " ".join(sitting.transcript.split())
    assert "Not proven: - sampler on PyPI" in shown
    assert "There is no proof for sampler on PyPI; look again with: trustpub wizard --step prove." in shown


def test_a_release_that_carries_no_attestations(scene: Scene) -> None:
    """Only its owners can tell, from the project's history; what they saw there counts, and is told as their word."""
    scene.merged()
    scene.keep(dataclasses.replace(scene.new_state(), started="2026-11-01T00:00:00Z"))
    sitting = scene.sit("--step", "prove", height=120)
    sitting.see(
        "tells its owners how the release came: added by a user, it was a token; otherwise it was the publisher."
    )
    sitting.choose(q.UNPROVEN)
    sitting.menu(q.UNPROVEN)
    assert sitting.pointed == "h"
    sitting.choose(q.UNPROVEN)
    sitting.menu(q.DELETE)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.opened == ["https://pypi.org/manage/project/sampler/history/"]
    state = scene.state
    assert state is not None and state.proven == ()
    assert "Releases seen in the project's history:\n\n- sampler on PyPI\n" in summary_markdown(state)


def test_without_a_network_it_says_so(scene: Scene) -> None:
    """And asks whether to look again."""
    sitting = scene.sit("--step", "prove", changes={"TRUSTPUB_PYPI_URL": "http://127.0.0.1:9"})
    sitting.see("cannot look for sampler on PyPI")
    sitting.menu(q.UNPROVEN)
    sitting.type(b"\x03")
    sitting.finish()
