"""Requirement strings, and the specifiers for one package that they hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_CARET = re.compile(r"(?P<sign>[\^~])\s*v?(?P<version>\d+(?:\.\d+)*)\S*")
_VERSION = re.compile(r"v?\d[\w.]*")
_MAX_LENGTH = 1000


class Wanted:
    """Collects the specifiers for one package; those of constraints count only when it is asked for besides."""

    def __init__(self, name: str) -> None:
        self.name = canonical(name)
        self._found: list[str] = []
        self._constraints: list[str] = []

    def add(self, specifier: str, *, is_constraint: bool = False) -> None:
        """Notes a specifier."""
        (self._constraints if is_constraint else self._found).append(specifier)

    def specifiers(self) -> list[str]:
        """Every specifier once; [] when nothing asks for the package."""
        return list(dict.fromkeys([*self._found, *self._constraints])) if self._found else []

    def requirement(self, text: str, *, is_constraint: bool = False) -> Requirement | None:
        """Takes in a requirement string; the requirement, or None when it is none."""
        from packaging.requirements import InvalidRequirement, Requirement

        if len(text) > _MAX_LENGTH:
            return None
        try:
            requirement = Requirement(text)
        except (InvalidRequirement, RecursionError):
            return None
        if canonical(requirement.name) == self.name:
            self.add(str(requirement.specifier), is_constraint=is_constraint)
        return requirement

    def poetry(self, name: str, value: object) -> None:
        """Takes in a dependency as Poetry and pipenv write it: ``twine = "^5"``, ``{version = "..."}``.

        https://python-poetry.org/docs/dependency-specification/#version-constraints
        """
        if canonical(name) != self.name:
            return
        for item in value if isinstance(value, list) else [value]:
            version = item.get("version", "") if isinstance(item, dict) else item
            self.add(from_poetry(version) if isinstance(version, str) else "")


def canonical(name: str) -> str:
    """A package's name in the spelling that PyPI compares: PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def from_poetry(constraint: str) -> str:
    """A constraint of Poetry as a specifier of packaging; "" for any version and for what has no counterpart."""
    parts = [part.strip() for part in constraint[:_MAX_LENGTH].split(",")]
    found: list[str] = []
    for part in parts:
        caret = _CARET.fullmatch(part)
        if part in ("", "*") or "||" in part or "|" in part:
            continue
        if caret is not None:
            found += _range(caret["sign"], caret["version"])
        elif _VERSION.fullmatch(part):
            found.append(f"=={part.removeprefix('v')}")
        else:
            found.append(part.replace(" ", ""))
    return ",".join(found)


def _range(sign: str, version: str) -> list[str]:
    """``^1.2`` goes up to the next version that changes the first part that is not zero, ``~1.2`` to the next minor."""
    numbers = [int(number[:6]) for number in version.split(".")][:6]
    position = min(1, len(numbers) - 1)
    if sign == "^":
        position = next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
    upper = [*numbers[:position], numbers[position] + 1]
    return [f">={version}", f"<{'.'.join(map(str, upper))}"]
