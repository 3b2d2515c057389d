"""What ``make release``, ``tox -e publish`` and the like do in the end, read from the files of a repository.

Nothing of the repository is ever run or imported, and whatever its files say is bounded in size, depth and number.
"""

from trustpub.recipes.classify import KINDS, classify, kind_of
from trustpub.recipes.resolve import resolve
from trustpub.recipes.types import Recipe, RecipeCommand

__all__ = [
    "KINDS",
    "Recipe",
    "RecipeCommand",
    "classify",
    "kind_of",
    "resolve",
]
