"""Uploads that a script makes under a condition of its own: an output of the step tells whether it would have.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
"""

from __future__ import annotations

from typing import NamedTuple

from trustpub.migration.distributions import is_maturin_publish
from trustpub.migration.ids import unique_step_id
from trustpub.migration.runners import runs_elsewhere
from trustpub.migration.script_edit import ScriptEdit, ScriptEdits
from trustpub.migration.types import Cannot
from trustpub.shell import Command, stops_on_error
from trustpub.shell.checks import error_modes
from trustpub.shell.placement import is_retried, kinds_around, may_be_passed_over, path_to
from trustpub.uploads.scripts import kind_of, script_of
from trustpub.uploads.types import TESTPYPI, Upload
from trustpub.workflow.model import Step
from trustpub.yamlcst.edit import Edit, InsertEntry

_UNREADABLE = {
    "condition": "its exit status decides what runs next",
    "negation": "its exit status is negated with `!`",
    "background": "it runs in the background",
    "pipeline": "it is a part of a pipeline",
    "function": "it stands in a function",
    "other": "it stands in a construct that is not understood",
}
_STEP_ID = "distributions-to-publish"


class Signal(NamedTuple):
    """What asks whether a script came to its upload: the condition, and the edits that give its step an id."""

    condition: str
    edits: tuple[Edit, ...]


def builds_as_well(upload: Upload) -> bool:
    """Whether the uploading command makes the files itself."""
    options = upload.site.options or {}
    if upload.via in ("poetry", "pdm"):
        return "--build" in options if upload.via == "poetry" else "--no-build" not in options
    return upload.via in ("flit", "setup.py") or is_maturin_publish(upload)


def is_decided_by_script(upload: Upload) -> bool:
    """Whether only the script can tell that it came to its upload: the step may succeed without it.

    So it is for a command in a subshell that cannot be taken out of it.
    """
    step, command = upload.site.step, upload.site.command
    script = None if step is None else script_of(step)
    if step is None or command is None or script is None or kind_of(step) not in ("bash", "sh"):
        return False
    if script.has_errors or upload.via == "semantic-release":
        return False
    if "subshell" in command.context and not builds_as_well(upload):
        return True
    return may_be_passed_over(script, command, stops_on_error=_stops(step))


def asks_before_uploading(upload: Upload) -> bool:
    """Whether only some runs of the script upload; one that merely tries again uploads in each."""
    step, command = upload.site.step, upload.site.command
    script = None if step is None else script_of(step)
    if step is None or script is None or command is None or not is_decided_by_script(upload):
        return False
    passed = may_be_passed_over(script, command, stops_on_error=_stops(step))
    return passed and not is_retried(script, command)


def signal_for(upload: Upload, scripts: ScriptEdits) -> Signal | None:
    """Let the script say that it came to its upload, where it may not; to be called when the command has been edited.

    Returns:
        None when the script only succeeds if it uploads.

    Raises:
        Cannot: it cannot say so.
    """
    step, command = upload.site.step, upload.site.command
    if step is None or command is None or not is_decided_by_script(upload):
        return None
    edit = scripts.of(step)
    reason = _refusal(edit, command)
    if reason is not None:
        raise Cannot(f"the command cannot be taken out of the script of line {step.line}: {reason}")
    if error_modes(edit.script, _stops(step)) != {True}:
        raise Cannot("the script goes on when its upload fails")
    output = _output(upload, edit)
    edit.signal(command, output)
    edits: tuple[Edit, ...] = ()
    step_id = step.id or scripts.ids.get(step.index)
    if step_id is None:
        step_id = unique_step_id(step.job, _STEP_ID, scripts.ids.values())
        scripts.ids[step.index] = step_id
        edits = (InsertEntry(step.path, "id", step_id, before="run"),)
    return Signal(f"steps.{step_id}.outputs.{output} == 'true'", edits)


def _refusal(edit: ScriptEdit, command: Command) -> str | None:
    """Why a script cannot say whether it came to a command."""
    if path_to(edit.script, command) is None:
        return "its output is used by another command"
    kinds = list(kinds_around(edit.script, command))
    shell = edit.step.shell or edit.step.job.default("shell")
    if shell is None and runs_elsewhere(edit.step.job) and not {"if", "case", "for", "while"} & set(kinds):
        return "PowerShell may run it on some runners, and would need other words"
    unreadable = next((kind for kind in kinds if kind in _UNREADABLE), None)
    if unreadable is not None:
        return _UNREADABLE[unreadable]
    if {"for", "while"} & set(kinds) and not is_retried(edit.script, command):
        return "it stands in a loop, and may upload more than once"
    return None


def _output(upload: Upload, edit: ScriptEdit) -> str:
    """The name of an output that the script does not set yet."""
    wanted = name = "publish-testpypi" if upload.index == TESTPYPI else "publish-pypi"
    taken = "\n".join([edit.script.source, *edit.signals.values()])
    number = 1
    while f"{name}=" in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _stops(step: Step) -> bool:
    return stops_on_error(step.shell or step.job.default("shell"))
