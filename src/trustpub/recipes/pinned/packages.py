"""The specifiers with which a package is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from trustpub.recipes.files import Files
from trustpub.recipes.pinned.installs import requirements_of
from trustpub.recipes.pinned.project import ProjectRequirements
from trustpub.recipes.pinned.requirement import Wanted
from trustpub.recipes.types import Recipe
from trustpub.repository.base import Repository


def packages_pinned(
    repository: Repository,
    name: str,
    recipe: Recipe | None = None,
    requirements: Iterable[str] = (),
    folder: str = "",
) -> list[str]:
    """The specifiers with which a package is asked for, such as ``>=5``; "" where any version does.

    Args:
        repository: where the files are.
        name: the package.
        recipe: what it installs counts: the ``deps`` of tox, ``session.install``, ``pip install`` in its commands.
        requirements: further requirement strings: ``twine>=5``, ``-r FILE``, ``.[extra]``, ``--group NAME``; the files
            relative to the checkout. `requirements_of_words` gives those of a step's command.
        folder: of the project, relative to the checkout.

    Returns:
        Each specifier once, in order. Without a recipe and requirements, those of every list of requirements in the
        project's folder: ``pyproject.toml``, ``setup.cfg``, ``Pipfile``, ``requirements*.txt``. Empty when the package
        is asked for nowhere.
    """
    wanted = Wanted(name)
    reader = ProjectRequirements(Files(repository), wanted, folder)
    given = [*(requirements_of(recipe) if recipe is not None else ()), *requirements]
    if recipe is None and not given:
        reader.everything()
    for text in given[:500]:
        reader.requirement(text)
    return wanted.specifiers()
