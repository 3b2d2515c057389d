"""Scripts of hatch's environments: https://hatch.pypa.io/latest/config/environment/overview/#scripts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from trustpub.recipes.documents import read_toml
from trustpub.recipes.files import join
from trustpub.recipes.quoting import shell_text
from trustpub.recipes.run import Run
from trustpub.recipes.runners.tables import place_of, pyproject, table, texts, variables
from trustpub.recipes.scripting import run_shell
from trustpub.recipes.types import Call, Context, Sandbox

_VALUED = frozenset(
    {"-e", "--env", "-p", "--project", "--data-dir", "--cache-dir", "--config", "-i", "--include", "-x"}
)
_ARGUMENTS = re.compile(r"\{args(?::(?P<default>[^{}]*))?\}")
_FIELD = re.compile(r"\{(?P<kind>root|env|home|matrix|env_name|project)?(?::(?P<rest>[^{}]*))?\}")
_MAX_DEPTH = 10


def read_hatch(run: Run, call: Call) -> bool:
    """``hatch run [ENV:]SCRIPT``; False for other subcommands, and where hatch only launches a program."""
    environment = "default"
    words = list(call.words[1:])
    found: list[str] = []
    while words and (words[0].startswith("-") or not found):
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if not word.startswith("-"):
            if word not in ("run", "env") or found:
                return False
            found = [word]
            if word == "env":
                found = ["run"] if words[:1] == ["run"] else []
                words = words[1:]
                if not found:
                    return False
        elif name in _VALUED:
            value = value if equals else (words.pop(0) if words else "")
            environment = value if name in ("-e", "--env") else environment
        elif word == "--":
            break
    if not words:
        return False
    if re.fullmatch(r"[\w.-]*:[\w.-]+", words[0]):
        chosen, _, words[0] = words[0].partition(":")
        environment = chosen or environment
    folder, path, document = pyproject(run.files, call.context.folder)
    tables = [
        table(document, "tool", "hatch", "envs"),
        table(read_toml(run.files, join(folder, "hatch.toml")), "envs"),
    ]
    environments = {**tables[0], **tables[1]}
    if tables[1]:
        path = join(folder, "hatch.toml")
    if environment not in environments:
        environment = environment.partition(".")[0]  # one of a matrix: "test.py3.12"
    reader = _Environment(run, path, folder, environments, environment, call.context.variables)
    if words[0] in reader.scripts:
        context = call.context.setting(reader.variables())._replace(folder=folder, sandbox=reader.sandbox())
        reader.script(words[0], words[1:], context, ())
        return True
    return False


class _Environment:
    def __init__(
        self, run: Run, path: str, folder: str, environments: dict[str, Any], name: str, known: Collection[str]
    ) -> None:
        self.run = run
        self.path = path
        self.folder = folder
        self.name = name
        self.known = known
        self.chain = _templates(environments, name)
        self.scripts: dict[str, Any] = {}
        for one in reversed(self.chain):
            self.scripts.update(table(one, "scripts"))

    def variables(self) -> dict[str, str]:
        """``env-vars``, those of the environments that it inherits from included."""
        found: dict[str, str] = {}
        for one in reversed(self.chain):
            found.update(variables(table(one, "env-vars")))
        return {name: self.fields(text) for name, text in found.items()}

    def sandbox(self) -> Sandbox:
        """What the environment installs. Hatch lets every variable through unless ``env-include`` says otherwise."""
        tools = tuple(name for one in reversed(self.chain) for key in _DEPENDENCIES for name in texts(one.get(key)))
        features = [feature for one in self.chain for feature in texts(one.get("features"))]
        if features:
            tools += (f"{self.folder or '.'}[{','.join(features)}]",)
        included = [name for one in self.chain[:1] for name in texts(one.get("env-include"))]
        return self.run.sandbox(Sandbox(tools, tuple(included) or None))

    def script(self, name: str, arguments: Sequence[str], context: Context, active: tuple[str, ...]) -> None:
        """Follows a script. A command whose first word is another script's name runs that script."""
        if name in active or len(active) > _MAX_DEPTH:
            self.run.problem(f"the script {name} of hatch leads back to itself")
            return
        header = f"tool.hatch.envs.{self.name}.scripts", f"envs.{self.name}.scripts"
        defaults = "tool.hatch.envs.default.scripts", "envs.default.scripts"
        place = place_of(self.run.files, self.path, (*header, *defaults), name)
        for text in texts(self.scripts[name]):
            ignores = text.startswith("- ")
            text = text.removeprefix("- ").strip()
            first, _, rest = text.partition(" ")
            inner = context._replace(ignores_failure=True) if ignores else context
            if first in self.scripts:
                given = self._with_arguments(rest, arguments)
                self.script(first, given.split() if given else [], inner, (*active, name))
            else:
                run_shell(self.run, self.fields(self._with_arguments(text, arguments)), place, inner)

    def _with_arguments(self, text: str, arguments: Sequence[str]) -> str:
        given = shell_text(arguments)
        return _ARGUMENTS.sub(lambda found: given or found["default"] or "", text).strip()

    def fields(self, text: str) -> str:
        """A text with ``{root}`` and ``{env:NAME:default}`` replaced."""

        def put(match: re.Match[str]) -> str:
            kind, rest = match["kind"], match["rest"] or ""
            if kind == "root":
                return "."
            if kind == "env" and rest:
                name, colon, default = rest.partition(":")
                return default if colon and name not in self.known else f"${{{name}}}"
            return self.name if kind == "env_name" else match[0]

        return _FIELD.sub(put, text)


_DEPENDENCIES = ("dependencies", "extra-dependencies")


def _templates(environments: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """An environment and those that it inherits from: its ``template``, else ``default``."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    while name not in seen and len(found) < 10:
        seen.add(name)
        one = table(environments, name)
        found.append(one)
        template = one.get("template", "default")
        name = template if isinstance(template, str) and not one.get("detached") else name
    return found
