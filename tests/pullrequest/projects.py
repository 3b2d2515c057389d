"""Small projects to be migrated, as files in memory."""

from __future__ import annotations

from trustpub.migration.planner import plan
from trustpub.migration.types import Options, Plan

WORKFLOWS = ".github/workflows"

SIMPLE = {
    "pyproject.toml": b'[project]\nname = "sampler"\n',
    f"{WORKFLOWS}/release.yml": b"""\
name: Release
on:
  push:
    tags: ["v*"]
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pipx run build
      - uses: pypa/gh-action-pypi-publish@release/v1
        with:
          password: ${{ secrets.PYPI_API_TOKEN }}
""",
}
"""One project, uploaded by the PyPA action when a tag is pushed."""

MONOREPO = {
    "one/pyproject.toml": b'[project]\nname = "sampler-one"\n',
    "two/pyproject.toml": b'[project]\nname = "sampler-two"\n',
    f"{WORKFLOWS}/packages.yml": b"""\
on:
  release:
    types: [published]
  workflow_dispatch:
jobs:
  upload:
    strategy:
      matrix:
        package: [one, two]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
          python -m build ${{ matrix.package }}
          twine upload ${{ matrix.package }}/dist/*
        env:
          TWINE_USERNAME: __token__
          TWINE_PASSWORD: ${{ secrets.PYPI_TOKEN }}
""",
    f"{WORKFLOWS}/rehearse.yml": b"""\
on:
  push:
    branches: [main]
jobs:
  rehearse:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pipx run build one --outdir dist
      - uses: pypa/gh-action-pypi-publish@release/v1
        with:
          repository-url: https://test.pypi.org/legacy/
          password: ${{ secrets.TEST_PYPI_TOKEN }}
""",
    f"{WORKFLOWS}/nightly.yml": b"""\
on:
  schedule:
    - cron: "0 3 * * *"
jobs:
  nightly:
    uses: octo-org/tools/.github/workflows/publish.yml@main
    secrets:
      token: ${{ secrets.PYPI_TOKEN }}
""",
}
"""Two projects and a rehearsal on TestPyPI; a third workflow goes on using the secret."""


class Files:
    """A repository in memory."""

    path = "sampler"

    def __init__(self, files: dict[str, bytes], owner: str | None = "octo-org", name: str | None = "sampler") -> None:
        self._files = files
        self._identity = (owner, name)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None."""
        return self._files.get(path)

    def list(self, folder: str) -> list[str]:
        """The names directly in a folder."""
        start = f"{folder}/" if folder else ""
        rests = [path.removeprefix(start) for path in self._files if path.startswith(start)]
        return sorted({rest.partition("/")[0] + ("/" if "/" in rest else "") for rest in rests})

    def identity(self) -> tuple[str | None, str | None]:
        """Owner and name."""
        return self._identity


def plan_of(files: dict[str, bytes], owner: str | None = "octo-org", options: Options | None = None) -> Plan:
    """The plan for files, of a repository whose place on GitHub is known unless there is no owner."""
    return plan(Files(files, owner, "sampler" if owner else None), options)
