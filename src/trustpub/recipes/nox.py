"""nox: https://nox.thea.codes/en/stable/config.html. The file is followed as text; nothing of it is imported."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from trustpub.recipes.files import is_inside, join
from trustpub.recipes.nox_arguments import Arguments, read_arguments
from trustpub.recipes.python.commands import CommandFollower, environment_of, words_of
from trustpub.recipes.python.expressions import NOT_MINE
from trustpub.recipes.python.parsing import parse_python
from trustpub.recipes.python.values import NOTHING_KNOWN, Handle
from trustpub.recipes.run import Run
from trustpub.recipes.types import Call, Context, Sandbox

_SESSION = "nox.Session"
_MAX_SESSIONS = 40


class Session:
    """A session as it is declared: its names, function, whether it runs by default, and the decorators."""

    def __init__(self, name: str, function: str) -> None:
        self.name = name
        self.function = function
        self.is_default = True
        self.pythons = 1
        self.tags: list[Any] = []
        self.parameters: dict[str, Any] = {}


def read_nox(run: Run, call: Call) -> bool:
    """What a call of nox runs."""
    arguments = read_arguments(call.words[1:])
    if not arguments.runs:
        return True
    path = join(call.context.folder, arguments.file or "noxfile.py")
    text = run.files.text(path) if is_inside(path) else None
    tree = None if text is None else parse_python(text)
    if tree is None:
        run.problem(f"there is no {path} that can be read")
        return False
    # Sessions run in the folder of the noxfile: "the working directory is set to where the noxfile is".
    folder = path.rpartition("/")[0]
    noxfile = _Noxfile(run, path, call.context._replace(folder=folder), arguments)
    noxfile.at_module(tree.body)
    noxfile.run_sessions()
    return True


class _Noxfile(CommandFollower):
    def __init__(self, run: Run, path: str, context: Context, arguments: Arguments) -> None:
        super().__init__(run, path, context, arguments.posargs)
        self.module["__name__"] = "noxfile"
        self.given = arguments
        self.sessions: dict[str, Session] = {}
        self.box = Sandbox()
        self.queue: list[str] = []

    def statement(self, node: ast.stmt) -> None:
        super().statement(node)
        if isinstance(node, ast.FunctionDef) and self.scope is self.module:
            self._declare(node)

    def _declare(self, node: ast.FunctionDef) -> None:
        session: Session | None = None
        parameters: dict[str, Any] = {}
        for decorator in node.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            name = self.dotted(decorator if call is None else call.func) or ""
            keywords = {k.arg: self.value(k.value) for k in call.keywords if k.arg} if call else {}
            if name.rpartition(".")[2] == "session":
                given = keywords.get("name")
                session = Session(given if isinstance(given, str) else node.name, node.name)
                session.is_default = keywords.get("default") is not False
                pythons, tags = keywords.get("python"), keywords.get("tags")
                session.pythons = len(pythons) if isinstance(pythons, list) else 1
                session.tags = tags if isinstance(tags, list) else []
            elif name.rpartition(".")[2] == "parametrize" and call and len(call.args) > 1:
                names, values = self.value(call.args[0]), self.value(call.args[1])
                if isinstance(names, str):
                    only = values[0] if isinstance(values, list) and len(values) == 1 else NOTHING_KNOWN
                    parameters.update(dict.fromkeys((n.strip() for n in names.split(",")), NOTHING_KNOWN))
                    if "," not in names:
                        parameters[names.strip()] = only
        if session is not None:
            session.parameters = parameters
            self.sessions[session.name] = session

    def run_sessions(self) -> None:
        """Follows the sessions that the command line asks for, and those that they notify."""
        self.queue = self._chosen()
        done: set[str] = set()
        while self.queue and len(done) < _MAX_SESSIONS:
            name = self.queue.pop(0)
            session = self._find(name)
            if session is None:
                self.run.problem(f"{self.path} has no session {name}")
            elif session.name not in done:
                done.add(session.name)
                self._run(session)

    def _chosen(self) -> list[str]:
        given = self.given
        names = list(given.sessions)
        if not names and given.tags:
            names = [s.name for s in self.sessions.values() if any(tag in s.tags for tag in given.tags)]
        if not names:
            options = self.module.get("nox.options.sessions")
            if isinstance(options, list):
                names = [name for name in options if isinstance(name, str)]
                if len(names) < len(options):
                    self.run.problem(f"the sessions that {self.path} runs cannot be told")
            else:
                names = [session.name for session in self.sessions.values() if session.is_default]
        if given.odd:
            self.run.problem(f"nox is given {given.odd}")
        return names

    def _find(self, name: str) -> Session | None:
        plain = name.partition("(")[0]
        if plain in self.sessions:
            return self.sessions[plain]
        return self.sessions.get(plain.rpartition("-")[0])

    def _run(self, session: Session) -> None:
        if session.pythons > 1:
            self.run.problem(f"the session {session.name} runs for several Pythons")
        if any(value is NOTHING_KNOWN for value in session.parameters.values()):
            self.run.problem(f"the session {session.name} runs with several parameters")
        before = self.context
        self.box = self.run.sandbox(Sandbox())
        self.context = before._replace(sandbox=self.box)
        self.call_function(session.function, [Handle(_SESSION)], dict(session.parameters))
        self.ended = ""
        self.context = before

    def attribute(self, name: str) -> Any:
        """What is known of a session's attributes."""
        if name == f"{_SESSION}.posargs":
            return list(self.given.posargs)
        if name == f"{_SESSION}.interactive":
            return False
        return super().attribute(name)

    def called(self, name: str, node: ast.Call, arguments: Sequence[Any], keywords: dict[str, Any]) -> Any:
        """The methods of a session, and what the standard library starts."""
        module, _, short = name.rpartition(".")
        if module != _SESSION:
            return super().called(name, node, arguments, keywords)
        if short in ("run", "run_always", "run_install"):
            self._run_command(node, arguments, keywords)
        elif short in ("install", "conda_install"):
            self._install(node, arguments)
        elif short in ("chdir", "cd"):
            self.change_folder(arguments[0] if arguments else NOTHING_KNOWN)
        elif short == "notify" and arguments:
            self._notify(arguments[0])
        elif short == "error":
            self.ended = "failure"
        elif short == "skip":
            self.ended = "return"
        return NOTHING_KNOWN

    def _run_command(self, node: ast.Call, arguments: Sequence[Any], keywords: dict[str, Any]) -> None:
        function = self.dotted(node.args[0]) if node.args else None
        if function is not None and arguments and arguments[0] is NOTHING_KNOWN:
            if self.called(function, node, list(arguments[1:]), keywords) is NOT_MINE and function in self.functions:
                self.call_function(function, arguments[1:], keywords)
            return
        before = self.context
        self.context = before.setting(environment_of(keywords.get("env")))
        self.words(words_of(arguments), node, ignored=isinstance(keywords.get("success_codes"), list))
        self.context = before

    def _install(self, node: ast.Call, arguments: Sequence[Any]) -> None:
        words = words_of(arguments)
        self.box.tools += requirements(words, self.context.folder)
        self.words(["pip", "install", *words], node)

    def _notify(self, target: Any) -> None:
        if isinstance(target, str):
            self.queue.append(target)
        else:
            self.run.problem(f"a session that {self.path} notifies cannot be told")


def requirements(words: Sequence[str], folder: str) -> list[str]:
    """The requirement strings among the arguments of ``pip install``; files as seen from the checkout."""
    found: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("-r", "--requirement") and rest:
            found.append(f"-r {join(folder, rest.pop(0))}")
        elif word.startswith("-r") and len(word) > 2:
            found.append(f"-r {join(folder, word[2:])}")
        elif word in ("-e", "--editable", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f"):
            if rest and word in ("-e", "--editable"):
                found.append(rest.pop(0))
            elif rest:
                rest.pop(0)
        elif word == "--group" and rest:
            found.append(f"--group {rest.pop(0)}")
        elif not word.startswith("-"):
            found.append(word)
    return found
