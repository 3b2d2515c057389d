"""Uploads that only show as a step that runs make, tox, nox, a script or the like with a credential for PyPI."""

from __future__ import annotations

import re

from trustpub.shell import Command, Script, tool_of
from trustpub.uploads.names import looks_like_pypi_credential, looks_like_user, speaks_of_testpypi
from trustpub.uploads.scripts import script_of
from trustpub.uploads.settings import settings_before
from trustpub.uploads.types import PYPI, TESTPYPI, TOKEN, Credential, Site, Upload, secrets_of
from trustpub.workflow.scope import Scope

_RUNNERS = {
    "make": "make",
    "gmake": "make",
    "tox": "tox",
    "nox": "nox",
    "invoke": "other",
    "inv": "other",
    "just": "other",
    "task": "other",
    "poe": "other",
    "doit": "other",
    "rake": "other",
    "npm": "other",
    "yarn": "other",
    "pnpm": "other",
    "npx": "other",
    "gradle": "other",
    "gradlew": "other",
    "bazel": "other",
    "pants": "other",
    "earthly": "other",
    "dagger": "other",
    "mage": "other",
    "paver": "other",
    "fab": "other",
}
_SHELLS = {"bash", "sh", "zsh", "source", ".", "python", "python3", "pwsh", "node"}
_SCRIPT = re.compile(r"\.(sh|bash|py|ps1|bat|js)$")
_PUBLISHES = re.compile(r"publish|release|upload|deploy|pypi|distribute|ship", re.IGNORECASE)
_NOT_PUBLISHING = re.compile(r"^(test|lint|docs?|clean|install|check|build|format)\w*$", re.IGNORECASE)
_CONFIGURES = re.compile(r"pypi-token|http-basic|pypirc|\bconfig\b")
_PROJECT_LAUNCHER = re.compile(r"(hatch|pdm|poetry|rye|uv|pipenv)\b")


def indirect_upload(scope: Scope) -> Upload | None:
    """The upload that the script of the scope's step makes through another program, or None.

    A step that is handed the credential itself counts when it runs such a program at all; where the whole job or
    workflow sees the credential, the program's arguments must speak of publishing.
    """
    step = scope.step
    if step is None or step.run is None:
        return None
    inherited, own = _from_environment(scope)
    if not inherited and not own and "${{" not in step.run.value and not _CONFIGURES.search(step.run.value):
        return None  # most scripts: reading them would cost more than all the rest
    script = script_of(step)
    if script is None:
        return None
    own += _from_script(scope, script)
    if not inherited and not own:
        return None
    candidates = [c for c in map(_program, script.commands) if c is not None]
    publishing = [c for c in candidates if _PUBLISHES.search(c[1])]
    chosen = publishing or ([c for c in candidates if not _only_builds(c[1])] if own else [])
    if not chosen:
        return None
    via, words, command = chosen[-1]
    credentials = tuple(own or inherited)
    if not any(c.role == "password" for c in credentials):
        return None
    testing = all(speaks_of_testpypi(secret) for secret in secrets_of(credentials)) and secrets_of(credentials)
    return Upload(
        workflow=scope.workflow.path,
        job=scope.job.id,
        step=step.index,
        line=step.line,
        via=via,
        through=(words,),
        index=_index(words, bool(testing)),
        auth=TOKEN,
        secrets=secrets_of(credentials),
        site=Site(scope.workflow, scope.job, step, scope, credentials, command),
    )


def _from_environment(scope: Scope) -> tuple[list[Credential], list[Credential]]:
    """Credentials for PyPI in the environment: what the whole job sees, and what only the step is handed."""
    step = scope.step
    assert step is not None
    inherited: list[Credential] = []
    own: list[Credential] = []
    for name, value in scope.env.items():
        if "${{" not in value.text:
            continue
        flow = scope.flow(value.text)
        if not flow.secrets or not _is_pypi(name, flow.secrets):
            continue
        credential = Credential(_role(name), name, value.path, flow.secrets, flow.literal, step)
        at_step = value.path is not None and value.path[: len(step.path)] == step.path
        (own if at_step else inherited).append(credential)
    return inherited, own


def _from_script(scope: Scope, script: Script) -> list[Credential]:
    """Credentials for PyPI written into the script's commands, or configured by it or before it."""
    step = scope.step
    own: list[Credential] = []
    for command in script.commands:
        for text in [word.text for word in command.words] + [a.value.text for a in command.assignments if a.value]:
            if "${{" not in text:
                continue
            flow = scope.flow(text)
            name = text.split("=", 1)[0]
            if flow.secrets and _is_pypi(name, flow.secrets):
                own.append(Credential(_role(flow.secrets[0]), name, None, flow.secrets, flow.literal, step, command))
    for setting in settings_before(scope):
        flow = scope.at(setting.step).flow(setting.text)
        if setting.role != "url" and not flow.is_empty and flow.secrets:
            name = f"{setting.tool} {setting.repository}"
            own.append(Credential(setting.role, name, None, flow.secrets, "", setting.step, setting.command))
    return own


def _is_pypi(name: str, secrets: tuple[str, ...]) -> bool:
    return looks_like_pypi_credential(name) or any(looks_like_pypi_credential(secret) for secret in secrets)


def _role(name: str) -> str:
    return "user" if looks_like_user(name) else "password"


def _program(command: Command) -> tuple[str, str, Command] | None:
    """How a command runs something that may upload: the means, its words, the command."""
    tool = tool_of(command)
    if tool is None or tool.name == "setup.py":
        return None
    words = " ".join([tool.path, *(word.text for word in tool.args)])
    if tool.name in _RUNNERS:
        return _RUNNERS[tool.name], words, command
    if tool.name in _SHELLS:
        target = next((word.text for word in tool.args if not word.text.startswith("-")), None)
        is_file = target is not None and ("/" in target or _SCRIPT.search(target)) and "setup.py" not in target
        return ("script", words, command) if is_file else None
    if tool.path.startswith(("/usr/", "/bin/", "/opt/")):
        return None
    if ("/" in tool.path and not tool.path.startswith("$")) or _SCRIPT.search(tool.name):
        return "script", words, command
    if tool.launcher and _PROJECT_LAUNCHER.match(tool.launcher[-1]) and _PUBLISHES.search(tool.name):
        return "other", words, command
    return None


def _only_builds(words: str) -> bool:
    rest = words.split()[1:]
    return bool(rest) and all(_NOT_PUBLISHING.match(word) or word.startswith("-") for word in rest)


def _index(words: str, testing: bool) -> str:
    return TESTPYPI if testing or speaks_of_testpypi(words) else PYPI
