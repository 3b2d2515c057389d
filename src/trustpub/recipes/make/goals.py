"""What ``make GOAL`` runs: "How make Processes a Makefile" and "Writing Recipes in Rules" in the manual of GNU make."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from trustpub.recipes.files import CHECKOUT, is_inside, join
from trustpub.recipes.make.arguments import Arguments, read_arguments
from trustpub.recipes.make.makefile import Makefile
from trustpub.recipes.make.rules import Match, RecipeLine, prerequisites_of
from trustpub.recipes.make.variables import Variables
from trustpub.recipes.run import Run, named
from trustpub.recipes.scripting import run_shell
from trustpub.recipes.types import Call, Context, Place

_NAMES = ("GNUmakefile", "makefile", "Makefile")
_SIGNS = re.compile(r"[@+\-\s]*")
_MAX_DEPTH = 60


def read_make(run: Run, call: Call) -> bool:
    """What a call of make runs."""
    arguments = read_arguments(call.words[1:])
    if arguments.is_dry:
        return True
    if arguments.odd:
        run.problem(f"make is given {arguments.odd}")
    folder = call.context.folder
    for step in arguments.folders:
        folder = join(folder, step)
    if not is_inside(folder):
        run.problem(f"make works in {folder}, which lies elsewhere or cannot be told")
        return False
    environment = call.context.variables
    winning = {name: f"${{{name}}}" for name in environment} if arguments.environment_wins else {}
    variables = Variables(environment, {**winning, **arguments.variables})
    variables.set_automatic("CURDIR", posixpath.join(CHECKOUT, folder).rstrip("/"))
    variables.set_automatic("MAKECMDGOALS", " ".join(arguments.goals))
    makefile = Makefile(run.files, folder, variables, arguments.include_folders)
    first = _read_files(run, makefile, folder, arguments.files)
    if first is None:
        run.problem(f"there is no makefile in {folder or 'the root folder'} that can be read")
        return False
    context = call.context.setting(named(arguments.variables))._replace(folder=folder)
    if arguments.ignores_errors:
        context = context._replace(ignores_failure=True)
    _Goals(run, makefile, context, first).make(arguments)
    return True


def _read_files(run: Run, makefile: Makefile, folder: str, files: Sequence[str]) -> str | None:
    """Reads the makefiles; the path of the first, None when one is missing."""
    paths = [join(folder, name) for name in files]
    if not paths:
        found = run.files.first(folder, _NAMES)
        if found is None:
            return None
        paths = [found[0]]
    for path in paths:
        text = run.files.text(path)
        if text is None:
            return None
        makefile.read(path, text)
    return paths[0]


class _Goals:
    def __init__(self, run: Run, makefile: Makefile, context: Context, path: str) -> None:
        self.run = run
        self.makefile = makefile
        self.rules = makefile.rules
        self.context = context
        self.path = path
        self.made: set[str] = set()
        self.under_way: list[str] = []

    def make(self, arguments: Arguments) -> None:
        goals = arguments.goals or ((self.rules.default,) if self.rules.default else ())
        if not goals:
            self.run.problem(f"{self.path} has no target")
        for goal in goals[:100]:
            self.goal(goal, self.makefile.variables, is_wanted=True)
        for problem in self.makefile.problems:
            self.run.problem(problem)
        for name in self.makefile.variables.unknown[:10]:
            self.run.problem(f"a condition in {self.path} decides the variable {name}")

    def goal(self, target: str, variables: Variables, *, is_wanted: bool = False) -> None:
        """Makes a target, prerequisites first, each once."""
        if target in self.made or self.run.is_exhausted:
            return
        if target in self.under_way or len(self.under_way) > _MAX_DEPTH:
            self.run.problem(f"the target {target} depends on itself")
            return
        match = self.rules.find(target)
        if match is None:
            self.made.add(target)
            if "$" in target:
                self.run.problem(f"the target {target} cannot be told")
            elif is_wanted or not self._is_file(target):
                self.run.problem(f"{self.path} has no target {target}")
            return
        if match.rule.variables:
            variables = variables.copy()
            for name, operator, text in match.rule.variables:
                variables.define(name, operator, text)
        normal, order_only = prerequisites_of(match)
        self.under_way.append(target)
        for name in (*normal, *order_only):
            self.goal(name, variables)
        self.under_way.pop()
        self.made.add(target)
        self._carry_out(target, match, variables, normal, bool(normal or order_only))

    def _is_file(self, target: str) -> bool:
        path = join(self.context.folder, target)
        return not is_inside(path) or self.run.files.exists(path) or any(c in target for c in "*?[")

    def _carry_out(
        self, target: str, match: Match, variables: Variables, normal: Sequence[str], has_prerequisites: bool
    ) -> None:
        rule = match.rule
        if rule.doubtful and rule.recipe:
            self.run.problem(f"a condition in {self.path} decides the target {target}")
            return
        if not rule.recipe:
            return
        context = self.context
        if target not in self.rules.phony and self._exists(target):
            if not has_prerequisites:
                return  # "if it has no prerequisites and exists, it is up to date"
            context = context._replace(conditional=True)
        variables = variables.copy()
        for name, text in (("@", target), ("<", normal[0] if normal else ""), ("^", " ".join(dict.fromkeys(normal)))):
            variables.set_automatic(name, text)
        variables.set_automatic("*", match.stem or "")
        variables.set_automatic("?", " ".join(normal))
        variables.set_automatic("@D", posixpath.dirname(target) or ".")
        variables.set_automatic("@F", posixpath.basename(target))
        if any(line.doubtful for line in rule.recipe):
            self.run.problem(f"a condition in {self.path} decides the recipe of {target}")
        lines = [line for line in rule.recipe if not line.doubtful]
        self._recipe(lines, variables, context.setting(_exported(variables)))

    def _exists(self, target: str) -> bool:
        path = join(self.context.folder, target)
        return is_inside(path) and self.run.files.exists(path)

    def _recipe(self, lines: Sequence[RecipeLine], variables: Variables, context: Context) -> None:
        if ".ONESHELL" in self.rules.specials and lines:
            texts = [variables.expand(line.text) for line in lines]
            signs = _SIGNS.match(texts[0])
            start = signs.end() if signs else 0
            self._shell("\n".join([texts[0][start:], *texts[1:]]), texts[0][:start], lines[0], context)
            return
        for line in lines:
            # A variable made with define may hold several lines, each with its own signs.
            for text in _lines_of(variables.expand(line.text)):
                signs = _SIGNS.match(text)
                start = signs.end() if signs else 0
                outer = _SIGNS.match(line.text)
                self._shell(text[start:], text[:start] + (outer[0] if outer else ""), line, context)

    def _shell(self, text: str, signs: str, line: RecipeLine, context: Context) -> None:
        if not text.strip() or self.run.is_exhausted:
            return
        if "-" in signs or ".IGNORE" in self.rules.specials:
            context = context._replace(ignores_failure=True)
        run_shell(self.run, text, Place(line.path, line.number), context)


def _lines_of(text: str) -> list[str]:
    """The lines of an expanded recipe line, backslash-newlines kept together."""
    return re.split(r"(?<!\\)\n", text)


def _exported(variables: Variables) -> dict[str, str]:
    """What the makefile puts into the environment of its recipes: exported variables, and those that are there."""
    names = set(variables.exported)
    names |= {name for name in variables.environment if name in variables.names}
    if variables.exports_all:
        names |= variables.names
    found = {}
    for name in sorted(names)[:200]:
        variable = variables.get(name)
        if variable is not None and variable.origin not in ("automatic",):
            found[name] = variables.value(name)
    return named(found)
