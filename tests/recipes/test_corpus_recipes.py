"""The configurations of tox in real repositories."""

from __future__ import annotations

from tests.corpus import require_shared
from trustpub.recipes import classify, resolve
from trustpub.recipes.files import Files
from trustpub.recipes.pinned import packages_pinned
from trustpub.recipes.tox.discovery import find_config
from trustpub.repository.local import LocalRepository


def test_real_environments() -> None:
    """Every environment is read without an error, and why one is not complete is said in a few words."""
    read = uploading = 0
    for folder in sorted((require_shared() / "corpus" / "head").iterdir()):
        repository = LocalRepository(str(folder))
        config = find_config(Files(repository), "", None)
        if config is None:
            continue
        for name in sorted({*config.environments(), *config.known()}):
            recipe = resolve(["tox", "-e", name], repository)
            assert recipe is not None
            assert all(len(problem) < 300 for problem in recipe.problems)
            read += 1
            uploading += "upload" in classify(recipe)
        packages_pinned(repository, "twine")
    assert read > 300
    assert uploading >= 3
