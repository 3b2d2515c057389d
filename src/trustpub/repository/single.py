"""A single workflow without its repository: a file that the user names, or standard input."""

from __future__ import annotations

from trustpub.repository.base import WORKFLOWS


class SingleWorkflow:
    """A repository that holds nothing but one workflow."""

    def __init__(self, path: str, name: str, data: bytes) -> None:
        self.path = path
        self.file = name if name in ("action.yml", "action.yaml") else f"{WORKFLOWS}/{name}"
        self.data = data

    def read(self, path: str) -> bytes | None:
        """The workflow's bytes for its own path, None for every other."""
        return self.data if path == self.file else None

    def list(self, folder: str) -> list[str]:
        """The workflow's name in the workflow folder."""
        parent, _, name = self.file.rpartition("/")
        return [name] if folder.rstrip("/") == parent else []

    def identity(self) -> tuple[str | None, str | None]:
        """A single file does not tell its repository."""
        return None, None
