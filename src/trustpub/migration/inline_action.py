"""Writing the steps of a local composite action into the job that uses it, when one of them publishes."""

from __future__ import annotations

import re

from trustpub.migration.publish_condition import bare
from trustpub.migration.replace_step import delete_step
from trustpub.migration.substitute import Substitution
from trustpub.migration.types import Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.uploads.nested import load_action
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Step
from trustpub.yamlcst.edit import Edit, InsertItem, Value

_ADVICE = "let the action only build, and upload with pypa/gh-action-pypi-publish in a step of the job"
_OF_THE_ACTION = re.compile(r"github\.action_path|GITHUB_ACTION_PATH|github\.action\b")
_STEPS = re.compile(r"\bsteps\.([A-Za-z_][\w-]*)")


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
    text = action.document.text
    if _OF_THE_ACTION.search(text):
        raise Cannot(f"the steps of {step.uses} use files of its own folder", _ADVICE)
    if step.id is not None and f"steps.{step.id}." in step.job.workflow.document.text:
        raise Cannot(f"other steps use what {step.uses} puts out", _ADVICE)
    if any(step.env.values()):
        raise Cannot(f"{step.uses} is given variables, which its steps may or may not need", _ADVICE)
    taken = {other.id for other in step.job.steps if other.id is not None}
    if taken & set(_STEPS.findall(text)):
        raise Cannot(f"the steps of {step.uses} have ids that steps of the job have too", _ADVICE)
    substitution = Substitution.of_action(step, action, options)
    written = [_with_condition(substitution.value(inner.node), step) for inner in action.jobs[""].steps]
    edits: list[Edit] = [InsertItem(step.path[:-1], step.index + 1, value) for value in reversed(written)]
    edits.append(delete_step(step))
    return Change(
        f"the steps of {step.uses} stand here now, where the publishing one can ask for a token", tuple(edits)
    )


def _with_condition(value: Value, step: Step) -> Value:
    """A step with the condition of the one that used the action joined to its own."""
    assert isinstance(value, dict)
    if step.condition is None:
        return value
    own = value.get("if")
    outer = bare(step.condition)
    if own is None:
        return {"if": outer, **value}
    text = own if isinstance(own, str) else getattr(own, "text", "")
    return {**value, "if": f"({outer}) && ({bare(text)})"}
