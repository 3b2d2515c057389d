"""Repositories that are only files, and what a command comes to in them as short lines."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from trustpub.recipes import Recipe, resolve
from trustpub.repository.local import LocalRepository


class Case(NamedTuple):
    """A command, the files that it meets, and what it runs in the end.

    Attributes:
        id: says what the case is about.
        command: as it is written in a step.
        files: by path.
        runs: one line per command, as `lines` writes them.
        problems: a part of each clause that says why the recipe is not complete; () when it is complete.
        folder: where the command runs.
        variables: the step's environment.
    """

    id: str
    command: str
    files: Mapping[str, str]
    runs: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    folder: str = ""
    variables: Mapping[str, str] = {}


def write(root: Path, files: Mapping[str, str]) -> LocalRepository:
    """The repository with these files."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return LocalRepository(str(root))


def recipe_of(root: Path, case: Case) -> Recipe | None:
    """What the case's command comes to."""
    return resolve(shlex.split(case.command), write(root, case.files), case.folder, case.variables)


def lines(recipe: Recipe) -> tuple[str, ...]:
    """Per command its text, ``@FOLDER`` unless it is the root, ``(ignored)`` and ``(maybe)``."""
    return tuple(
        " ".join(
            [
                command.text,
                *([f"@{command.folder}"] if command.folder else []),
                *(["(ignored)"] if command.ignores_failure else []),
                *(["(maybe)"] if command.conditional else []),
            ]
        )
        for command in recipe.commands
    )


def check(root: Path, case: Case) -> Recipe:
    """Assert that the case's command runs what the case says; the recipe."""
    recipe = recipe_of(root, case)
    assert recipe is not None
    assert lines(recipe) == case.runs, lines(recipe)
    assert_problems(recipe.problems, case.problems)
    assert recipe.complete == (not case.problems)
    return recipe


def assert_problems(found: Iterable[str], expected: Iterable[str]) -> None:
    """Assert that there is a problem for every expected part, and no other."""
    found = list(found)
    for part in expected:
        match = next((problem for problem in found if part in problem), None)
        assert match is not None, f"{part!r} is in none of {found}"
        found.remove(match)
    assert found == []


def identify(case: Case) -> str:
    """The id of a case, for pytest."""
    return case.id.replace(" ", "-")
