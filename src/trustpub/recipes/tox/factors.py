"""Names of tox environments and their factors: "Generative environments" in its documentation.

https://tox.wiki/en/latest/config.html#conditional-settings
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from trustpub.recipes.ini import TextLine

_CONDITION = re.compile(r"(?P<factors>[\w {}.!,-]+?):(?:\s+(?P<rest>.*))?", re.DOTALL)
_BRACES = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(\d+)-(\d+)")
_PYTHON = re.compile(r"(?:py|pypy|python|cpython|graalpy)?[\d.]*t?|py|pypy")
_MAX_NAME = 1000
MAX_NAMES = 300
"""How many names braces may stand for."""


def expand(text: str) -> list[str]:
    """The names that a list with braces and commas stands for: ``py{38,39}-{a,b}, lint``."""
    names: list[str] = []
    for part in split_outside(text):
        names += _products(part.strip())
        if len(names) > MAX_NAMES:
            break
    return [name for name in names if name][:MAX_NAMES]


def split_outside(text: str) -> list[str]:
    """The pieces of a text between commas and line breaks outside of braces."""
    pieces: list[str] = []
    depth = start = 0
    for position, char in enumerate(text):
        if char in "{}":
            depth += 1 if char == "{" else -1
        elif char in ",\n" and depth <= 0:
            pieces.append(text[start:position])
            start = position + 1
    return [*pieces, text[start:]]


def _products(text: str) -> list[str]:
    if len(text) > _MAX_NAME:
        return []
    names = [""]
    position = 0
    for match in _BRACES.finditer(text):
        between = text[position : match.start()]
        choices = [choice for part in match[1].split(",") for choice in _range(part.strip())]
        names = [name + between + choice for name in names for choice in choices][:MAX_NAMES]
        position = match.end()
    return [(name + text[position:]).replace(" ", "") for name in names]


def _range(text: str) -> list[str]:
    """``38-40`` in braces stands for 38, 39 and 40 (tox 4.25 and later)."""
    match = _RANGE.fullmatch(text)
    if match is None or len(match[1]) > 4 or len(match[2]) > 4:
        return [text]
    first, last = int(match[1]), int(match[2])
    return [str(number) for number in range(first, min(last, first + 50) + 1)] if first <= last else [text]


def is_python(factor: str) -> bool:
    """Whether a factor names a Python, which needs no mention in the configuration."""
    return _PYTHON.fullmatch(factor) is not None


def filtered(lines: Iterable[TextLine], name: str) -> list[TextLine]:
    """The lines of a value that hold for an environment, their conditions taken off."""
    factors = set(name.split("-")) | {name}
    found: list[TextLine] = []
    for line in lines:
        match = _CONDITION.fullmatch(line.text)
        if match is None or match["factors"].count("{") != match["factors"].count("}"):
            found.append(line)
        elif _holds(match["factors"], factors):
            found.append(line._replace(text=(match["rest"] or "").strip()))
    return found


def _holds(condition: str, factors: set[str]) -> bool:
    return any(
        all(part[1:] not in factors if part.startswith("!") else part in factors for part in name.split("-"))
        or name in factors
        for name in expand(condition)
    )


def factors_in(lines: Iterable[TextLine]) -> set[str]:
    """The factors that the conditions of a value name."""
    found: set[str] = set()
    for line in lines:
        match = _CONDITION.fullmatch(line.text)
        if match is not None:
            found |= {part.lstrip("!") for name in expand(match["factors"]) for part in name.split("-")}
    return found
