"""Which projects are to be registered, by what the workflow builds."""

from __future__ import annotations

import pytest

from tests.migration.cases import WORKFLOW
from tests.migration.repositories import MemoryRepository
from trustpub.migration.planner import plan

_WORKSPACE = b"""\
[project]
name = "whole"

[tool.uv.workspace]
members = ["packages/*", "tools/extra"]
exclude = ["packages/left-out"]
"""
_FILES = {
    "pyproject.toml": _WORKSPACE,
    "packages/one/pyproject.toml": b'[project]\nname = "part-one"\n',
    "packages/two/pyproject.toml": b'[project]\nname = "part-two"\n',
    "packages/left-out/pyproject.toml": b'[project]\nname = "not-this"\n',
    "packages/README.md": b"",
    "tools/extra/setup.py": b"from setuptools import setup\nsetup(name='extra')\n",
    "nameless/pyproject.toml": b"[build-system]\n",
}


def _registered(*steps: str, first: str = "") -> list[str | None]:
    """The projects to register for a job with these steps, which ends with an upload of ``dist/``."""
    lines = ["on: push", "jobs:"]
    if first:
        lines += ["  build:", "    runs-on: ubuntu-latest", "    steps:", f"      - {first}"]
    lines += ["  publish:", "    runs-on: ubuntu-latest", *(["    needs: build"] if first else []), "    steps:"]
    lines += ["      - uses: actions/checkout@v7", *(f"      - {step}" for step in steps)]
    lines += ["      - uses: pypa/gh-action-pypi-publish@release/v1", "        with:"]
    lines += ["          password: ${{ secrets.PYPI_TOKEN }}", ""]
    repository = MemoryRepository({**_FILES, WORKFLOW: "\n".join(lines).encode()})
    return [publisher.project for publisher in plan(repository).publishers]


@pytest.mark.parametrize(
    ("step", "projects"),
    [
        pytest.param("run: python -m build", ["whole"], id="at-the-top"),
        pytest.param("run: python -m build -o dist packages/one", ["part-one"], id="folder-as-word"),
        pytest.param("run: cd packages/two && uv build -o ../../dist", ["part-two"], id="moved-by-cd"),
        pytest.param("{run: poetry build -o ../../dist, working-directory: packages/one}", ["part-one"], id="step-dir"),
        pytest.param("run: poetry -C packages/one build -o dist", ["part-one"], id="moved-by-option"),
        pytest.param("run: uv build --package part-two", ["part-two"], id="named-package"),
        pytest.param("run: uv build --all-packages", ["whole", "part-one", "part-two", "extra"], id="whole-workspace"),
        pytest.param(
            "run: python -m build -o dist packages/one && python -m build -o dist packages/two",
            ["part-one", "part-two"],
            id="two-in-turn",
        ),
    ],
)
def test_what_is_built_is_registered(step: str, projects: list[str]) -> None:
    """The commands that build tell which projects the files in ``dist`` are of."""
    assert _registered(step) == projects


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("run: uv sync --all-packages", id="no-build"),
        pytest.param("run: python -m build packages/$NAME -o dist", id="known-to-a-run-only"),
        pytest.param("run: python -m build ../other -o dist", id="outside"),
        pytest.param("run: python -m build nameless -o dist", id="project-without-name"),
        pytest.param("run: pushd packages/one && python -m build", id="folder-not-followed"),
    ],
)
def test_what_does_not_tell_leaves_the_project_of_the_folder(step: str) -> None:
    """A command that does not say what it builds changes nothing: the folder's own project is named."""
    assert _registered(step) == ["whole"]


def test_a_job_that_is_waited_for_builds() -> None:
    """The files come from the job before, so its commands tell the project."""
    assert _registered(first="run: python -m build -o dist packages/two") == ["part-two"]
