"""Scripts of pipenv and tasks of pixi: https://pipenv.pypa.io/en/latest/scripts.html, https://pixi.sh/latest/workspace/."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trustpub.recipes.documents import read_toml
from trustpub.recipes.files import join
from trustpub.recipes.quoting import shell_text
from trustpub.recipes.run import Run
from trustpub.recipes.runners.tables import items, place_of, pyproject, table, variables, with_arguments
from trustpub.recipes.scripting import run_shell
from trustpub.recipes.types import Call, Context

_VALUED = frozenset({"-e", "--environment", "--manifest-path", "--python", "--pypi-mirror"})
_MAX_DEPTH = 10


def read_pipenv(run: Run, call: Call) -> bool:
    """``pipenv run SCRIPT``; False for anything else."""
    words = _after_run(call.words)
    if not words:
        return False
    path = join(call.context.folder, "Pipfile")
    script = table(read_toml(run.files, path), "scripts").get(words[0])
    if not isinstance(script, str):
        return False
    place = place_of(run.files, path, ("scripts",), words[0])
    run_shell(run, with_arguments(script, shell_text(words[1:])), place, call.context)
    return True


def read_pixi(run: Run, call: Call) -> bool:
    """``pixi run TASK``; False for anything else."""
    words = _after_run(call.words)
    if not words:
        return False
    path = join(call.context.folder, "pixi.toml")
    document = read_toml(run.files, path)
    folder, prefix = call.context.folder, ""
    if not document:
        folder, path, whole = pyproject(run.files, call.context.folder)
        document, prefix = table(whole, "tool", "pixi"), "tool.pixi."
    tasks = dict(table(document, "tasks"))
    for feature in table(document, "feature").values():
        tasks.update(table(feature, "tasks"))
    if words[0] not in tasks:
        return False
    _pixi_task(run, path, tasks, prefix, words, call.context._replace(folder=folder), ())
    return True


def _pixi_task(
    run: Run,
    path: str,
    tasks: dict[str, Any],
    prefix: str,
    words: Sequence[str],
    context: Context,
    active: tuple[str, ...],
) -> None:
    name = words[0]
    if name in active or len(active) > _MAX_DEPTH or name not in tasks or run.is_exhausted:
        run.problem(f"the task {name} of pixi is missing or leads back to itself")
        return
    task = tasks[name] if isinstance(tasks[name], dict) else {"cmd": tasks[name]}
    for needed in items(task.get("depends-on", task.get("depends_on"))):
        needed = needed.get("task") if isinstance(needed, dict) else needed
        _pixi_task(run, path, tasks, prefix, [str(needed)], context, (*active, name))
    command = task.get("cmd")
    text = shell_text(map(str, command)) if isinstance(command, list) else command
    if isinstance(text, str):
        inner = context.setting(variables(task.get("env")))
        if isinstance(task.get("cwd"), str):
            inner = inner._replace(folder=join(context.folder, task["cwd"]))
        place = place_of(run.files, path, (f"{prefix}tasks",), name)
        run_shell(run, with_arguments(text, shell_text(words[1:])), place, inner)


def _after_run(words: Sequence[str]) -> list[str]:
    rest = list(words[1:])
    seen = False
    while rest and (rest[0].startswith("-") or not seen):
        word = rest.pop(0)
        if word in _VALUED and rest:
            rest.pop(0)
        elif not word.startswith("-"):
            if word not in ("run", "r"):
                return []
            seen = True
    return rest
