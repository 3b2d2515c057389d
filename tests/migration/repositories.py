"""A repository that only exists in memory."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.migration.types import Plan


class MemoryRepository:
    """Files by path. Its identity is `octo/sample` unless another is given."""

    def __init__(
        self, files: Mapping[str, bytes], identity: tuple[str | None, str | None] = ("octo", "sample")
    ) -> None:
        self.files = dict(files)
        self._identity = identity

    @property
    def path(self) -> str:
        """How the user named the repository."""
        return "sample"

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, None when there is none."""
        return self.files.get(path.removeprefix("./"))

    def list(self, folder: str) -> list[str]:
        """The names directly in a folder, folders with a slash."""
        prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
        rests = [path.removeprefix(prefix) for path in self.files if path.startswith(prefix)]
        return sorted({rest if "/" not in rest else rest.split("/")[0] + "/" for rest in rests})

    def identity(self) -> tuple[str | None, str | None]:
        """Owner and name on GitHub."""
        return self._identity

    def after(self, plan: Plan) -> MemoryRepository:
        """The repository as it is once a plan has been carried out."""
        changed = {file.path: file.after for file in plan.files}
        return MemoryRepository(self.files | changed, self._identity)
