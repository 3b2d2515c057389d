"""Credentials and addresses that earlier commands of a job put into a tool's configuration.

Read are ``poetry config``, ``pdm config`` and ``.pypirc`` files that a script writes. Sources: the tools' own
documentation, https://python-poetry.org/docs/repositories/, https://pdm-project.org/latest/usage/config/ and
https://packaging.python.org/en/latest/specifications/pypirc/.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.shell import Command, Script, file_writes, resolve, tool_of
from trustpub.uploads.scripts import script_of, visible_variables
from trustpub.workflow.model import Step
from trustpub.workflow.scope import Scope

_SECTION = re.compile(r"^\s*\[([^\]]+)\]\s*$")
_FIELD = re.compile(r"^\s*(repository|username|password)\s*[:=]\s*(.*?)\s*$", re.IGNORECASE)
_ROLES = {"repository": "url", "username": "user", "password": "password"}


class Setting(NamedTuple):
    """One configured value.

    Attributes:
        tool: ``poetry``, ``pdm`` or ``.pypirc``.
        repository: name of the repository it belongs to, in lower case.
        role: ``url``, ``user`` or ``password``.
        text: the value, variables resolved, expressions kept.
        step: the step whose script sets it.
        command: the command that does; None for a line of a ``.pypirc``.
    """

    tool: str
    repository: str
    role: str
    text: str
    step: Step
    command: Command | None


def settings_before(scope: Scope) -> list[Setting]:
    """What the scripts of the job set, up to and with the scope's own step."""
    found: list[Setting] = []
    for step in scope.job.steps:
        if scope.step is not None and step.index > scope.step.index:
            break
        if step.run is None or not re.search(r"config|pypirc", step.run.value):
            continue
        script = script_of(step)
        if script is not None:
            at = scope.at(step)
            found += _configured(at, step, script)
            found += _pypirc(at, step, script)
    return found


def _configured(scope: Scope, step: Step, script: Script) -> list[Setting]:
    found: list[Setting] = []
    for command in script.commands:
        tool = tool_of(command)
        if tool is None or tool.name not in ("poetry", "pdm"):
            continue
        variables = visible_variables(scope, script, command)
        words = [resolve(word.value if word.value is not None else word.text, variables) for word in tool.args]
        words = [word for word in words if not word.startswith("-")]
        if len(words) < 3 or words[0] != "config":
            continue
        for repository, role, text in _meaning(tool.name, words[1], words[2:]):
            found.append(Setting(tool.name, repository.lower(), role, text, step, command))
    return found


def _meaning(tool: str, key: str, values: list[str]) -> list[tuple[str, str, str]]:
    section, _, rest = key.partition(".")
    if tool == "poetry":
        if section == "pypi-token":
            return [(rest, "password", values[0])]
        if section == "http-basic":
            return [(rest, role, text) for role, text in zip(("user", "password"), values, strict=False)]
        if section == "repositories":
            return [(rest.removesuffix(".url"), "url", values[0])]
        return []
    name, _, field = rest.rpartition(".")
    role = {"url": "url", "username": "user", "password": "password"}.get(field)
    return [(name, role, values[0])] if section == "repository" and role is not None else []


def _pypirc(scope: Scope, step: Step, script: Script) -> list[Setting]:
    text = file_writes(script, ".pypirc")
    if text is None:
        return []
    variables = {name: value.text for name, value in scope.env.items()}
    for assignment in script.assignments:
        if assignment.value is not None and assignment.value.value is not None:
            variables.setdefault(assignment.name, resolve(assignment.value.value, variables))
    text = resolve(text, variables)
    found: list[Setting] = []
    section = ""
    for line in text.splitlines():
        if match := _SECTION.match(line):
            section = match.group(1).strip().lower()
        elif match := _FIELD.match(line):
            found.append(Setting(".pypirc", section, _ROLES[match.group(1).lower()], match.group(2), step, None))
    if not found and "${{" in text:
        found.append(Setting(".pypirc", "pypi", "password", text, step, None))
    return found
