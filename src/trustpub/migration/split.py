"""The strategy *split*: the job goes on building and hands the files over; a job of its own only publishes them."""

from __future__ import annotations

from dataclasses import dataclass

from trustpub.migration.environments import environment_of
from trustpub.migration.handover import (
    Artifact,
    artifact_of,
    distribution_paths,
    failure_is_ignored,
    handover_changes,
    publish_inputs,
    removal_changes,
)
from trustpub.migration.ids import unique_job_id, unique_step_id
from trustpub.migration.later_steps import require_independent
from trustpub.migration.publish_condition import (
    StepCondition,
    publish_condition,
    step_condition,
    uses_status_function,
)
from trustpub.migration.publish_job import DOWNLOAD_ARTIFACT, publishing_job, waiting_jobs
from trustpub.migration.runners import is_matrix
from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.signals import builds_as_well, is_decided_by_script
from trustpub.migration.swap import script_changes
from trustpub.migration.types import Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.uploads.names import looks_like_pypi_credential
from trustpub.uploads.pypa_action import PYPA_ACTION
from trustpub.uploads.scripts import script_of
from trustpub.uploads.types import TESTPYPI, UNKNOWN, Upload
from trustpub.workflow.expressions import references
from trustpub.workflow.model import Job, Step, Workflow
from trustpub.yamlcst.edit import DeleteEntry, Edit, InsertEntry

_ARTIFACT_OUTPUT = "distributions"


@dataclass(frozen=True)
class Split:
    """A job's split: the changes, the ids of the new jobs, and for each upload in order its publisher's environment."""

    changes: list[Change]
    new_jobs: list[str]
    environments: list[str | None]


@dataclass(frozen=True)
class _Half:
    """One upload on its way into a publishing job."""

    upload: Upload
    condition: StepCondition
    artifact: Artifact
    shared: bool


def split(
    job: Job, uploads: list[Upload], current: Workflow, repository: Repository, options: Options, taken: set[str]
) -> Split:
    """Split a job's uploads off into publishing jobs, one for each.

    Args:
        job: the job that builds and uploads.
        uploads: its uploads that are to change, in order.
        current: the workflow as it is at this moment of the rewrite.
        repository: for the project's metadata.
        options: the user's choices.
        taken: ids of jobs that have been added already.

    Raises:
        Cannot: an upload's files, options or condition do not allow it.
    """
    require_independent(job, uploads, repository)
    halves = _halves(uploads, repository)
    scripts = ScriptEdits()
    changes: list[Change] = []
    ids: list[str] = []
    environments: list[str | None] = []
    outputs = _outputs(halves, job)
    for half in reversed(halves):
        changes += _build_side(half, halves, job, options, outputs, scripts, repository)
    changes = [*script_changes(scripts), *changes]
    changes += _output_changes(job, outputs)
    previous: list[tuple[str, bool]] = []
    for half in halves:
        upload = half.upload
        wanted = f"publish-{'testpypi' if upload.index == TESTPYPI else 'pypi'}"
        job_id = unique_job_id(job.workflow, wanted, taken | set(ids))
        condition = _condition(half, job, outputs, previous)
        before = [name for name, _ in previous]
        changes.append(
            publishing_job(
                job_id,
                upload,
                repository,
                options,
                condition=condition,
                needs=[job.id, *before, *[name for name in half.condition.needs if name != job.id]],
                pattern=half.artifact.pattern,
                artifact=half.artifact.name,
                inputs=publish_inputs(upload, repository),
                after=before[-1] if before else job.id,
                only_if_files=is_matrix(job) and not half.condition.whole,
            )
        )
        environments.append(environment_of(job, upload.index, options))
        ids.append(job_id)
        previous = [(job_id, condition is not None)]
    changes += waiting_jobs(current, job.id, ids, conditional=any(_may_be_skipped(half) for half in halves))
    changes += _environment_moves(job)
    return Split(changes, ids, environments)


def _may_be_skipped(half: _Half) -> bool:
    return half.condition.portable is not None or not half.condition.whole


def _halves(uploads: list[Upload], repository: Repository) -> list[_Half]:
    """The uploads with their conditions and artifacts; uploads of the same files share one artifact."""
    halves: list[_Half] = []
    for upload in uploads:
        step = upload.site.step
        assert step is not None
        if upload.index == UNKNOWN and upload.via != "gh-action-pypi-publish":
            raise Cannot("which index it uploads to is only known at run time")
        condition = step_condition(step.condition)
        if is_decided_by_script(upload):
            condition = condition._replace(whole=False)
        paths = distribution_paths(upload, repository)
        _require_other_files(upload, paths, halves)
        known = next((h for h in halves if list(h.artifact.paths) == paths and h.condition.whole), None)
        if known is not None and condition.whole and _nothing_between(known.upload, upload, uploads):
            halves.append(_Half(upload, condition, known.artifact, True))
        else:
            halves.append(_Half(upload, condition, artifact_of(upload, len(halves), repository), False))
    return halves


def _require_other_files(upload: Upload, paths: list[str], halves: list[_Half]) -> None:
    """Return when no upload of the same script sends the same files to the same index: one job would fail.

    Raises:
        Cannot: one does, as when the script builds, uploads, and builds once more into the same folder.
    """
    for half in halves:
        known = half.upload
        if (known.step, known.index) == (upload.step, upload.index) and list(half.artifact.paths) == paths:
            raise Cannot(f"the script uploads twice from {paths[0]}, and the files of both could not be told apart")


def _nothing_between(first: Upload, second: Upload, uploads: list[Upload]) -> bool:
    """Whether the files of two uploads are certainly the same: the steps from one to the other only upload."""
    between = second.site.job.steps[(first.step or 0) + 1 : (second.step or 0) + 1]
    return not builds_as_well(second) and all(_only_uploads_now(step, uploads) for step in between)


def _only_uploads_now(step: Step, uploads: list[Upload]) -> bool:
    own = [upload for upload in uploads if upload.step == step.index]
    script = script_of(step)
    return bool(own) and (script is None or len(script.commands) == len(own))


def _build_side(
    half: _Half,
    halves: list[_Half],
    job: Job,
    options: Options,
    outputs: dict[str, str],
    scripts: ScriptEdits,
    repository: Repository,
) -> list[Change]:
    if half.shared:
        return removal_changes(half.upload, options, scripts, repository)
    step = half.upload.site.step
    assert step is not None
    sharing = [other for other in halves if other.artifact is half.artifact]
    same = len({other.condition.portable for other in sharing}) == 1
    condition = step.condition if same else None
    step_id = outputs.get(half.artifact.name)
    must_exist = same and not failure_is_ignored(half.upload)
    return handover_changes(
        half.upload, half.artifact, condition, step_id, options, scripts, repository, must_exist=must_exist
    )


def _outputs(halves: list[_Half], job: Job) -> dict[str, str]:
    """By the artifact's name, the id of the step that makes it, where the publishing job must ask whether it did."""
    outputs: dict[str, str] = {}
    for half in halves:
        if not half.condition.whole and not is_matrix(job):
            outputs[half.artifact.name] = unique_step_id(job, _ARTIFACT_OUTPUT, outputs.values())
    return outputs


def _output_changes(job: Job, outputs: dict[str, str]) -> list[Change]:
    """Job outputs that tell whether an artifact was handed over, for conditions that only the build job can ask."""
    edits: list[Edit] = []
    for step_id in outputs.values():
        value = f"${{{{ steps.{step_id}.outputs.artifact-id }}}}"
        if job.node.get("outputs") is not None or edits:
            edits.append(InsertEntry((*job.path, "outputs"), step_id, value))
        else:
            anchor = next((key for key in ("runs-on", "needs", "if", "name") if job.node.entry(key)), None)
            edits.append(InsertEntry(job.path, "outputs", {step_id: value}, after=anchor, blank_line=False))
    why = "tells the publishing job whether there is something to publish"
    return [Change(why, tuple(edits))] if edits else []


def _condition(half: _Half, job: Job, outputs: dict[str, str], previous: list[tuple[str, bool]]) -> str | None:
    parts = [] if half.condition.portable is None else [half.condition.portable]
    output = outputs.get(half.artifact.name)
    if output is not None:
        parts.append(f"needs.{job.id}.outputs.{output} != ''")
    skippable = tuple(name for name, conditional in previous if conditional)
    return publish_condition(
        parts, job.id, builder_ignores_upstream=uses_status_function(job.condition), may_be_skipped=skippable
    )


def _environment_moves(job: Job) -> list[Change]:
    """The environment guards the publishing now; the build job keeps it only if it has a use for it."""
    if job.environment is None:
        return []
    text = job.workflow.document.text[job.node.start : job.node.end]
    for reference in references(text):
        own = reference.context == "vars" or (
            reference.context == "secrets"
            and reference.parts[-1].lower() != "github_token"
            and not looks_like_pypi_credential(reference.parts[-1])
        )
        if own:
            return []
    return [
        Change("the environment guards the publishing job now", (DeleteEntry((*job.path, "environment")),)),
    ]


def only_publishes(job: Job) -> bool:
    """Whether a job does nothing but fetch finished distributions and upload them: it is split already."""
    fetches = False
    for step in job.steps:
        action = None if step.action is None else step.action[0]
        if action == DOWNLOAD_ARTIFACT:
            fetches = True
        elif action in ("actions/checkout", "actions/setup-python", "astral-sh/setup-uv") or _only_uploads(step):
            continue
        else:
            return False
    return fetches


def _only_uploads(step: Step) -> bool:
    if step.run is None:
        return step.action is not None and step.action[0] in (PYPA_ACTION, "pyo3/maturin-action")
    words = step.run.value
    return not any(word in words for word in ("build", "sdist", "wheel ", "setup.py", "make", "tox", "nox"))
