"""The scripts of ``run`` steps, each read once, with the variables that are visible in them."""

from __future__ import annotations

from trustpub.shell import Command, Script, read_other, read_script, resolve, shell_kind, variables_before
from trustpub.workflow.model import Step
from trustpub.workflow.scope import Scope

_READ: dict[tuple[str, str], Script] = {}
_MOST_KEPT = 512


def runs_on_windows(step: Step) -> bool:
    """Whether the step's job names a Windows runner and nothing else."""
    labels = step.job.runs_on
    return bool(labels) and all("windows" in label.lower() for label in labels)


def kind_of(step: Step) -> str:
    """The shell that runs the step's script."""
    return shell_kind(step.shell or step.job.default("shell"), runs_on_windows(step))


def script_of(step: Step) -> Script | None:
    """The step's script, read; None when the step runs none."""
    if step.run is None:
        return None
    kind = kind_of(step)
    if kind == "python":
        return None
    key = (kind, step.run.value)
    script = _READ.get(key)
    if script is None:
        if len(_READ) >= _MOST_KEPT:
            _READ.clear()
        script = read_other(step.run.value) if kind in ("pwsh", "cmd") else read_script(step.run.value)
        _READ[key] = script
    return script


def visible_variables(scope: Scope, script: Script, command: Command) -> dict[str, str]:
    """Texts of the variables that a command sees: the environment, then what the script set before it."""
    variables = {name: value.text for name, value in scope.env.items()}
    for name, text in variables_before(script, command).items():
        variables[name] = resolve(text, variables)
    for assignment in command.assignments:
        if assignment.value is not None and assignment.value.value is not None:
            variables[assignment.name] = resolve(assignment.value.value, variables)
    return variables
