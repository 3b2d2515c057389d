"""The job that only publishes, rendered from its template, and the jobs that wait for it."""

from __future__ import annotations

import re

from trustpub.migration.conditions import split_conjunction
from trustpub.migration.environments import environment_of
from trustpub.migration.fork_guard import fork_guard, guarded
from trustpub.migration.handover import failure_is_ignored
from trustpub.migration.names import display, site_of
from trustpub.migration.pins import comment_behind, pinned, too_old
from trustpub.migration.publish_condition import asks_for_status, bare
from trustpub.migration.publishers import projects_of
from trustpub.migration.replacements import action_text
from trustpub.migration.types import Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.uploads.pypa_action import PYPA_ACTION
from trustpub.uploads.types import UNKNOWN, Upload
from trustpub.workflow.expressions import references
from trustpub.workflow.model import Job, Workflow
from trustpub.yamlcst import Scalar, Sequence
from trustpub.yamlcst.edit import Commented, DeleteEntry, Edit, InsertEntry, InsertItem, SetScalar, Value

DOWNLOAD_ARTIFACT = "actions/download-artifact"


def publishing_job(
    job_id: str,
    upload: Upload,
    repository: Repository,
    options: Options,
    *,
    condition: str | None,
    needs: list[str],
    pattern: str | None,
    artifact: str,
    inputs: dict[str, str],
    after: str,
    only_if_files: bool = False,
) -> Change:
    """The change that adds the job.

    Args:
        job_id: its id.
        upload: the upload that it takes over.
        repository: for the project's name.
        options: the user's choices.
        condition: its ``if``.
        needs: the jobs it waits for.
        pattern: what the names of all artifacts match that it fetches; None to fetch the one named ``artifact``.
        artifact: the name of the artifact.
        inputs: inputs of the PyPA action, as YAML texts.
        after: the job that it stands behind.
        only_if_files: whether it publishes only when there is something to.

    Raises:
        Cannot: its environment or a setting is only known in the job that uploaded so far.
    """
    from trustpub.migration.templates import render_value

    job, step = upload.site.job, upload.site.step
    environment = environment_of(job, upload.index, options)
    if job.environment is not None and environment is None:
        environment = _environment_text(job)
    title = f"Publish to {display(upload.index)}"
    value = render_value(
        "publish-job.yml.j2",
        job={
            "step_name": title if step is None or step.name is None or step.run is not None else step.name,
            "name": title,
            "needs": needs[0] if len(needs) == 1 else needs,
            "condition": guarded(condition, fork_guard(repository, options)),
            "continue_on_error": _continue_on_error(upload),
            "environment": environment,
            "url": _project_url(upload, repository),
            "download": action_text(pinned(DOWNLOAD_ARTIFACT, options, job.workflow)),
            "publish": action_text(_publish_action(upload, options)),
            "pattern": pattern,
            "artifact": artifact,
            "step_condition": "hashFiles('dist/*') != ''" if only_if_files else None,
            "timeout": _timeout(upload),
            "inputs": inputs,
        },
    )
    edit = InsertEntry(("jobs",), job_id, value, after=after, blank_line=True)
    return Change(f"publishes to {display(upload.index)}, and can do nothing else: no build, no other right", (edit,))


def _environment_text(job: Job) -> str:
    """The name of an environment that a run decides; only what another job can see as well may stand in it."""
    assert job.environment is not None
    name = job.environment.name
    if any(reference.context not in ("github", "inputs", "vars") for reference in references(name)):
        raise Cannot(f"the job's environment {name} is only known in the job itself")
    return name


def _timeout(upload: Upload) -> str | None:
    """How many minutes the upload may take; None where a run decides, or GitHub's own limit holds."""
    node = None if upload.site.step is None else upload.site.step.node.get("timeout-minutes")
    return node.value if isinstance(node, Scalar) and node.value.isascii() and node.value.isdecimal() else None


def _continue_on_error(upload: Upload) -> str | None:
    step = upload.site.step
    if step is None:
        return None
    node = step.node.get("continue-on-error")
    if isinstance(node, Scalar) and "${{" in node.value:
        raise Cannot("continue-on-error of the uploading step is only known at run time")
    return "true" if failure_is_ignored(upload) else None


def _project_url(upload: Upload, repository: Repository) -> str | None:
    names = projects_of(upload, repository)
    known = len(names) == 1 and names[0] is not None and upload.index != UNKNOWN
    return f"{site_of(upload.index)}/p/{names[0]}" if known else None


def _publish_action(upload: Upload, options: Options) -> str | Commented:
    step = upload.site.step
    if step is not None and upload.via == "gh-action-pypi-publish" and too_old(step) is None and step.uses is not None:
        node = step.node.get("uses")
        comment = "" if node is None else comment_behind(node, upload.site.workflow.document)
        return Commented(step.uses, comment) if comment else step.uses
    return pinned(PYPA_ACTION, options, upload.site.workflow)


def waiting_jobs(current: Workflow, job_id: str, ids: list[str], *, conditional: bool) -> list[Change]:
    """Jobs that waited for the upload go on waiting for it.

    Args:
        current: the workflow as it is at this moment of the rewrite.
        job_id: the job that uploaded.
        ids: the jobs that publish now.
        conditional: whether these may be skipped where the upload was.
    """
    changes: list[Change] = []
    for other in current.jobs.values():
        if job_id not in other.needs or other.id in ids:
            continue
        _require_no_result(other, job_id)
        edits = _needs_edits(other, ids)
        if conditional and not asks_for_status(other.condition):
            edits += _runs_without(other)
        changes.append(Change(f"{other.id} waited for the upload, and goes on doing so", tuple(edits)))
    return changes


def _require_no_result(other: Job, job_id: str) -> None:
    """Return when a job does not ask how the building job ended, which tells nothing about the upload any more.

    Raises:
        Cannot: it does.
    """
    text = other.workflow.document.text[other.node.start : other.node.end]
    if re.search(rf"\bneeds\s*(\.\s*{re.escape(job_id)}|\[\s*'{re.escape(job_id)}'\s*\])\s*\.\s*result\b", text, re.I):
        raise Cannot(
            f"the job {other.id} asks for the result of {job_id}, which would not be that of the upload any more"
        )


def _needs_edits(other: Job, ids: list[str]) -> list[Edit]:
    path = (*other.path, "needs")
    node = other.node.get("needs")
    if isinstance(node, Sequence):
        return [InsertItem(path, len(node.items) + position, name) for position, name in enumerate(ids)]
    keys = [entry.key.value for entry in other.node.entries]
    position = keys.index("needs")
    before = keys[position + 1] if position + 1 < len(keys) else None
    after = keys[position - 1] if before is None and position else None
    value: Value = [*other.needs, *ids]
    comment = None if node is None else comment_behind(node, other.workflow.document) or None
    entry = InsertEntry(other.path, "needs", value, before=before, after=after, comment_above=comment)
    return [DeleteEntry(path, prune=False), entry]


def _runs_without(other: Job) -> list[Edit]:
    """A condition with which a job still runs when nothing was published, as it did before."""
    parts = ["!failure()", "!cancelled()", *[f"needs.{name}.result == 'success'" for name in other.needs]]
    if other.condition is not None:
        for part in split_conjunction(bare(other.condition)):
            if part.strip() != "success()":
                parts.append(f"({part.strip()})" if "||" in part else part.strip())
    text = f"${{{{ {' && '.join(parts)} }}}}"
    if other.condition is not None:
        return [SetScalar((*other.path, "if"), text)]
    return [InsertEntry(other.path, "if", text, after="needs", blank_line=False)]
