"""Reads justfiles: https://github.com/casey/just/blob/master/GRAMMAR.md."""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.recipes.files import Files, is_inside, join

_ASSIGNMENT = re.compile(r"(?P<export>export\s+)?(?P<name>[A-Za-z_][\w-]*)\s*:=\s*(?P<text>.*)", re.DOTALL)
_SETTING = re.compile(r"set\s+(?P<name>[\w-]+)(?:\s*:=\s*(?P<text>.*))?", re.DOTALL)
_ALIAS = re.compile(r"alias\s+(?P<name>[\w-]+)\s*:=\s*(?P<target>[\w:-]+)\s*")
_IMPORT = re.compile(r"import(?P<optional>\?)?\s+['\"](?P<path>[^'\"]+)['\"]\s*")
_HEADER = re.compile(r"(?P<quiet>@)?(?P<name>[A-Za-z_][\w-]*)(?P<rest>[^:=]?.*)", re.DOTALL)
_PARAMETER = re.compile(
    r"(?P<sign>[*+])?(?P<export>\$)?(?P<name>[A-Za-z_][\w-]*)"
    r"(?:\s*=\s*(?P<default>'[^']*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|\([^()]*\)|[A-Za-z_][\w-]*))?"
)
_DEPENDENCY = re.compile(
    r"\s*(?:(?P<name>[A-Za-z_][\w:-]*)|\(\s*(?P<called>[A-Za-z_][\w:-]*)(?P<arguments>[^()]*(?:\([^()]*\)[^()]*)*)\)|(?P<after>&&))"
)
_MAX_IMPORTS = 20


class Parameter(NamedTuple):
    """A parameter of a recipe: ``sign`` is ``*`` or ``+`` when it takes all that follows."""

    name: str
    sign: str
    is_exported: bool
    default: str | None


class Dependency(NamedTuple):
    """A recipe that another needs: before it, or after it; its arguments as expressions."""

    name: str
    arguments: str
    is_after: bool


class Recipe(NamedTuple):
    """A recipe; ``lines`` with their line numbers, as they are written less the indentation."""

    name: str
    path: str
    parameters: tuple[Parameter, ...]
    dependencies: tuple[Dependency, ...]
    lines: list[tuple[str, int]]
    attributes: tuple[str, ...]


class Justfile:
    """What a justfile says."""

    def __init__(self) -> None:
        self.recipes: dict[str, Recipe] = {}
        self.aliases: dict[str, str] = {}
        self.variables: dict[str, str] = {}
        self.exported: set[str] = set()
        self.settings: dict[str, str] = {}
        self.problems: list[str] = []
        self.first: str | None = None
        self._seen: set[str] = set()

    def read(self, files: Files, path: str, text: str) -> None:
        """Takes in the text of a justfile, and what it imports, each file once."""
        self._seen.add(path)
        lines = text.split("\n")
        attributes: list[str] = []
        number = 0
        while number < len(lines):
            start = number
            line = lines[number]
            number += 1
            if not line.strip() or line.lstrip().startswith("#") or line[0].isspace():
                continue
            while (_is_open(line) or line.endswith("\\")) and number < len(lines) and number - start < 200:
                line = line.removesuffix("\\") + "\n" + lines[number]
                number += 1
            if line.startswith("["):
                attributes += [part.strip() for part in line.strip().strip("[]").split(",")]
            elif not self._item(files, path, line):
                number = self._recipe(path, line, lines, number, attributes)
                attributes = []
            else:
                attributes = []

    def _item(self, files: Files, path: str, line: str) -> bool:
        """An assignment, setting, alias or import; False for anything else."""
        line = line.strip()
        setting, alias, imported = _SETTING.fullmatch(line), _ALIAS.fullmatch(line), _IMPORT.fullmatch(line)
        assignment = _ASSIGNMENT.fullmatch(line)
        if setting is not None:
            self.settings[setting["name"]] = (setting["text"] or "true").strip()
        elif alias is not None:
            self.aliases[alias["name"]] = alias["target"]
        elif imported is not None:
            other = join(path.rpartition("/")[0], imported["path"])
            if other in self._seen:
                return True
            text = files.text(other) if is_inside(other) and len(self._seen) < _MAX_IMPORTS else None
            if text is not None:
                self.read(files, other, text)
            elif not imported["optional"]:
                self.problems.append(f"{other}, which {path} imports, is not read")
        elif re.match(r"mod\??\s", line):
            return True  # its recipes are only called as NAME::RECIPE, which is then missing
        elif assignment is not None:
            self.variables[assignment["name"]] = assignment["text"].strip()
            if assignment["export"]:
                self.exported.add(assignment["name"])
        else:
            return False
        return True

    def _recipe(self, path: str, line: str, lines: list[str], number: int, attributes: list[str]) -> int:
        """Reads a recipe; the number of the line after it."""
        header = _HEADER.fullmatch(line.rstrip())
        body: list[tuple[str, int]] = []
        indent: str | None = None
        while number < len(lines) and (not lines[number].strip() or lines[number][0].isspace()):
            text = lines[number]
            if indent is None and text.strip():
                indent = text[: len(text) - len(text.lstrip())]
            body.append((text[len(indent) :] if indent and text.startswith(indent) else text.lstrip(), number + 1))
            number += 1
        while body and not body[-1][0].strip():
            body.pop()
        colon = -1 if header is None else _colon(header["rest"])
        if header is None or colon < 0:
            return number
        parameters = tuple(
            Parameter(match["name"], match["sign"] or "", bool(match["export"]), match["default"])
            for match in _PARAMETER.finditer(header["rest"][:colon])
        )
        name = header["name"]
        dependencies = _dependencies(header["rest"][colon + 1 :])
        if self.first is None:
            self.first = name
        self.recipes[name] = Recipe(name, path, parameters, dependencies, body, tuple(attributes))
        return number


def _dependencies(text: str) -> tuple[Dependency, ...]:
    found: list[Dependency] = []
    position, is_after = 0, False
    while len(found) < 100:
        match = _DEPENDENCY.match(text, position)
        if match is None:
            break
        position = match.end()
        if match["after"]:
            is_after = True
        else:
            found.append(Dependency(match["name"] or match["called"], (match["arguments"] or "").strip(), is_after))
    return tuple(found)


def _colon(text: str) -> int:
    """Where the parameters end: the first colon outside of quotes."""
    quote = ""
    for position, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char == ":":
            return position
    return -1


def _is_open(line: str) -> bool:
    """Whether a string of three quotes is still open at the end of a line."""
    return any(line.count(quotes) % 2 for quotes in ("'''", '"""', "```"))
