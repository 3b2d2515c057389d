"""Conditions that ask whether the stored secret is there: once it is retired they would switch the release off."""

from __future__ import annotations

import re

from trustpub.migration.types import Cannot, Change
from trustpub.repository.base import Repository
from trustpub.uploads.scripts import kind_of, script_of
from trustpub.workflow.expressions import expression_references
from trustpub.workflow.model import Job, Step
from trustpub.workflow.scope import Scope
from trustpub.yamlcst import KeyPath
from trustpub.yamlcst.edit import DeleteEntry, SetScalar

_ASKS_WHETHER_IT_IS_THERE = re.compile(
    r"^\(?\s*[\w.\[\]'-]+\s*(!=\s*(''|null|false|'false')|==\s*(true|'true'))?\s*\)?$"
)
"""``env.TOKEN``, ``env.TOKEN != ''``, ``env.HAS_TOKEN == 'true'``, with or without parentheses."""

_WRAPPED = re.compile(r"^\s*\$\{\{(?P<inner>.*)\}\}\s*$", re.DOTALL)


def freed_conditions(job: Job, secrets: set[str], repository: Repository) -> list[Change]:
    """Changes that take the question for a migrated secret out of the conditions of a job and its steps.

    The question also kept forks out, which have no secrets; where the repository's place on GitHub is known, a question
    for that takes its place.

    Raises:
        Cannot: a condition asks for it in another way than by one of several parts joined with ``&&``, or asks whether
            it is missing.
    """
    owner, name = repository.identity()
    guard = f"github.repository == '{owner}/{name}'" if owner is not None and name is not None else None
    changes: list[Change] = []
    for path, condition, step in _conditions(job):
        scope = Scope(job.workflow, job, step)
        if not _asks_for(condition, scope, secrets):
            continue
        wrapped = _WRAPPED.match(condition)
        parts = [part.strip() for part in split_conjunction(wrapped["inner"] if wrapped else condition)]
        asking = [part for part in parts if _asks_for(part, scope, secrets)]
        if not all(_ASKS_WHETHER_IT_IS_THERE.match(part) for part in asking):
            raise Cannot(
                f"the condition in line {job.line if step is None else step.line} depends on whether the secret exists",
                "take the secret out of the condition, then run trustpub again",
            )
        kept = [part for part in parts if part not in asking]
        if guard is not None and not any("github.repository" in part for part in kept):
            kept.append(guard)
        changes.append(_freed(path, kept, is_wrapped=wrapped is not None))
    return changes


_TESTS = ("[", "[[", "test")


def require_no_script_asks(job: Job, secrets: set[str]) -> None:
    """Return when no script of a job decides by whether a migrated secret is there.

    Raises:
        Cannot: one does; without the secret it would do nothing, or fail.
    """
    for step in job.steps:
        script = script_of(step)
        if step.run is None or script is None or kind_of(step) not in ("bash", "sh"):
            continue
        scope = Scope(job.workflow, job, step)
        lines = [line for line in script.source.splitlines() if not re.search(r"GITHUB_OUTPUT|::set-output", line)]
        asking = [text for line in lines for text in _EXPRESSION.findall(line) if _COMPARED.search(text)]
        for text in asking:
            if secrets & set(scope.flow(text).secrets):
                raise Cannot(
                    f"the script in line {step.line} asks whether the stored secret exists ({text})",
                    "take the secret out of what the script asks, then run trustpub again",
                )
        for command in script.commands:
            if command.name not in _TESTS:
                continue
            text = script.source[command.start : command.end]
            names = [name for name in _NAMED.findall(text) if name in scope.env]
            held = {secret for name in names for secret in scope.flow(scope.env[name].text).secrets}
            if secrets & (held | set(scope.flow(text).secrets)):
                raise Cannot(
                    f"the script in line {step.line} asks whether the stored secret exists ({text})",
                    "take the secret out of what the script asks, then run trustpub again",
                )


_EXPRESSION = re.compile(r"\$\{\{(?:(?!\}\}).)*\}\}")
_COMPARED = re.compile(
    r"!\s*\(?\s*(secrets|env)\b|\b(secrets|env)\s*[.\[][\w.'\]-]*\s*[!=]=|[!=]=\s*(secrets|env)\b", re.IGNORECASE
)
_NAMED = re.compile(r"\$\{?([A-Za-z_]\w*)")


def _freed(path: KeyPath, kept: list[str], *, is_wrapped: bool) -> Change:
    why = "the condition asked whether the stored secret exists, which it will not for long"
    if not kept:
        return Change(why, (DeleteEntry(path),))
    text = " && ".join(kept)
    return Change(why, (SetScalar(path, f"${{{{ {text} }}}}" if is_wrapped else text),))


def _conditions(job: Job) -> list[tuple[KeyPath, str, Step | None]]:
    found: list[tuple[KeyPath, str, Step | None]] = []
    if job.condition is not None:
        found.append(((*job.path, "if"), job.condition, None))
    for step in job.steps:
        if step.condition is not None:
            found.append(((*step.path, "if"), step.condition, step))
    return found


def _asks_for(condition: str, scope: Scope, secrets: set[str]) -> bool:
    inner = condition.replace("${{", " ").replace("}}", " ")
    for reference in expression_references(inner):
        if reference.context in ("env", "secrets", "steps", "needs"):
            flow = scope.flow("${{ " + ".".join(reference.parts) + " }}")
            if secrets & set(flow.secrets):
                return True
    return False


def split_conjunction(expression: str) -> list[str]:
    """The parts of an expression that are joined with ``&&`` at its top level, as written."""
    parts: list[str] = []
    depth = start = position = 0
    while position < len(expression):
        character = expression[position]
        if character == "'":
            end = expression.find("'", position + 1)
            position = len(expression) if end < 0 else end
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif depth == 0 and expression.startswith("||", position):
            return [expression]
        elif depth == 0 and expression.startswith("&&", position):
            parts.append(expression[start:position])
            position += 1
            start = position + 1
        position += 1
    return [*parts, expression[start:]]
