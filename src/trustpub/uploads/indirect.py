"""Uploads that only show as a step that runs make, tox, nox, a script or the like with a credential for PyPI."""

from __future__ import annotations

import re

from trustpub.repository.base import Repository
from trustpub.shell import Command, Tool
from trustpub.uploads.containers import CONTAINERS, programs
from trustpub.uploads.handed import from_environment, from_script, from_settings
from trustpub.uploads.looking_through import look_through
from trustpub.uploads.names import speaks_of_testpypi
from trustpub.uploads.scripts import script_of
from trustpub.uploads.types import PYPI, TESTPYPI, TOKEN, UNKNOWN, Site, Upload, secrets_of
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
_NOT_PUBLISHING = re.compile(
    r"^(unit|integration|functional|e2e)?[-_]?(test|lint|docs?|clean|install|check|build|format|fmt|style|types?|typing|mypy"
    r"|ruff|black|flake8|pylint|bandit|cov|pre-commit|benchmark|setup|deps|requirements|py\d|pypy|develop|sync)[\w.,{}-]*$",
    re.IGNORECASE,
)
_OTHER_GOODS = re.compile(
    r"docs?\b|documentation|coverage|codecov|docker|image|container|\bnpm|s3\b|pages|notes|changelog|conda|helm|chart|crate"
    r"|website|storybook|sentry",
    re.IGNORECASE,
)
_PYTHON_GOODS = re.compile(r"pypi|python|twine|wheel|sdist|dist\b|package", re.IGNORECASE)
_RUNS_CONTAINER = re.compile(r"\b(run|exec|up)\b")
_LEADS_SOMEWHERE = re.compile(
    r"\b(?:" + "|".join(_RUNNERS) + r"|hatch|pdm|poetry|rye|uv|pipenv|pixi|docker|podman|nerdctl)\b"
    r"|/|\.(?:sh|bash|py|ps1|bat|js)\b|\$[A-Za-z_({]"
)
"""What stands in every script that runs one of those programs, or a file of the repository."""

_PROJECT_LAUNCHER = re.compile(r"(hatch|pdm|poetry|rye|uv|pipenv|pixi)\b")


def indirect_upload(scope: Scope, repository: Repository) -> Upload | None:
    """The upload that the script of the scope's step makes through another program, or None.

    Where the repository's files tell what the program does, they decide. Elsewhere a step that is handed the credential
    itself counts when it runs such a program at all; where the whole job or workflow sees the credential, the program's
    arguments must speak of publishing.
    """
    step = scope.step
    if step is None or step.run is None or _LEADS_SOMEWHERE.search(step.run.value) is None:
        return None
    inherited, own = from_environment(scope)
    earlier, configured = from_settings(scope)
    inherited, own = inherited + earlier, own + configured
    if not inherited and not own and not scope.flow(step.run.value).secrets:
        return None  # most scripts: reading them would cost more than all the rest
    script = script_of(step)
    if script is None:
        return None
    own += from_script(scope, script)
    if not inherited and not own:
        return None
    candidates = [c for command in script.commands for c in _programs(command)]
    seen = {c[2].start: look_through(c[2], scope, repository) for c in candidates}
    leading = [c for c in candidates if (found := seen[c[2].start]) is not None and found.chain]
    candidates = [c for c in candidates if (found := seen[c[2].start]) is None or not found.uploads_nothing]
    publishing = leading or [c for c in candidates if _PUBLISHES.search(c[1]) and (own or not _publishes_else(c[1]))]
    chosen = publishing or ([c for c in candidates if not _only_builds(c[1])] if own else [])
    if not chosen:
        return None
    via, words, command = chosen[-1]
    credentials = tuple(credential._replace(step=credential.step or step) for credential in own or inherited)
    if not any(c.role == "password" for c in credentials):
        return None
    known = seen[command.start]
    testing = all(speaks_of_testpypi(secret) for secret in secrets_of(credentials)) and secrets_of(credentials)
    return Upload(
        workflow=scope.workflow.path,
        job=scope.job.id,
        step=step.index,
        line=step.line,
        via=via,
        through=known.chain if known is not None and known.chain else (words,),
        index=known.index if known is not None and known.index != UNKNOWN else _index(words, bool(testing)),
        auth=TOKEN,
        secrets=secrets_of(credentials),
        site=Site(scope.workflow, scope.job, step, scope, credentials, command),
    )


def _programs(command: Command) -> list[tuple[str, str, Command]]:
    """What a command runs that may upload: the means, its words, the command."""
    found: list[tuple[str, str, Command]] = []
    for program in programs(command):
        tool = program.tool
        words = " ".join([tool.path, *(word.text for word in tool.args)])
        means = _means(tool, words)
        if means is not None:
            found.append((means, words, command))
    return found


def _means(tool: Tool, words: str) -> str | None:
    if tool.name == "setup.py":
        return None
    if tool.name in _RUNNERS:
        return _RUNNERS[tool.name] if _targets(words) else None
    if tool.name in _SHELLS:
        target = next((word.text for word in tool.args if not word.text.startswith("-")), None)
        is_file = target is not None and ("/" in target or _SCRIPT.search(target)) and "setup.py" not in target
        return "script" if is_file else None
    if tool.path.startswith(("/usr/", "/bin/", "/opt/")):
        return None
    if ("/" in tool.path and not tool.path.startswith("$")) or _SCRIPT.search(tool.name):
        return "script"
    if tool.name in CONTAINERS and _RUNS_CONTAINER.search(words) and _PUBLISHES.search(words):
        return "other"
    if tool.launcher and _PROJECT_LAUNCHER.match(tool.launcher[-1]) and _PUBLISHES.search(tool.name):
        return "other"
    return None


def _targets(words: str) -> list[str]:
    """What a runner is told to run."""
    return [word for word in words.split()[1:] if not word.startswith("-")]


def _only_builds(words: str) -> bool:
    targets = _targets(words)
    return bool(targets) and all(_NOT_PUBLISHING.match(target) for target in targets)


def _publishes_else(words: str) -> bool:
    """Whether a program publishes something else than Python distributions, by its words."""
    return bool(_OTHER_GOODS.search(words)) and not _PYTHON_GOODS.search(words)


def _index(words: str, testing: bool) -> str:
    return TESTPYPI if testing or speaks_of_testpypi(words) else PYPI
