"""Small projects of every kind, in memory."""

from __future__ import annotations

from trustpub.newworkflow.backends import BACKENDS, EITHER
from trustpub.newworkflow.choices import BUILDERS, INDEXES, TRIGGERS, Choices


class Project:
    """A repository whose files are given as text; on GitHub it is `octo-org/sampler`, unless told otherwise."""

    path = "."

    def __init__(self, owner: str | None = "octo-org", name: str | None = "sampler", /, **files: str) -> None:
        self.files = {key.replace("__", "/").replace("_DOT_", "."): text for key, text in files.items()}
        self._identity = (owner, name)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None."""
        return self.files[path].encode() if path in self.files else None

    def list(self, folder: str) -> list[str]:
        """Names directly in a folder."""
        prefix = folder.rstrip("/") + "/" if folder else ""
        rests = [path[len(prefix) :] for path in self.files if path.startswith(prefix)]
        return sorted({rest.partition("/")[0] + ("/" if "/" in rest else "") for rest in rests})

    def identity(self) -> tuple[str | None, str | None]:
        """Owner and name on GitHub."""
        return self._identity


def pyproject(backend: str, more: str = "", requires: str = "", name: str = "sampler") -> dict[str, str]:
    """A project whose `build-backend` is this."""
    system = f'[build-system]\nrequires = [{requires}]\nbuild-backend = "{backend}"\n'
    return {"pyproject_DOT_toml": f'{system}[project]\nname = "{name}"\nversion = "1"\n{more}'}


def every_choice() -> dict[str, Choices]:
    """Every combination that is possible, by a name that says what it is."""
    return {
        f"{backend.name}-{'native' if native else 'pure'}-{builder}-{trigger}-{index}": Choices(
            backend, native, builder, trigger, INDEXES[index]
        )
        for backend in BACKENDS
        for native in (False, True)
        if backend.builds in (EITHER, "native" if native else "pure")
        for builder in BUILDERS
        for trigger in TRIGGERS
        for index in INDEXES
    }


SETUP = {"setup_DOT_py": "from setuptools import setup\n\nsetup(name='sampler')\n"}
"""A project of the old kind, which the backend `setup.py` stands for."""
