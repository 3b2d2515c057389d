"""Which projects are on the index: asked only when a registration sheet is made, since it depends on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from trustpub.http.errors import HttpError
from trustpub.pypi.client import Index, find_project


class KnownProjects:
    """An `trustpub.campaign.sheet.IsThere` that asks the indexes.

    Args:
        environment: where the indexes are; see `trustpub.pypi.client.Index`.
        on_trouble: told a sentence when an index cannot be asked; then nothing is known of it.
    """

    def __init__(self, environment: Mapping[str, str], on_trouble: Callable[[str], None]) -> None:
        self._environment = environment
        self._on_trouble = on_trouble
        self._indexes: dict[str, Index | None] = {}

    def __call__(self, index: str, project: str) -> bool | None:
        """Whether the project is there; None when that cannot be told."""
        if index not in self._indexes:
            self._indexes[index] = Index(index, self._environment)
        asked = self._indexes[index]
        if asked is None:
            return None
        try:
            return find_project(asked, project) is not None
        except HttpError as error:
            self._on_trouble(f"Whether projects are on {asked.name} is not known: {error}")
            self._indexes[index] = None
            return None
