"""Every upload of a repository's workflows."""

from __future__ import annotations

from trustpub.repository.base import Repository
from trustpub.uploads.commands import command_uploads
from trustpub.uploads.indirect import indirect_upload
from trustpub.uploads.maturin_action import MATURIN_ACTIONS, maturin_action_upload
from trustpub.uploads.nested import called_workflow_upload, local_action_upload
from trustpub.uploads.pypa_action import PYPA_NAME, is_pypa_action, pypa_action_upload
from trustpub.uploads.relevance import may_upload
from trustpub.uploads.third_party import handed_upload, third_party_upload
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Workflow
from trustpub.workflow.scope import Binding, Scope

__all__ = ["find_uploads", "may_upload"]


def find_uploads(
    workflow: Workflow, repository: Repository, binding: Binding | None = None, depth: int = 0
) -> list[Upload]:
    """The uploads of one workflow (or composite action), in the order of the file.

    Args:
        workflow: where to look.
        repository: for local actions and reusable workflows, and the project's configuration.
        binding: what a caller hands over, when the workflow is looked at for its caller; then what its inputs
            certainly switch off does not count.
        depth: how many calls lie between.
    """
    uploads: list[Upload] = []
    effort = workflow.effort if binding is None else binding.scope.effort
    for job in workflow.jobs.values():
        if binding is not None and not effort.spend():
            break
        if job.uses is not None:
            called = called_workflow_upload(workflow, job, repository, binding, find_uploads, depth)
            if called is not None:
                uploads.append(called)
            continue
        if binding is not None and not Scope(workflow, job, None, binding).may_run(job.condition):
            continue
        for step in job.steps:
            if binding is not None and not effort.spend():
                break
            scope = Scope(workflow, job, step, binding)
            if binding is None or scope.may_run(step.condition):
                uploads += _step_uploads(scope, repository, depth)
    return uploads


def _step_uploads(scope: Scope, repository: Repository, depth: int) -> list[Upload]:
    step = scope.step
    assert step is not None
    if step.run is not None:
        direct = command_uploads(scope, repository)
        if direct:
            return direct
        found = indirect_upload(scope, repository)
    elif step.uses is None:
        return []
    elif is_pypa_action(step):
        found = pypa_action_upload(scope)
    elif step.uses.startswith(("./", "../")):
        found = local_action_upload(scope, repository, find_uploads, depth)
    elif step.action is None:
        found = pypa_action_upload(scope) if PYPA_NAME in step.uses else handed_upload(scope, "action")
    elif step.action[0] in MATURIN_ACTIONS:
        found = maturin_action_upload(scope)
    else:
        found = third_party_upload(scope)
    return [] if found is None else [found]
