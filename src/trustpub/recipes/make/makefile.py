"""Reads a makefile and what it includes into rules and variables."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator

from trustpub.recipes.files import Files, is_inside, join
from trustpub.recipes.make.conditionals import Conditionals
from trustpub.recipes.make.lines import Line, logical_lines, split_at, without_comment
from trustpub.recipes.make.rules import RecipeLine, Rule, Rules
from trustpub.recipes.make.variables import Variables

_ASSIGNMENT = re.compile(
    r"\s*(?P<words>(?:(?:export|override|private|unexport)\s+)*)(?P<name>[^\s:=+?!#]+)\s*"
    r"(?P<operator>:{0,3}=|\?=|\+=|!=)[ \t]*(?P<text>.*)",
    re.DOTALL,
)
_DEFINE = re.compile(r"\s*(?:override\s+|export\s+)*define\s+(?P<name>\S+)\s*(?P<operator>:{0,3}=|\?=|\+=|!=)?\s*")
_INCLUDE = re.compile(r"\s*(?P<optional>-|s)?include\s+(?P<names>.+)", re.DOTALL)
_EXPORT = re.compile(r"\s*(?P<word>export|unexport)(?:\s+(?P<names>[^=:]*))?")
_MAX_INCLUDES = 8
_MAX_READ = 60
_MAX_RULES = 5000
_SHELLS = re.compile(r"(?:.*[/\\])?(?:ba|da|z|k)?sh(?:\.exe)?(?:\s.*)?|.*\benv\s+(?:ba|z)?sh|.*\bbash\)?")


class Makefile:
    """A makefile that was read. ``problems`` says what of it could not be."""

    def __init__(self, files: Files, folder: str, variables: Variables, include_folders: tuple[str, ...] = ()) -> None:
        self.files = files
        self.folder = folder
        self.variables = variables
        self.rules = Rules()
        self.problems: list[str] = []
        self._include_folders = include_folders
        self._open: list[Rule] = []
        self._count = 0
        self._reading: list[str] = []
        self._read = 0

    def read(self, path: str, text: str) -> None:
        """Takes in the text of a makefile."""
        conditionals = Conditionals()
        self._reading.append(path)
        self._read += 1
        self.variables.set_automatic("MAKEFILE_LIST", path)
        lines = logical_lines(text)
        for line in lines:
            if line.is_recipe and self._open:
                if conditionals.state != "no":
                    self._recipe_line(line.text, path, line.number, conditionals.state == "unknown")
                continue
            content = without_comment(line.text)
            if not content.strip() or conditionals.directive(content, self.variables):
                continue
            match = _DEFINE.fullmatch(content)
            if match is not None:
                body = self._define_body(lines)
                if conditionals.state != "no":
                    operator = match["operator"] or "="
                    self.variables.define(match["name"], operator, body, doubtful=conditionals.state == "unknown")
            elif conditionals.state != "no":
                self._line(content, line, path, conditionals.state == "unknown")
        self._reading.pop()

    def _define_body(self, lines: Iterator[Line]) -> str:
        body: list[str] = []
        for line in lines:
            if line.text.strip() == "endef" and not line.is_recipe:
                break
            body.append(line.text)
        return "\n".join(body)

    def _line(self, text: str, line: Line, path: str, doubtful: bool) -> None:
        include = _INCLUDE.fullmatch(text)
        if include is not None:
            self._include(self.variables.expand(include["names"]), include["optional"] is not None, doubtful)
            return
        exported = _EXPORT.fullmatch(text)
        if exported is not None:
            self._export(exported["word"], exported["names"])
            return
        assignment = _ASSIGNMENT.fullmatch(text)
        if assignment is not None and split_at(text[: assignment.start("operator")], ":") < 0:
            self._assign(assignment, doubtful)
        elif split_at(text, ":") >= 0:
            self._rule(text, line, path, doubtful)
        elif "eval" in text:
            self.problems.append(f"{path}:{line.number} makes rules with $(eval)")
        elif text.split()[0] not in ("vpath", "undefine", "load", "-load") and "$" not in text:
            self._open = []

    def _assign(self, match: re.Match[str], doubtful: bool) -> None:
        words, name = match["words"].split(), self.variables.expand(match["name"])
        self.variables.define(
            name, match["operator"], match["text"].rstrip(), override="override" in words, doubtful=doubtful
        )
        if "export" in words:
            self.variables.exported.add(name)
        if name == ".DEFAULT_GOAL":
            self.rules.default = self.variables.value(name).strip() or self.rules.default
        if name == "SHELL" and not _SHELLS.fullmatch(self.variables.value(name)):
            self.problems.append("its recipes are not run by a shell that is read here")

    def _export(self, word: str, names: str | None) -> None:
        if names is None or not names.strip():
            self.variables.exports_all = word == "export"
        elif word == "export":
            self.variables.exported.update(self.variables.expand(names).split())
        else:
            self.variables.exported.difference_update(self.variables.expand(names).split())

    def _include(self, names: str, optional: bool, doubtful: bool) -> None:
        for name in names.split()[:50]:
            for path in self._included(name):
                text = self.files.text(path) if is_inside(path) else None
                if text is None or self._is_enough(path) or doubtful:
                    if not optional or text is not None or "$" in path:
                        self.problems.append(f"{path}, which {self._reading[-1]} includes, is not read")
                    continue
                self.read(path, text)

    def _is_enough(self, path: str) -> bool:
        return len(self._reading) > _MAX_INCLUDES or self._read >= _MAX_READ or path in self._reading

    def _included(self, name: str) -> list[str]:
        path = join(self.folder, name)
        if not re.search(r"[*?\[]", name):
            places = [path, *(join(join(self.folder, folder), name) for folder in self._include_folders)]
            return [next((place for place in places if is_inside(place) and self.files.exists(place)), path)]
        folder, _, pattern = path.rpartition("/")
        found = [other for other in self.files.names(folder) if fnmatch.fnmatchcase(other, pattern)]
        return [posixpath.join(folder, other) for other in found[:50]]

    def _rule(self, text: str, line: Line, path: str, doubtful: bool) -> None:
        self._count += 1
        if self._count > _MAX_RULES:
            return
        at = split_at(text, ":")
        targets, rest = self.variables.expand(text[:at]).split(), text[at + 1 :].removeprefix(":")
        own = _ASSIGNMENT.fullmatch(rest)
        semicolon = split_at(rest, ";")
        if own is not None and split_at(rest[: own.start("operator")], ":;") < 0:
            for target in targets[:100]:
                rule = self._named(target)
                rule.variables.append((own["name"], own["operator"], own["text"]))
            return
        recipe = None if semicolon < 0 else rest[semicolon + 1 :]
        expanded = self.variables.expand(rest if semicolon < 0 else rest[:semicolon])
        pattern, colon, prerequisites = expanded.rpartition(":")
        normal, _, order_only = prerequisites.partition("|")
        self._open = []
        for target in targets[:200]:
            self._add(target, normal.split(), order_only.split(), pattern.strip() if colon else "", doubtful)
        if recipe is not None and recipe.strip():
            self._recipe_line(recipe, path, line.number, doubtful)

    def _named(self, target: str) -> Rule:
        if "%" not in target:
            return self.rules.rule(target)
        rule = Rule(target)
        self.rules.patterns.append(rule)
        return rule

    def _add(self, target: str, normal: list[str], order_only: list[str], pattern: str, doubtful: bool) -> None:
        if target == ".PHONY":
            self.rules.phony.update(normal)
        if target.startswith(".") and target[1:].replace("_", "").isupper():
            self.rules.specials.add(target)
            return
        if pattern and "%" in pattern and "%" not in target:
            before, _, after = pattern.partition("%")
            stem = target[len(before) : len(target) - len(after)]
            normal = [name.replace("%", stem, 1) for name in normal]
        rule = self._named(target)
        rule.prerequisites += normal
        rule.order_only += order_only
        rule.doubtful |= doubtful
        self._open.append(rule)

    def _recipe_line(self, text: str, path: str, number: int, doubtful: bool) -> None:
        for rule in self._open:
            lines = rule.recipe
            if lines is None:
                lines = rule.recipe = []
            elif lines and lines[-1].number >= number and lines[-1].path == path:
                continue
            lines.append(RecipeLine(text, path, number, doubtful))
