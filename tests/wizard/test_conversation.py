"""Whole conversations, at a real terminal: what a person sees from the first look to the retired token."""

from __future__ import annotations

import os

import pytest

from tests.cli.checkouts import fingerprint
from tests.pypi.tokens import leaks, planted
from tests.servers.pypi import github
from tests.servers.running import SECRET
from tests.wizard.scene import Scene
from tests.wizard.sitting import Sitting
from tests.wizard.transcripts import assert_like
from trustpub.wizard.state import STEPS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")

GO_ON = "Go on?"
HOW = "How shall it be done?"
PREVIEW = "Is this the change that you want?"
WHERE = "Where shall the change be written?"
REGISTERED = "Is the publisher of sampler on PyPI registered?"
APPROVES = "Who has to approve a release?"
CREATE = "Create the environment pypi?"
WENT = "How did it go?"
DELETE = "Delete PYPI_TOKEN of the repository octo-org/sampler, for good?"
DONE = "Done?"

BRANCH = "trustpub/trusted-publishing"

LOG = """\
invalid-publisher: valid token, but no corresponding publisher (Publisher with matching claims was not found)
* `repository`: `octo-org/sampler`
* `job_workflow_ref`: `octo-org/sampler/.github/workflows/a.yml@refs/tags/v1`
* `environment`: `release`
"""

TOKEN = planted(caveats=[[1, ["sampler"]]])
"""A planted token, of which nothing may be seen anywhere."""


def to_register(sitting: Sitting) -> None:
    """Go from the beginning to the step on PyPI, taking what is recommended."""
    for question in (GO_ON, HOW, PREVIEW, WHERE):
        sitting.choose(question)


def merge(scene: Scene) -> None:
    """Merge the branch, here and on GitHub."""
    scene.git("merge", "-q", BRANCH)
    workflow = (scene.root / ".github" / "workflows" / "a.yml").read_bytes()
    scene.github.repository.files = {".github/workflows/a.yml": workflow}


def test_the_whole_way(scene: Scene) -> None:
    """Every step, with a page opened, a failure explained, a secret deleted, a token taken apart, and the summary."""
    before = fingerprint(scene.root / ".github")
    sitting = scene.sit("--summary", "summary.md", height=200)
    to_register(sitting)
    sitting.choose(REGISTERED)
    sitting.choose(REGISTERED)
    assert fingerprint(scene.root / ".github") == before
    sitting.choose(APPROVES)
    sitting.choose(CREATE)
    (scene.root / "log.txt").write_text(LOG, encoding="utf-8")
    sitting.choose(WENT, "f")
    sitting.choose("Where is the error?", "f")
    sitting.line("? File (? explains)", "log.txt")
    sitting.menu(WENT)
    merge(scene)
    scene.pypi.add("sampler", "1.1", "sampler-1.1.tar.gz", github())
    sitting.choose(WENT)
    sitting.choose(DELETE)
    sitting.choose(DONE, "t")
    sitting.line("The token (it is not shown; ? explains)", TOKEN)
    sitting.choose(DONE)
    for number in (2, 3, 4):
        sitting.see(f"For you to do, {number} of 4")
        sitting.choose(DONE)
    assert sitting.finish() == 0
    assert_like(sitting, "whole-way")
    page = "https://pypi.org/manage/project/sampler/settings/publishing/?provider=github&owner=octo-org"
    assert scene.opened == [f"{page}&repository=sampler&workflow_filename=a.yml&environment=pypi"]
    assert scene.github.repository.secrets == set()
    environment = scene.github.repository.environments["pypi"]
    assert environment.reviewers == [{"type": "User", "id": 1}]
    assert environment.patterns == [{"type": "tag", "name": "*"}]
    state = scene.state
    assert state is not None and state.is_finished and [record.name for record in state.records] == list(STEPS)
    summary = (scene.root / "summary.md").read_text(encoding="utf-8")
    assert summary in sitting.transcript and "- `PYPI_TOKEN` (repository)\n" in summary
    everything = (sitting.raw + scene.everything_written()).decode(errors="replace")
    assert leaks(TOKEN, everything) == [] and SECRET not in everything
