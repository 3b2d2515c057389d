"""Whole conversations, at a real terminal: what a person sees from the first look to the retired token."""

from __future__ import annotations

import os

import pytest

from tests.cli.checkouts import fingerprint
from tests.pypi.tokens import leaks, planted
from tests.servers.pypi import github
from tests.servers.running import SECRET
from tests.wizard import questions as q
from tests.wizard.scene import Scene
from tests.wizard.sitting import Sitting
from tests.wizard.transcripts import assert_like
from trustpub.wizard.state import STEPS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")

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
    for question in (q.GO_ON, q.HOW, q.PREVIEW, q.WHERE):
        sitting.choose(question)


def test_the_whole_way(scene: Scene) -> None:
    """Every step, with a page opened, a failure explained, a secret deleted, a token taken apart, and the summary."""
    before = fingerprint(scene.root / ".github")
    sitting = scene.sit("--summary", "summary.md", height=200)
    to_register(sitting)
    sitting.choose(q.REGISTERED)
    sitting.choose(q.REGISTERED)
    (pull,) = scene.github.repository.pulls
    assert pull.draft and pull.head_branch == "trustpub/trusted-publishing"
    assert fingerprint(scene.root / ".github") == before
    sitting.choose(q.APPROVES)
    sitting.choose(q.CREATE)
    (scene.root / "log.txt").write_text(LOG, encoding="utf-8")
    sitting.choose(q.WENT, "f")
    sitting.choose(q.ERROR, "f")
    sitting.line("? File (? explains)", "log.txt")
    sitting.menu(q.WENT)
    scene.merged()
    scene.pypi.add("sampler", "1.1", "sampler-1.1.tar.gz", github())
    sitting.choose(q.WENT, "r")
    sitting.choose(q.DELETE)
    sitting.choose(q.DONE, "t")
    sitting.line("The token (it is not shown; ? explains)", TOKEN)
    sitting.choose(q.DONE)
    for number in (2, 3, 4):
        sitting.see(f"For you to do, {number} of 4")
        sitting.choose(q.DONE)
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
