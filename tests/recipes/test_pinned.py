"""Which versions of a package a project's files ask for."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.recipes.cases import write
from trustpub.recipes import resolve
from trustpub.recipes.pinned import packages_pinned, requirements_of, requirements_of_words
from trustpub.recipes.pinned.requirement import from_poetry

PYPROJECT = """[project]
name = "my-project"
dependencies = ["requests"]
[project.optional-dependencies]
release = ["Twine >= 5, < 7", "build"]
all = ["my-project[release]"]
[dependency-groups]
publish = ["twine==6.1.0", { include-group = "more" }]
more = ["build>=1"]
[tool.poetry.dependencies]
twine = { version = "^3.4", optional = true }
[tool.poetry.extras]
up = ["twine"]
[tool.poetry.group.old.dependencies]
twine = "~2.1"
[tool.hatch.envs.release]
dependencies = ["twine!=5.1"]
"""

FILES = {
    "pyproject.toml": PYPROJECT,
    "requirements.txt": "-r requirements/dev.txt\n-c constraints.txt\n",
    "requirements/dev.txt": "# tools\ntwine[keyring]>=4 \\\n  --hash=sha256:0\n-r ../requirements.txt\n",
    "constraints.txt": "twine<6\nbuild==0.9\n",
    "setup.cfg": "[options.extras_require]\nup =\n  twine==1.5\n  build\n",
    "sub/pyproject.toml": '[project]\noptional-dependencies = { x = ["twine~=5.0"] }\n',
    "Pipfile": '[dev-packages]\ntwine = "*"\n',
}


@pytest.mark.parametrize(
    ("requirement", "specifiers"),
    [
        ("twine", [""]),
        ("Twine>=5", [">=5"]),
        ("twine[keyring] >=5,<6; python_version > '3'", ["<6,>=5"]),
        ("twine-x>=5", []),
        ("-r requirements.txt", [">=4", "<6"]),
        ("-r requirements/dev.txt", [">=4", "<6"]),
        ("-c constraints.txt", []),
        ("-r missing.txt", []),
        ("-r ../../etc/passwd", []),
        (".", []),
        (".[release]", ["<7,>=5"]),
        (".[all]", ["<7,>=5"]),
        ("-e .[release]", ["<7,>=5"]),
        ("my-project[release]", ["<7,>=5"]),
        (".[up]", [">=3.4,<4", "==1.5"]),
        ("./sub[x]", ["~=5.0"]),
        ("--group publish", ["==6.1.0"]),
        ("--group old", [">=2.1,<2.2"]),
        ("--group more", []),
        ("not a requirement !", []),
    ],
)
def test_requirement(requirement: str, specifiers: list[str], tmp_path: Path) -> None:
    """A requirement string leads to extras, groups and files; constraints count where the package is asked for."""
    assert packages_pinned(write(tmp_path, FILES), "twine", requirements=[requirement]) == specifiers


def test_everything(tmp_path: Path) -> None:
    """Without a recipe, every list of the project counts."""
    found = packages_pinned(write(tmp_path, FILES), "twine")
    assert set(found) == {"<7,>=5", "==6.1.0", ">=3.4,<4", ">=2.1,<2.2", "!=5.1", "==1.5", "", ">=4", "<6"}
    assert packages_pinned(write(tmp_path, FILES), "nothing") == []


def test_recipe(tmp_path: Path) -> None:
    """What a recipe installs: the tools of its environment, and what its commands install."""
    tox = "[testenv:a]\ndeps =\n  twine>=5\n  -r requirements/dev.txt\n"
    tox += "commands =\n  pip install -U build '.[release]'\n  twine upload x\n"
    repository = write(tmp_path, {**FILES, "tox.ini": tox})
    recipe = resolve(["tox", "-e", "a"], repository)
    assert recipe is not None
    assert requirements_of(recipe) == ["twine>=5", "-r requirements/dev.txt", "build", ".[release]"]
    assert packages_pinned(repository, "twine", recipe) == [">=5", ">=4", "<7,>=5", "<6"]


@pytest.mark.parametrize(
    ("command", "requirements"),
    [
        ("pip install twine build", ["twine", "build"]),
        ("python -m pip install -U 'twine>=5' -i https://x", ["twine>=5"]),
        ("pip install -r requirements/a.txt -rb.txt", ["-r d/requirements/a.txt", "-r d/b.txt"]),
        ("uv pip install --system twine", ["twine"]),
        ("uv tool install twine", ["twine"]),
        ("pipx install twine", ["twine"]),
        ("pip install --group publish", ["--group publish"]),
        ("poetry install", ["--group *"]),
        ("pip download twine", []),
        ("twine upload x", []),
        ("", []),
    ],
)
def test_words(command: str, requirements: list[str]) -> None:
    """The requirement strings of a command, its files relative to the folder in which it runs."""
    assert requirements_of_words(shlex.split(command), "d") == requirements


@pytest.mark.parametrize(
    ("constraint", "specifier"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0", ">=0.0,<0.1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        (">=1.2, <2", ">=1.2,<2"),
        ("1.2.3", "==1.2.3"),
        ("*", ""),
        ("^1 || ^2", ""),
        ("", ""),
    ],
)
def test_poetry(constraint: str, specifier: str) -> None:
    """Constraints of Poetry as specifiers."""
    assert from_poetry(constraint) == specifier
