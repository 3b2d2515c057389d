"""Poe the Poet: https://poethepoet.natn.io/tasks/index.html."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from trustpub.recipes.documents import read_toml
from trustpub.recipes.files import is_inside, join
from trustpub.recipes.quoting import shell_text
from trustpub.recipes.run import Run
from trustpub.recipes.runners.tables import (
    items,
    place_of,
    pyproject,
    table,
    texts,
    variables,
    with_arguments,
)
from trustpub.recipes.scripting import run_shell, split_words
from trustpub.recipes.types import Call, Context, Place

_MAX_DEPTH = 10
_VALUED = frozenset({"-C", "--directory", "--root", "-e", "--executor", "-X"})
_HEADERS = ("tool.poe.tasks", "tasks")


def read_poe(run: Run, call: Call) -> bool:
    """What ``poe TASK`` and ``poetry poe TASK`` run."""
    words = list(call.words[1:])
    if call.words[0] == "poetry":
        if words[:1] != ["poe"]:
            return False
        words = words[1:]
    folder = call.context.folder
    while words and words[0].startswith("-"):
        name, equals, value = words.pop(0).partition("=")
        if name in _VALUED and not equals:
            value = words.pop(0) if words else ""
        folder = join(folder, value) if name in ("-C", "--directory", "--root") else folder
    if not words or not is_inside(folder):
        return False
    folder, path, document = pyproject(run.files, folder)
    poe = table(document, "tool", "poe")
    if not poe:
        path = join(folder, "poe_tasks.toml")
        poe = read_toml(run.files, path)
    context = call.context.setting(variables(poe.get("env")))._replace(folder=folder)
    return _Poe(run, path, poe, call.context.folder).task(words[0], words[1:], context, ())


class _Poe:
    def __init__(self, run: Run, path: str, poe: dict[str, Any], pwd: str) -> None:
        self.run = run
        self.path = path
        self.tasks = table(poe, "tasks")
        self.default_type = poe.get("default_task_type", "cmd")
        self.item_type = poe.get("default_array_item_task_type", "ref")
        self.array_type = poe.get("default_array_task_type", "sequence")
        self.pwd = pwd
        self.where = f"{path} without the files that it includes" if "include" in poe else path

    def task(self, name: str, arguments: Sequence[str], context: Context, active: tuple[str, ...]) -> bool:
        """Follows a task by name; False when there is none."""
        if name not in self.tasks:
            self.run.problem(f"there is no task {name} of poe in {self.where}")
            return False
        if name in active or len(active) > _MAX_DEPTH:
            self.run.problem(f"the task {name} of poe leads back to itself")
            return False
        place = place_of(self.run.files, self.path, _HEADERS, name)
        self.definition(self.tasks[name], arguments, context, place, (*active, name), self.default_type)
        return True

    def definition(
        self, task: Any, arguments: Sequence[str], context: Context, place: Place, active: tuple[str, ...], kind: Any
    ) -> None:
        """Follows a task as it is defined: a text, a list, or a table."""
        if len(active) > _MAX_DEPTH or self.run.is_exhausted:
            return
        if isinstance(task, list):
            task = {str(self.array_type): task}
        elif isinstance(task, str):
            task = {str(kind): task}
        if not isinstance(task, dict):
            self.run.problem(f"the task at {place.at(0)} is not understood")
            return
        context = context.setting(variables(task.get("env")))
        if isinstance(task.get("cwd"), str):
            context = context._replace(folder=join(context.folder, task["cwd"].replace("${POE_PWD}", self.pwd or ".")))
        if task.get("ignore_fail") not in (None, False):
            context = context._replace(ignores_failure=True)
        if "switch" in task:
            self.run.problem(f"the run decides what the task at {place.at(0)} does")
        for name in items(task.get("deps")):
            words = split_words(name) if isinstance(name, str) else None
            if words:
                self.task(words[0], words[1:], context, active)
        self._kinds(task, arguments, context, place, active)

    def _kinds(
        self,
        task: dict[str, Any],
        arguments: Sequence[str],
        context: Context,
        place: Place,
        active: tuple[str, ...],
    ) -> None:
        extra = "" if "args" in task else shell_text(arguments)
        context = context.setting(_arguments(task.get("args"), arguments))
        if isinstance(task.get("cmd"), str):
            text = " ".join(line for line in task["cmd"].split("\n") if not line.lstrip().startswith("#"))
            run_shell(self.run, with_arguments(text.strip(), extra), place, context)
        elif isinstance(task.get("shell"), str):
            if texts(task.get("interpreter")) and not set(texts(task["interpreter"])) & {"posix", "bash", "sh", "zsh"}:
                self.run.problem(f"the task at {place.at(0)} is not run by a shell that is read here")
            run_shell(self.run, task["shell"], place, context)
        elif isinstance(task.get("ref"), str):
            words = split_words(task["ref"]) or []
            if words:
                self.task(words[0], [*words[1:], *arguments], context, active)
        elif "sequence" in task or "parallel" in task:
            for item in items(task.get("sequence", task.get("parallel"))):
                kind = task.get("default_item_type", self.item_type)
                self.definition(item, (), context, place, (*active, ""), kind)
        elif isinstance(task.get("script"), str):
            module, _, function = task["script"].partition(":")
            self.run.problem(
                f"the task at {place.at(0)} runs {function or 'a module'} of {module}, which is not followed"
            )
        elif "switch" not in task:
            self.run.problem(f"the task at {place.at(0)} is not understood")


def _arguments(declared: Any, given: Sequence[str]) -> dict[str, str]:
    """The variables that a task's declared arguments become, from the command line and their defaults."""
    found: dict[str, str] = {}
    entries: list[tuple[str, dict[str, Any]]] = []
    if isinstance(declared, dict):
        entries = [(str(name), value if isinstance(value, dict) else {}) for name, value in declared.items()]
    for item in declared if isinstance(declared, list) else []:
        if isinstance(item, dict):
            entries.append((str(item.get("name", "")), item))
        elif isinstance(item, str):
            entries.append((item, {}))
    positionals = [word for word in given if not word.startswith("-")]
    for name, entry in entries[:50]:
        variable = re.sub(r"\W", "_", name)
        options = texts(entry.get("options")) or [f"--{name}"]
        value: Any = entry.get("default")
        if entry.get("positional") and positionals:
            value = positionals.pop(0)
        for number, word in enumerate(given):
            option, equals, text = word.partition("=")
            if option in options:
                value = text if equals else given[number + 1] if number + 1 < len(given) else ""
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            found[variable] = str(value)
    return found
