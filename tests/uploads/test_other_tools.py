"""Uploads by the other command-line tools."""

from __future__ import annotations

import pytest

from tests.uploads.memory import Case, check

CASES = (
    Case(
        "uv-publish-url-of-the-project",
        """\
- run: uv publish
  env:
    UV_PUBLISH_TOKEN: ${{ secrets.T }}
""",
        ("publish.0 uv other token T",),
        files={"pyproject.toml": "[tool.uv]\npublish-url = 'https://pypi.example.com/legacy/'\n"},
    ),
    Case(
        "uv-toml-wins-over-the-project",
        """\
- run: uv publish
  env:
    UV_PUBLISH_TOKEN: ${{ secrets.T }}
""",
        ("publish.0 uv testpypi token T",),
        files={
            "pyproject.toml": "[tool.uv]\npublish-url = 'https://pypi.example.com/legacy/'\n",
            "uv.toml": "publish-url = 'https://test.pypi.org/legacy/'\n",
        },
    ),
    Case(
        "uv-index-of-a-folder-above",
        """\
- run: uv publish --index mine
  working-directory: packages/one
  env:
    UV_PUBLISH_TOKEN: ${{ secrets.T }}
""",
        ("publish.0 uv other token T",),
        files={"packages/uv.toml": "[[index]]\nname = 'mine'\npublish-url = 'https://pypi.example.com/legacy/'\n"},
    ),
    Case(
        "uv-option-wins-over-the-project",
        """\
- run: uv publish --publish-url https://upload.pypi.org/legacy/ --token ${{ secrets.T }}
""",
        ("publish.0 uv pypi token T",),
        files={"uv.toml": "publish-url = 'https://pypi.example.com/legacy/'\n"},
    ),
    Case(
        "pdm-toml-gives-pypi-another-address",
        """\
- run: pdm publish
  env:
    PDM_PUBLISH_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 pdm other token T",),
        files={"pdm.toml": "[repository.pypi]\nurl = 'https://pypi.example.com/legacy/'\n"},
    ),
    Case(
        "pdm-config-gives-pypi-another-address",
        """\
- run: |
    pdm config repository.pypi.url https://pypi.example.com/legacy/
    pdm publish -P ${{ secrets.T }}
""",
        ("publish.0 pdm other token T",),
    ),
    Case(
        "poetry-toml-names-a-private-index",
        """\
- run: poetry publish -r work -p ${{ secrets.T }}
""",
        ("publish.0 poetry other token T",),
        files={"poetry.toml": "[repositories.work]\nurl = 'https://pypi.example.com/legacy/'\n"},
    ),
    Case(
        "poetry-without-a-name-means-pypi",
        """\
- run: |
    poetry config repositories.pypi https://pypi.example.com/legacy/
    poetry publish -p ${{ secrets.T }}
""",
        ("publish.0 poetry pypi token T",),
    ),
    Case(
        "setup-cfg-names-the-index",
        """\
- run: |
    echo -e "[pypi]\\npassword = ${{ secrets.T }}" > ~/.pypirc
    python setup.py sdist upload
""",
        ("publish.0 setup.py other token T",),
        files={"setup.cfg": "[upload]\nrepository = https://pypi.example.com/legacy/\n"},
    ),
    Case(
        "setup-py-with-a-pypirc-of-an-earlier-step",
        """\
- run: |
    echo -e "[pypi]" >> ~/.pypirc
    echo -e "username = ${{ secrets.USERN }}" >> ~/.pypirc
    echo -e "password = ${{ secrets.TOK }}" >> ~/.pypirc
- run: python setup.py sdist bdist_wheel upload
""",
        ("publish.1 setup.py pypi token USERN,TOK",),
    ),
    Case(
        "setup-py-without-credential",
        """\
- run: python setup.py sdist upload -r pypi
""",
        ("publish.0 setup.py pypi unclear",),
    ),
    Case(
        "flit",
        """\
- run: flit publish
  env:
    FLIT_USERNAME: ${{ secrets.U }}
    FLIT_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 flit pypi token U,TOK",),
    ),
    Case(
        "flit-to-testpypi",
        """\
- run: flit publish
  env:
    FLIT_INDEX_URL: https://test.pypi.org/legacy/
    FLIT_USERNAME: __token__
    FLIT_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 flit testpypi token TOK",),
    ),
    Case(
        "python-m-flit",
        """\
- run: python -m flit publish
  env:
    FLIT_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 flit pypi token TOK",),
    ),
    Case(
        "hatch",
        """\
- run: hatch publish
  env:
    HATCH_INDEX_USER: __token__
    HATCH_INDEX_AUTH: ${{ secrets.TOK }}
""",
        ("publish.0 hatch pypi token TOK",),
    ),
    Case(
        "hatch-to-test",
        """\
- run: hatch publish -r test -u __token__ -a ${{ secrets.TOK }}
""",
        ("publish.0 hatch testpypi token TOK",),
    ),
    Case(
        "pdm",
        """\
- run: pdm publish
  env:
    PDM_PUBLISH_USERNAME: __token__
    PDM_PUBLISH_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 pdm pypi token TOK",),
    ),
    Case(
        "pdm-options",
        """\
- run: pdm publish --username __token__ --password ${{ secrets.TOK }} --no-build
""",
        ("publish.0 pdm pypi token TOK",),
    ),
    Case(
        "uv-token-option",
        """\
- run: uv publish --token ${{ secrets.TOK }}
""",
        ("publish.0 uv pypi token TOK",),
    ),
    Case(
        "uv-variables",
        """\
- run: uv publish
  env:
    UV_PUBLISH_TOKEN: ${{ secrets.TOK }}
    UV_PUBLISH_URL: https://test.pypi.org/legacy/
""",
        ("publish.0 uv testpypi token TOK",),
    ),
    Case(
        "uv-index-name",
        """\
- run: uv publish --index testpypi
  env:
    UV_PUBLISH_TOKEN: ${{ secrets.TOK }}
""",
        ("publish.0 uv testpypi token TOK",),
    ),
    Case(
        "uv-trusted-publishing",
        """\
- run: uv publish
""",
        ("publish.0 uv pypi oidc",),
        job="""\
permissions:
  id-token: write
""",
    ),
    Case(
        "rye",
        """\
- run: rye publish --token ${{ secrets.TOK }} --yes
""",
        ("publish.0 rye pypi token TOK",),
    ),
    Case(
        "maturin-options",
        """\
- run: maturin publish --skip-existing --username __token__ --password ${{ secrets.TOK }}
""",
        ("publish.0 maturin pypi token TOK",),
    ),
    Case(
        "maturin-token-variable",
        """\
- run: maturin upload --skip-existing *.whl
  env:
    MATURIN_PYPI_TOKEN: ${{ secrets.TOK }}
""",
        ("publish.0 maturin pypi token TOK",),
    ),
    Case(
        "semantic-release",
        """\
- run: semantic-release publish
  env:
    GH_TOKEN: ${{ secrets.GITHUB_TOKEN }}
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 semantic-release pypi token PYPI_TOKEN",),
    ),
    Case(
        "semantic-release-repository-variables",
        """\
- run: poetry run semantic-release publish -v DEBUG
  env:
    REPOSITORY_USERNAME: __token__
    REPOSITORY_PASSWORD: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 semantic-release pypi token PYPI_TOKEN",),
    ),
    Case(
        "maturin-image",
        """\
- run: docker run --rm -v $(pwd):/io ghcr.io/pyo3/maturin publish -u __token__ -p ${{ secrets.T }}
""",
        ("publish.0 maturin pypi token T",),
    ),
    Case(
        "maturin-image-with-variable",
        """\
- run: docker run --rm -e MATURIN_PYPI_TOKEN=${{ secrets.T }} konstin2/maturin publish
""",
        ("publish.0 maturin pypi token T",),
    ),
    Case(
        "hatch-with-a-flag",
        """\
- run: |
    hatch build
    hatch -v publish
  env:
    HATCH_INDEX_AUTH: ${{ secrets.T }}
""",
        ("publish.0 hatch pypi token T",),
    ),
    Case(
        "uv-user-and-password",
        """\
- run: uv publish --username __token__ --password "${{ secrets.T }}" dist/*
""",
        ("publish.0 uv pypi token T",),
    ),
    Case(
        "uv-private-address",
        """\
- run: uv publish --publish-url https://acme.example/legacy/ -t ${{ secrets.T }}
""",
        ("publish.0 uv other token T",),
    ),
    Case(
        "uv-in-a-chain",
        """\
- run: uv build && uv publish
  env:
    UV_PUBLISH_TOKEN: ${{ secrets.T }}
""",
        ("publish.0 uv pypi token T",),
    ),
    Case(
        "uv-token-beside-the-right-to-mint",
        """\
- run: uv publish
  env:
    UV_PUBLISH_TOKEN: ${{ secrets.T }}
""",
        ("publish.0 uv pypi token T",),
        job="""\
permissions: {id-token: write}
""",
    ),
    Case(
        "uv-told-not-to-mint",
        """\
- run: uv publish --trusted-publishing never
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 uv pypi token PYPI_TOKEN",),
        job="""\
permissions: {id-token: write}
""",
    ),
    Case(
        "setup-py-with-a-pypirc",
        """\
- run: |
    echo -e "[pypi]\\nusername = me\\npassword = ${{ secrets.PW }}" > ~/.pypirc
    python setup.py sdist bdist_wheel upload
""",
        ("publish.0 setup.py pypi token PW",),
    ),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_by_tool(case: Case) -> None:
    """The uploading command of each tool is found with its index and its credential."""
    check(case)
