"""taskipy, whose program is named ``task`` like that of another runner: https://github.com/taskipy/taskipy#readme."""

from __future__ import annotations

from typing import Any

from trustpub.recipes.files import join
from trustpub.recipes.quoting import shell_text
from trustpub.recipes.run import Run
from trustpub.recipes.runners.tables import place_of, pyproject, table, with_arguments
from trustpub.recipes.scripting import run_shell
from trustpub.recipes.types import Call

_HEADERS = ("tool.taskipy.tasks",)


def read_taskipy(run: Run, call: Call) -> bool:
    """What ``task NAME`` runs; False when ``pyproject.toml`` has no such task."""
    words = [word for word in call.words[1:] if not word.startswith("-")]
    folder, path, document = pyproject(run.files, call.context.folder)
    tasks = table(document, "tool", "taskipy", "tasks")
    if not words or words[0] not in tasks:
        return False
    name = words[0]
    arguments = list(call.words[list(call.words).index(name) + 1 :])
    for hook in (f"pre_{name}", name, f"post_{name}"):
        task = tasks.get(hook)
        command = task.get("cmd") if isinstance(task, dict) else task
        if not isinstance(command, str):
            continue
        context = call.context._replace(folder=join(folder, _folder(task)))
        text = with_arguments(command, shell_text(arguments) if hook == name else "")
        run_shell(run, text, place_of(run.files, path, _HEADERS, hook), context)
    return True


def _folder(task: Any) -> str:
    folder = task.get("cwd") if isinstance(task, dict) else None
    return folder if isinstance(folder, str) else "."
