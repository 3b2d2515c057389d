"""Uploads by the PyPA action."""

from __future__ import annotations

import pytest

from tests.uploads.memory import Case, check

CASES = (
    Case(
        "old-spellings",
        """\
- uses: pypa/gh-action-pypi-publish@master
  with:
    user: __token__
    password: ${{ secrets.test_pypi_password }}
    repository_url: https://test.pypi.org/legacy/
""",
        ("publish.0 gh-action-pypi-publish testpypi token test_pypi_password",),
    ),
    Case(
        "trusted-publishing",
        """\
- uses: pypa/gh-action-pypi-publish@release/v1
""",
        ("publish.0 gh-action-pypi-publish pypi oidc",),
        job="""\
permissions:
  id-token: write
""",
    ),
    Case(
        "token-beside-the-right-to-mint",
        """\
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    password: ${{ secrets.A }}
""",
        ("publish.0 gh-action-pypi-publish pypi token A",),
        job="""\
permissions:
  id-token: write
""",
    ),
    Case(
        "address-from-a-matrix",
        """\
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    password: ${{ secrets.T }}
    repository-url: ${{ matrix.url }}
""",
        ("publish.0 gh-action-pypi-publish unknown token T",),
        job="""\
strategy:
  matrix:
    url: [https://test.pypi.org/legacy/, https://upload.pypi.org/legacy/]
""",
    ),
    Case(
        "chosen-by-an-expression",
        """\
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    password: ${{ github.event.inputs.env == 'prod' && secrets.PROD || secrets.TEST }}
    repository-url: >-
      ${{ github.event.inputs.env == 'prod' && 'https://upload.pypi.org/legacy/' || 'https://test.pypi.org/legacy/' }}
""",
        ("publish.0 gh-action-pypi-publish unknown token PROD,TEST",),
    ),
    Case(
        "secret-in-brackets",
        """\
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    password: ${{ secrets['PYPI'] }}
""",
        ("publish.0 gh-action-pypi-publish pypi token PYPI",),
    ),
    Case(
        "secret-with-a-computed-name",
        """\
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    password: ${{ secrets[format('PYPI_{0}', matrix.pkg)] }}
""",
        ("publish.0 gh-action-pypi-publish pypi token",),
    ),
    Case(
        "through-the-environment",
        """\
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    password: ${{ env.TOKEN }}
""",
        ("publish.0 gh-action-pypi-publish pypi token X",),
        workflow="""\
env:
  TOKEN: ${{ secrets.X }}
""",
    ),
    Case(
        "output-of-an-action",
        """\
- uses: hashicorp/vault-action@v2
  id: v
  with:
    secrets: secret/data/pypi token | PYPI_TOKEN
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    password: ${{ steps.v.outputs.PYPI_TOKEN }}
""",
        ("publish.1 gh-action-pypi-publish pypi token",),
    ),
    Case(
        "variable-of-the-repository",
        """\
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    password: ${{ vars.PYPI }}
""",
        ("publish.0 gh-action-pypi-publish pypi token",),
    ),
    Case(
        "as-an-image",
        """\
- uses: docker://ghcr.io/pypa/gh-action-pypi-publish:release-v1
  with:
    password: ${{ secrets.T }}
""",
        ("publish.0 gh-action-pypi-publish pypi token T",),
    ),
    Case(
        "empty-password",
        """\
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    password: ""
""",
        ("publish.0 gh-action-pypi-publish pypi unclear",),
    ),
    Case(
        "literal-token",
        """\
- uses: pypa/gh-action-pypi-publish@release/v1
  with:
    password: pypi-AgEIcHlwaS5vcmcCJDQ
""",
        ("publish.0 gh-action-pypi-publish pypi token",),
    ),
    Case(
        "any-case",
        """\
- uses: PyPA/gh-action-pypi-publish@v1
  with:
    Password: ${{ Secrets.X }}
""",
        ("publish.0 gh-action-pypi-publish pypi token X",),
    ),
    Case(
        "chosen-by-an-input",
        """\
- uses: pypa/gh-action-pypi-publish@v1
  with:
    password: ${{ inputs.test && secrets.TT || secrets.T }}
    repository-url: ${{ inputs.test && 'https://test.pypi.org/legacy/' || '' }}
""",
        ("publish.0 gh-action-pypi-publish unknown token TT,T",),
    ),
    Case(
        "address-from-an-output",
        """\
- uses: pypa/gh-action-pypi-publish@v1
  with:
    password: ${{ secrets.T }}
    repository_url: ${{ steps.x.outputs.url }}
""",
        ("publish.0 gh-action-pypi-publish unknown token T",),
    ),
    Case(
        "beside-an-anchor",
        """\
- &co
  uses: actions/checkout@v4
- uses: pypa/gh-action-pypi-publish@v1
  with: {password: "${{ secrets.T }}"}
""",
        ("publish.1 gh-action-pypi-publish pypi token T",),
    ),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_by_pypa_action(case: Case) -> None:
    """The PyPA action is an upload in every spelling; with a password it uses a token, whatever the job may mint."""
    check(case)
