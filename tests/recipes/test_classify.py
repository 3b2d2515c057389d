"""What kind of work a command does."""

from __future__ import annotations

import pytest

from trustpub.recipes import KINDS, Recipe, RecipeCommand, classify, kind_of

BY_KIND = {
    "clean": [
        "rm -rf dist",
        "rm -rf dist/ build/ *.egg-info",
        "rm -fr dist/* ./build src/pkg.egg-info .eggs",
        "rm -f dist/*.whl",
        "rmdir dist",
        "mkdir -p dist",
        "git clean -fdx",
        "find . -name '*.pyc' -delete",
        "find . -name __pycache__ -exec rm -rf {} +",
        "python -c \"import shutil; shutil.rmtree('dist', True)\"",
        "python setup.py clean --all",
        "hatch clean",
    ],
    "prepare": [
        "pip install twine",
        "python -m pip install --upgrade build twine",
        "uv pip install build",
        "uv sync --frozen",
        "uv tool install twine",
        "pipx install build",
        "poetry install --with release",
        "poetry config virtualenvs.create false",
        "pdm sync",
        "apt-get install -y x",
        "echo building",
        "set -euo pipefail",
        "cd dist",
        "ls -l dist",
        "test -f dist/x",
        '[ -n "$TOKEN" ]',
        "source venv/bin/activate",
        "python -m venv venv",
        "python --version",
        "python -c 'print(1)'",
        "git status",
        "git fetch --tags",
        "twine --version",
        "true",
    ],
    "build": [
        "python -m build",
        "python -m build --wheel --outdir dist pkg",
        "python setup.py sdist bdist_wheel",
        "$PYTHON setup.py sdist",
        "flit build",
        "poetry build -f wheel",
        "hatch build",
        "pdm build",
        "uv build --all-packages",
        "uvx --from build pyproject-build",
        "rye build",
        "maturin build --release",
        "maturin sdist",
        "pip wheel . --no-deps",
        "python -m cibuildwheel --output-dir wheelhouse",
        "auditwheel repair x.whl",
        "hatchling build",
    ],
    "check": [
        "twine check dist/*",
        "python -m twine check --strict dist/*",
        "check-wheel-contents dist/x.whl",
        "pyroma .",
        "check-manifest",
        "python setup.py check",
    ],
    "upload": [
        "twine upload dist/*",
        "python -m twine upload -r testpypi dist/*",
        "venv/bin/twine --no-color upload dist/*",
        "TWINE_PASSWORD=$X twine upload dist/*",
        "uvx twine upload dist/*",
        "flit publish",
        "flit -f pyproject.toml publish",
        "poetry publish --build",
        "poetry -C pkg publish",
        "hatch publish",
        "pdm publish --no-build",
        "uv publish",
        "rye publish",
        "maturin publish",
        "python setup.py sdist bdist_wheel upload -r pypi",
        "semantic-release publish",
        "docker run -e T x twine upload dist/*",
        "bash -c 'python -m build && twine upload dist/*'",
        "find dist -exec twine upload {} +",
    ],
    "config": [
        'poetry config pypi-token.pypi "$T"',
        "poetry config repositories.x https://x",
        "pdm config repository.pypi.password $T",
        "keyring set pypi __token__",
        "echo '[pypi]' > ~/.pypirc",
        "cp ci/.pypirc ~/.pypirc",
    ],
    "other": [
        "make",
        "pytest",
        "git tag v1",
        "git push --tags",
        "gh release create v1",
        "npm publish",
        "docker push x",
        "rm -rf src",
        "mv dist/a dist/b",
        "cp a b",
        "python bump.py",
        "python -c \"import subprocess; subprocess.run('x')\"",
        "sphinx-build docs out",
        "twine register x",
        "uv publish --dry-run",
        "poetry publish --dry-run",
        "poetry version patch",
        "curl https://x",
        "$CMD upload",
        "$(x) upload",
    ],
}
ALL = [(kind, text) for kind, texts in BY_KIND.items() for text in texts]


def command(text: str) -> RecipeCommand:
    """A command of that text."""
    return RecipeCommand(text, "", "", False)


@pytest.mark.parametrize(("kind", "text"), ALL, ids=[text for _, text in ALL])
def test_kind(kind: str, text: str) -> None:
    """Every command has one kind."""
    assert kind_of(command(text)) == kind


def test_classify() -> None:
    """The kinds of a recipe's commands come in their order."""
    texts = ("rm -rf dist", "python -m build", "twine upload dist/*")
    recipe = Recipe((), tuple(map(command, texts)), True, (), (), False, None)
    assert classify(recipe) == ("clean", "build", "upload")
    assert set(BY_KIND) == set(KINDS)
