"""The step on PyPI: what a person is shown for each kind of project, and what is noted of it."""

from __future__ import annotations

import os

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD
from tests.pypi_http.test_index import OIDC_UPLOAD
from tests.wizard import questions as q
from tests.wizard.scene import TEST_UPLOAD, Scene
from trustpub.migration.types import Publisher

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")

PUBLISHER = Publisher("pypi", "sampler", "octo-org", "sampler", "a.yml", "pypi")
PENDING = "https://pypi.org/manage/account/publishing/"


def registered(scene: Scene) -> list[tuple[Publisher, bool]]:
    """The publishers that are noted, and whether each is pending."""
    state = scene.state
    return [] if state is None else [(record.publisher, record.is_pending) for record in state.publishers]


def test_a_project_that_is_there(scene: Scene) -> None:
    """Its own page, filled in; it is looked up by its normalized name, and noted when the user says so."""
    sitting = scene.sit("--step", "register")
    sitting.menu(q.REGISTERED)
    assert sitting.offered == ["o", "d", "v", "l", "s", "b", "q", "?"] and sitting.pointed == "o"
    sitting.choose(q.REGISTERED, "v")
    sitting.menu(q.REGISTERED)
    assert sitting.transcript.count("  Environment name   pypi\n") == 2
    sitting.choose(q.REGISTERED, "d")
    sitting.see("Every publisher is registered, as you said. Now the change may be merged.")
    sitting.menu(q.APPROVES)
    sitting.type(b"\x03")
    sitting.finish()
    assert registered(scene) == [(PUBLISHER, False)] and scene.opened == []
    assert scene.pypi.lines("GET") == ["GET /pypi/sampler/json"]


def test_a_workflow_that_publishes_so_already(stage: Scene) -> None:
    """Its publisher is most likely there, so the first answer is that it is."""
    stage.fill({"a.yml": OIDC_UPLOAD})
    sitting = stage.sit()
    sitting.choose(q.GO_ON)
    sitting.see("If its releases go through, the publisher is there, and you are done with it.")
    sitting.menu(q.REGISTERED)
    assert sitting.pointed == "d"
    sitting.choose(q.REGISTERED)
    sitting.menu(q.APPROVES)
    sitting.type(b"\x03")
    sitting.finish()
    assert [record[0].workflow for record in registered(stage)] == ["a.yml"]


def test_a_project_that_is_new(scene: Scene) -> None:
    """The page for pending publishers, every field, and the limits."""
    scene.pypi.projects.clear()
    sitting = scene.sit("--step", "register")
    sitting.choose(q.REGISTERED)
    sitting.choose(q.REGISTERED)
    sitting.menu(q.APPROVES)
    shown = sitting.transcript
    assert "  PyPI Project Name   sampler\n  Owner               octo-org\n  Repository name     sampler\n" in shown
    assert "It lasts 30 days and does not reserve the name" in shown and "have 3 at a time" in shown
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.opened == [PENDING] and registered(scene) == [(PUBLISHER, True)]


def test_a_project_without_a_release_that_the_user_owns(scene: Scene) -> None:
    """PyPI shows such projects to nobody, so the user says so, and gets the project's own page."""
    scene.pypi.projects.clear()
    sitting = scene.sit("--step", "register")
    sitting.choose(q.REGISTERED, "e")
    sitting.choose(q.REGISTERED)
    sitting.choose(q.REGISTERED)
    sitting.menu(q.APPROVES)
    sitting.type(b"\x03")
    sitting.finish()
    assert scene.opened[0].startswith("https://pypi.org/manage/project/sampler/settings/publishing/?provider=github&")
    assert registered(scene) == [(PUBLISHER, False)]


def test_what_was_typed_can_be_typed_again(stage: Scene) -> None:
    """A slip in a name is no reason to begin anew; what was typed stands there to be corrected."""
    stage.fill({"a.yml": TOKEN_UPLOAD}, remote=None, project=None)
    sitting = stage.sit("--step", "register")
    sitting.line("Owner on GitHub (? explains)", "octo-orc")
    sitting.line("Repository name on GitHub (? explains)", "sampler")
    sitting.line("Name of the project on PyPI that a.yml uploads (? explains)", "simpler")
    sitting.choose("Is the publisher of simpler on PyPI registered?", "t")
    sitting.see("Owner on GitHub (? explains) octo-orc")
    sitting.type(b"\x7fg\r")
    sitting.see("Repository name on GitHub (? explains) sampler")
    sitting.type(b"\r")
    sitting.see("uploads (? explains) simpler")
    sitting.type(b"\x15sampler\r")
    sitting.choose(q.REGISTERED, "d")
    sitting.menu(q.APPROVES)
    sitting.type(b"\x03")
    sitting.finish()
    assert registered(stage) == [(PUBLISHER, False)]


def test_the_name_of_one_of_many_projects_is_not_suggested_for_another(stage: Scene) -> None:
    """Enter would take it, and the publisher would be that of a stranger."""
    text = TOKEN_UPLOAD.replace(
        "    steps:\n", "    strategy:\n      matrix:\n        package: [one, two]\n    steps:\n"
    )
    text = text.replace(
        "          password:", "          packages-dir: ${{ matrix.package }}/dist\n          password:"
    )
    stage.fill({"a.yml": TOKEN_UPLOAD, "b.yml": text}, project=None)
    for name in ("one", "two"):
        (stage.root / name).mkdir()
        (stage.root / name / "pyproject.toml").write_text(f'[project]\nname = "{name}"\n', encoding="utf-8")
    sitting = stage.sit("--step", "register")
    sitting.see("Name of the project on PyPI that a.yml uploads (? explains)")
    assert sitting.display.endswith("(? explains)")
    sitting.type(b"\x03")
    sitting.finish()


def test_values_that_files_tell_are_not_typed(scene: Scene) -> None:
    """So there is nothing to type again."""
    sitting = scene.sit("--step", "register")
    sitting.menu(q.REGISTERED)
    assert "t" not in sitting.offered
    sitting.type(b"\x03")
    sitting.finish()


def test_two_new_projects_of_one_workflow_come_one_after_the_other(stage: Scene) -> None:
    """PyPI takes one pending publisher for the same values."""
    text = TOKEN_UPLOAD.replace(
        "    steps:\n",
        "    strategy:\n      matrix:\n        package: [one, two]\n    steps:\n",
    ).replace("          password:", "          packages-dir: ${{ matrix.package }}/dist\n          password:")
    stage.fill({"a.yml": text}, project=None)
    for name in ("one", "two"):
        (stage.root / name).mkdir()
        (stage.root / name / "pyproject.toml").write_text(f'[project]\nname = "{name}"\n', encoding="utf-8")
    sitting = stage.sit("--step", "register")
    sitting.choose("Is the publisher of one on PyPI registered?", "d")
    sitting.see("Not yet: there is a pending publisher with the same values for one, and PyPI takes only one at a time")
    sitting.see("Or, before the change is merged, make its first release as until now, with the token")
    sitting.choose(q.AND_NOW, "g")
    sitting.menu(q.APPROVES)
    sitting.type(b"\x03")
    sitting.finish()
    state = stage.state
    assert state is not None and [record.status for record in state.records] == ["skipped"]


def test_testpypi_is_an_index_of_its_own(stage: Scene) -> None:
    """Its own accounts, its own page, its own environment."""
    stage.fill({"a.yml": TEST_UPLOAD})
    sitting = stage.sit("--step", "register")
    question = "Is the publisher of sampler on TestPyPI registered?"
    sitting.choose(question)
    sitting.choose(question)
    sitting.see("Environment testpypi")
    sitting.menu(q.APPROVES)
    assert "TestPyPI has accounts of its own." in sitting.transcript
    sitting.type(b"\x03")
    sitting.finish()
    assert stage.opened[0].startswith("https://test.pypi.org/manage/project/sampler/settings/publishing/")


@pytest.mark.parametrize(("key", "is_pending"), [("e", False), ("n", True)])
def test_without_a_network_the_user_is_asked(key: str, is_pending: bool, scene: Scene) -> None:
    """The step goes on by hand."""
    sitting = scene.sit("--step", "register", changes={"TRUSTPUB_PYPI_URL": "http://127.0.0.1:9"})
    sitting.see("Whether sampler on PyPI exists cannot be told")
    sitting.choose("Is there a project sampler on PyPI already?", key)
    sitting.choose(q.REGISTERED, "d")
    sitting.menu(q.APPROVES)
    sitting.type(b"\x03")
    sitting.finish()
    assert registered(scene) == [(PUBLISHER, is_pending)]


def test_what_no_file_tells_is_asked_for_and_checked(stage: Scene) -> None:
    """The place on GitHub and the project's name; what PyPI would refuse is not taken, and is not asked for again."""
    stage.fill({"a.yml": TOKEN_UPLOAD}, remote=None, project=None)
    sitting = stage.sit("--step", "register")
    sitting.line("Owner on GitHub (? explains)", "octo org")
    sitting.see("that will not do: GitHub's names are of letters, digits and dashes, no dash first")
    sitting.see("Owner on GitHub (? explains) octo org")
    sitting.type(b"\x15octo-org\r")
    sitting.line("Repository name on GitHub (? explains)", "sampler")
    sitting.line("Name of the project on PyPI that a.yml uploads (? explains)", "sampler")
    sitting.choose(q.REGISTERED, "q")
    assert sitting.finish() == 1
    again = stage.sit("--step", "register")
    again.choose(q.REGISTERED, "d")
    again.menu(q.APPROVES)
    again.type(b"\x03")
    again.finish()
    assert registered(stage) == [(PUBLISHER, False)]


def test_what_is_left_for_later_is_told_until_it_is_done(scene: Scene) -> None:
    """At the end of the step, before the release, and in the summary."""
    sitting = scene.sit("--step", "register")
    sitting.choose(q.REGISTERED, "l")
    sitting.see("Not registered yet: sampler on PyPI. Do not merge before that.")
    sitting.choose(q.AND_NOW, "a")
    sitting.choose(q.REGISTERED, "l")
    sitting.choose(q.AND_NOW, "g")
    sitting.choose(q.APPROVES, "s")
    sitting.see("Not registered yet, as far as you said: sampler on PyPI. Do not merge before that")
    for question in (q.WENT, q.UNPROVEN, q.AND_NOW):
        sitting.choose(question, "s")
    assert sitting.finish() == 1
    shown = " ".join(sitting.transcript.split())
    assert "The publisher of sampler on PyPI (a.yml) is not registered; trustpub wizard --step register" in shown


def test_no_publisher_is_needed_where_nothing_publishes(stage: Scene) -> None:
    """The step says so, and goes on by itself."""
    stage.fill({"a.yml": "on: push\njobs: {}\n"})
    sitting = stage.sit("--step", "register")
    sitting.see("No workflow here needs a publisher.")
    sitting.menu(q.WENT)
    sitting.choose(q.WENT, "b")
    sitting.menu(q.GO_ON)
    assert sitting.offered == ["e", "g", "s", "q", "?"]
    sitting.choose(q.GO_ON)
    assert sitting.finish() == 0 and sitting.transcript.endswith("There is nothing to be done here.\n")
