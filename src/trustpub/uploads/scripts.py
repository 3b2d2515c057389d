"""The scripts of ``run`` steps, each read once, with the variables that are visible in them."""

from __future__ import annotations

import re
from bisect import bisect_right

from trustpub.shell import Command, Script, read_other, read_script, resolve, shell_kind, variables_before
from trustpub.workflow.environment import choice
from trustpub.workflow.model import Step
from trustpub.workflow.scope import Scope

_OTHER_REFERENCE = re.compile(r"\$\{?env:(\w+)\}?|%(\w+)%", re.IGNORECASE)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)


def runs_on_windows(step: Step) -> bool:
    """Whether the step's job names a Windows runner and nothing else."""
    labels = step.job.runs_on
    return bool(labels) and all("windows" in label.lower() for label in labels)


def kind_of(step: Step) -> str:
    """The shell that runs the step's script."""
    return shell_kind(step.shell or step.job.default("shell"), runs_on_windows(step))


def script_of(step: Step) -> Script | None:
    """The step's script, read; None when the step runs none, or one that no shell reads."""
    if step.run is None:
        return None
    if step.script is None:
        kind = kind_of(step)
        if kind == "python":
            return None
        step.script = read_other(step.run.value) if kind in ("pwsh", "cmd") else read_script(step.run.value)
    return step.script


def visible_variables(scope: Scope, script: Script, command: Command) -> dict[str, str]:
    """Texts of the variables that a command sees: the environment, then what the script set before it.

    A variable that branches of the script set to different values is an expression that chooses among them; one that
    is set to the output of a command is that command, as written.
    """
    variables = {name: value.text for name, value in scope.env.items()}
    known = variables_before(script, command)
    for name, text in known.items():
        variables[name] = expand(text, variables)
    for name, texts in _doubtful(script, command, known).items():
        resolved = [expand(text, variables) for text in texts]
        variables[name] = choice([variables[name], *resolved] if name in scope.env else resolved)
    for assignment in command.assignments:
        if assignment.value is not None:
            value = assignment.value.text if assignment.value.value is None else assignment.value.value
            variables[assignment.name] = expand(value, variables)
    for name, text in _prefixed(command):
        variables[name] = expand(text, variables)
    return variables


def expand(text: str, variables: dict[str, str]) -> str:
    """A text with the references to known variables replaced, in the spellings of bash, PowerShell and cmd."""
    if "env:" in text or "%" in text:
        text = _OTHER_REFERENCE.sub(lambda found: variables.get(found[1] or found[2], found[0]), text)
    return resolve(text, variables)


def _doubtful(script: Script, command: Command, known: dict[str, str]) -> dict[str, list[str]]:
    """What variables may be set to when the script reaches a command, where that depends on its run."""
    texts: dict[str, list[str]] = {}
    for assignment in script.assignments:
        if assignment.start >= command.start:
            break
        if assignment.name in known or assignment.value is None or assignment.value.text.startswith("("):
            continue
        value = assignment.value.text if assignment.value.value is None else assignment.value.value
        texts.setdefault(assignment.name, []).append(value)
    return texts


def _prefixed(command: Command) -> list[tuple[str, str]]:
    """The variables that ``env NAME=value program`` (also behind ``sudo``) sets for the program."""
    found: list[tuple[str, str]] = []
    if command.name not in ("env", "sudo"):
        return found
    for word in command.words[1:]:
        text = word.text if word.value is None else word.value
        match = _ASSIGNMENT.fullmatch(text)
        if match is not None:
            found.append((match[1], match[2]))
        elif not text.startswith("-") and text not in ("env", "sudo"):
            break
    return found


def statement_text(script: Script, command: Command) -> str:
    """The text of the statement of a script that holds a command, with the lines of its here-documents."""
    starts = [statement.start for statement in script.body.statements] + [len(script.source)]
    number = bisect_right(starts, command.start) - 1
    return script.source[starts[number] : starts[number + 1]] if 0 <= number < len(starts) - 1 else ""
