"""Rewriting one workflow: which strategy serves which job, and the new text."""

from __future__ import annotations

from trustpub.migration.check import check_result
from trustpub.migration.conditions import freed_conditions
from trustpub.migration.environments import environment_changes
from trustpub.migration.in_place import in_place
from trustpub.migration.leftovers import unused_twine, unused_variables
from trustpub.migration.obstacles import require_migratable
from trustpub.migration.permissions import permission_changes
from trustpub.migration.runners import is_matrix, require_linux
from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.swap import script_changes, swap
from trustpub.migration.types import IN_PLACE, SWAP, Cannot, Change, FileChange, Left, Migrated, Options
from trustpub.repository.base import Repository
from trustpub.uploads.find import find_uploads
from trustpub.uploads.types import MIGRATABLE, Upload
from trustpub.workflow.model import Job, Workflow, read_workflow
from trustpub.yamlcst import Document, parse
from trustpub.yamlcst.edit import EditError, apply

Result = tuple["FileChange | None", list[Migrated], list[Left], list[str]]


class _File:
    """A file being rewritten: its document, and the text after each change with the reason."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.document: Document = parse(workflow.document.to_bytes())
        self.steps: list[tuple[str, bytes]] = []

    def apply(self, changes: list[Change]) -> None:
        """Carry changes out, in order."""
        for change in changes:
            document = apply(self.document, change.edits)
            if document is not self.document:
                self.document = document
                self.steps.append((change.why, document.to_bytes()))


def rewrite(workflow: Workflow, uploads: list[Upload], repository: Repository, options: Options) -> Result:
    """Rewrite the jobs of a workflow that upload with a token, each as a whole or not at all.

    Raises:
        EditError, CheckFailed: the result is not what was planned; nothing of it may be used.
    """
    file = _File(workflow)
    migrated: list[Migrated] = []
    left: list[Left] = []
    changed: set[str] = set()
    for job in workflow.jobs.values():
        todo = [upload for upload in uploads if upload.job == job.id and upload.needs_migration]
        if not todo:
            continue
        others = [u for u in uploads if u.job == job.id and not u.needs_migration]
        before, steps = file.document, len(file.steps)
        try:
            changes, done = _job_changes(job, todo, others, repository, options)
            file.apply(changes)
        except (Cannot, EditError) as error:
            file.document = before
            del file.steps[steps:]
            reason = error.reason if isinstance(error, Cannot) else f"line {error.line}: {error.message}"
            advice = error.advice if isinstance(error, Cannot) else "make the change by hand"
            left += [Left(upload, reason, advice or _ADVICE) for upload in todo]
            continue
        migrated += done
        changed.add(job.id)
    if not migrated:
        return None, [], left, []
    secrets = {secret for done in migrated for secret in done.upload.secrets}
    _clean_up(file, repository, changed, secrets)
    check_result(workflow, file.document, repository, changed, set(), len(left))
    change = FileChange(workflow.path, workflow.document.to_bytes(), file.document.to_bytes(), tuple(file.steps))
    return change, migrated, left, []


_ADVICE = "see docs/migrate.md for how to do it by hand"


def _job_changes(
    job: Job, todo: list[Upload], others: list[Upload], repository: Repository, options: Options
) -> tuple[list[Change], list[Migrated]]:
    """The changes of one job, last step first, so that positions stay right; and what they do.

    Raises:
        Cannot: no strategy serves all uploads of the job.
    """
    for upload in todo:
        require_migratable(upload)
    _require_one_publish(job, todo, others)
    changes: list[Change] = freed_conditions(job, {secret for upload in todo for secret in upload.secrets})
    done: list[Migrated] = []
    for upload in sorted(todo, key=lambda upload: -(upload.step or 0)):
        strategy, found = _serve(upload, options)
        changes += found
        done.append(Migrated(upload, strategy))
    granted = permission_changes(job, repository, _going(done))
    changes += granted
    above = bool(granted) and job.permissions is None
    changes += environment_changes(job, todo[0].index, options, above_permissions=above)
    return changes, done


def _require_one_publish(job: Job, todo: list[Upload], others: list[Upload]) -> None:
    if is_matrix(job):
        raise Cannot("the job runs on a matrix, so every leg would publish", _SPLIT)
    publishing = todo + [other for other in others if other.index in MIGRATABLE]
    if len(publishing) > 1:
        raise Cannot("the job uploads more than once, and the PyPA action must not run twice in one job", _SPLIT)


_SPLIT = "build in this job, hand the files over as an artifact, and publish from one job for each index"


def _serve(upload: Upload, options: Options) -> tuple[str, list[Change]]:
    """The first strategy that is safe for an upload, with its changes."""
    reasons: list[Cannot] = []
    for strategy in (IN_PLACE, SWAP) if options.strategy is None else (options.strategy,):
        scripts = ScriptEdits()
        try:
            if strategy == IN_PLACE:
                if upload.via == "gh-action-pypi-publish":
                    _require_no_other_system(upload.site.job)
                changes = in_place(upload, options, scripts)
            elif strategy == SWAP:
                changes = swap(upload, options, scripts)
            else:
                raise Cannot(f"the strategy {strategy} is not there yet")
            return strategy, [*script_changes(scripts), *changes]
        except Cannot as error:
            reasons.append(error)
    raise reasons[-1]


def _require_no_other_system(job: Job) -> None:
    from trustpub.migration.runners import runs_elsewhere

    if runs_elsewhere(job):
        require_linux(job)


def _going(done: list[Migrated]) -> list[int]:
    """Positions of steps that are the upload and nothing else, so that their needs do not count."""
    return [change.upload.step for change in done if change.upload.step is not None and not _builds(change.upload)]


def _builds(upload: Upload) -> bool:
    step = upload.site.step
    return step is not None and step.run is not None


def _clean_up(file: _File, repository: Repository, changed: set[str], secrets: set[str]) -> None:
    """Remove what held the credential and what only the upload needed."""
    for _ in range(3):
        workflow = read_workflow(file.workflow.path, file.document)
        remaining = [u for u in find_uploads(workflow, repository) if u.auth == "token"]
        changes = unused_variables(workflow, remaining, secrets)
        if not changes:
            break
        file.apply(changes[:1] if len(changes) == 1 else changes)
    for job_id in changed:
        workflow = read_workflow(file.workflow.path, file.document)
        file.apply(unused_twine(workflow, workflow.jobs[job_id]))
