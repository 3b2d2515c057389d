"""The deployment environment of a publishing job.

Source: https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments; an
environment that does not exist is created without rules when it is first used.
"""

from __future__ import annotations

from collections.abc import Sequence

from trustpub.migration.names import display, environment_name
from trustpub.migration.signals import asks_before_uploading
from trustpub.migration.types import Change, Options
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Job
from trustpub.yamlcst import Mapping
from trustpub.yamlcst.edit import InsertEntry


def environment_changes(
    job: Job, uploads: Sequence[Upload], options: Options, *, above_permissions: bool
) -> list[Change]:
    """The change that gives a job an environment, unless it has one or none is wanted.

    Args:
        job: the publishing job.
        uploads: what it publishes.
        options: the user's choice of a name.
        above_permissions: whether the job has just been given a permissions block, to stand right above it.
    """
    if job.environment is not None or not options.use_environment:
        return []
    index = uploads[0].index
    name = options.environment or environment_name(index)
    if above_permissions:
        edit = InsertEntry(job.path, "environment", name, before="permissions", blank_line=False)
    else:
        after = next((key for key in ("runs-on", "needs", "if", "name") if job.node.entry(key) is not None), None)
        edit = InsertEntry(job.path, "environment", name, after=after, blank_line=False)
    note = None
    if also := other_runs(job, uploads):
        note = (
            f"not every run of job {job.id!r} (on {also}) publishes, but rules of environment {name} would hold up or "
            "refuse them all; before you give it rules, publish from a job of its own (--strategy split)"
        )
    why = f"the publisher on {display(index)} is bound to this environment, and rules can guard it"
    return [Change(why, (edit,), note)]


def other_runs(job: Job, uploads: Sequence[Upload]) -> str:
    """The events that start the job besides releases and tags, when its step or script decides on the upload."""
    if job.condition is not None or not all(map(_is_decided_in_the_job, uploads)):
        return ""
    found: list[str] = []
    for event, trigger in job.workflow.triggers.items():
        settings = trigger.settings if isinstance(trigger.settings, Mapping) else None
        by_tag = settings is not None and settings.entry("tags") is not None
        by_branch = settings is not None and (settings.entry("branches") or settings.entry("branches-ignore"))
        if event in ("pull_request", "schedule") or (event == "push" and (by_branch or not by_tag)):
            found.append(event)
    return ", ".join(found)


def _is_decided_in_the_job(upload: Upload) -> bool:
    step = upload.site.step
    return step is not None and (step.condition is not None or asks_before_uploading(upload))


def environment_of(job: Job, index: str, options: Options) -> str | None:
    """The environment that the job has after the change; None when it has none, or a run decides its name."""
    if job.environment is not None:
        return None if "${{" in job.environment.name else job.environment.name
    return (options.environment or environment_name(index)) if options.use_environment else None
