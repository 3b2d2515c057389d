"""Writing the one job of a called workflow of the same repository into the calling job."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustpub.errors import InputError
from trustpub.migration.publish_condition import bare
from trustpub.migration.substitute import Substitution
from trustpub.migration.types import Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.uploads.types import Upload
from trustpub.workflow.load import load_workflow
from trustpub.workflow.model import Job, Workflow
from trustpub.workflow.permissions import covers
from trustpub.workflow.values import text_of
from trustpub.yamlcst import Mapping, Node
from trustpub.yamlcst.edit import DeleteEntry, Edit, InsertEntry, SetScalar, Value

_OF_THE_CALL = ("uses", "with", "secrets")
_COPIED = (
    "runs-on",
    "environment",
    "permissions",
    "concurrency",
    "outputs",
    "env",
    "defaults",
    "timeout-minutes",
    "continue-on-error",
    "container",
    "services",
    "steps",
)
_OUTPUT = re.compile(r"\$\{\{\s*jobs\.(?P<job>[\w-]+)\.outputs\.(?P<name>[\w-]+)\s*\}\}")
_SETTINGS_OF_TOOLS = re.compile(
    r"(PIP|TWINE|UV|POETRY|HATCH|FLIT|PDM|MATURIN|SETUPTOOLS|CIBW|TOX|NOX|PYTHON|GITHUB|GH)_|PYTHON|PATH$|[A-Z]*FLAGS$"
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
    if inner.uses is not None:
        raise Cannot(f"the called workflow calls another one ({inner.uses})", _ADVICE)
    for each, what in ((inner, "the called job"), (job, "the call")):
        if each.node.get("strategy") is not None:
            raise Cannot(f"{what} runs on a matrix, so every leg would publish", _ADVICE)
    _require_same_surroundings(job, called)
    substitution = Substitution.of_call(job, called, options)
    edits: list[Edit] = []
    edits += _condition(job, inner, substitution)
    kept = [entry.key.value for entry in job.node.entries if entry.key.value not in _OF_THE_CALL]
    behind = kept[-1] if kept else None
    for key in _COPIED:
        value = _value(key, job, inner, called, substitution)
        if value is not None:
            place = {"before": "uses"} if behind is None else {"after": behind}
            edits.append(InsertEntry(job.path, key, value, **place, blank_line=False))
            behind = None if behind is None else key
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


def _require_same_surroundings(job: Job, called: Workflow) -> None:
    """Return when the caller's ``env`` and ``defaults``, which a called workflow does not get, change nothing in it.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations; the
    variables of a caller are not handed to the called workflow.

    Raises:
        Cannot: they may.
    """
    if job.workflow.root.get("defaults") is not None:
        raise Cannot("the calling workflow has defaults for its scripts, which the called one does not get", _ADVICE)
    own = set(called.env).union(*(each.env for each in called.jobs.values()))
    for name in job.workflow.env:
        known = re.search(rf"\b{re.escape(name)}\b", called.document.text) or _SETTINGS_OF_TOOLS.match(name)
        if known and name not in own:
            raise Cannot(f"the calling workflow sets {name}, which the called one does not get", _ADVICE)


def _value(key: str, job: Job, inner: Job, called: Workflow, substitution: Substitution) -> Value:
    node = inner.node.get(key)
    if key == "permissions":
        return _permissions(job, inner)
    if key == "outputs":
        return _outputs(inner, called, substitution)
    if key == "env":
        return _merged([called.root.get("env"), node], substitution)
    if key == "defaults":
        return _defaults([called.root.get("defaults"), node], substitution)
    if key == "concurrency":
        return _concurrency([job.node.get(key), called.root.get(key), node], substitution)
    return None if node is None else substitution.value(node, key)


def _merged(nodes: list[Node | None], substitution: Substitution) -> Value:
    """Several mappings as one, the entries of later ones winning; None when there are none."""
    merged: dict[str, Value] = {}
    for node in nodes:
        if isinstance(node, Mapping):
            merged |= {name: substitution.value(value, name) for name, value in node.items()}
    return merged or None


def _defaults(nodes: list[Node | None], substitution: Substitution) -> Value:
    """The ``defaults`` of workflow and job as one, setting by setting."""
    merged = _merged([node.get("run") for node in nodes if isinstance(node, Mapping)], substitution)
    return None if merged is None else {"run": merged}


def _concurrency(nodes: list[Node | None], substitution: Substitution) -> Value:
    """The one ``concurrency`` of calling job, called workflow and called job; the calling job's stays where it is."""
    own, *others = nodes
    given = [node for node in others if node is not None]
    if len(given) + (own is not None) > 1:
        raise Cannot("the call waits for several groups of concurrency, of which a job can have only one", _ADVICE)
    return substitution.value(given[0], "concurrency") if given else None


def _outputs(inner: Job, called: Workflow, substitution: Substitution) -> Value:
    """What the called workflow puts out, as outputs of the job.

    Raises:
        Cannot: an output is made of something else than one output of the job.
    """
    outputs: dict[str, Value] = {}
    for name, value in _declared_outputs(called):
        found = _OUTPUT.fullmatch(value.strip())
        node = None if found is None or found["job"] != inner.id else inner.outputs.get(found["name"])
        if node is None:
            raise Cannot(f"the called workflow's output {name} cannot be told as an output of a job", _ADVICE)
        outputs[name] = substitution.value(node, name)
    return outputs or None


def _declared_outputs(called: Workflow) -> Iterator[tuple[str, str]]:
    trigger = called.triggers.get("workflow_call")
    settings = None if trigger is None else trigger.settings
    outputs = settings.get("outputs") if isinstance(settings, Mapping) else None
    for name, node in outputs.items() if isinstance(outputs, Mapping) else ():
        yield name, (text_of(node.get("value")) if isinstance(node, Mapping) else None) or ""


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
    if inner.condition is None:
        return []
    own = substitution.condition(inner.condition)
    if job.condition is None:
        first = job.node.entries[0].key.value
        return [InsertEntry(job.path, "if", own, before=first, blank_line=False)]
    return [SetScalar((*job.path, "if"), f"({bare(job.condition)}) && ({bare(own)})")]
