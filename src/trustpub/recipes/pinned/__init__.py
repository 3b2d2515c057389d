"""Which versions of a package a project's files ask for."""

from trustpub.recipes.pinned.installs import requirements_of, requirements_of_words
from trustpub.recipes.pinned.packages import packages_pinned

__all__ = ["packages_pinned", "requirements_of", "requirements_of_words"]
