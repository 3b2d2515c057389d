"""just: https://just.systems/man/en/."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from trustpub.recipes.files import is_inside, join
from trustpub.recipes.quoting import UNKNOWN, quoted, shell_text
from trustpub.recipes.run import Run
from trustpub.recipes.runners.just_expressions import Expression
from trustpub.recipes.runners.justfile import Justfile, Parameter, Recipe
from trustpub.recipes.scripting import run_shell
from trustpub.recipes.types import Call, Context, Place

_VALUED = frozenset(
    {"-f", "--justfile", "-d", "--working-directory", "--shell", "--shell-arg", "--color", "--dotenv-path", "-E"}
    | {"--dotenv-filename", "--chooser", "--dump-format", "--timestamp-format", "--command-color"}
)
_NOT_RUNNING = frozenset(
    {"-l", "--list", "--summary", "-n", "--dry-run", "--dump", "--evaluate", "--choose", "--init", "--version", "-h"}
    | {"--help", "-s", "--show", "--fmt", "--variables", "-V", "-e", "--edit", "--groups"}
)
_SIGNS = re.compile(r"[@\-]*")
_SHEBANG = re.compile(r"#!\s*(?:\S*/)?(?:env\s+(?:-S\s+)?)?(?P<program>[\w.-]+)")
_MAX_DEPTH = 10


def read_just(run: Run, call: Call) -> bool:
    """What ``just RECIPE`` runs."""
    values: dict[str, str] = {}
    overrides: dict[str, str] = {}
    words = list(call.words[1:])
    while words and (words[0].startswith("-") or re.match(r"[A-Za-z_][\w-]*=", words[0])):
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            break
        if name == "--set" and len(words) > 1:
            overrides[words[0]], words = words[1], words[2:]
        elif name in _VALUED:
            values[name] = value if equals else (words.pop(0) if words else "")
        elif name in _NOT_RUNNING:
            return True
        elif equals and not word.startswith("-"):
            overrides[name] = value
    found = _justfile(run, call.context.folder, values.get("-f", values.get("--justfile")))
    if found is None:
        run.problem(f"there is no justfile for {call.context.folder or 'the root folder'} that can be read")
        return False
    path, text = found
    folder = path.rpartition("/")[0]
    other = values.get("-d", values.get("--working-directory"))
    folder = folder if other is None else join(call.context.folder, other)
    justfile = Justfile()
    justfile.read(run.files, path, text)
    for problem in justfile.problems:
        run.problem(problem)
    _Just(run, justfile, overrides, path, call.context._replace(folder=folder), call.context.folder).command_line(words)
    return True


def _justfile(run: Run, folder: str, given: str | None) -> tuple[str, str] | None:
    if given is not None:
        path = join(folder, given)
        text = run.files.text(path) if is_inside(path) else None
        return None if text is None else (path, text)
    while is_inside(folder):
        for name in run.files.names(folder):
            if name.lower() in ("justfile", ".justfile"):
                text = run.files.text(join(folder, name))
                return None if text is None else (join(folder, name), text)
        if not folder:
            break
        folder = folder.rpartition("/")[0]
    return None


class _Just:
    def __init__(
        self, run: Run, justfile: Justfile, overrides: Mapping[str, str], path: str, context: Context, invoked: str
    ) -> None:
        self.run = run
        self.justfile = justfile
        self.overrides = overrides
        self.path = path
        self.context = context
        self.invoked = invoked
        self.done: set[tuple[str, ...]] = set()
        self._values: dict[str, str] = dict(overrides)
        shell = justfile.settings.get("shell", "sh")
        if not re.search(r"\b(?:ba|da|z|k)?sh\b", shell):
            run.problem(f"the recipes of {path} are not run by a shell that is read here")

    def command_line(self, words: Sequence[str]) -> None:
        """Follows the recipes that the command line names, each with its arguments."""
        rest = list(words) or ([self.justfile.first] if self.justfile.first else [])
        count = 0
        while rest and count < 50:
            count += 1
            recipe = self._named(rest.pop(0))
            if recipe is None:
                return
            most = len(recipe.parameters)
            if any(parameter.sign for parameter in recipe.parameters):
                most = len(rest)
            self.recipe(recipe, rest[:most], ())
            rest = rest[most:]

    def _named(self, name: str) -> Recipe | None:
        recipe = self.justfile.recipes.get(self.justfile.aliases.get(name, name))
        if recipe is None:
            self.run.problem(f"there is no recipe {name} in {self.path}")
        return recipe

    def value_of(self, name: str, depth: int = 0) -> str:
        """The value of a variable of the justfile."""
        if name not in self._values:
            text = self.justfile.variables.get(name)
            if text is None or depth > _MAX_DEPTH:
                return UNKNOWN
            self._values[name] = UNKNOWN  # while it is under way: a variable that needs itself has no value
            self._values[name] = Expression(text, lambda other: self.value_of(other, depth + 1)).whole()
        return self._values[name]

    def recipe(self, recipe: Recipe, arguments: Sequence[str], active: tuple[str, ...]) -> None:
        """Follows a recipe; with the same arguments it runs only once."""
        key = (recipe.name, *arguments)
        if key in self.done or self.run.is_exhausted:
            return
        if recipe.name in active or len(active) > _MAX_DEPTH:
            self.run.problem(f"the recipe {recipe.name} leads back to itself")
            return
        local = self._bound(recipe, arguments)

        def value_of(name: str) -> str:
            return local[name] if name in local else self.value_of(name)

        for dependency in recipe.dependencies:
            if not dependency.is_after:
                self._other(dependency.name, dependency.arguments, value_of, (*active, recipe.name))
        self.done.add(key)
        self._body(recipe, arguments, local)
        for dependency in recipe.dependencies:
            if dependency.is_after:
                self._other(dependency.name, dependency.arguments, value_of, (*active, recipe.name))

    def _other(self, name: str, arguments: str, value_of: Callable[[str], str], active: tuple[str, ...]) -> None:
        recipe = self._named(name)
        if recipe is not None:
            values = Expression(arguments, value_of).several()
            self.recipe(recipe, values, active)

    def _bound(self, recipe: Recipe, arguments: Sequence[str]) -> dict[str, str]:
        bound: dict[str, str] = {}
        rest = list(arguments)
        for parameter in recipe.parameters:
            if parameter.sign and rest:
                bound[parameter.name], rest = shell_text(rest), []
            elif rest:
                bound[parameter.name] = rest.pop(0)
            else:
                bound[parameter.name] = self._default(parameter, bound)
        return bound

    def _default(self, parameter: Parameter, bound: Mapping[str, str]) -> str:
        if parameter.default is None:
            return "" if parameter.sign == "*" else UNKNOWN
        known = dict(bound)
        return Expression(parameter.default, lambda name: known[name] if name in known else self.value_of(name)).whole()

    def _body(self, recipe: Recipe, arguments: Sequence[str], local: Mapping[str, str]) -> None:
        exported = {name: self.value_of(name) for name in self.justfile.exported}
        if self.justfile.settings.get("export") == "true":
            exported = {name: self.value_of(name) for name in self.justfile.variables}
        exported |= {p.name: local[p.name] for p in recipe.parameters if p.is_exported}
        context = self.context.setting({n: t for n, t in exported.items() if n.isidentifier()})
        if "no-cd" in recipe.attributes:
            context = context._replace(folder=self.invoked)
        lines = [(self._filled(text, local), number) for text, number in _joined(recipe.lines)]
        if not lines:
            return
        shebang = _SHEBANG.match(lines[0][0])
        given = arguments if self.justfile.settings.get("positional-arguments") == "true" else None
        if shebang is not None or "script" in recipe.attributes:
            self._script(recipe, shebang["program"] if shebang else "sh", lines, context, given)
            return
        for text, number in lines:
            signs = _SIGNS.match(text)
            start = signs.end() if signs else 0
            inner = context._replace(ignores_failure=True) if "-" in text[:start] else context
            if text[start:].strip():
                run_shell(self.run, text[start:], Place(recipe.path, number), inner, given)

    def _script(
        self,
        recipe: Recipe,
        program: str,
        lines: Sequence[tuple[str, int]],
        context: Context,
        arguments: Sequence[str] | None,
    ) -> None:
        text = "\n".join(line for line, _ in lines)
        if re.fullmatch(r"(?:ba|da|z|k)?sh", program):
            run_shell(self.run, text, Place(recipe.path, lines[0][1]), context, arguments)
        else:
            self.run.problem(f"the recipe {recipe.name} of {recipe.path} is a script for {program}, which is not read")

    def _filled(self, text: str, local: Mapping[str, str]) -> str:
        """A line with ``{{expression}}`` replaced; ``{{{{`` are two braces."""
        pieces: list[str] = []
        position = 0
        while position < len(text):
            start = text.find("{{", position)
            if start < 0:
                break
            pieces.append(text[position:start])
            if text.startswith("{{{{", start):
                pieces.append("{{")
                position = start + 4
                continue
            end = text.find("}}", start)
            if end < 0:
                position = start
                break
            inner = text[start + 2 : end]
            value = Expression(inner, lambda name: local[name] if name in local else self.value_of(name)).whole()
            pieces.append(quoted(value) if inner.strip().startswith("quote(") else value)
            position = end + 2
        return ("".join(pieces) + text[position:])[:40_000]


def _joined(lines: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Lines that end in a backslash, joined with the next."""
    found: list[tuple[str, int]] = []
    pieces: list[str] = []
    first = 0
    for text, number in lines:
        first = first if pieces else number
        pieces.append(text.lstrip() if pieces else text)
        if not text.endswith("\\"):
            found.append(("\n".join(pieces), first))
            pieces = []
    return [*found, ("\n".join(pieces), first)] if pieces else found
