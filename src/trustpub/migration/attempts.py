"""The ways to serve one job that uploads with a token, and the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from trustpub.migration.conditions import freed_conditions, require_no_script_asks
from trustpub.migration.credentials import require_own
from trustpub.migration.environments import environment_changes, environment_of, other_runs
from trustpub.migration.fork_guard import guard_changes
from trustpub.migration.inline import inline_foreign
from trustpub.migration.inline_action import inline_action
from trustpub.migration.inline_local import inline_local
from trustpub.migration.obstacles import require_migratable
from trustpub.migration.permissions import builder_permission_changes, permission_changes
from trustpub.migration.rewritten_file import RewrittenFile
from trustpub.migration.runners import is_matrix, is_one_leg_per_index
from trustpub.migration.serve_upload import serve_upload
from trustpub.migration.split import only_publishes, split
from trustpub.migration.third_party import goes_on
from trustpub.migration.types import IN_PLACE, INLINE, SPLIT, SWAP, Cannot, Change, Migrated, Options
from trustpub.repository.base import Repository
from trustpub.uploads.find import find_uploads
from trustpub.uploads.types import MIGRATABLE, Upload
from trustpub.workflow.model import Job
from trustpub.yamlcst.edit import EditError, InsertItem

_MOST_ACTIONS = 10
"""Most local actions that are written out in one job: as many as GitHub lets actions use each other."""

_SPLIT_ADVICE = "build in this job, hand the files over as an artifact, and publish from one job for each index"


@dataclass(frozen=True)
class JobTask:
    """One job that is to be served.

    Attributes:
        job: the job.
        todo: its uploads that are to change, in order.
        others: its other uploads.
        repository: where other files are.
        options: the user's choices.
        taken: ids of jobs that have been added to the file already.
        written_out: how many local actions have been written out in the job.
    """

    job: Job
    todo: list[Upload]
    others: list[Upload]
    repository: Repository
    options: Options
    taken: frozenset[str]
    written_out: int = 0

    @property
    def secrets(self) -> set[str]:
        """The secrets of the uploads that are to change."""
        return {secret for upload in self.todo for secret in upload.secrets}

    @property
    def waiting(self) -> set[str]:
        """The jobs that wait for this one."""
        return {other.id for other in self.job.workflow.jobs.values() if self.job.id in other.needs}


@dataclass(frozen=True)
class Outcome:
    """What serving a job came to: the uploads, the jobs that were added, and the other jobs that were touched."""

    done: list[Migrated]
    added: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()


Attempt = Callable[[RewrittenFile, JobTask], Outcome]


def serve_job(file: RewrittenFile, task: JobTask) -> Outcome:
    """Carry out the first attempt that serves all uploads of a job.

    Raises:
        Cannot: none does; the reasons of all are joined, and the file is as it was.
    """
    for upload in task.todo:
        require_migratable(upload)
    require_own(task.todo, task.others)
    require_no_script_asks(task.job, task.secrets)
    reasons: list[Cannot] = []
    for attempt in _attempts(task):
        mark = file.mark()
        try:
            return attempt(file, task)
        except Cannot as error:
            reasons.append(error)
        except EditError as error:
            reasons.append(Cannot(f"line {error.line}: {error.message}" if error.line else error.message))
        file.go_back(mark)
    raise Cannot.joined(reasons)


def _attempts(task: JobTask) -> list[Attempt]:
    if task.job.uses is not None:
        return [_by_local_inline if task.job.uses.startswith("./") else _by_foreign_inline]
    if any(upload.via == "local-action" for upload in task.todo):
        return [_by_action_inline]
    if task.options.strategy == SPLIT and not only_publishes(task.job):
        return [_by_split]
    if task.options.strategy in (IN_PLACE, SWAP):
        return [_in_the_job]
    if task.options.use_environment and other_runs(task.job, task.todo) and not only_publishes(task.job):
        return [_by_split, _in_the_job]
    return [_in_the_job, _by_split]


def _in_the_job(file: RewrittenFile, task: JobTask) -> Outcome:
    """In place, or by swap: the job itself publishes."""
    job, options = task.job, task.options
    _require_one_publish(task)
    changes: list[Change] = freed_conditions(job, task.secrets, task.repository)
    done: list[Migrated] = []
    for upload in task.todo:
        strategy, found = serve_upload(upload, file.uploads, options, task.repository)
        changes += found
        done.append(Migrated(upload, strategy, environment_of(job, upload.index, options)))
    also = {"contents": "read"} if any(map(_checks_out, changes)) else {}
    granted = permission_changes(job, task.repository, _going(task.todo), _removed(task.todo), also)
    changes += granted
    above = bool(granted) and job.permissions is None
    changes += environment_changes(job, task.todo, options, above_permissions=above)
    changes += guard_changes(job, task.repository, options)
    file.apply(changes)
    return Outcome(done)


def _by_split(file: RewrittenFile, task: JobTask) -> Outcome:
    """A publishing job for each upload; what the job may do stays as it is."""
    if any(other.index in MIGRATABLE for other in task.others):
        raise Cannot("the job also uploads with Trusted Publishing, which a split would tear apart")
    if freed_conditions(task.job, task.secrets, task.repository):
        raise Cannot("a condition asks whether the stored secret exists")
    result = split(task.job, task.todo, file.current(), task.repository, task.options, set(task.taken))
    rights = builder_permission_changes(task.job, task.repository, _going(task.todo), _removed(task.todo))
    file.apply([*rights, *result.changes])
    done = [Migrated(upload, SPLIT, name) for upload, name in zip(task.todo, result.environments, strict=True)]
    return Outcome(done, frozenset(result.new_jobs), frozenset(task.waiting))


def _by_foreign_inline(file: RewrittenFile, task: JobTask) -> Outcome:
    """The call of somebody else's reusable workflow only builds, or is replaced; a job of this workflow publishes."""
    result = inline_foreign(task.todo[0], file.current(), task.repository, task.options, set(task.taken))
    file.apply(result.changes)
    done = [Migrated(task.todo[0], INLINE, result.environment)]
    return Outcome(done, frozenset({result.new_job}), frozenset(task.waiting))


def _by_local_inline(file: RewrittenFile, task: JobTask) -> Outcome:
    """The called job is written out in place of its call, and then served like any other."""
    file.apply([inline_local(task.todo[0], task.repository, task.options)])
    return _serve_written(file, task)


def _by_action_inline(file: RewrittenFile, task: JobTask) -> Outcome:
    """The steps of a local composite action are written out where it is used, and the job is then served again."""
    if task.written_out >= _MOST_ACTIONS:
        raise Cannot(f"the job uses more than {_MOST_ACTIONS} local actions that publish, or some that use each other")
    inner = next(upload for upload in task.todo if upload.via == "local-action")
    file.apply([inline_action(inner, task.repository, task.options)])
    return _serve_written(file, replace(task, written_out=task.written_out + 1))


def _serve_written(file: RewrittenFile, task: JobTask) -> Outcome:
    """Serve a job once what it called stands in it."""
    current = file.current()
    uploads = [found for found in find_uploads(current, task.repository) if found.job == task.job.id]
    todo = [found for found in uploads if found.needs_migration]
    if not todo:
        raise Cannot("the upload was not found again once the steps around it stood here")
    others = [found for found in uploads if not found.needs_migration]
    inner = serve_job(file, replace(task, job=current.jobs[task.job.id], todo=todo, others=others))
    environment = inner.done[0].environment
    return replace(inner, done=[Migrated(upload, INLINE, environment) for upload in task.todo])


def _require_one_publish(task: JobTask) -> None:
    if is_matrix(task.job) and not is_one_leg_per_index(task.job, task.todo):
        raise Cannot("the job runs on a matrix, so every leg would publish", _SPLIT_ADVICE)
    publishing = task.todo + [other for other in task.others if other.index in MIGRATABLE]
    if len(publishing) > 1:
        raise Cannot("the job uploads more than once, and the PyPA action must not run twice in one job", _SPLIT_ADVICE)


def _checks_out(change: Change) -> bool:
    """Whether a change adds a step that checks the repository out."""
    added = [edit.value for edit in change.edits if isinstance(edit, InsertItem)]
    uses = [value.get("uses") for value in added if isinstance(value, Mapping)]
    return any("actions/checkout@" in str(value) for value in uses)


def _going(uploads: list[Upload]) -> list[int]:
    """Positions of steps that are the upload and nothing else, so that their needs do not count."""
    return [
        upload.step
        for upload in uploads
        if upload.step is not None
        and (upload.site.step is None or upload.site.step.run is None)
        and not goes_on(upload)
    ]


def _removed(uploads: list[Upload]) -> list[tuple[int, int]]:
    """The uploading commands, by their step's position and where they start: what they need does not count."""
    return [
        (upload.step, upload.site.command.start)
        for upload in uploads
        if upload.step is not None and upload.site.command is not None and upload.via != "semantic-release"
    ]
