"""Steps behind an upload: once a job of its own publishes, they run before it."""

from __future__ import annotations

import re

from trustpub.migration.types import Cannot
from trustpub.repository.base import Repository
from trustpub.repository.metadata import read_project
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Job, Step

_ACTIONS = ("docker/build-push-action", "docker/bake-action", "peter-evans/repository-dispatch")
_COMMANDS = re.compile(
    r"\bpypi\.org\b|\bsleep\s+\S|\bdocker\s+(buildx\s+)?build\b"
    r"|\b(pip3?|pipx|uv\s+pip|uv\s+tool)\s+(install|download|index)\s+(?P<what>[^\n;&|]*)"
)


def require_independent(job: Job, uploads: list[Upload], repository: Repository) -> None:
    """Return when no step behind an upload seems to need what was uploaded on the index, or to react to its failure.

    Args:
        job: the job.
        uploads: its uploads that move into jobs of their own.
        repository: for the names that the project may have.

    Raises:
        Cannot: one does.
    """
    known = {name for name in (read_project(repository, "").name, repository.identity()[1]) if name is not None}
    names = {_normalised(name) for name in known}
    uploading = {upload.step for upload in uploads}
    first = min((step for step in uploading if step is not None), default=len(job.steps))
    for step in job.steps[first + 1 :]:
        if step.index in uploading:
            continue
        if re.search(r"\bfailure\s*\(", step.condition or ""):
            raise Cannot(f"the step in line {step.line} reacts to a failure, and would not see that of the upload")
        if _may_need_the_index(step, names):
            raise Cannot(
                f"the step in line {step.line} may need the release on the index, and would run before it",
                "move it to a job that needs the publishing one",
            )


def _may_need_the_index(step: Step, names: set[str]) -> bool:
    if step.action is not None:
        return step.action[0] in _ACTIONS
    for match in _COMMANDS.finditer("" if step.run is None else step.run.value):
        words = None if match["what"] is None else match["what"].split()
        if words is None or any("$" in word or _normalised(word) in names for word in words):
            return True
    return False


def _normalised(word: str) -> str:
    """A project's name, without quotes, extras and version, in the form in which names are compared."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[=<>!~;@]", word.strip("'\""))[0]).lower()
