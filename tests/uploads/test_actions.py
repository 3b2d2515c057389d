"""Uploads by other actions: those of the table, and those that are handed a credential for PyPI."""

from __future__ import annotations

import pytest

from tests.uploads.memory import Case, check

CASES = (
    Case(
        "maturin-action-variable",
        """\
- uses: PyO3/maturin-action@v1
  with:
    command: upload
    args: --skip-existing *
  env:
    MATURIN_PYPI_TOKEN: ${{ secrets.TOK }}
""",
        ("publish.0 maturin-action pypi token TOK",),
    ),
    Case(
        "maturin-action-arguments",
        """\
- uses: messense/maturin-action@v1
  with:
    command: publish
    args: -u __token__ -p ${{ secrets.TOK }} --skip-existing
""",
        ("publish.0 maturin-action pypi token TOK",),
    ),
    Case(
        "poetry-publish",
        """\
- uses: JRubics/poetry-publish@v1.17
  with:
    pypi_token: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 action pypi token PYPI_TOKEN",),
    ),
    Case(
        "poetry-publish-to-testpypi",
        """\
- uses: JRubics/poetry-publish@v1.17
  with:
    pypi_token: ${{ secrets.PYPI_TOKEN }}
    repository_name: "testpypi"
    repository_url: "https://test.pypi.org/legacy/"
""",
        ("publish.0 action testpypi token PYPI_TOKEN",),
    ),
    Case(
        "deploy-pypi",
        """\
- uses: casperdcl/deploy-pypi@v2
  with:
    password: ${{ secrets.PYPI_TOKEN }}
    build: true
""",
        ("publish.0 action pypi token PYPI_TOKEN",),
    ),
    Case(
        "pypi-auto-publish",
        """\
- uses: etils-actions/pypi-auto-publish@v1
  with:
    pypi-token: ${{ secrets.PYPI_API_TOKEN }}
    gh-token: ${{ secrets.GITHUB_TOKEN }}
""",
        ("publish.0 action pypi token PYPI_API_TOKEN",),
    ),
    Case(
        "container-action-with-options",
        """\
- uses: addnab/docker-run-action@v3
  with:
    image: python
    options: -e TWINE_PASSWORD=${{ secrets.PYPI_TOKEN }}
    run: twine upload dist/*
""",
        ("publish.0 action pypi token PYPI_TOKEN",),
    ),
    Case(
        "npm-semantic-release",
        """\
- uses: cycjimmy/semantic-release-action@v4
  env:
    GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 action pypi token PYPI_TOKEN",),
    ),
    Case(
        "semantic-release-at-a-branch-with-a-token",
        """\
- uses: relekang/python-semantic-release@master
  with:
    github_token: ${{ secrets.GITHUB_TOKEN }}
    pypi_token: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 semantic-release pypi token PYPI_TOKEN",),
    ),
    Case(
        "known-action-by-variables",
        """\
- uses: mariamrf/py-package-publish-action@v1.1.0
  with:
    python_version: '3.6.0'
  env:
    TWINE_PASSWORD: ${{ secrets.TW }}
    TWINE_USERNAME: __token__
""",
        ("publish.0 action pypi token TW",),
    ),
    Case(
        "known-action-with-two-indexes",
        """\
- uses: alirezatheh/pypi-publish@v1
  with:
    pypi-api-token: ${{ secrets.A }}
    test-api-pypi-token: ${{ secrets.B }}
""",
        ("publish.0 action pypi token A,B",),
    ),
    Case(
        "semantic-release-7",
        """\
- uses: python-semantic-release/python-semantic-release@v7.34.6
  with:
    github_token: ${{ secrets.GITHUB_TOKEN }}
    repository_username: __token__
    repository_password: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 semantic-release pypi token PYPI_TOKEN",),
    ),
    Case(
        "changesets",
        """\
- uses: changesets/action@v1
  with:
    publish: pnpm ci:publish
  env:
    GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 action pypi token PYPI_TOKEN",),
    ),
    Case(
        "nightly-wheels",
        """\
- uses: scientific-python/upload-nightly-action@main
  with:
    artifacts_path: dist
    anaconda_nightly_upload_token: ${{ secrets.N }}
""",
        ("publish.0 action other token N",),
    ),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_by_action(case: Case) -> None:
    """An action uploads when the table says so, or when it is handed a secret that speaks of PyPI."""
    check(case)
