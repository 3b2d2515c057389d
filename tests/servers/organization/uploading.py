"""Kinds of repositories that upload with a token and can be migrated, each by the means that real ones use."""

from __future__ import annotations

from tests.servers.organization.parts import (
    BUILD,
    PYPA,
    TWINE,
    WORKFLOW,
    Kind,
    pyproject,
    releasing,
    setup_cfg,
    workflow,
)

PINNED = """
uses: pypa/gh-action-pypi-publish@ed0c53931b1dc9bd32cbe73a98c7f6766f8a527e # v1.13.0
with:
  user: __token__
  password: ${{ secrets.PYPI_PASSWORD }}
"""
POETRY = """
run: |
  pip install poetry
  poetry config pypi-token.pypi ${{ secrets.POETRY_TOKEN }}
  poetry publish --build
"""
FLIT = """
env:
  FLIT_USERNAME: __token__
  FLIT_PASSWORD: ${{ secrets.FLIT_PASSWORD }}
run: |
  pip install flit
  flit publish
"""
HATCH = """
env:
  HATCH_INDEX_USER: __token__
  HATCH_INDEX_AUTH: ${{ secrets.HATCH_TOKEN }}
run: |
  pip install hatch
  hatch build
  hatch publish
"""
UV = """
env:
  UV_PUBLISH_TOKEN: ${{ secrets.UV_TOKEN }}
run: |
  pip install uv
  uv build
  uv publish
"""
PDM = """
env:
  PDM_PUBLISH_PASSWORD: ${{ secrets.PDM_TOKEN }}
run: |
  pip install pdm
  pdm publish --username __token__
"""
SETUP_PY = """
run: |
  echo "[pypi]" > ~/.pypirc
  echo "username = __token__" >> ~/.pypirc
  echo "password = ${{ secrets.PYPI_TOKEN }}" >> ~/.pypirc
  python setup.py sdist upload
"""
MATRIX = """
runs-on: ${{ matrix.os }}
strategy:
  matrix:
    os: [ubuntu-latest, windows-latest, macos-latest]
"""
WHEELS = """
run: python -m pip install cibuildwheel && python -m cibuildwheel --output-dir dist
"""
UPLOAD_ALL = """
env:
  TWINE_USERNAME: __token__
  TWINE_PASSWORD: ${{ secrets.PYPI_TOKEN }}
run: python -m twine upload dist/*
"""
MAKE = """
env:
  TWINE_USERNAME: __token__
  TWINE_PASSWORD: ${{ secrets.PYPI_TOKEN }}
run: make release
"""
MAKEFILE = """\
.PHONY: release
release:
\tpython -m build
\tpython -m twine upload dist/*
"""
TEST_FIRST = """
uses: pypa/gh-action-pypi-publish@release/v1
with:
  password: ${{ secrets.TEST_PYPI_TOKEN }}
  repository-url: https://test.pypi.org/legacy/
"""
JRUBICS = """
uses: JRubics/poetry-publish@v2.0
with:
  pypi_token: ${{ secrets.PYPI_TOKEN }}
"""


def _made(project: str) -> dict[str, str | bytes]:
    return {**pyproject(project), "Makefile": MAKEFILE, WORKFLOW: workflow(MAKE)}


def _called(project: str) -> dict[str, str | bytes]:
    """A release that a workflow of the same repository does, when another one calls it."""
    called = workflow(BUILD, PYPA, on="workflow_call:\n  secrets:\n    PYPI_API_TOKEN:\n      required: true")
    caller = (
        "name: Tag\n\non:\n  push:\n    tags: ['v*']\n\njobs:\n  release:\n    uses: ./.github/workflows/publish.yml\n"
        "    secrets:\n      PYPI_API_TOKEN: ${{ secrets.PYPI_API_TOKEN }}\n"
    )
    return {**pyproject(project), ".github/workflows/publish.yml": called, ".github/workflows/tag.yml": caller}


def _two(project: str) -> dict[str, str | bytes]:
    """Two workflows that release two projects."""
    other = f"{project}-plugin"
    files = {**pyproject(project), WORKFLOW: workflow(BUILD, PYPA)}
    folder = {f"plugin/{path}": text for path, text in pyproject(other).items()}
    build = "run: python -m pip install build && cd plugin && python -m build"
    upload = PYPA.replace("with:", "with:\n  packages-dir: plugin/dist/")
    return {**files, **folder, ".github/workflows/plugin.yml": workflow(build, upload)}


def _windows_lines(project: str) -> dict[str, str | bytes]:
    return {**pyproject(project), WORKFLOW: workflow(BUILD, PYPA).replace("\n", "\r\n")}


UPLOADING = [
    Kind("the PyPA action with a password", releasing(BUILD, PYPA), weight=8),
    Kind("the PyPA action, pinned", releasing(BUILD, PINNED), weight=4),
    Kind("twine in a script", releasing(BUILD, TWINE), weight=8),
    Kind("a name in setup.cfg", releasing(BUILD, TWINE, metadata=setup_cfg), weight=4),
    Kind("poetry publish", releasing(POETRY), weight=4),
    Kind("flit publish", releasing(FLIT)),
    Kind("hatch publish", releasing(HATCH)),
    Kind("uv publish", releasing(UV)),
    Kind("pdm publish", releasing(PDM)),
    Kind("setup.py upload", releasing(SETUP_PY, metadata=setup_cfg)),
    Kind("wheels from a matrix", releasing(WHEELS, UPLOAD_ALL, job=MATRIX), weight=4),
    Kind("make release", _made),
    Kind("TestPyPI and PyPI in one job", releasing(BUILD, TEST_FIRST, PYPA)),
    Kind("a third-party action", releasing(JRUBICS)),
    Kind("a reusable workflow of its own", _called),
    Kind("two workflows, two projects", _two),
    Kind("Windows line endings", _windows_lines),
    Kind("a default branch of another name", releasing(BUILD, PYPA), settings={"default_branch": "release/next"}),
    Kind("a protected default branch", releasing(BUILD, TWINE), settings={"is_protected": True}),
    Kind("a private one", releasing(BUILD, PYPA), settings={"private": True}),
    Kind("no right to push", releasing(BUILD, PYPA), settings={"permissions": {"pull": True}}),
]
