"""invoke: https://docs.pyinvoke.org/en/stable/concepts/invoking-tasks.html.

``tasks.py`` is followed, never imported.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from trustpub.recipes.files import is_inside, join
from trustpub.recipes.python.commands import CommandFollower, environment_of
from trustpub.recipes.python.parsing import parse_python
from trustpub.recipes.python.values import NOTHING_KNOWN, Handle, as_text
from trustpub.recipes.quoting import UNKNOWN
from trustpub.recipes.run import Run
from trustpub.recipes.types import Call

_CONTEXT = "invoke.Context"
_VALUED = frozenset({"-c", "--collection", "-r", "--search-root", "-f", "--config", "-T", "--command-timeout"})
_MAX_TASKS = 40


def read_invoke(run: Run, call: Call) -> bool:
    """What ``invoke TASK`` runs."""
    folder, collection = call.context.folder, "tasks"
    words = list(call.words[1:])
    while words and words[0].startswith("-"):
        name, equals, value = words.pop(0).partition("=")
        if name in _VALUED and not equals:
            value = words.pop(0) if words else ""
        if name in ("-l", "--list", "-h", "--help", "--version", "-V"):
            return True
        folder = join(folder, value) if name in ("-r", "--search-root") else folder
        collection = value if name in ("-c", "--collection") else collection
    if not is_inside(folder):
        return False
    path = join(folder, f"{collection}.py")
    text = run.files.text(path)
    if text is None and run.files.text(join(folder, f"{collection}/__init__.py")) is not None:
        path = join(folder, f"{collection}/__init__.py")
        text = run.files.text(path)
    tree = None if text is None else parse_python(text)
    if tree is None:
        run.problem(f"there is no {path} that can be read")
        return False
    # Tasks run where invoke was started, not in the folder of the collection.
    follower = _Tasks(run, path, call.context)
    follower.module["__name__"] = collection
    follower.at_module(tree.body)
    follower.command_line(words)
    return True


class _Task:
    def __init__(self, function: str) -> None:
        self.function = function
        self.before: list[str] = []
        self.after: list[str] = []
        self.is_default = False


class _Tasks(CommandFollower):
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.tasks: dict[str, _Task] = {}
        self.done: list[str] = []

    def statement(self, node: ast.stmt) -> None:
        super().statement(node)
        if isinstance(node, ast.FunctionDef) and self.scope is self.module:
            for decorator in node.decorator_list:
                call = decorator if isinstance(decorator, ast.Call) else None
                name = self.dotted(decorator if call is None else call.func) or ""
                if name.rpartition(".")[2] == "task":
                    self._declare(node, call)

    def _declare(self, node: ast.FunctionDef, call: ast.Call | None) -> None:
        task = _Task(node.name)
        names = [node.name.strip("_").replace("_", "-"), node.name]
        for keyword in call.keywords if call else ():
            if keyword.arg in ("pre", "post"):
                listed = keyword.value.elts if isinstance(keyword.value, (ast.List, ast.Tuple)) else []
                (task.before if keyword.arg == "pre" else task.after).extend(map(_name, listed))
            elif keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                names.append(str(keyword.value.value))
            elif keyword.arg == "default":
                task.is_default = True
        if call is not None:
            task.before += map(_name, call.args)
        for name in names:
            self.tasks[name] = task

    def command_line(self, words: Sequence[str]) -> None:
        """Follows the tasks that the command line names, each with the options behind it."""
        words = list(words)
        if not words:
            words = [next((name for name, task in self.tasks.items() if task.is_default), "")]
        count = 0
        while words and count < _MAX_TASKS:
            count += 1
            name = words.pop(0)
            task = self.tasks.get(name) or self.tasks.get(name.rpartition(".")[2])
            if task is None:
                self.run.problem(f"there is no task {name} in {self.path}")
                return
            positionals: list[str] = []
            keywords: dict[str, Any] = {}
            while words and words[0] not in self.tasks:
                self._argument(words, positionals, keywords)
            self.task(task, positionals, keywords)

    def _argument(self, words: list[str], positionals: list[str], keywords: dict[str, Any]) -> None:
        """Takes an argument of a task off the words: a positional one, or an option with its value."""
        word = words.pop(0)
        if not word.startswith("--"):
            positionals.append(word)
            return
        option, equals, value = word[2:].partition("=")
        taken: Any = value if equals else True
        if not equals and words and not words[0].startswith("-") and words[0] not in self.tasks:
            taken = words.pop(0)
        keywords[option.replace("-", "_")] = taken

    def task(self, task: _Task, positionals: Sequence[str], keywords: dict[str, Any]) -> None:
        """Follows a task, those before it first. Each of these runs once."""
        for name in task.before:
            self._other(name)
        self.done.append(task.function)
        self.call_function(task.function, [Handle(_CONTEXT), *positionals], keywords)
        self.ended = ""
        for name in task.after:
            self._other(name)

    def _other(self, name: str) -> None:
        other = self.tasks.get(name)
        if other is None:
            self.run.problem(f"a task that another of {self.path} needs cannot be told")
        elif other.function not in self.done:
            self.task(other, (), {})

    def called(self, name: str, node: ast.Call, arguments: Sequence[Any], keywords: dict[str, Any]) -> Any:
        """``c.run``, ``c.sudo``, and what the standard library starts."""
        module, _, short = name.rpartition(".")
        if name in (f"{_CONTEXT}.run", f"{_CONTEXT}.sudo", "invoke.run", "invoke.sudo"):
            before = self.context
            self.context = before.setting(environment_of(keywords.get("env")))
            text = as_text(arguments[0]) if arguments else UNKNOWN
            self.shell(text, node, ignored=keywords.get("warn") is True)
            self.context = before
            return NOTHING_KNOWN
        if module == _CONTEXT and short == "cd":
            self.change_folder(arguments[0] if arguments else NOTHING_KNOWN)
            return NOTHING_KNOWN
        if module == _CONTEXT and short == "prefix":
            return NOTHING_KNOWN
        return super().called(name, node, arguments, keywords)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
