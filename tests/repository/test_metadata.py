"""What a project's own files say about it."""

from __future__ import annotations

import pytest

from tests.uploads.memory import MemoryRepository
from trustpub.repository.metadata import Project, read_project, read_toml
from trustpub.repository.single import SingleWorkflow

PROJECTS = (
    pytest.param({"pyproject.toml": '[project]\nname = "a"\n'}, Project("a", None), id="pep-621"),
    pytest.param(
        {"pyproject.toml": '[project]\nname = "a"\n[build-system]\nbuild-backend = "hatchling.build"\n'},
        Project("a", "hatchling.build"),
        id="build-backend",
    ),
    pytest.param({"pyproject.toml": '[tool.poetry]\nname = "a"\n'}, Project("a", None), id="poetry"),
    pytest.param({"pyproject.toml": '[tool.flit.metadata]\nmodule = "a"\n'}, Project("a", None), id="flit-module"),
    pytest.param(
        {"pyproject.toml": '[tool.flit.metadata]\nmodule = "a"\ndist-name = "b"\n'}, Project("b", None), id="flit-name"
    ),
    pytest.param({"setup.cfg": "[metadata]\nname = a\n"}, Project("a", None), id="setup-cfg"),
    pytest.param({"setup.py": "from setuptools import setup\nsetup(name='a')\n"}, Project("a", None), id="setup-py"),
    pytest.param({"setup.py": 'setup(\n    name = "a.b-c",\n)\n'}, Project("a.b-c", None), id="setup-py-in-lines"),
    pytest.param({"setup.py": "name='x'\nsetup(name='a')\n"}, Project("a", None), id="argument-of-setup"),
    pytest.param({"setup.py": "setup(name=NAME)\n"}, Project(None, None), id="computed-name"),
    pytest.param(
        {"pyproject.toml": "[build-system]\nbuild-backend = 'x'\n", "setup.cfg": "[metadata]\nname = a\n"},
        Project("a", "x"),
        id="name-and-backend-in-two-files",
    ),
    pytest.param(
        {"pyproject.toml": '[project]\nname = "a"\n', "setup.cfg": "[metadata]\nname = b\n"},
        Project("a", None),
        id="pyproject-first",
    ),
    pytest.param({}, Project(None, None), id="nothing"),
    pytest.param({"pyproject.toml": "[project\n"}, Project(None, None), id="broken-toml"),
    pytest.param({"pyproject.toml": "[project]\nname = 1\n"}, Project(None, None), id="name-that-is-no-text"),
    pytest.param({"pyproject.toml": "project = 1\ntool = []\n"}, Project(None, None), id="tables-that-are-none"),
    pytest.param({"setup.cfg": "no section\n"}, Project(None, None), id="broken-setup-cfg"),
)


@pytest.mark.parametrize(("files", "expected"), PROJECTS)
def test_project(files: dict[str, str], expected: Project) -> None:
    """Name and backend come from the first file that tells them; nothing is executed, and nothing is raised."""
    assert read_project(MemoryRepository(files)) == expected


@pytest.mark.parametrize("folder", ["lib", "./lib", "lib/", "/lib/"])
def test_project_in_a_folder(folder: str) -> None:
    """A project of a monorepo is read from its own folder."""
    files = {"pyproject.toml": '[project]\nname = "top"\n', "lib/pyproject.toml": '[project]\nname = "lib"\n'}
    assert read_project(MemoryRepository(files), folder).name == "lib"
    assert read_project(MemoryRepository(files), ".").name == "top"


def test_toml_that_cannot_be_read_is_empty() -> None:
    """A file that is missing, not UTF-8, or not TOML is an empty table."""
    repository = MemoryRepository({"binary": b"\xff\xfe", "broken": "[", "deep": "a = " + "[" * 5000})
    assert [read_toml(repository, path) for path in ("gone", "binary", "broken", "deep")] == [{}] * 4


def test_single_workflow() -> None:
    """A file alone is a repository with one workflow, or with one action at its top."""
    workflow = SingleWorkflow("/x/release.yml", "release.yml", b"jobs: {}")
    assert workflow.list(".github/workflows") == ["release.yml"] and workflow.list("") == []
    assert workflow.read(".github/workflows/release.yml") == b"jobs: {}" and workflow.read("pyproject.toml") is None
    action = SingleWorkflow("action.yml", "action.yml", b"")
    assert action.list("") == ["action.yml"] and action.list(".github/workflows") == []
    assert workflow.identity() == (None, None)
