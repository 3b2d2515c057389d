"""What the steps of a job need GITHUB_TOKEN for, by the table ``data/permissions.toml``.

The table's head explains its fields. What it does not know makes the answer unknown: a permission that is forgotten
breaks a release, so nothing is guessed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from trustpub.data import read_text
from trustpub.repository.base import Repository
from trustpub.shell import Command, tools_of
from trustpub.uploads.nested import load_action
from trustpub.uploads.scripts import script_of
from trustpub.workflow.expressions import references
from trustpub.workflow.model import Job, Step
from trustpub.workflow.permissions import covers
from trustpub.workflow.scope import Scope

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Needs = dict[str, str]
"""Permission names and levels (``read`` or ``write``)."""

_MAX_DEPTH = 3


class UnknownNeeds(Exception):  # noqa: N818 - an answer, caught where it is asked for
    """What a step does with GITHUB_TOKEN cannot be told; the text names the step's action or command."""


class _Bounded(UnknownNeeds):
    """What a step does cannot be told, but it can need no more than ``at_most``."""

    def __init__(self, text: str, at_most: Needs) -> None:
        super().__init__(text)
        self.at_most = at_most


@cache
def _tables() -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    document = tomllib.loads(read_text("permissions.toml"))
    actions = {row["uses"]: row for row in document["action"]}
    return actions, document["command"], document["unknown_command"]


def needs_of_job(
    job: Job, repository: Repository, without: Iterable[int] = (), removed: Iterable[tuple[int, int]] = ()
) -> Needs:
    """The permissions that the steps of a job need.

    Args:
        job: the job.
        repository: where local actions are.
        without: positions of steps that do not count.
        removed: commands that do not count: the position of the step, and where the command starts in its script.

    Raises:
        UnknownNeeds: one of them cannot be told.
    """
    skipped, removed = set(without), set(removed)
    needs: Needs = {}
    bounded: list[_Bounded] = []
    for step in job.steps:
        if step.index in skipped:
            continue
        try:
            _add(needs, _needs_of_step(step, repository, 0, {start for index, start in removed if index == step.index}))
        except _Bounded as unknown:
            bounded.append(unknown)
    for answer in bounded:
        if not all(covers(needs.get(name, "none"), level) for name, level in answer.at_most.items()):
            raise answer
    return needs


def merge(first: Needs, second: Needs) -> Needs:
    """The union of two sets of permissions."""
    merged = dict(first)
    _add(merged, second)
    return merged


def _add(needs: Needs, more: Needs) -> None:
    for name, level in more.items():
        if not covers(needs.get(name, "none"), level):
            needs[name] = level


def _needs_of_step(step: Step, repository: Repository, depth: int, removed: Collection[int] = ()) -> Needs:
    if step.run is not None:
        return _needs_of_script(step, removed)
    if step.uses is None:
        return {}
    if step.uses.startswith(("./", "../")):
        return _needs_of_local_action(step, repository, depth)
    if step.uses.startswith("docker://"):
        if _hands_over_token(step):
            raise UnknownNeeds(f"{step.uses} is handed GITHUB_TOKEN")
        return {}
    assert step.action is not None
    row = _tables()[0].get(step.action[0])
    if row is None:
        raise UnknownNeeds(f"what {step.action[0]} does with GITHUB_TOKEN")
    return _needs_of_known_action(step, row)


def _needs_of_local_action(step: Step, repository: Repository, depth: int) -> Needs:
    action = load_action(repository, step.uses or "")
    if action is None or not action.jobs or not action.jobs[""].steps or depth >= _MAX_DEPTH:
        raise UnknownNeeds(f"what the local action {step.uses} does with GITHUB_TOKEN")
    needs: Needs = {}
    for inner in action.jobs[""].steps:
        _add(needs, _needs_of_step(inner, repository, depth + 1))
    return needs


def _needs_of_known_action(step: Step, row: dict[str, Any]) -> Needs:
    needs: Needs = dict(row["permissions"])
    for condition in row.get("when", ()):
        if _holds(step, condition):
            _add(needs, condition["permissions"])
    if needs and not _uses_github_token(step, row):
        return {name: level for name, level in needs.items() if name == "id-token"}
    return needs


def _holds(step: Step, condition: dict[str, Any]) -> bool:
    given = step.input(condition["input"].lower())
    value = "" if given is None else given[1].value.strip()
    if "given" in condition:
        return bool(value) == bool(condition["given"])
    if "${{" in value:
        return True
    if "contains" in condition:
        return condition["contains"].lower() in value.lower()
    return value.lower() == str(condition["equals"]).lower()


def _uses_github_token(step: Step, row: dict[str, Any]) -> bool:
    """Whether an action works with GITHUB_TOKEN rather than with another credential that it is handed."""
    for name in row.get("other_credentials", ()):
        given = step.input(name.lower())
        if given is not None and given[1].value.strip():
            return False
    handed: list[str] = []
    name = row.get("token_input")
    given = None if name is None else step.input(name.lower())
    if given is not None and given[1].value.strip():
        handed.append(given[1].value)
    elif row.get("token_env"):
        handed += [step.env[name].value for name in row["token_env"] if name in step.env][:1]
    if handed:
        return _is_github_token(handed[0])
    if row.get("git_credentials"):
        return _checkout_uses_github_token(step)
    return bool(row.get("token_default", True))


def _checkout_uses_github_token(step: Step) -> bool:
    """Whether the credentials that ``actions/checkout`` stored before a step are GITHUB_TOKEN's."""
    for earlier in reversed(step.job.steps[: step.index]):
        if earlier.action is not None and earlier.action[0] == "actions/checkout":
            key, token = earlier.input("ssh-key"), earlier.input("token")
            if key is not None and key[1].value.strip():
                return False
            return token is None or _is_github_token(token[1].value)
    return True


def _checkout_stores_credentials(step: Step) -> bool:
    """Whether a step finds git credentials that an earlier ``actions/checkout`` stored."""
    for earlier in step.job.steps[: step.index]:
        if earlier.action is not None and earlier.action[0] == "actions/checkout":
            persist = earlier.input("persist-credentials")
            if persist is None or persist[1].value.strip().lower() != "false":
                return True
    return False


def _is_github_token(text: str) -> bool:
    """Whether a value is, or may be, GITHUB_TOKEN; another secret alone is not."""
    found = references(text)
    if not found:
        return not text.strip()
    names = [tuple(part.lower() for part in reference.parts) for reference in found]
    if any(name in (("github", "token"), ("secrets", "github_token")) for name in names):
        return True
    return not all(name[0] == "secrets" for name in names)


def _hands_over_token(step: Step) -> bool:
    nodes = [*step.inputs.values(), *step.env.values()]
    texts = [node.value for node in nodes] + ([] if step.run is None else [step.run.value])
    return any("${{" in text and references(text) and _names_github_token(text) for text in texts)


def _names_github_token(text: str) -> bool:
    names = [tuple(part.lower() for part in reference.parts) for reference in references(text)]
    return ("github", "token") in names or ("secrets", "github_token") in names


def _needs_of_script(step: Step, removed: Collection[int]) -> Needs:
    script = script_of(step)
    needs: Needs = {}
    known_user = False
    for command in () if script is None else script.commands:
        if command.start in removed:
            continue
        found = _needs_of_command(step, command)
        if found is not None:
            known_user = True
            _add(needs, found)
    if not known_user and _sees_token(step):
        raise UnknownNeeds(f"what the script in line {step.line} does with GITHUB_TOKEN")
    return needs


def _sees_token(step: Step) -> bool:
    if _hands_over_token(step):
        return True
    scope = Scope(step.job.workflow, step.job, step)
    return any(_names_github_token(value.text) for value in scope.env.values() if "${{" in value.text)


def _needs_of_command(step: Step, command: Command) -> Needs | None:
    """The needs of one command, or None when the table does not speak of it."""
    needs: Needs | None = None
    for tool in tools_of(command):
        words = [tool.name, *(word.value or word.text for word in tool.args)]
        row, unknown = _match(words)
        if unknown is not None:
            text = f"what '{' '.join(words[:3])}' does with GITHUB_TOKEN ({unknown['reason']})"
            if "at_most" not in unknown or _sees_token(step):
                raise UnknownNeeds(text)
            if _checkout_stores_credentials(step):
                raise _Bounded(text, unknown["at_most"])
            continue
        if row is None:
            continue
        found: Needs = dict(row["permissions"])
        for condition in row.get("when", ()):
            if _argument_holds(words, condition):
                _add(found, condition["permissions"])
        needs = needs or {}
        if not found or _command_uses_github_token(step, row):
            _add(needs, found)
    return needs


def _command_uses_github_token(step: Step, row: dict[str, Any]) -> bool:
    env = Scope(step.job.workflow, step.job, step).env
    for name in row.get("token_env", ()):
        if name in env:
            return _is_github_token(env[name].text)
    return not row.get("git_credentials") or _checkout_uses_github_token(step)


def _match(words: list[str]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The row of the longest known beginning of a command's words, or of an unknown one when that is longer."""
    _, commands, unknown_commands = _tables()
    known = _longest(words, commands)
    unknown = _longest(words, unknown_commands)
    if unknown is not None and (known is None or len(unknown["match"]) > len(known["match"])):
        return None, unknown
    return known, None


def _longest(words: list[str], rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    plain = [word for word in words if not word.startswith("-")]
    best: dict[str, Any] | None = None
    for row in rows:
        match = row["match"]
        if words[: len(match)] != match and plain[: len(match)] != match:
            continue
        wanted = row.get("contains")
        if wanted and not any(re.search(re.escape(part), word) for part in wanted for word in words):
            continue
        if best is None or len(match) > len(best["match"]):
            best = row
    return best


def _argument_holds(words: list[str], condition: dict[str, Any]) -> bool:
    if "argument" in condition:
        argument = condition["argument"]
        return any(word == argument or word.startswith(argument + "=") for word in words)
    return any(word.startswith(condition["argument_prefix"]) for word in words)
