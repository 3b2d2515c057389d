"""Rewriting one workflow: which strategy serves which job, and the new text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter

from trustpub.migration.check import check_result
from trustpub.migration.conditions import freed_conditions
from trustpub.migration.credentials import require_own, shared_edits
from trustpub.migration.environments import environment_changes, environment_of
from trustpub.migration.fork_guard import guard_changes
from trustpub.migration.in_place import in_place
from trustpub.migration.inline import inline_foreign
from trustpub.migration.inline_action import inline_action
from trustpub.migration.inline_local import inline_local
from trustpub.migration.leftovers import unused_twine, unused_variables
from trustpub.migration.obstacles import require_migratable
from trustpub.migration.permissions import builder_permission_changes, permission_changes
from trustpub.migration.runners import is_matrix, require_linux, runs_elsewhere
from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.split import only_publishes, split
from trustpub.migration.swap import script_changes, swap
from trustpub.migration.types import IN_PLACE, INLINE, SPLIT, SWAP, Cannot, Change, FileChange, Left, Migrated, Options
from trustpub.repository.base import Repository
from trustpub.uploads.find import find_uploads
from trustpub.uploads.types import MIGRATABLE, Upload
from trustpub.workflow.model import Job, Workflow, read_workflow
from trustpub.yamlcst import Document, parse
from trustpub.yamlcst.edit import DeleteEntry, EditError, InsertItem, apply

Result = tuple["FileChange | None", list[Migrated], list[Left], list[str]]


class _File:
    """A file being rewritten: its document, the text after each change with the reason, and what the last job got."""

    def __init__(self, workflow: Workflow, uploads: list[Upload]) -> None:
        self.workflow = workflow
        self.uploads = uploads
        self.document: Document = parse(workflow.document.to_bytes())
        self.steps: list[tuple[str, bytes]] = []
        self.notes: list[str] = []
        self.done: list[Migrated] = []
        self.added: set[str] = set()
        self.touched: set[str] = set()
        self.written_out = 0

    def current(self) -> Workflow:
        """The workflow as it is at this moment."""
        return read_workflow(self.workflow.path, self.document)

    def apply(self, changes: list[Change]) -> None:
        """Carry changes out."""
        for change in _in_order(changes):
            document = apply(self.document, change.edits)
            if document is not self.document:
                self.document = document
                self.steps.append((change.why, document.to_bytes()))
                if change.note is not None and change.note not in self.notes:
                    self.notes.append(change.note)


def _in_order(changes: list[Change]) -> list[Change]:
    """The changes in an order in which the positions of steps that they name stay right.

    Those that add or delete steps come last, from the end of a job to its beginning.
    """
    staying = [change for change in changes if _moves_from(change) is None]
    moving = [(at, change) for change in changes if (at := _moves_from(change)) is not None]
    return [*staying, *(change for _, change in sorted(moving, key=itemgetter(0), reverse=True))]


def _moves_from(change: Change) -> int | None:
    """The first position of a step that a change adds, or deletes; None when it does neither."""
    positions = [edit.index for edit in change.edits if isinstance(edit, InsertItem) and edit.index is not None]
    positions += [
        edit.path[-1]
        for edit in change.edits
        if isinstance(edit, DeleteEntry) and edit.path[-2:-1] == ("steps",) and isinstance(edit.path[-1], int)
    ]
    return min(positions, default=None)


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
    file = _File(workflow, uploads)
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
        file.written_out = 0
        try:
            serve_job(file, job, todo, others, repository, options, added)
        except Cannot as error:
            left += [Left(upload, error.reason, error.advice or _ADVICE) for upload in todo]
            continue
        migrated += file.done
        changed |= {job.id, *file.touched}
        added |= file.added
    if not migrated:
        return None, [], left, []
    secrets = {secret for done in migrated for secret in done.upload.secrets}
    _clean_up(file, repository, {done.upload.job for done in migrated}, secrets)
    check_result(workflow, file.document, repository, changed, added, len(left))
    change = FileChange(workflow.path, workflow.document.to_bytes(), file.document.to_bytes(), tuple(file.steps))
    return change, migrated, left, file.notes


_MOST_ACTIONS = 10
"""Most local actions that are written out in one job: as many as GitHub lets actions use each other."""

_ADVICE = "see docs/migrate.md for how to do it by hand"


def serve_job(
    file: _File,
    job: Job,
    todo: list[Upload],
    others: list[Upload],
    repository: Repository,
    options: Options,
    added: set[str],
) -> None:
    """Carry out the first strategy that serves all uploads of a job.

    Raises:
        Cannot: none does; the reasons of all are joined, and the file is as it was.
    """
    for upload in todo:
        require_migratable(upload)
    require_own(todo, others)
    reasons: list[Cannot] = []
    for attempt in _attempts(job, todo, others, options):
        before, steps, notes = file.document, len(file.steps), len(file.notes)
        try:
            attempt(file, job, todo, others, repository, options, added)
            return
        except (Cannot, EditError) as error:
            file.document = before
            del file.steps[steps:]
            del file.notes[notes:]
            reasons.append(
                error
                if isinstance(error, Cannot)
                else Cannot(f"line {error.line}: {error.message}" if error.line else error.message)
            )
    raise Cannot.joined(reasons)


Attempt = Callable[["_File", Job, list[Upload], list[Upload], Repository, Options, set[str]], None]


def _attempts(job: Job, todo: list[Upload], others: list[Upload], options: Options) -> list[Attempt]:
    if job.uses is not None:
        return [_by_inline]
    if any(upload.via == "local-action" for upload in todo):
        return [_by_action_inline]
    if options.strategy == SPLIT and not only_publishes(job):
        return [_by_split]
    if options.strategy in (IN_PLACE, SWAP):
        return [_in_the_job]
    return [_in_the_job, _by_split]


def _in_the_job(
    file: _File,
    job: Job,
    todo: list[Upload],
    others: list[Upload],
    repository: Repository,
    options: Options,
    added: set[str],
) -> None:
    """In place, or by swap: the job itself publishes. Last step first, so that positions stay right."""
    _require_one_publish(job, todo, others)
    changes: list[Change] = freed_conditions(job, {secret for upload in todo for secret in upload.secrets})
    done: list[Migrated] = []
    for upload in sorted(todo, key=lambda upload: -(upload.step or 0)):
        strategy, found = _serve(upload, file.uploads, options, repository)
        changes += found
        done.append(Migrated(upload, strategy, environment_of(job, upload.index, options)))
    also = {"contents": "read"} if any(map(_checks_out, changes)) else {}
    granted = permission_changes(job, repository, _going(done), _removed(todo), also)
    changes += granted
    above = bool(granted) and job.permissions is None
    changes += environment_changes(job, todo[0].index, options, above_permissions=above)
    changes += guard_changes(job, repository, options)
    file.apply(changes)
    file.done, file.added, file.touched = done, set(), set()


def _by_split(
    file: _File,
    job: Job,
    todo: list[Upload],
    others: list[Upload],
    repository: Repository,
    options: Options,
    added: set[str],
) -> None:
    """A publishing job for each upload; what the job may do stays as it is."""
    if any(other.index in MIGRATABLE for other in others):
        raise Cannot("the job also uploads with Trusted Publishing, which a split would tear apart")
    freed = freed_conditions(job, {secret for upload in todo for secret in upload.secrets})
    if freed:
        raise Cannot("a condition asks whether the stored secret exists")
    result = split(job, todo, file.current(), repository, options, added)
    steps = [upload.step for upload in todo if upload.step is not None and not _builds(upload)]
    file.apply([*builder_permission_changes(job, repository, steps, _removed(todo)), *result.changes])
    file.done = [Migrated(upload, SPLIT, name) for upload, name in zip(todo, result.environments, strict=True)]
    file.added = set(result.new_jobs)
    file.touched = {other.id for other in job.workflow.jobs.values() if job.id in other.needs}


def _by_inline(
    file: _File,
    job: Job,
    todo: list[Upload],
    others: list[Upload],
    repository: Repository,
    options: Options,
    added: set[str],
) -> None:
    """The call of a reusable workflow only builds, or is written out here; a job of this workflow publishes."""
    assert job.uses is not None
    if job.uses.startswith("./"):
        _by_local_inline(file, job, todo[0], repository, options, added)
        return
    result = inline_foreign(todo[0], file.current(), repository, options, added)
    file.apply(result.changes)
    file.done = [Migrated(todo[0], INLINE, result.environment)]
    file.added = {result.new_job}
    file.touched = {other.id for other in job.workflow.jobs.values() if job.id in other.needs}


def _by_local_inline(
    file: _File, job: Job, upload: Upload, repository: Repository, options: Options, added: set[str]
) -> None:
    """The called job is written out in place of its call, and then served like any other."""
    file.apply([inline_local(upload, repository, options)])
    environment = _serve_written(file, job, repository, options, added)
    file.done = [Migrated(upload, INLINE, environment)]


def _by_action_inline(
    file: _File,
    job: Job,
    todo: list[Upload],
    others: list[Upload],
    repository: Repository,
    options: Options,
    added: set[str],
) -> None:
    """The steps of a local composite action are written out where it is used, and the job is then served again."""
    file.written_out += 1
    if file.written_out > _MOST_ACTIONS:
        raise Cannot(f"the job uses more than {_MOST_ACTIONS} local actions that publish, or some that use each other")
    inner = next(upload for upload in todo if upload.via == "local-action")
    file.apply([inline_action(inner, repository, options)])
    environment = _serve_written(file, job, repository, options, added)
    file.done = [Migrated(upload, INLINE, environment) for upload in todo]


def _serve_written(file: _File, job: Job, repository: Repository, options: Options, added: set[str]) -> str | None:
    """Serve a job once what it called stands in it; returns the environment that it publishes from."""
    current = file.current()
    uploads = [found for found in find_uploads(current, repository) if found.job == job.id]
    todo = [found for found in uploads if found.needs_migration]
    if not todo:
        raise Cannot("the upload was not found again once the steps around it stood here")
    others = [found for found in uploads if not found.needs_migration]
    serve_job(file, current.jobs[job.id], todo, others, repository, options, added)
    return file.done[0].environment


def _require_one_publish(job: Job, todo: list[Upload], others: list[Upload]) -> None:
    if is_matrix(job):
        raise Cannot("the job runs on a matrix, so every leg would publish", _SPLIT)
    publishing = todo + [other for other in others if other.index in MIGRATABLE]
    if len(publishing) > 1:
        raise Cannot("the job uploads more than once, and the PyPA action must not run twice in one job", _SPLIT)


_SPLIT = "build in this job, hand the files over as an artifact, and publish from one job for each index"


def _serve(upload: Upload, uploads: list[Upload], options: Options, repository: Repository) -> tuple[str, list[Change]]:
    """The first of in place and swap that is safe for an upload, with its changes."""
    reasons: list[Cannot] = []
    chosen = (options.strategy,) if options.strategy in (IN_PLACE, SWAP) else (IN_PLACE, SWAP)
    for strategy in chosen:
        scripts = ScriptEdits()
        try:
            if strategy == IN_PLACE:
                if upload.via == "gh-action-pypi-publish" and runs_elsewhere(upload.site.job):
                    require_linux(upload.site.job)
                changes = in_place(upload, options, scripts)
                if upload.site.command is not None and (shared := shared_edits(upload, uploads)):
                    changes.append(Change("the tool would still find the stored credential here", tuple(shared)))
            else:
                changes = swap(upload, options, scripts, repository)
            return strategy, [*script_changes(scripts), *changes]
        except Cannot as error:
            reasons.append(error)
    raise Cannot.joined(reasons)


def _checks_out(change: Change) -> bool:
    """Whether a change adds a step that checks the repository out."""
    added = [edit.value for edit in change.edits if isinstance(edit, InsertItem)]
    uses = [value.get("uses") for value in added if isinstance(value, Mapping)]
    return any("actions/checkout@" in str(value) for value in uses)


def _going(done: list[Migrated]) -> list[int]:
    """Positions of steps that are the upload and nothing else, so that their needs do not count."""
    return [change.upload.step for change in done if change.upload.step is not None and not _builds(change.upload)]


def _removed(uploads: list[Upload]) -> list[tuple[int, int]]:
    """The uploading commands, by their step's position and where they start: what they need does not count."""
    return [
        (upload.step, upload.site.command.start)
        for upload in uploads
        if upload.step is not None and upload.site.command is not None and upload.via != "semantic-release"
    ]


def _builds(upload: Upload) -> bool:
    step = upload.site.step
    return step is not None and step.run is not None


def _clean_up(file: _File, repository: Repository, changed: set[str], secrets: set[str]) -> None:
    """Remove what held the credential and what only the upload needed."""
    for _ in range(3):
        workflow = read_workflow(file.workflow.path, file.document)
        remaining = [u for u in find_uploads(workflow, repository) if u.auth == "token"]
        changes = unused_variables(workflow, remaining, secrets, changed)
        if not changes:
            break
        file.apply(changes[:1] if len(changes) == 1 else changes)
    for job_id in changed:
        workflow = read_workflow(file.workflow.path, file.document)
        file.apply(unused_twine(workflow, workflow.jobs[job_id]))
