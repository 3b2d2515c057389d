"""Credentials and addresses that earlier commands of a job put into a tool's configuration.

Read are ``poetry config``, ``pdm config``, ``keyring set``, and ``.pypirc`` files that a script or an action writes.
Sources: the tools' own documentation, https://python-poetry.org/docs/repositories/,
https://pdm-project.org/latest/usage/config/ and https://packaging.python.org/en/latest/specifications/pypirc/.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.shell import Command, Script, file_writes, tool_of
from trustpub.uploads.scripts import expand, script_of, statement_text, visible_variables
from trustpub.workflow.model import Step
from trustpub.workflow.scope import Scope

_SECTION = re.compile(r"\s*\[([^\]]+)\]\s*")
_FIELD = re.compile(r"\s*(repository|username|password)\s*[:=](.*)", re.IGNORECASE)
_ROLES = {"repository": "url", "username": "user", "password": "password"}
_MOST_STEPS = 100
_MOST_COMMANDS = 50
ANY = "*"
"""The repository of a setting of which it cannot be told."""


class Setting(NamedTuple):
    """One configured value.

    Attributes:
        tool: ``poetry``, ``pdm``, ``keyring`` or ``.pypirc``.
        repository: name of the repository it belongs to, in lower case; `ANY` where that cannot be told.
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
    """What the steps of the job set, up to and with the scope's own step."""
    found: list[Setting] = []
    for step in scope.job.configuring_steps(_may_configure)[:_MOST_STEPS]:
        if scope.step is not None and step.index > scope.step.index:
            break
        if step.settings is None or step.settings[0] is not scope.binding:
            step.settings = (scope.binding, _settings_of(scope.at(step), step))
        found += step.settings[1]
    return found


def _may_configure(step: Step) -> bool:
    if step.run is not None:
        text = step.run.value
        return "pypirc" in text or "keyring" in text or ("config" in text and ("poetry" in text or "pdm" in text))
    return any(node.value.rstrip().endswith(".pypirc") for node in step.inputs.values())


def _settings_of(scope: Scope, step: Step) -> list[Setting]:
    if step.run is None:
        return _written_by_action(step)
    script = script_of(step)
    return [] if script is None else _configured(scope, step, script) + _pypirc(scope, step, script)


def _configured(scope: Scope, step: Step, script: Script) -> list[Setting]:
    found: list[Setting] = []
    tools = ((command, tool_of(command)) for command in script.commands)
    configuring = [(c, tool) for c, tool in tools if tool is not None and tool.name in ("poetry", "pdm", "keyring")]
    for command, tool in configuring[:_MOST_COMMANDS]:
        variables = visible_variables(scope, script, command)
        if tool.name == "keyring":
            if any(word.value == "set" for word in tool.args):
                text = expand(statement_text(script, command), variables)
                found.append(Setting("keyring", ANY, "password", text, step, command))
            continue
        words = [expand(word.value if word.value is not None else word.text, variables) for word in tool.args]
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
    if ".pypirc" not in script.source:
        return []
    variables = {name: value.text for name, value in scope.env.items()}
    for assignment in script.assignments:
        if assignment.value is not None:
            value = assignment.value.text if assignment.value.value is None else assignment.value.value
            variables.setdefault(assignment.name, expand(value, variables))
    text = file_writes(script, ".pypirc")
    found = [] if text is None else _fields(expand(text, variables), step)
    if not any(setting.role == "password" for setting in found):
        texts = [expand(piece, variables) for piece in _pieces(script) if ".pypirc" in piece]
        found += [Setting(".pypirc", ANY, "password", piece, step, None) for piece in texts if "${{" in piece]
    return found


def _fields(text: str, step: Step) -> list[Setting]:
    """The settings in the text of a ``.pypirc``."""
    found: list[Setting] = []
    section = ""
    for line in text.splitlines():
        if match := _SECTION.fullmatch(line):
            section = match.group(1).strip().lower()
        elif match := _FIELD.fullmatch(line):
            found.append(Setting(".pypirc", section, _ROLES[match[1].lower()], match[2].strip(), step, None))
    return found


def _written_by_action(step: Step) -> list[Setting]:
    """What a step writes that gives an action the path of a ``.pypirc`` in one input and its text in another."""
    texts = [node.value for node in step.inputs.values()]
    found = [setting for text in texts for setting in _fields(text, step)]
    return found or [Setting(".pypirc", ANY, "password", text, step, None) for text in texts if "${{" in text]


def _pieces(script: Script) -> list[str]:
    """The statements of a script as they are written, here-documents included; lines where no statements are known."""
    starts = [statement.start for statement in script.body.statements]
    if script.has_errors or not starts:
        return script.source.splitlines()
    ends = [*starts[1:], len(script.source)]
    return [script.source[start:end] for start, end in zip(starts, ends, strict=True)]
