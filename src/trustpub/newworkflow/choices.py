"""What the user wants of a new workflow."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trustpub.errors import TrustpubError
from trustpub.migration.names import environment_name
from trustpub.newworkflow.backends import EITHER, PURE, Backend
from trustpub.repository.base import WORKFLOWS
from trustpub.uploads.types import PYPI, TESTPYPI

BUILDERS = ("pip", "uv")
TRIGGERS = ("release", "tag")
INDEXES = {"pypi": (PYPI,), "testpypi": (TESTPYPI,), "both": (TESTPYPI, PYPI)}
"""The choices of an index, and the indexes in the order in which they are published to: the rehearsal first."""

DEFAULT_OUTPUT = f"{WORKFLOWS}/publish.yml"

_FILE_NAME = re.compile(r"[A-Za-z0-9._-]+\.ya?ml", re.ASCII)


@dataclass(frozen=True)
class Choices:
    """What a new workflow does.

    Attributes:
        backend: the project's build backend.
        native: whether it compiles code.
        builder: one of `BUILDERS`.
        trigger: one of `TRIGGERS`: a published release, or a pushed tag that begins with ``v``.
        indexes: where it publishes to, in order.
        environment: its name for every index, or None for ``pypi`` and ``testpypi``.
        use_environment: False for none.
        output: the file, relative to the repository.
    """

    backend: Backend
    native: bool
    builder: str = "pip"
    trigger: str = "release"
    indexes: tuple[str, ...] = (PYPI,)
    environment: str | None = None
    use_environment: bool = True
    output: str = DEFAULT_OUTPUT

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            TrustpubError: the backend never builds that, or the file is not one from which GitHub runs workflows.
        """
        builds = "native" if self.native else "pure"
        if self.backend.builds not in (EITHER, builds):
            only = "pure Python" if self.backend.builds == PURE else "compiled"
            raise TrustpubError(f"{self.backend.name} builds {only} wheels only; leave out --{builds}")
        folder, _, name = self.output.rpartition("/")
        if folder != WORKFLOWS or not _FILE_NAME.fullmatch(name):
            raise TrustpubError(
                f"GitHub runs workflows from {WORKFLOWS} only, and PyPI takes names that end in .yml or .yaml; "
                f"name such a file with --output, as in {DEFAULT_OUTPUT}"
            )

    def environment_for(self, index: str) -> str | None:
        """The environment of the job that publishes to an index."""
        return (self.environment or environment_name(index)) if self.use_environment else None
