"""The strategy *inline*: what a called workflow publishes is published by a job of the calling workflow.

PyPI does not support publishing from a reusable workflow (pypi/warehouse#11096), so the job that uploads must stand in
the file that an event starts.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch

from trustpub.migration.environments import environment_of
from trustpub.migration.handover import UPLOAD_ARTIFACT, Artifact
from trustpub.migration.ids import unique_job_id
from trustpub.migration.names import TESTPYPI_UPLOAD_URL
from trustpub.migration.pins import pinned, version_of
from trustpub.migration.publish_condition import StepCondition, bare, publish_condition, step_condition
from trustpub.migration.publish_job import publishing_job, waiting_jobs
from trustpub.migration.replacements import Row, build_steps, comment_of, row_of
from trustpub.migration.types import Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.uploads.types import TESTPYPI, UNKNOWN, Upload
from trustpub.workflow.expressions import Call, Expression, ExpressionError, Literal, Operation, parse_expression
from trustpub.workflow.model import Job, Workflow
from trustpub.yamlcst import Scalar
from trustpub.yamlcst.edit import DeleteEntry, Edit, InsertEntry, Plain, SetScalar


class Inlined:
    """A call that publishes no more: the changes, the id of the publishing job, the environment of its publisher."""

    def __init__(self, changes: list[Change], new_job: str, environment: str | None) -> None:
        self.changes = changes
        self.new_job = new_job
        self.environment = environment


def inline_foreign(
    upload: Upload, current: Workflow, repository: Repository, options: Options, taken: set[str]
) -> Inlined:
    """Take the publishing out of a call of somebody else's reusable workflow.

    Raises:
        Cannot: nothing is known of the called workflow, or not enough to keep what it does.
    """
    job = upload.site.job
    assert job.uses is not None
    name, _, ref = job.uses.partition("@")
    row = row_of(name)
    if row is None:
        raise Cannot(
            f"the upload happens in {name}, of which nothing is known",
            "let it only build, or copy its build steps into this file; publish from a job here",
        )
    if upload.index == UNKNOWN:
        raise Cannot("which index it uploads to is only known at run time")
    if row.build_only:
        return _build_only(upload, row, ref, current, repository, options, taken)
    if row.replacement is None:
        also = f", which also {row.does_also}" if row.does_also else ""
        raise Cannot(
            f"the upload happens in {name}{also}",
            "copy its build steps into this file, and publish from a job here",
        )
    return _replaced(upload, row, current, repository, options, taken)


def _build_only(
    upload: Upload, row: Row, ref: str, current: Workflow, repository: Repository, options: Options, taken: set[str]
) -> Inlined:
    job = upload.site.job
    _require_version(job, row, ref)
    _require_artifacts_apart(job, row)
    condition = _upload_condition(job, row)
    edits: list[Edit] = []
    for name, value in row.build_only.items():
        given = next((key for key in job.inputs if key.lower() == name.lower()), None)
        path = (*job.path, "with")
        if given is not None:
            edits.append(SetScalar((*path, given), Plain(value)))
        elif job.node.get("with") is not None or any(isinstance(e, InsertEntry) for e in edits):
            edits.append(InsertEntry(path, name, Plain(value)))
        else:
            edits.append(InsertEntry(job.path, "with", {name: Plain(value)}, after="uses"))
    edits += [DeleteEntry((*job.path, "secrets", name)) for name in job.secrets if name.lower() in row.credentials]
    edits += [DeleteEntry((*job.path, "with", name)) for name in job.inputs if name.lower() in row.index_inputs]
    if len(job.workflow.jobs) == 1 and job.effective_permissions is None:
        edits.insert(0, InsertEntry(job.path, "permissions", {"contents": "read"}, before="uses", blank_line=False))
    artifact = Artifact(row.build_only_artifacts, row.build_only_artifacts, ())
    changes = [Change(f"{row.uses.split('/')[-1]} only builds, and keeps the distributions as artifacts", tuple(edits))]
    return _published(upload, changes, artifact, condition, current, repository, options, taken)


def _require_version(job: Job, row: Row, ref: str) -> None:
    """The called workflow must understand the inputs that make it only build."""
    uses = job.node.get("uses")
    comment = comment_of(job.workflow, uses) if isinstance(uses, Scalar) else ""
    if row.build_only_since is None or ref in ("main", "master"):
        return
    wanted, version = version_of(row.build_only_since), version_of(ref) or version_of(comment.split(" ")[0])
    if version is None:
        raise Cannot(f"it cannot be told whether {row.uses}@{ref} can only build ({row.build_only_since} or newer can)")
    if wanted is not None and version < wanted[: len(version)]:
        raise Cannot(f"{row.uses} can only build from version {row.build_only_since} on", "raise its version first")


def _require_artifacts_apart(job: Job, row: Row) -> None:
    """Return when the artifacts that the call leaves are the only ones of the run that are named like them.

    Raises:
        Cannot: another leg, call or step may leave some that the publishing job would publish as well.
    """
    if job.node.get("strategy") is not None:
        raise Cannot("the call runs on a matrix")
    for other in job.workflow.jobs.values():
        called = None if other.uses is None or other.id == job.id else row_of(other.uses.partition("@")[0])
        if called is not None and called.build_only_artifacts == row.build_only_artifacts:
            raise Cannot(f"the jobs {job.id} and {other.id} leave artifacts whose names cannot be told apart")
        for step in other.steps:
            if step.action is None or step.action[0] != UPLOAD_ARTIFACT:
                continue
            given = step.input("name")
            name = "artifact" if given is None else re.sub(r"\$\{\{.*?\}\}", "*", given[1].value)
            if fnmatch(name, row.build_only_artifacts) or name.startswith("*"):
                raise Cannot(f"the job {other.id} leaves an artifact that is named like those of {row.uses}")


def _upload_condition(job: Job, row: Row) -> StepCondition:
    """When the called workflow uploaded, as a condition that the publishing job can ask."""
    given = next((node for key, node in job.inputs.items() if key.lower() == row.condition_input), None)
    if given is None:
        return StepCondition(row.condition_default, True, ())
    text = given.value.strip()
    if text.startswith("refs/tags/") and "${{" not in text:
        prefix = text.replace("'", "''")
        return StepCondition(f"startsWith(github.ref, '{prefix}')", True, ())
    if text.lower() == "true":
        return StepCondition(None, True, ())
    if "${{" not in text or not _is_boolean(bare(text)):
        raise Cannot(f"when it uploads ({text}) is only known inside the called workflow")
    condition = step_condition(bare(text))
    if not condition.whole:
        raise Cannot(f"when it uploads ({text}) is only known inside the called workflow")
    return condition


def _is_boolean(text: str) -> bool:
    """Whether the value of an expression is certainly true or false, and not a text that is taken for either."""
    try:
        return _yields_boolean(parse_expression(text))
    except ExpressionError:
        return False


def _yields_boolean(expression: Expression) -> bool:
    if isinstance(expression, Operation):
        if expression.operator in ("&&", "||"):
            return all(map(_yields_boolean, expression.operands))
        return expression.operator != "[]"
    if isinstance(expression, Call):
        return expression.name in ("contains", "startswith", "endswith")
    return isinstance(expression, Literal) and isinstance(expression.value, bool)


def _replaced(
    upload: Upload, row: Row, current: Workflow, repository: Repository, options: Options, taken: set[str]
) -> Inlined:
    """The calling job turns into one that builds with steps of its own."""
    job = upload.site.job
    if job.node.get("strategy") is not None:
        raise Cannot("the call runs on a matrix")
    for other in job.workflow.jobs.values():
        if re.search(rf"\bneeds\s*(\.\s*|\[\s*'){re.escape(job.id)}('\s*\])?\s*\.\s*outputs\b", _text(other)):
            raise Cannot(f"the job {other.id!r} uses what the called workflow puts out")
    artifact = Artifact(f"{job.id}-distributions", None, ("dist/",))
    steps = build_steps(row, job.inputs, job, options)
    steps.append(
        {
            "name": "Hand the distributions over to the publishing job",
            "uses": pinned(UPLOAD_ARTIFACT, options, job.workflow),
            "with": {"name": artifact.name, "path": "dist/", "if-no-files-found": "error"},
        }
    )
    edits: list[Edit] = [InsertEntry(job.path, "runs-on", "ubuntu-latest", before="uses")]
    if job.permissions is None:
        edits.append(InsertEntry(job.path, "permissions", {"contents": "read"}, before="uses"))
    edits.append(InsertEntry(job.path, "steps", steps, after="uses"))
    edits += [DeleteEntry((*job.path, key)) for key in ("uses", "with", "secrets") if job.node.entry(key) is not None]
    changes = [Change(f"these steps build what {row.uses} built, which is where it published from", tuple(edits))]
    return _published(upload, changes, artifact, StepCondition(None, True, ()), current, repository, options, taken)


def _text(job: Job) -> str:
    return job.workflow.document.text[job.node.start : job.node.end]


def _published(
    upload: Upload,
    changes: list[Change],
    artifact: Artifact,
    condition: StepCondition,
    current: Workflow,
    repository: Repository,
    options: Options,
    taken: set[str],
) -> Inlined:
    job = upload.site.job
    job_id = unique_job_id(job.workflow, f"publish-{'testpypi' if upload.index == TESTPYPI else 'pypi'}", taken)
    inputs = {"repository-url": TESTPYPI_UPLOAD_URL} if upload.index == TESTPYPI else {}
    text = publish_condition(
        [] if condition.portable is None else [condition.portable],
        job.id,
        builder_ignores_upstream=False,
    )
    changes = [
        *changes,
        publishing_job(
            job_id,
            upload,
            repository,
            options,
            condition=text,
            needs=[job.id, *[name for name in condition.needs if name != job.id]],
            pattern=artifact.pattern,
            artifact=artifact.name,
            inputs=inputs,
            after=job.id,
        ),
        *waiting_jobs(current, job.id, [job_id], conditional=text is not None),
    ]
    return Inlined(changes, job_id, environment_of(job, upload.index, options))
