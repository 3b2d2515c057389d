"""What makes a publishing job fail before PyPI looks for a publisher, or after it found one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from trustpub.migration.pins import too_old, version_of
from trustpub.migration.runners import runs_elsewhere
from trustpub.pypi.publishing import Publishing, is_pypa
from trustpub.uploads.pypa_action import input_of
from trustpub.uploads.types import UNCLEAR
from trustpub.workflow.model import Step

ATTESTATIONS_SINCE = (1, 11, 0)
"""Source: https://github.com/pypa/gh-action-pypi-publish/releases/tag/v1.11.0."""


class Obstacle(NamedTuple):
    """Why a job fails whatever is registered: what is in the way, and a sentence with the remedy."""

    field: str
    sentence: str


def obstacle_of(publishing: Publishing) -> Obstacle | None:
    """The first thing that makes the job fail in such a run; None when nothing in the files does."""
    return next(_obstacles(publishing), None)


def attests(step: Step) -> bool:
    """Whether a step with the PyPA action makes attestations: by default from v1.11.0, unless it is told not to."""
    given = input_of(step, "attestations")
    if given is not None and given[1].value.strip().lower() == "false":
        return False
    version = version_of((step.action or ("", None))[1] or "")
    return version is None or len(version) < 2 or version >= ATTESTATIONS_SINCE[: len(version)]


def _obstacles(publishing: Publishing) -> Iterator[Obstacle]:
    upload, job = publishing.upload, publishing.upload.site.job
    step = upload.site.step
    if upload.auth == UNCLEAR:
        where = "the jobs that call it as well as its own" if publishing.callers else "the job"
        yield Obstacle(
            "id-token",
            f"the job may not ask GitHub for a token: give {where} the permission 'id-token: write' (a block of "
            "permissions replaces the defaults, so name there what the other steps need, too)",
        )
    if step is None or not is_pypa(upload):
        return
    reason = _certainly_too_old(step)
    if reason is not None:
        yield Obstacle("action", f"{reason}; use release/v1, or a commit of a newer release")
    if runs_elsewhere(job):
        yield Obstacle(
            "runner", "the PyPA action needs Linux: build on the other systems, and publish in a job on Linux"
        )
    if publishing.claims.is_called and attests(step):
        yield Obstacle(
            "attestations",
            "the job is called as a reusable workflow: PyPI matches the called file, attestations name the caller, and "
            "no publisher satisfies both; publish from a job of the calling workflow",
        )


def _certainly_too_old(step: Step) -> str | None:
    """Why the step's version of the action certainly has no Trusted Publishing, or None."""
    ref = (step.action or ("", None))[1] or ""
    if ref in ("master", "main") or version_of(ref) is not None:
        return too_old(step)
    return None
