"""Repositories in memory, for the tests of what is predicted from workflows."""

from __future__ import annotations

from collections.abc import Mapping

PUBLISH_STEP = "      - uses: pypa/gh-action-pypi-publish@release/v1\n"


class MemoryRepository:
    """Files by their paths, and who the repository is on GitHub."""

    def __init__(
        self, files: Mapping[str, str], identity: tuple[str | None, str | None] = ("octo-org", "sampler")
    ) -> None:
        self.path = "memory"
        self._files = {"pyproject.toml": '[project]\nname = "sampler"\n'}
        self._files |= {name if "/" in name else f".github/workflows/{name}": text for name, text in files.items()}
        self._identity = identity

    def read(self, path: str) -> bytes | None:
        """The bytes of a file."""
        return None if path not in self._files else self._files[path].encode()

    def list(self, folder: str) -> list[str]:
        """The names directly in a folder; folders have a trailing slash."""
        prefix = f"{folder.rstrip('/')}/" if folder else ""
        rest = [path.removeprefix(prefix) for path in self._files if path.startswith(prefix)]
        return sorted({name.partition("/")[0] + ("/" if "/" in name else "") for name in rest})

    def identity(self) -> tuple[str | None, str | None]:
        """Owner and name."""
        return self._identity


def workflow(on: str, *, job: str = "", steps: str = PUBLISH_STEP, before: str = "", permissions: bool = True) -> str:
    """A workflow whose job ``publish`` uploads with Trusted Publishing.

    Args:
        on: what stands behind ``on:``.
        job: further lines of the job, without indentation.
        steps: its steps.
        before: further jobs, indented as jobs are.
        permissions: whether the job may ask for a token.
    """
    lines = "".join(f"    {line}\n" for line in job.splitlines())
    allowed = "    permissions:\n      id-token: write\n" if permissions else ""
    return f"on: {on}\njobs:\n{before}  publish:\n    runs-on: ubuntu-latest\n{allowed}{lines}    steps:\n{steps}"
