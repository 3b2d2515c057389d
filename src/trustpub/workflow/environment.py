"""The variables of the environment that a step sees: of the workflow, the job, earlier steps, and its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from trustpub.shell import Script, github_env_writes, github_output_writes, read_script, resolve
from trustpub.workflow.evaluation import either
from trustpub.workflow.flow import OPAQUE_TEXT
from trustpub.workflow.model import Job, Step
from trustpub.yamlcst import KeyPath

_MOST_WRITERS = 100
_LONGEST_CHOICE = 4_000

WritesReader = Callable[[Script], "list[tuple[str, str | None]]"]


class EnvValue(NamedTuple):
    """A variable of the environment: its text, and where it is set (None when a script set it)."""

    text: str
    path: KeyPath | None


Env = dict[str, EnvValue]


def environment(job: Job, step: Step | None, inherited: Env) -> Env:
    """The environment of a step, or of the job as a whole.

    Args:
        job: the job.
        step: where to look from; None stands before the first step.
        inherited: what a composite action sees of its caller's environment.
    """
    base = inherited | declared(job) if inherited else declared(job)
    changed = {} if step is None else changed_before(job, step, base)
    return base | changed if changed else base


def changed_before(job: Job, step: Step, base: Env) -> Env:
    """What earlier steps' scripts and the step itself set, beside or instead of what ``base`` holds."""
    changed: Env = {}
    for writer, writes in _writers(job):
        if writer.index >= step.index:
            break
        for name, text in writes:
            before = None if writer.condition is None else changed.get(name) or base.get(name)
            changed[name] = EnvValue(text if before is None else choice([before.text, text]), None)
    for name, node in step.env.items():
        changed[name] = EnvValue(node.value, (*step.path, "env", name))
    return changed


def outputs(step: Step) -> dict[str, str]:
    """The outputs that the step's script sets, as far as they can be told."""
    if step.outputs is None:
        step.outputs = dict(_written(step, github_output_writes))
    return step.outputs


def choice(texts: list[str]) -> str:
    """One text for one of several, or of something unknown when that grows too long."""
    text = either(texts)
    return text if len(text) <= _LONGEST_CHOICE else OPAQUE_TEXT


def declared(job: Job) -> Env:
    """What the workflow and the job declare."""
    if job.declared_env is None:
        env = {name: EnvValue(node.value, ("env", name)) for name, node in job.workflow.env.items()}
        for name, node in job.env.items():
            env[name] = EnvValue(node.value, (*job.path, "env", name))
        job.declared_env = env
    return job.declared_env


def _writers(job: Job) -> list[tuple[Step, list[tuple[str, str]]]]:
    if job.env_writers is None:
        steps = [step for step in job.steps if step.run is not None and "GITHUB_ENV" in step.run.value]
        job.env_writers = [(step, _written(step, github_env_writes)) for step in steps[:_MOST_WRITERS]]
    return job.env_writers


def _written(step: Step, reader: WritesReader) -> list[tuple[str, str]]:
    """What a script writes, each name once: several values of one name are those of branches of the script."""
    assert step.run is not None
    script = read_script(step.run.value)
    written = reader(script)
    if not written:
        return []
    visible = {name: node.value for name, node in {**step.job.workflow.env, **step.job.env, **step.env}.items()}
    for assignment in script.assignments:
        if assignment.value is not None and assignment.value.value is not None:
            visible.setdefault(assignment.name, assignment.value.value)
    values: dict[str, list[str]] = {}
    for name, text in written:
        values.setdefault(name, []).append(OPAQUE_TEXT if text is None else resolve(text, visible))
    return [(name, choice(texts)) for name, texts in values.items()]
