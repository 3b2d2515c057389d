"""Writing the one job of a called workflow of the same repository into the calling job."""

from __future__ import annotations

from trustpub.errors import InputError
from trustpub.migration.substitute import Substitution
from trustpub.migration.types import Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.uploads.types import Upload
from trustpub.workflow.load import load_workflow
from trustpub.workflow.model import Job, Workflow
from trustpub.workflow.permissions import covers
from trustpub.yamlcst import Mapping
from trustpub.yamlcst.edit import DeleteEntry, Edit, InsertEntry, SetScalar, Value

_OF_THE_CALL = ("uses", "with", "secrets")
_COPIED = (
    "runs-on",
    "environment",
    "permissions",
    "env",
    "defaults",
    "timeout-minutes",
    "continue-on-error",
    "container",
    "services",
    "steps",
)
_ADVICE = "let the called workflow only build and hand the files over as an artifact, and publish from a job here"


def inline_local(upload: Upload, repository: Repository, options: Options) -> Change:
    """The change that turns the call into the job that the called workflow runs.

    Raises:
        Cannot: the called workflow is not one job that can stand in the caller.
    """
    job = upload.site.job
    called = _called(job, repository)
    if len(called.jobs) != 1:
        raise Cannot("the called workflow has several jobs, one of which publishes", _ADVICE)
    inner = next(iter(called.jobs.values()))
    if inner.uses is not None or inner.node.get("strategy") is not None or job.node.get("strategy") is not None:
        raise Cannot("the called workflow calls another one, or runs on a matrix", _ADVICE)
    text = job.workflow.document.text
    if f"needs.{job.id}.outputs" in text or inner.node.get("outputs") is not None:
        raise Cannot(f"other jobs use what {job.uses} puts out", _ADVICE)
    substitution = Substitution(job, called, options)
    edits: list[Edit] = []
    kept = [entry.key.value for entry in job.node.entries if entry.key.value not in _OF_THE_CALL]
    behind = kept[-1] if kept else None
    for key in _COPIED:
        value = _value(key, job, inner, called, substitution)
        if value is not None:
            place = {"before": "uses"} if behind is None else {"after": behind}
            edits.append(InsertEntry(job.path, key, value, **place, blank_line=False))
            behind = None if behind is None else key
    edits += _condition(job, inner, substitution)
    edits += [DeleteEntry((*job.path, key)) for key in _OF_THE_CALL if job.node.entry(key) is not None]
    return Change(f"the job of {job.uses} stands here now: PyPI does not trust called workflows", tuple(edits))


def _called(job: Job, repository: Repository) -> Workflow:
    assert job.uses is not None
    path = job.uses.removeprefix("./").partition("@")[0]
    try:
        called = load_workflow(repository, path)
    except InputError as error:
        raise Cannot(f"the called workflow cannot be read: {error}") from None
    if called is None:
        raise Cannot(f"the called workflow {path} is not there")
    return called


def _value(key: str, job: Job, inner: Job, called: Workflow, substitution: Substitution) -> Value:
    node = inner.node.get(key)
    if key == "permissions":
        return _permissions(job, inner)
    if key == "env":
        return _merged(called.root.get("env"), node, substitution)
    if key == "defaults":
        node = node or called.root.get("defaults")
    if node is None or job.node.entry(key) is not None:
        return None
    return substitution.value(node)


def _merged(outer: object, inner: object, substitution: Substitution) -> Value:
    """The environment of workflow and job as one mapping, the job's entries winning."""
    merged: dict[str, Value] = {}
    for node in (outer, inner):
        if isinstance(node, Mapping):
            merged |= {name: substitution.value(value) for name, value in node.items()}
    return merged or None


def _permissions(job: Job, inner: Job) -> Value:
    """What the called job asked for, as far as the caller allows it; None when the caller's own words stay."""
    wanted, allowed = inner.effective_permissions, job.effective_permissions
    if wanted is None or wanted.everything is not None or job.permissions is not None:
        return None
    for name, level in wanted.named.items():
        if allowed is not None and not covers(allowed.level(name), level):
            raise Cannot(f"the called job asks for the permission {name!r}, which the caller does not give")
    return dict(wanted.named)


def _condition(job: Job, inner: Job, substitution: Substitution) -> list[Edit]:
    """The caller's condition and the called job's, joined."""
    from trustpub.migration.publish_condition import bare

    if inner.condition is None:
        return []
    own = bare(substitution.text(inner.condition, is_expression=True))
    if job.condition is None:
        return [InsertEntry(job.path, "if", own, before="uses")]
    return [SetScalar((*job.path, "if"), f"({bare(job.condition)}) && ({own})")]
