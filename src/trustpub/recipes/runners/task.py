"""Task: https://taskfile.dev/reference/schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from trustpub.errors import InputError
from trustpub.recipes.files import is_inside, join
from trustpub.recipes.quoting import UNKNOWN, shell_text
from trustpub.recipes.run import Run
from trustpub.recipes.runners.tables import items, table
from trustpub.recipes.runners.taskipy import read_taskipy
from trustpub.recipes.scripting import run_shell
from trustpub.recipes.types import Call, Context, Place
from trustpub.yamlcst import model, parse

_NAMES = (
    *("Taskfile.yml", "taskfile.yml", "Taskfile.yaml", "taskfile.yaml"),
    *("Taskfile.dist.yml", "taskfile.dist.yml", "Taskfile.dist.yaml", "taskfile.dist.yaml"),
)
_MAX_FILE = 100_000
_MAX_FILES = 20
_MAX_DEPTH = 10
_VALUED = frozenset({"-t", "--taskfile", "-d", "--dir", "-o", "--output", "-C", "--concurrency", "-I", "--interval"})
_LISTING = frozenset({"-l", "--list", "-a", "--list-all", "--version", "-h", "--help", "-n", "--dry", "-i", "--init"})
_FIELD = re.compile(r"\{\{(?P<inner>[^{}]*)\}\}")
_VARIABLE = re.compile(r"\.(?P<name>\w+)(?:\s*\|\s*default\s+(?:\"(?P<default>[^\"]*)\"|'(?P<single>[^']*)'))?")


class _File(NamedTuple):
    """A Taskfile: its path, text and tasks, the folder that they run in, its variables and environment."""

    path: str
    text: str
    folder: str
    tasks: dict[str, Any]
    variables: dict[str, str]
    exported: dict[str, str]


def read_task(run: Run, call: Call) -> bool:
    """What ``task NAME`` runs, by a Taskfile or else by taskipy."""
    folder, path, names, given, rest = _arguments(call)
    if names is None:
        return True
    if not is_inside(folder):
        return False
    if path is None:
        while True:
            found = run.files.first(folder, _NAMES)
            if found is not None or not folder:
                break
            folder = folder.rpartition("/")[0]
        path = found[0] if found else None
    if path is None and read_taskipy(run, call):
        return True
    runner = _Taskfile(run, {**given, "CLI_ARGS": shell_text(rest)})
    if path is None or not runner.read(path, "", folder, 0):
        run.problem(f"there is no Taskfile in {folder or 'the root folder'} that can be read")
        return False
    for name in names or ("default",):
        runner.task(name, given, call.context, ())
    return True


def _arguments(call: Call) -> tuple[str, str | None, tuple[str, ...] | None, dict[str, str], list[str]]:
    """Folder, file, names (None when nothing runs), variables, and what follows ``--``."""
    folder, path = call.context.folder, None
    names: list[str] = []
    given: dict[str, str] = {}
    words = list(call.words[1:])
    while words:
        word = words.pop(0)
        option, equals, value = word.partition("=")
        if word == "--":
            break
        if word in _LISTING:
            return folder, None, None, {}, []
        if option in _VALUED:
            value = value if equals else (words.pop(0) if words else "")
            folder = join(folder, value) if option in ("-d", "--dir") else folder
            path = join(call.context.folder, value) if option in ("-t", "--taskfile") else path
        elif not word.startswith("-") and equals:
            given[option] = value
        elif not word.startswith("-"):
            names.append(word)
    if path is not None:
        folder = path.rpartition("/")[0]
    return folder, path, tuple(names), given, words


class _Taskfile:
    def __init__(self, run: Run, given: Mapping[str, str]) -> None:
        self.run = run
        self.given = given
        self.files: dict[str, _File] = {}

    def read(self, path: str, namespace: str, folder: str, depth: int) -> bool:
        """Takes in a Taskfile and what it includes; False when it cannot be read."""
        text = self.run.files.text(path) if is_inside(path) else None
        document = None if text is None or len(text) > _MAX_FILE else _parsed(text)
        if text is None or not isinstance(document, dict):
            return False
        tasks, values = table(document, "tasks"), _variables(document.get("vars"))
        self.files[namespace] = _File(path, text, folder, tasks, values, _exported(document))
        for name, include in list(table(document, "includes").items())[:20]:
            where = include.get("taskfile") if isinstance(include, dict) else include
            place = join(path.rpartition("/")[0], str(where))
            other = (
                self.run.files.first(place, _NAMES) if not re.search(r"\.ya?ml$", place) and is_inside(place) else None
            )
            inner = include.get("dir") if isinstance(include, dict) else None
            below = join(folder, inner) if isinstance(inner, str) else folder
            if (
                depth >= 3
                or len(self.files) >= _MAX_FILES
                or not self.read(other[0] if other else place, f"{namespace}{name}:", below, depth + 1)
            ):
                self.run.problem(f"{place}, which {path} includes, is not read")
        return True

    def task(self, name: str, given: Mapping[str, str], context: Context, active: tuple[str, ...]) -> None:
        """Follows a task, those that it depends on first."""
        namespace, _, short = name.lstrip(":").rpartition(":")
        file = self.files.get(f"{namespace}:" if namespace else "")
        task = None if file is None else _named(file.tasks, short)
        if file is None or task is None:
            self.run.problem(f"there is no task {name} in the Taskfile")
            return
        if name in active or len(active) > _MAX_DEPTH or self.run.is_exhausted:
            self.run.problem(f"the task {name} leads back to itself")
            return
        task = task if isinstance(task, dict) else {"cmds": items(task)}
        values = {**file.variables, **self.given, **given, **_variables(task.get("vars"))}
        folder = task.get("dir")
        inner = context.setting({**file.exported, **_exported(task)})._replace(
            folder=join(file.folder, _filled(folder, values)) if isinstance(folder, str) else file.folder
        )
        if task.get("ignore_error") == "true":
            inner = inner._replace(ignores_failure=True)
        if task.get("status") or task.get("if") or task.get("platforms"):
            inner = inner._replace(conditional=True)
        prefix = f"{namespace}:" if namespace else ""
        for item in items(task.get("deps")):
            self._other(item, prefix, values, context, (*active, name))
        line = _line(file.text, short)
        for item in items(task.get("cmds", task.get("cmd"))):
            self._command(item, prefix, values, context, inner, Place(file.path, line), (*active, name))

    def _other(
        self, item: Any, prefix: str, values: Mapping[str, str], context: Context, active: tuple[str, ...]
    ) -> None:
        target = item.get("task") if isinstance(item, dict) else item
        if isinstance(item, dict) and "for" in item:
            context = context._replace(conditional=True)
        name = _filled(str(target), values)
        given = _variables(item.get("vars")) if isinstance(item, dict) else {}
        given = {variable: _filled(text, values) for variable, text in given.items()}
        self.task(name if name.startswith(":") else prefix + name, given, context, active)

    def _command(
        self,
        item: Any,
        prefix: str,
        values: Mapping[str, str],
        outer: Context,
        context: Context,
        place: Place,
        active: tuple[str, ...],
    ) -> None:
        if isinstance(item, dict) and isinstance(item.get("defer"), str):
            item = {"cmd": item["defer"]}
        if isinstance(item, dict) and "task" in item:
            self._other(item, prefix, values, outer, active)
            return
        command = item.get("cmd") if isinstance(item, dict) else item
        if isinstance(item, dict):
            if item.get("ignore_error") == "true":
                context = context._replace(ignores_failure=True)
            if "for" in item or "if" in item or "platforms" in item:
                context = context._replace(conditional=True)
        if isinstance(command, str):
            run_shell(self.run, _filled(command, values), place, context)
        else:
            self.run.problem(f"a command of the task at {place.at(0)} is not understood")


def _parsed(text: str) -> Any:
    try:
        return model(parse(text, fast=True).root)
    except (InputError, RecursionError):
        return None


def _named(tasks: dict[str, Any], name: str) -> Any:
    if name in tasks:
        return tasks[name]
    return next((t for t in tasks.values() if isinstance(t, dict) and name in items(t.get("aliases"))), None)


def _variables(value: Any) -> dict[str, str]:
    """Variables as texts; those that a command sets are its output."""
    found: dict[str, str] = {}
    for name, item in list(value.items())[:200] if isinstance(value, dict) else []:
        if isinstance(item, str):
            found[name] = item
        elif isinstance(item, dict) and isinstance(item.get("sh"), str):
            found[name] = f"$({item['sh']})"
        else:
            found[name] = UNKNOWN
    return found


def _exported(document: dict[str, Any]) -> dict[str, str]:
    return {name: text for name, text in _variables(document.get("env")).items() if name.isidentifier()}


def _filled(text: str, values: Mapping[str, str], depth: int = 0) -> str:
    """A text with the variables of its template filled in."""
    if "{{" not in text:
        return text

    def put(match: re.Match[str]) -> str:
        known = _VARIABLE.fullmatch(match["inner"].strip("- \t"))
        if known is None:
            return UNKNOWN
        value = values.get(known["name"])
        default = known["default"] if known["default"] is not None else known["single"]
        if not value and default is not None:
            return default
        if value is None:
            return UNKNOWN
        return _filled(value, values, depth + 1) if depth < 5 else UNKNOWN

    return _FIELD.sub(put, text[:20_000])[:20_000]


def _line(text: str, name: str) -> int:
    match = re.search(rf"^[ \t]+[\"']?{re.escape(name)}[\"']?[ \t]*:", text, re.MULTILINE)
    return text.count("\n", 0, match.end()) + 1 if match else 0
