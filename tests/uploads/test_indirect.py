"""Uploads that only show as a step that runs something else with a credential for PyPI."""

from __future__ import annotations

import pytest

from tests.uploads.memory import Case, check

CASES = (
    Case(
        "any-secret-beside-an-address-of-pypi",
        """\
- run: |
    doit build_all
    doit upload_all --as ${{ secrets.ROBOT }} --with ${{ secrets.ROBOT_KEY }} --to $TARGET
""",
        ("publish.0 other pypi token ROBOT,ROBOT_KEY",),
        job="""\
env:
  TARGET: https://upload.pypi.org/legacy/
""",
    ),
    Case(
        "hatch-run",
        """\
- run: hatch run publish
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "npx-semantic-release",
        """\
- run: npx semantic-release
  env:
    GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "make",
        """\
- run: make release
  env:
    TWINE_USERNAME: ${{ secrets.PYPI_USERNAME }}
    TWINE_PASSWORD: ${{ secrets.PYPI_PASSWORD }}
""",
        ("publish.0 make pypi token PYPI_USERNAME,PYPI_PASSWORD",),
    ),
    Case(
        "make-with-the-token-as-argument",
        """\
- run: make publish TOKEN=${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 make pypi token PYPI_TOKEN",),
    ),
    Case(
        "tox",
        """\
- run: tox -e release
  env:
    TWINE_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 tox pypi token TOK",),
    ),
    Case(
        "nox",
        """\
- run: nox -s publish
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 nox pypi token PYPI_TOKEN",),
    ),
    Case(
        "script",
        """\
- run: ./scripts/publish.sh
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 script pypi token PYPI_TOKEN",),
    ),
    Case(
        "python-script-with-argument",
        """\
- run: python scripts/release.py --token ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 script pypi token PYPI_TOKEN",),
    ),
    Case(
        "invoke",
        """\
- run: poetry run invoke release
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "just",
        """\
- run: just publish
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "poe",
        """\
- run: uv run poe publish
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "docker-compose",
        """\
- run: docker compose run -e PYPI_TOKEN=${{ secrets.PYPI_TOKEN }} publish
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "lerna",
        """\
- run: npx lerna run release:python
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "nx",
        """\
- run: npx nx run-many --target=publish
  env:
    POETRY_PYPI_TOKEN_PYPI: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "publib",
        """\
- run: npx -p publib@latest publib-pypi
  env:
    TWINE_USERNAME: __token__
    TWINE_PASSWORD: ${{ secrets.TWINE_PASSWORD }}
""",
        ("publish.0 other pypi token TWINE_PASSWORD",),
    ),
    Case(
        "jsii-release",
        """\
- run: npx -p jsii-release@latest jsii-release-pypi
  env:
    TWINE_USERNAME: ${{ secrets.TWINE_USERNAME }}
    TWINE_PASSWORD: ${{ secrets.TWINE_PASSWORD }}
""",
        ("publish.0 other pypi token TWINE_USERNAME,TWINE_PASSWORD",),
    ),
    Case(
        "inv",
        """\
- run: inv release --pypi
  env:
    PYPI_API_TOKEN: ${{ secrets.PYPI_API_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_API_TOKEN",),
    ),
    Case(
        "make-publish-while-the-job-sees-the-token",
        """\
- run: make test
- run: make publish
""",
        ("publish.1 make pypi token PYPI_TOKEN",),
        job="""\
env:
  PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
    ),
    Case(
        "pixi-task",
        """\
- run: pixi run publish
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "uv-run-script",
        """\
- run: uv run scripts/release.py
  env:
    UV_PUBLISH_TOKEN: ${{ secrets.UV_PUBLISH_TOKEN }}
""",
        ("publish.0 script pypi token UV_PUBLISH_TOKEN",),
    ),
    Case(
        "hatch-run-of-an-environment",
        """\
- run: hatch run release:upload
  env:
    HATCH_INDEX_AUTH: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "pdm-run",
        """\
- run: pdm run release
  env:
    PDM_PUBLISH_PASSWORD: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 other pypi token PYPI_TOKEN",),
    ),
    Case(
        "script-with-the-token-as-argument",
        """\
- run: bash ci/publish.sh "${{ secrets.PYPI_API_TOKEN }}"
""",
        ("publish.0 script pypi token PYPI_API_TOKEN",),
    ),
    Case(
        "script-in-a-container",
        """\
- run: >-
    docker run --rm -e TWINE_PASSWORD=${{ secrets.PYPI_TOKEN }} -v $(pwd):/io
    quay.io/pypa/manylinux2014_x86_64 /io/ci/build_and_upload.sh
""",
        ("publish.0 script pypi token PYPI_TOKEN",),
    ),
    Case(
        "script-beside-other-programs-while-the-workflow-sees-the-token",
        """\
- run: make provider
- run: ./ci/publish-all ${{ github.workspace }}
  env:
    NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}
- run: make build_python
- run: ./ci/check-clean
""",
        ("publish.1 script pypi token PYPI_PASSWORD",),
        workflow="""\
env:
  NPM_TOKEN: ${{ secrets.NPM_TOKEN }}
  PYPI_PASSWORD: ${{ secrets.PYPI_PASSWORD }}
""",
    ),
    Case(
        "runner-after-a-step-that-writes-a-pypirc",
        """\
- run: |
    printf "[pypi]\\nusername = __token__\\npassword = %s\\n" "${{ secrets.TOKEN }}" > ~/.pypirc
- run: ./scripts/prepare
- run: make release
""",
        ("publish.2 make pypi token TOKEN",),
    ),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_indirect(case: Case) -> None:
    """A step that hands a credential for PyPI to a runner or a script is an upload through it."""
    check(case)
