"""What the repositories of the made-up organization are put together from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import dedent, indent
from typing import Any

from trustpub.pullrequest.outcome import OPENED

WORKFLOW = ".github/workflows/release.yml"

Files = Callable[[str], Mapping[str, str | bytes]]
"""Files of a repository, by path, for the name of its project."""


@dataclass(frozen=True)
class Kind:
    """A kind of repository.

    Attributes:
        name: what is special about it.
        files: see `Files`.
        expected: the state it ends in, as `trustpub.pullrequest.outcome` names it.
        reason: words that the reason has, where there is one.
        settings: of the repository, by the attributes of `tests.servers.github.state.RepositoryState`.
        weight: how many there are of it, compared with others.
    """

    name: str
    files: Files
    expected: str = OPENED
    reason: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    weight: int = 2


def workflow(*steps: str, job: str = "", on: str = "release:\n  types: [published]") -> str:
    """A workflow with one job that checks out, sets up Python and does the steps; ``job`` is added to its keys."""
    keys = indent(dedent(job).strip("\n"), "    ") + "\n" if job else "    runs-on: ubuntu-latest\n"
    lines = [_item(dedent(step).strip("\n")) for step in (CHECKOUT, PYTHON, *steps)]
    triggers = indent(on, "  ")
    return f"name: Release\n\non:\n{triggers}\n\njobs:\n  deploy:\n{keys}    steps:\n" + "\n".join(lines) + "\n"


def _item(step: str) -> str:
    """A step as an item of the list."""
    first, _, rest = step.partition("\n")
    return f"      - {first}" + (f"\n{indent(rest, '        ')}" if rest else "")


CHECKOUT = "uses: actions/checkout@v4"
PYTHON = """
uses: actions/setup-python@v5
with:
  python-version: "3.12"
"""
BUILD = "run: python -m pip install build && python -m build"
PYPA = """
name: Publish to PyPI
uses: pypa/gh-action-pypi-publish@release/v1
with:
  password: ${{ secrets.PYPI_API_TOKEN }}
"""
TWINE = """
name: Upload
env:
  TWINE_USERNAME: __token__
  TWINE_PASSWORD: ${{ secrets.PYPI_TOKEN }}
run: |
  python -m pip install twine
  twine upload dist/*
"""


def pyproject(project: str) -> dict[str, str]:
    """A project that names itself in pyproject.toml."""
    return {"pyproject.toml": f'[build-system]\nrequires = ["hatchling"]\n\n[project]\nname = "{project}"\n'}


def setup_cfg(project: str) -> dict[str, str]:
    """A project that names itself in setup.cfg."""
    return {
        "setup.cfg": f"[metadata]\nname = {project}\nversion = 1.0\n",
        "setup.py": "from setuptools import setup\nsetup()\n",
    }


def releasing(*steps: str, metadata: Callable[[str], dict[str, str]] = pyproject, **keys: str) -> Files:
    """Files with one workflow that releases by these steps."""

    def files(project: str) -> dict[str, str | bytes]:
        return {"README.md": f"# {project}\n", **metadata(project), WORKFLOW: workflow(*steps, **keys)}

    return files
