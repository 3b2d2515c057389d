"""The strategy *split*: the job goes on building and hands the files over; a job of its own only publishes them."""

from __future__ import annotations

from dataclasses import dataclass

from trustpub.migration.environments import environment_of
from trustpub.migration.handover import (
    Artifact,
    artifact_of,
    distribution_paths,
    handover_changes,
    publish_inputs,
    removal_changes,
    unique_job_id,
    unique_step_id,
)
from trustpub.migration.names import display, site_of
from trustpub.migration.pins import pinned, too_old
from trustpub.migration.publish_condition import (
    StepCondition,
    bare,
    publish_condition,
    step_condition,
    uses_status_function,
)
from trustpub.migration.runners import is_matrix
from trustpub.migration.types import Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.repository.metadata import read_project
from trustpub.uploads.names import looks_like_pypi_credential
from trustpub.uploads.pypa_action import PYPA_ACTION
from trustpub.uploads.types import TESTPYPI, UNKNOWN, Upload
from trustpub.workflow.expressions import references
from trustpub.workflow.model import Job, Step
from trustpub.yamlcst import Scalar
from trustpub.yamlcst.edit import Commented, DeleteEntry, Edit, InsertEntry, Plain, SetScalar, Value

DOWNLOAD_ARTIFACT = "actions/download-artifact"
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


def split(job: Job, uploads: list[Upload], repository: Repository, options: Options, taken: set[str]) -> Split:
    """Split a job's uploads off into publishing jobs, one for each.

    Args:
        job: the job that builds and uploads.
        uploads: its uploads that are to change, in order.
        repository: for the project's metadata.
        options: the user's choices.
        taken: ids of jobs that have been added already.

    Raises:
        Cannot: an upload's files, options or condition do not allow it.
    """
    halves = _halves(uploads)
    changes: list[Change] = []
    ids: list[str] = []
    environments: list[str | None] = []
    outputs: dict[int, str] = {}
    for half in reversed(halves):
        changes += _build_side(half, halves, job, options, outputs)
    changes += _output_changes(job, outputs)
    previous: list[tuple[str, bool]] = []
    for half in halves:
        upload = half.upload
        wanted = f"publish-{'testpypi' if upload.index == TESTPYPI else 'pypi'}"
        job_id = unique_job_id(job.workflow, wanted, taken | set(ids))
        condition = _condition(half, job, outputs, previous)
        changes.append(_publishing_job(job_id, half, job, repository, options, condition, [p for p, _ in previous]))
        environments.append(environment_of(job, upload.index, options))
        ids.append(job_id)
        previous = [(job_id, condition is not None)]
    changes += _waiting_jobs(job, ids, conditional=any(_may_be_skipped(half) for half in halves))
    changes += _environment_moves(job)
    return Split(changes, ids, environments)


def _may_be_skipped(half: _Half) -> bool:
    return half.condition.portable is not None or not half.condition.whole


def _halves(uploads: list[Upload]) -> list[_Half]:
    """The uploads with their conditions and artifacts; uploads of the same files share one artifact."""
    halves: list[_Half] = []
    for upload in uploads:
        step = upload.site.step
        assert step is not None
        if upload.index == UNKNOWN and upload.via != "gh-action-pypi-publish":
            raise Cannot("which index it uploads to is only known at run time")
        condition = step_condition(step.condition)
        paths = distribution_paths(upload)
        known = next((h for h in halves if list(h.artifact.paths) == paths and h.condition.whole), None)
        if known is not None and condition.whole:
            halves.append(_Half(upload, condition, known.artifact, True))
        else:
            halves.append(_Half(upload, condition, artifact_of(upload, len(halves)), False))
    return halves


def _build_side(half: _Half, halves: list[_Half], job: Job, options: Options, outputs: dict[int, str]) -> list[Change]:
    if half.shared:
        return removal_changes(half.upload)
    step = half.upload.site.step
    assert step is not None
    sharing = [other for other in halves if other.artifact is half.artifact]
    same = len({other.condition.portable for other in sharing}) == 1
    condition = step.condition if same else None
    step_id = step.id
    if not half.condition.whole and not is_matrix(job):
        step_id = step_id or unique_step_id(job, _ARTIFACT_OUTPUT)
        outputs[step.index] = step_id
    return handover_changes(half.upload, half.artifact, condition, step_id, options, must_exist=same)


def _output_changes(job: Job, outputs: dict[int, str]) -> list[Change]:
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


def _condition(half: _Half, job: Job, outputs: dict[int, str], previous: list[tuple[str, bool]]) -> str | None:
    parts = [] if half.condition.portable is None else [half.condition.portable]
    output = None if half.upload.step is None else outputs.get(half.upload.step)
    if output is not None:
        parts.append(f"needs.{job.id}.outputs.{output} != ''")
    skippable = tuple(name for name, conditional in previous if conditional)
    return publish_condition(
        parts, job.id, builder_ignores_upstream=uses_status_function(job.condition), may_be_skipped=skippable
    )


def _publishing_job(
    job_id: str,
    half: _Half,
    job: Job,
    repository: Repository,
    options: Options,
    condition: str | None,
    previous: list[str],
) -> Change:
    from trustpub.migration.templates import render_value

    upload = half.upload
    step = upload.site.step
    assert step is not None
    environment = environment_of(job, upload.index, options)
    if job.environment is not None and environment is None:
        environment = _environment_text(job)
    needs = [job.id, *previous, *[name for name in half.condition.needs if name != job.id]]
    values = {
        "step_name": step.name or f"Publish to {display(upload.index)}",
        "name": f"Publish to {display(upload.index)}",
        "needs": needs[0] if len(needs) == 1 else needs,
        "condition": condition,
        "continue_on_error": _literal(step, "continue-on-error"),
        "environment": environment,
        "url": _project_url(upload, repository),
        "download": _action(pinned(DOWNLOAD_ARTIFACT, options, job.workflow)),
        "publish": _action(_publish_action(upload, options)),
        "pattern": half.artifact.pattern,
        "artifact": half.artifact.name,
        "step_condition": None if half.condition.whole or not is_matrix(job) else "hashFiles('dist/*') != ''",
        "inputs": publish_inputs(upload),
    }
    value = render_value("publish-job.yml.j2", job=values)
    edit = InsertEntry(("jobs",), job_id, value, after=previous[-1] if previous else job.id, blank_line=True)
    return Change(f"publishes to {display(upload.index)}, and can do nothing else: no build, no other right", (edit,))


def _environment_text(job: Job) -> str:
    """The name of an environment that a run decides; only what another job can see as well may stand in it."""
    assert job.environment is not None
    name = job.environment.name
    if any(reference.context not in ("github", "inputs", "vars") for reference in references(name)):
        raise Cannot(f"the job's environment {name} is only known in the job itself")
    return name


def _literal(step: Step, key: str) -> str | None:
    node = step.node.get(key)
    if not isinstance(node, Scalar):
        return None
    if "${{" in node.value:
        raise Cannot(f"{key} of the uploading step is only known at run time")
    return node.value


def _project_url(upload: Upload, repository: Repository) -> str | None:
    step = upload.site.step
    folder = "" if step is None else step.working_directory or ""
    name = read_project(repository, "" if "$" in folder else folder).name
    return None if name is None or upload.index == UNKNOWN else f"{site_of(upload.index)}/p/{name}"


def _publish_action(upload: Upload, options: Options) -> str | Commented:
    step = upload.site.step
    assert step is not None
    if upload.via == "gh-action-pypi-publish" and too_old(step) is None and step.uses is not None:
        return step.uses
    return pinned(PYPA_ACTION, options, upload.site.workflow)


def _action(uses: str | Commented) -> dict[str, str | None]:
    if isinstance(uses, Commented):
        text = uses.value.text if isinstance(uses.value, Plain) else uses.value
        return {"uses": text, "version": uses.comment}
    return {"uses": uses, "version": None}


def _waiting_jobs(job: Job, ids: list[str], *, conditional: bool) -> list[Change]:
    """Jobs that waited for the upload go on waiting for it."""
    changes: list[Change] = []
    for other in job.workflow.jobs.values():
        if job.id not in other.needs:
            continue
        edits: list[Edit] = [
            DeleteEntry((*other.path, "needs"), prune=False),
            _needs_entry(other, [*other.needs, *ids]),
        ]
        if conditional and not uses_status_function(other.condition):
            edits += _runs_without(other)
        changes.append(Change(f"{other.id} waited for the upload, and goes on doing so", tuple(edits)))
    return changes


def _needs_entry(other: Job, needs: list[str]) -> InsertEntry:
    keys = [entry.key.value for entry in other.node.entries]
    position = keys.index("needs")
    value: Value = list(needs)
    if position + 1 < len(keys):
        return InsertEntry(other.path, "needs", value, before=keys[position + 1])
    return InsertEntry(other.path, "needs", value, after=keys[position - 1] if position else None)


def _runs_without(other: Job) -> list[Edit]:
    """A condition with which a job still runs when nothing was published, as it did before."""
    parts = ["!failure()", "!cancelled()", *[f"needs.{name}.result == 'success'" for name in other.needs]]
    if other.condition is not None:
        condition = bare(other.condition)
        parts.append(f"({condition})" if "||" in condition else condition)
    text = f"${{{{ {' && '.join(parts)} }}}}"
    if other.condition is not None:
        return [SetScalar((*other.path, "if"), text)]
    return [InsertEntry(other.path, "if", text, after="needs", blank_line=False)]


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
