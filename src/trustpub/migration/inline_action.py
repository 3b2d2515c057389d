"""Writing the steps of a local composite action into the job that uses it, when one of them publishes."""

from __future__ import annotations

import re

from trustpub.migration.publish_condition import bare, uses_status_function
from trustpub.migration.replace_step import delete_step, is_asked_for
from trustpub.migration.substitute import Substitution
from trustpub.migration.types import Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.uploads.nested import load_action
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Job, Step, Workflow
from trustpub.yamlcst.edit import Edit, InsertItem, Value

_ADVICE = "let the action only build, and upload with pypa/gh-action-pypi-publish in a step of the job"
_OF_THE_ACTION = re.compile(r"github\s*(\.\s*action|\[\s*'action)|GITHUB_ACTION(_\w+)?\b", re.IGNORECASE)
_STEPS = re.compile(r"\bsteps\s*(?:\.\s*|\[\s*')([A-Za-z_][\w-]*)")


def inline_action(upload: Upload, repository: Repository, options: Options) -> Change:
    """The change that writes the action's steps out where it is used.

    Raises:
        Cannot: they cannot stand in the job.
    """
    step = upload.site.step
    assert step is not None and step.uses is not None
    action = load_action(repository, step.uses)
    if action is None or not action.jobs or not action.jobs[""].steps:
        raise Cannot(f"the local action {step.uses} is not there, or is no composite action", _ADVICE)
    inner = action.jobs[""].steps
    if _OF_THE_ACTION.search(action.document.text):
        raise Cannot(f"the steps of {step.uses} use files of its own folder", _ADVICE)
    if any(each.uses is not None and each.uses.rstrip("/") == step.uses.rstrip("/") for each in inner):
        raise Cannot(f"{step.uses} uses itself", _ADVICE)
    _require_plain_use(step)
    _require_own_ids(step, action)
    _require_no_status(step, inner)
    _require_no_defaults(step.job, inner)
    substitution = Substitution.of_action(step, action, options)
    written = [_with_condition(substitution.value(each.node), step) for each in inner]
    edits: list[Edit] = [InsertItem(step.path[:-1], step.index + 1, value) for value in reversed(written)]
    edits.append(delete_step(step))
    return Change(
        f"the steps of {step.uses} stand here now, where the publishing one can ask for a token", tuple(edits)
    )


def _require_plain_use(step: Step) -> None:
    """Return when the step that uses the action says nothing that holds for all of its steps together.

    Raises:
        Cannot: it does.
    """
    if is_asked_for(step):
        raise Cannot(f"other steps use what {step.uses} puts out", _ADVICE)
    if any(step.env.values()):
        raise Cannot(f"{step.uses} is given variables, which its steps may or may not need", _ADVICE)
    for key in ("continue-on-error", "timeout-minutes"):
        if step.node.get(key) is not None:
            raise Cannot(f"{step.uses} is used with {key}, which holds for all of its steps together", _ADVICE)


def _require_own_ids(step: Step, action: Workflow) -> None:
    """Return when no step of the action shares its id with one of the job, or is asked for by one."""
    taken = {other.id.lower() for other in step.job.steps if other.id is not None}
    taken |= {name.lower() for name in _STEPS.findall(_text(step.job))}
    named = {other.id.lower() for other in action.jobs[""].steps if other.id is not None}
    named |= {name.lower() for name in _STEPS.findall(action.document.text)}
    if taken & named:
        raise Cannot(f"the steps of {step.uses} have ids that steps of the job have too", _ADVICE)


def _require_no_status(step: Step, inner: list[Step]) -> None:
    """Return when no condition asks how steps before it ended: in an action that means the action's own steps.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions.
    """
    for condition in (step.condition, *(each.condition for each in inner)):
        if uses_status_function(condition):
            raise Cannot(f"the condition {condition!r} means something else outside of {step.uses}", _ADVICE)


def _require_no_defaults(job: Job, inner: list[Step]) -> None:
    """Return when the folder that the job sets for its scripts, which an action's do not get, changes nothing."""
    folder = job.default("working-directory")
    scripts = [each for each in inner if each.run is not None and each.node.get("working-directory") is None]
    if folder is not None and scripts:
        raise Cannot(f"scripts of the job run in {folder}, those of the action do not", _ADVICE)


def _text(job: Job) -> str:
    return job.workflow.document.text[job.node.start : job.node.end]


def _with_condition(value: Value, step: Step) -> Value:
    """A step with the condition of the one that used the action joined to its own."""
    assert isinstance(value, dict)
    if step.condition is None:
        return value
    own = value.get("if")
    outer = bare(step.condition)
    if own is None:
        return {"if": step.condition, **value}
    text = own if isinstance(own, str) else getattr(own, "text", "")
    return {**value, "if": f"({outer}) && ({bare(text)})"}
