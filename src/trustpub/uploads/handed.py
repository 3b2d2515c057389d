"""Credentials for PyPI that a step is handed without a tool's own option or variable naming them."""

from __future__ import annotations

import re

from trustpub.shell import Command, Script
from trustpub.uploads.containers import CONTAINERS
from trustpub.uploads.names import looks_like_pypi_credential, looks_like_user
from trustpub.uploads.scripts import expand, visible_variables
from trustpub.uploads.settings import settings_before
from trustpub.uploads.types import Credential
from trustpub.workflow.environment import EnvValue, changed_before, declared
from trustpub.workflow.flow import Flow
from trustpub.workflow.scope import Scope

_PYPI_HOST = re.compile(r"://(?:[^/@\s]*@)?(?:upload\.|test\.|www\.)?pypi(?:\.python)?\.org\b", re.IGNORECASE)

_MOST_COMMANDS = 200
_NO_PUBLISHERS = frozenset({"curl", "wget", "pip", "pip3", "echo", "printf", "test", "[", "[["})
"""Commands whose secrets are not for an upload that another program makes."""


def from_environment(scope: Scope) -> tuple[list[Credential], list[Credential]]:
    """Credentials for PyPI in the environment: what the whole job sees, and what only the step is handed."""
    step = scope.step
    assert step is not None
    inherited: list[Credential] = []
    own: list[Credential] = []
    changed = changed_before(scope.job, step, declared(scope.job)) if scope.binding is None else scope.env
    for name, value in changed.items():
        credential = _from_variable(scope, name, value)
        if credential is not None:
            at_step = value.path is not None and value.path[: len(step.path)] == step.path
            (own if at_step else inherited).append(credential)
    if scope.binding is None:
        of_job = _of_job(scope)
        inherited = [c for c in of_job if c.name not in changed] + inherited if changed else of_job
    return inherited, own


def _of_job(scope: Scope) -> list[Credential]:
    """What every step of the job sees; no step is noted in it."""
    job = scope.job
    if job.credentials is None:
        found = [_from_variable(scope, name, value) for name, value in declared(job).items()]
        job.credentials = [credential._replace(step=None) for credential in found if credential is not None]
    return job.credentials


def _from_variable(scope: Scope, name: str, value: EnvValue) -> Credential | None:
    if "${{" not in value.text:
        return None
    flow = scope.flow(value.text)
    if not flow.secrets or not names_pypi(name, flow.secrets):
        return None
    return Credential(role_of(name), name, value.path, flow.secrets, flow.literal, scope.step)


def from_script(scope: Scope, script: Script) -> list[Credential]:
    """Credentials for PyPI written into the script's commands.

    Beside an address of PyPI every secret of a command is one.
    """
    step = scope.step
    own: list[Credential] = []
    for command in script.commands[:_MOST_COMMANDS]:
        texts = [word.text for word in command.words] + [a.value.text for a in command.assignments if a.value]
        texts = [text for text in texts if "${{" in text]
        if not texts or command.name in _NO_PUBLISHERS or _builds_image(command):
            continue
        for text in texts:
            flow = scope.flow(text)
            name = text.split("=", 1)[0]
            if flow.secrets and (names_pypi(name, flow.secrets) or _speaks_to_pypi(scope, script, command)):
                own.append(Credential(role_of(flow.secrets[0]), name, None, flow.secrets, flow.literal, step, command))
    return own


def from_settings(scope: Scope) -> tuple[list[Credential], list[Credential]]:
    """Credentials in the configuration of a tool: what earlier steps put there, and what the step itself does."""
    earlier: list[Credential] = []
    own: list[Credential] = []
    for setting in settings_before(scope):
        flow = scope.at(setting.step).flow(setting.text) if setting.role != "url" else Flow()
        if flow.secrets:
            name = f"{setting.tool} {setting.repository}"
            credential = Credential(setting.role, name, None, flow.secrets, "", setting.step, setting.command)
            (own if setting.step is scope.step else earlier).append(credential)
    return earlier, own


def names_pypi(name: str, secrets: tuple[str, ...]) -> bool:
    """Whether the name of a variable or of a secret in it speaks of a credential for PyPI."""
    return looks_like_pypi_credential(name) or any(looks_like_pypi_credential(secret) for secret in secrets)


def role_of(name: str) -> str:
    """``user`` or ``password``, by name."""
    return "user" if looks_like_user(name) else "password"


def _builds_image(command: Command) -> bool:
    return command.name in CONTAINERS and any(word.value in ("build", "buildx", "login") for word in command.words[1:3])


def _speaks_to_pypi(scope: Scope, script: Script, command: Command) -> bool:
    if not any("$" in word.text or "pypi" in word.text for word in command.words):
        return False
    variables = visible_variables(scope, script, command)
    return any(_PYPI_HOST.search(expand(word.text, variables)) for word in command.words)
