"""Scripts of PDM and rye: https://pdm-project.org/latest/usage/scripts/, https://rye.astral.sh/guide/pyproject/."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from trustpub.recipes.files import is_inside, join
from trustpub.recipes.quoting import shell_text
from trustpub.recipes.run import Run
from trustpub.recipes.runners.tables import items, place_of, pyproject, table, variables, with_arguments
from trustpub.recipes.scripting import run_shell
from trustpub.recipes.types import Call, Context, Place

_ARGUMENTS = re.compile(r"\{args(?::(?P<default>[^{}]*))?\}")
_VALUED = frozenset({"-p", "--project", "-e", "--env-file", "--venv", "--pyproject", "-c", "--config"})
_MAX_DEPTH = 10


def read_pdm(run: Run, call: Call) -> bool:
    """``pdm run SCRIPT``, and ``pdm SCRIPT``; False for PDM's own subcommands, and where it only launches a program."""
    return _read(run, call, "pdm")


def read_rye(run: Run, call: Call) -> bool:
    """``rye run SCRIPT``; False for anything else."""
    return _read(run, call, "rye")


def _read(run: Run, call: Call, tool: str) -> bool:
    words = list(call.words[1:])
    folder = call.context.folder
    while words and words[0].startswith("-"):
        words, folder = _after_option(words, folder)
    explicit = words[:1] == ["run"]
    words = words[1:] if explicit else words
    while explicit and words and words[0].startswith("-"):
        words, folder = _after_option(words, folder)
    if not words or not is_inside(folder):
        return False
    folder, path, document = pyproject(run.files, folder)
    scripts = table(document, "tool", tool, "scripts")
    if words[0] not in scripts or words[0] == "_":
        return False
    reader = _Scripts(run, path, scripts, tool)
    context = call.context.setting(variables(table(scripts, "_").get("env")))._replace(folder=folder)
    reader.script(words[0], words[1:], context, ())
    return True


def _after_option(words: list[str], folder: str) -> tuple[list[str], str]:
    name, equals, value = words[0].partition("=")
    rest = words[1:]
    if name in _VALUED and not equals:
        value, rest = (rest[0] if rest else ""), rest[1:]
    return rest, join(folder, value) if name in ("-p", "--project") and value else folder


class _Scripts:
    def __init__(self, run: Run, path: str, scripts: dict[str, Any], tool: str) -> None:
        self.run = run
        self.path = path
        self.scripts = scripts
        self.tool = tool

    def script(self, name: str, arguments: Sequence[str], context: Context, active: tuple[str, ...]) -> None:
        """Follows a script: a text, a list of words, or a table with ``cmd``, ``shell``, ``composite`` or ``chain``."""
        if name in active or len(active) > _MAX_DEPTH:
            self.run.problem(f"the script {name} of {self.tool} leads back to itself")
            return
        place = place_of(self.run.files, self.path, (f"tool.{self.tool}.scripts",), name)
        script = self.scripts[name]
        for hook in (f"pre_{name}", name, f"post_{name}") if self.tool == "pdm" else (name,):
            if hook == name:
                self._body(script, arguments, context, place, (*active, name))
            elif hook in self.scripts and hook not in active:
                self.script(hook, (), context, (*active, name))

    def _body(
        self, script: Any, arguments: Sequence[str], context: Context, place: Place, active: tuple[str, ...]
    ) -> None:
        if not isinstance(script, dict):
            script = {"cmd": script}
        context = context.setting(variables(script.get("env")))
        folder = script.get("working_dir")
        if isinstance(folder, str):
            context = context._replace(folder=join(context.folder, folder))
        given = shell_text(arguments)
        parts = script.get("composite", script.get("chain"))
        if parts is not None:
            for part in items(parts):
                self._part(part, given, context, place, active, is_only=len(items(parts)) == 1)
        elif isinstance(script.get("shell"), str):
            run_shell(self.run, self._filled(script["shell"], given), place, context)
        elif isinstance(script.get("cmd"), (str, list)):
            command = script["cmd"]
            text = command if isinstance(command, str) else shell_text(map(str, command))
            run_shell(self.run, self._filled(text, given), place, context)
        elif "call" in script:
            self.run.problem(f"the script at {place.at(0)} calls a Python function, which is not followed")
        else:
            self.run.problem(f"the script at {place.at(0)} is not understood")

    def _part(
        self, part: Any, given: str, context: Context, place: Place, active: tuple[str, ...], *, is_only: bool
    ) -> None:
        words = part if isinstance(part, list) else str(part).split()
        if words and str(words[0]) in self.scripts:
            self.script(str(words[0]), [*map(str, words[1:])], context, active)
        elif words:
            text = shell_text(map(str, part)) if isinstance(part, list) else str(part)
            text = self._filled(text, given) if is_only or "{args" in text else text
            run_shell(self.run, text, place, context)

    def _filled(self, text: str, given: str) -> str:
        if _ARGUMENTS.search(text):
            return _ARGUMENTS.sub(lambda found: given or found["default"] or "", text)
        return with_arguments(text, given)
