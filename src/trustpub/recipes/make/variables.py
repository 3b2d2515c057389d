"""Variables of makefiles, and expanding references to them: "How to Use Variables" in the manual of GNU make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from trustpub.recipes.make.functions import FUNCTIONS
from trustpub.recipes.make.lines import split_all
from trustpub.recipes.quoting import UNKNOWN
from trustpub.recipes.scripting.conditions import SURE
from trustpub.shell.masking import expression_end

MAX_EXPANSION = 20_000
"""Longest text that references may expand to."""
_MAX_DEPTH = 30
_MAX_WORK = 400_000
_SUBSTITUTED = re.compile(r"(?P<name>[^\s:=]+):(?P<old>[^=]*)=(?P<new>.*)", re.DOTALL)
_FUNCTION = re.compile(r"(?P<name>[a-z-]+)[ \t]+(?P<rest>.*)", re.DOTALL)
_PYTHON = re.compile(r"(?:[\w./~-]*[/\\])?(?:python|py)[\d.]*(?:\.exe)?(?: -3[\d.]*)?")
_PROGRAMS = re.compile(r"(?:^|[/\\])(?:bin|Scripts)[/\\]?$")
"""A folder of programs; which of several does not matter here."""
_BUILT_IN = {"MAKE": "make", "RM": "rm -f", "MAKEFLAGS": "", "MFLAGS": "", "MAKEOVERRIDES": "", "SUFFIXES": ""}


class Variable(NamedTuple):
    """A variable.

    Attributes:
        text: its value.
        is_recursive: whether references in the text are expanded when it is used.
        origin: "file", "command line", "override", "environment" or "automatic".
        texts: all that it may be set to, where a condition that cannot be decided chooses; () otherwise.
    """

    text: str
    is_recursive: bool
    origin: str
    texts: tuple[str, ...] = ()


class Variables:
    """The variables of a makefile under way. ``unknown`` collects those whose value a condition decides."""

    def __init__(self, environment: Mapping[str, str], command_line: Mapping[str, str]) -> None:
        self.environment = environment
        self._values: dict[str, Variable] = {
            name: Variable(text, False, "command line") for name, text in command_line.items()
        }
        self.command_line = dict(command_line)
        self.exported: set[str] = set()
        self.unknown: list[str] = []
        self.exports_all = False
        self._work = [0]

    def copy(self) -> Variables:
        """Variables that change on their own, for a target's own."""
        other = Variables(self.environment, self.command_line)
        other._values = dict(self._values)
        other.exported, other.exports_all, other.unknown = self.exported, self.exports_all, self.unknown
        other._work = self._work
        return other

    def get(self, name: str) -> Variable | None:
        """The variable of that name that the makefile or the command line sets."""
        return self._values.get(name)

    @property
    def names(self) -> set[str]:
        """The names of all variables that are set."""
        return set(self._values)

    def is_defined(self, name: str) -> bool | None:
        """Whether ``ifdef`` holds; None when it cannot be told."""
        variable = self._values.get(name)
        if variable is not None:
            return None if variable.texts else variable.text != ""
        text = self.environment.get(name, SURE.get(name))
        if text is not None:
            return None if "$" in text else text != ""
        return None

    def set_automatic(self, name: str, text: str) -> None:
        """Sets ``$@`` and its like."""
        self._values[name] = Variable(text, False, "automatic")

    def define(self, name: str, operator: str, text: str, *, override: bool = False, doubtful: bool = False) -> None:
        """Carries out an assignment; ``doubtful`` when a condition that cannot be decided stands over it."""
        before = self._values.get(name)
        if before is not None and before.origin == "command line" and not override:
            return
        if len(self._values) > 5000:
            return
        is_set = (before is not None and not before.texts) or name in self.environment
        if operator == "?=" and is_set:
            return
        doubtful |= operator == "?=" and before is not None
        new = self._assigned(before, name, operator, text, "override" if override else "file")
        if doubtful:
            texts = (before.texts or (before.text,)) if before is not None else ("",)
            new = new._replace(texts=(*texts, new.text)[:8])
        self._values[name] = new

    def _assigned(self, before: Variable | None, name: str, operator: str, text: str, origin: str) -> Variable:
        if operator in (":=", "::=", ":::="):
            return Variable(self.expand(text), False, origin)
        if operator == "!=":
            return Variable(f"$({self.expand(text)})", False, origin)
        if operator == "+=" and (before is not None or name in self.environment):
            old = before or Variable(f"${{{name}}}", False, origin)
            added = text if old.is_recursive else self.expand(text)
            return old._replace(text=f"{old.text} {added}".strip()[:MAX_EXPANSION], origin=origin)
        return Variable(text, True, origin)

    def expand(self, text: str, depth: int = 0) -> str:
        """A text with references expanded; ``$$`` becomes ``$``, what the environment holds ``${NAME}``."""
        if "$" not in text:
            return text
        pieces: list[str] = []
        position = length = 0
        while position < len(text):
            start = text.find("$", position)
            if start < 0 or start + 1 >= len(text):
                pieces.append(text[position:])
                break
            pieces.append(text[position:start])
            piece, position = self._reference(text, start, depth)
            pieces.append(piece)
            length += len(piece)
            if length > MAX_EXPANSION:
                return UNKNOWN
        return "".join(pieces)

    def _reference(self, text: str, start: int, depth: int) -> tuple[str, int]:
        following = text[start + 1]
        if following == "$":
            return "$", start + 2
        if text.startswith("${{", start) and (end := expression_end(text, start)):
            return text[start:end], end
        if following not in "({":
            return self.value(following, depth), start + 2
        end = _closing(text, start + 1)
        inner = text[start + 2 : end]
        self._work[0] += len(inner) + 1
        if depth >= _MAX_DEPTH or self._work[0] > _MAX_WORK:
            return UNKNOWN, end + 1
        match = _FUNCTION.fullmatch(inner)
        if match is not None and match["name"] in FUNCTIONS:
            arguments = split_all(match["rest"], ",")
            return FUNCTIONS[match["name"]](arguments, lambda part: self.expand(part, depth + 1)), end + 1
        if match is not None:
            return UNKNOWN, end + 1
        name = self.expand(inner, depth + 1) if "$" in inner else inner
        value = self._substituted(name, depth)
        after = text[end + 1 : end + 2]
        if value is None:
            value = self.value(name, depth + 1, before_name=after.isalpha())
        return value, end + 1

    def _substituted(self, inner: str, depth: int) -> str | None:
        """``$(NAME:.c=.o)``."""
        match = _SUBSTITUTED.fullmatch(inner)
        if match is None:
            return None
        value = self.value(match["name"], depth + 1)
        old, new = match["old"], match["new"]
        if "$" in value or "%" in old:
            return UNKNOWN
        return " ".join(w[: len(w) - len(old)] + new if w.endswith(old) else w for w in value.split())

    def value(self, name: str, depth: int = 0, *, before_name: bool = False) -> str:
        """The value of a variable. ``before_name`` tells that the letters of a program's name follow."""
        variable = self._values.get(name)
        if variable is None:
            if name in _BUILT_IN and name not in self.environment:
                return _BUILT_IN[name]
            return f"${{{name}}}" if name.isidentifier() and name.isascii() else ""
        if variable.texts:
            return self._undecided(name, variable, depth, before_name)
        self._work[0] += len(variable.text) + 1
        if depth >= _MAX_DEPTH or self._work[0] > _MAX_WORK:
            return UNKNOWN
        return self.expand(variable.text, depth + 1) if variable.is_recursive else variable.text

    def _undecided(self, name: str, variable: Variable, depth: int, before_name: bool) -> str:
        """A variable that a condition decides: harmless where it only says in which folder a program lies."""
        texts = {self.expand(text, depth + 1) if variable.is_recursive else text for text in variable.texts}
        if len(texts) == 1:
            return texts.pop()
        told = [text for text in texts if text]
        if all(map(_PYTHON.fullmatch, told)):
            return "python"
        if all(map(_PROGRAMS.search, told)):
            return min(told, key=lambda text: "Scripts" in text)
        if before_name and all(not text or text.endswith("/") for text in texts):
            return ""
        if name not in self.unknown:
            self.unknown.append(name)
        return f"${{{name}}}" if name.isidentifier() and name.isascii() else UNKNOWN


def _closing(text: str, opening: int) -> int:
    """Where the bracket at ``opening`` is closed; the end of the text when it is not."""
    brackets = ("(", ")") if text[opening] == "(" else ("{", "}")
    depth = 0
    for position in range(opening, len(text)):
        if text[position] == brackets[0]:
            depth += 1
        elif text[position] == brackets[1]:
            depth -= 1
            if depth == 0:
                return position
    return len(text)
