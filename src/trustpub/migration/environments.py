"""The deployment environment of a publishing job.

Source: https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments; an
environment that does not exist is created without rules when it is first used.
"""

from __future__ import annotations

from trustpub.migration.names import display, environment_name
from trustpub.migration.types import Change, Options
from trustpub.workflow.model import Job
from trustpub.yamlcst.edit import InsertEntry


def environment_changes(job: Job, index: str, options: Options, *, above_permissions: bool) -> list[Change]:
    """The change that gives a job an environment, unless it has one or none is wanted.

    Args:
        job: the publishing job.
        index: where it publishes to.
        options: the user's choice of a name.
        above_permissions: whether the job has just been given a permissions block, to stand right above it.
    """
    if job.environment is not None or not options.use_environment:
        return []
    name = options.environment or environment_name(index)
    if above_permissions:
        edit = InsertEntry(job.path, "environment", name, before="permissions", blank_line=False)
    else:
        after = next((key for key in ("runs-on", "needs", "if", "name") if job.node.entry(key) is not None), None)
        edit = InsertEntry(job.path, "environment", name, after=after, blank_line=False)
    return [Change(f"the publisher on {display(index)} is bound to this environment, and rules can guard it", (edit,))]


def environment_of(job: Job, index: str, options: Options) -> str | None:
    """The environment that the job has after the change; None when it has none, or a run decides its name."""
    if job.environment is not None:
        return None if "${{" in job.environment.name else job.environment.name
    return (options.environment or environment_name(index)) if options.use_environment else None
