"""Uploads by Poetry, with its many ways to take a credential."""

from __future__ import annotations

import pytest

from tests.uploads.memory import Case, check

CASES = (
    Case(
        "token-variable",
        """\
- run: poetry publish --build
  env:
    POETRY_PYPI_TOKEN_PYPI: ${{ secrets.TOK }}
""",
        ("publish.0 poetry pypi token TOK",),
    ),
    Case(
        "http-basic-variables",
        """\
- run: poetry publish --build
  env:
    POETRY_HTTP_BASIC_PYPI_USERNAME: ${{ secrets.U }}
    POETRY_HTTP_BASIC_PYPI_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 poetry pypi token U,TOK",),
    ),
    Case(
        "options",
        """\
- run: poetry publish -u __token__ -p "${{ secrets.TOK }}"
""",
        ("publish.0 poetry pypi token TOK",),
    ),
    Case(
        "configured-in-an-earlier-step",
        """\
- run: poetry config pypi-token.pypi "${{ secrets.TOK }}"
- run: poetry publish --build
""",
        ("publish.1 poetry pypi token TOK",),
    ),
    Case(
        "configured-repository",
        """\
- run: |
    poetry config repositories.testpypi https://test.pypi.org/legacy/
    poetry config http-basic.testpypi __token__ ${{ secrets.TOK }}
    poetry publish --build -r testpypi
""",
        ("publish.0 poetry testpypi token TOK",),
    ),
    Case(
        "configured-private-repository",
        """\
- run: |
    poetry config repositories.acme https://acme.jfrog.io/artifactory/api/pypi/pypi-local
    poetry publish -r acme -u ${{ secrets.U }} -p ${{ secrets.TOK }}
""",
        ("publish.0 poetry other token U,TOK",),
    ),
    Case(
        "configured-through-a-variable",
        """\
- run: |
    poetry config pypi-token.pypi $PYPI_TOKEN
    poetry publish
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 poetry pypi token PYPI_TOKEN",),
    ),
    Case(
        "without-credential",
        """\
- run: poetry publish --build
""",
        ("publish.0 poetry pypi unclear",),
    ),
    Case(
        "option-from-a-variable",
        """\
- run: poetry publish --build --username __token__ --password $PYPI_TOKEN
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 poetry pypi token PYPI_TOKEN",),
    ),
    Case(
        "secret-in-a-variable-that-poetry-does-not-read",
        """\
- run: poetry publish --build
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 poetry pypi token PYPI_TOKEN",),
    ),
    Case(
        "python-m",
        """\
- run: python -m poetry publish -u __token__ -p ${{ secrets.T }}
""",
        ("publish.0 poetry pypi token T",),
    ),
    Case(
        "option-before-the-subcommand",
        """\
- run: poetry -C lib publish -u __token__ -p ${{ secrets.T }}
""",
        ("publish.0 poetry pypi token T",),
    ),
    Case(
        "in-a-loop",
        """\
- run: |
    for d in a b; do
      (cd $d && poetry publish --build -u __token__ -p ${{ secrets.T }})
    done
""",
        ("publish.0 poetry pypi token T",),
    ),
    Case(
        "quoted-scalar",
        """\
- run: "poetry publish -u ${{ secrets.PYPI_USERNAME }} -p ${{ secrets.PYPI_PASSWORD }} --build || true"
""",
        ("publish.0 poetry pypi token PYPI_USERNAME,PYPI_PASSWORD",),
    ),
    Case(
        "repository-with-a-hyphen",
        """\
- run: |
    poetry config repositories.test-pypi https://test.pypi.org/legacy/
    poetry config pypi-token.test-pypi ${{ secrets.T }}
- run: poetry publish -r test-pypi
""",
        ("publish.1 poetry testpypi token T",),
    ),
    Case(
        "repository-variables",
        """\
- run: poetry publish --repository testpypi
  env:
    POETRY_REPOSITORIES_TESTPYPI_URL: https://test.pypi.org/legacy/
    POETRY_PYPI_TOKEN_TESTPYPI: ${{ secrets.T }}
""",
        ("publish.0 poetry testpypi token T",),
    ),
    Case(
        "after-source",
        """\
- run: |
    source $VENV
    poetry publish --build
  env:
    POETRY_PYPI_TOKEN_PYPI: ${{ secrets.T }}
""",
        ("publish.0 poetry pypi token T",),
    ),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_by_poetry(case: Case) -> None:
    """``poetry publish`` is one upload, with what its options, variables and configuration give it."""
    check(case)
