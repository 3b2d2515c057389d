"""What the analysis needs of a repository, wherever its files are."""

from __future__ import annotations

from typing import Protocol

WORKFLOWS = ".github/workflows"


class Repository(Protocol):
    """A repository's files, read only. Paths are relative to its root, with forward slashes."""

    @property
    def path(self) -> str:
        """How the user named the repository."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None when there is none.

        Raises:
            InputError: there is a file, but it cannot be read or must not be (outside the root, too large).
        """

    def list(self, folder: str) -> list[str]:
        """The names of the files and folders (these with a trailing slash) directly in a folder, sorted."""

    def identity(self) -> tuple[str | None, str | None]:
        """Owner and name on GitHub, or (None, None) when they cannot be told."""
