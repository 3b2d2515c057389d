"""Ids that are free in a workflow."""

from __future__ import annotations

from collections.abc import Iterable

from trustpub.workflow.model import Job, Workflow


def unique_step_id(job: Job, wanted: str, taken: Iterable[str]) -> str:
    """An id that is free for a step and an output of a job, besides those that have been taken already."""
    names = {step.id.lower() for step in job.steps if step.id is not None} | {name.lower() for name in job.outputs}
    names |= set(taken)
    number = 1
    found = wanted
    while found in names:
        number += 1
        found = f"{wanted}-{number}"
    return found


def unique_job_id(workflow: Workflow, wanted: str, taken: set[str]) -> str:
    """A job id that the workflow does not have yet."""
    while wanted in workflow.jobs or wanted in taken:
        wanted += "-distributions" if not wanted.endswith("-distributions") else "-2"
    return wanted
