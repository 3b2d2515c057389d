"""tox: https://tox.wiki."""

from trustpub.recipes.tox.environments import read_tox

__all__ = ["read_tox"]
