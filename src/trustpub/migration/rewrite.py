"""Rewriting one workflow: its jobs one after the other, what is left over, and the check of the result."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.migration.attempts import JobTask, serve_job
from trustpub.migration.check import check_result
from trustpub.migration.leftovers import unused_twine, unused_variables
from trustpub.migration.rewritten_file import RewrittenFile
from trustpub.migration.types import Cannot, FileChange, Left, Migrated, Options
from trustpub.repository.base import Repository
from trustpub.uploads.find import find_uploads
from trustpub.uploads.types import TOKEN, Upload
from trustpub.workflow.model import Workflow

Result = tuple["FileChange | None", list[Migrated], list[Left], list[str]]

_ADVICE = "'trustpub explain left' shows how to do it by hand"


def rewrite(
    workflow: Workflow,
    uploads: list[Upload],
    repository: Repository,
    options: Options,
    skipped: Mapping[str, str] | None = None,
) -> Result:
    """Rewrite the jobs of a workflow that upload with a token, each as a whole or not at all.

    Args:
        workflow: the workflow.
        uploads: all of its uploads.
        repository: where other files are.
        options: the user's choices.
        skipped: ids of jobs that are left, each with the reason.

    Raises:
        EditError, CheckFailed: the result is not what was planned; nothing of it may be used.
    """
    file = RewrittenFile(workflow, uploads)
    migrated: list[Migrated] = []
    left: list[Left] = []
    changed: set[str] = set()
    added: set[str] = set()
    for job in workflow.jobs.values():
        todo = [upload for upload in uploads if upload.job == job.id and upload.needs_migration]
        if not todo:
            continue
        if skipped and job.id in skipped:
            left += [Left(upload, skipped[job.id], _ADVICE) for upload in todo]
            continue
        others = [u for u in uploads if u.job == job.id and not u.needs_migration]
        try:
            outcome = serve_job(file, JobTask(job, todo, others, repository, options, frozenset(added)))
        except Cannot as error:
            left += [Left(upload, error.reason, error.advice or _ADVICE) for upload in todo]
            continue
        migrated += outcome.done
        changed |= {job.id, *outcome.touched}
        added |= outcome.added
    if not migrated:
        return None, [], left, []
    secrets = {secret for done in migrated for secret in done.upload.secrets}
    _clean_up(file, repository, {done.upload.job for done in migrated}, secrets)
    check_result(workflow, file.document, repository, changed, added, len(left))
    change = FileChange(workflow.path, workflow.document.to_bytes(), file.document.to_bytes(), tuple(file.steps))
    return change, migrated, left, file.notes


def _clean_up(file: RewrittenFile, repository: Repository, changed: set[str], secrets: set[str]) -> None:
    """Remove what held the credential and what only the upload needed."""
    for _ in range(3):
        workflow = file.current()
        remaining = [u for u in find_uploads(workflow, repository) if u.auth == TOKEN]
        changes = unused_variables(workflow, remaining, secrets, changed)
        if not changes:
            break
        file.apply(changes)
    for job_id in changed:
        workflow = file.current()
        file.apply(unused_twine(workflow, workflow.jobs[job_id]))
