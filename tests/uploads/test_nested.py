"""Uploads inside of local actions and of reusable workflows."""

from __future__ import annotations

import pytest

from tests.uploads.memory import Case, check

CASES = (
    Case(
        "composite-action",
        """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ./.github/actions/publish
        with:
          token: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.1 local-action pypi token PYPI_TOKEN",),
        files={
            ".github/actions/publish/action.yml": """\
name: x
inputs:
  token: {required: true}
  url: {default: https://upload.pypi.org/legacy/}
runs:
  using: composite
  steps:
    - run: twine upload --repository-url ${{ inputs.url }} -u __token__ -p ${{ inputs.token }} dist/*
      shell: bash
"""
        },
    ),
    Case(
        "composite-action-sees-the-callers-environment",
        """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    env:
      TWINE_PASSWORD: ${{ secrets.PYPI_TOKEN }}
    steps:
      - uses: ./.github/actions/publish
""",
        ("publish.0 local-action pypi token PYPI_TOKEN",),
        files={
            ".github/actions/publish/action.yml": """\
runs:
  using: composite
  steps:
    - run: twine upload dist/*
      shell: bash
"""
        },
    ),
    Case(
        "composite-action-that-is-missing",
        """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/publish
        with:
          pypi-token: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 local-action pypi token PYPI_TOKEN",),
    ),
    Case(
        "composite-action-with-computed-secrets",
        """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    strategy:
      matrix: {part: [A, B]}
    steps:
      - uses: ./.github/actions/upload-one
        with:
          pypi-token: ${{ secrets[format('PYPI_{0}_KEY', matrix.part)] }}
      - uses: ./.github/actions/upload-one
        with:
          pypi-test-token: ${{ secrets[format('PYPI_TEST_{0}_KEY', matrix.part)] }}
""",
        (
            "publish.0 local-action pypi token",
            "publish.1 local-action testpypi token",
        ),
        files={
            ".github/actions/upload-one/action.yml": """\
inputs:
  pypi-test-token: {default: ""}
  pypi-token: {default: ""}
runs:
  using: composite
  steps:
    - uses: pypa/gh-action-pypi-publish@v1.8.14
      if: inputs.pypi-test-token != ''
      with:
        user: __token__
        password: ${{ inputs.pypi-test-token }}
        repository-url: https://test.pypi.org/legacy/
    - uses: pypa/gh-action-pypi-publish@v1.8.14
      if: inputs.pypi-token != ''
      with:
        password: ${{ inputs.pypi-token }}
"""
        },
    ),
    Case(
        "reusable-workflow",
        """\
on: push
jobs:
  call:
    uses: ./.github/workflows/_publish.yml
    secrets:
      token: ${{ secrets.PYPI_TOKEN }}
""",
        ("call. reusable-workflow pypi token PYPI_TOKEN",),
        files={
            ".github/workflows/_publish.yml": """\
on:
  workflow_call:
    secrets:
      token: {required: true}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
        with:
          password: ${{ secrets.token }}
"""
        },
    ),
    Case(
        "reusable-workflow-with-a-switch",
        """\
on: push
jobs:
  call:
    uses: ./.github/workflows/_publish.yml
    with:
      test: true
    secrets: inherit
""",
        ("call. reusable-workflow testpypi token TEST_PYPI_TOKEN",),
        files={
            ".github/workflows/_publish.yml": """\
on:
  workflow_call:
    inputs:
      test: {type: boolean, default: false}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - if: inputs.test
        uses: pypa/gh-action-pypi-publish@release/v1
        with:
          password: ${{ secrets.TEST_PYPI_TOKEN }}
          repository-url: https://test.pypi.org/legacy/
      - if: ${{ !inputs.test }}
        uses: pypa/gh-action-pypi-publish@release/v1
        with:
          password: ${{ secrets.PYPI_TOKEN }}
"""
        },
    ),
    Case(
        "none-when-switched-off",
        """\
on: push
jobs:
  call:
    uses: ./.github/workflows/_build.yml
    with:
      publish: false
    secrets: inherit
""",
        files={
            ".github/workflows/_build.yml": """\
on:
  workflow_call:
    inputs:
      publish: {type: boolean, default: true}
jobs:
  publish:
    if: inputs.publish
    runs-on: ubuntu-latest
    steps:
      - run: twine upload dist/*
        env:
          TWINE_PASSWORD: ${{ secrets.PYPI_TOKEN }}
"""
        },
    ),
    Case(
        "foreign-workflow-that-is-handed-a-token",
        """\
on: push
jobs:
  call:
    uses: org/.github/.github/workflows/python.yml@main
    secrets:
      pypi-token: ${{ secrets.PYPI_TOKEN }}
""",
        ("call. reusable-workflow pypi token PYPI_TOKEN",),
    ),
    Case(
        "foreign-workflow-that-is-handed-a-test-token",
        """\
on: push
jobs:
  test_pypi:
    uses: x/workflows/.github/workflows/test-pypi.yaml@main
    secrets:
      GH_TOKEN: ${{ secrets.GITHUB_TOKEN }}
      TEST_PYPI_TOKEN: ${{ secrets.TEST_PYPI_TOKEN }}
""",
        ("test_pypi. reusable-workflow testpypi token TEST_PYPI_TOKEN",),
    ),
    Case(
        "foreign-workflow-with-a-secret-named-by-tool",
        """\
on: push
jobs:
  call:
    uses: org/wf/.github/workflows/publish.yml@main
    secrets:
      password: ${{ secrets.TWINE_PASSWORD }}
""",
        ("call. reusable-workflow pypi token TWINE_PASSWORD",),
    ),
    Case(
        "none-for-a-foreign-test-workflow",
        """\
on: push
jobs:
  call:
    uses: org/wf/.github/workflows/test.yml@main
    secrets: inherit
""",
    ),
    Case(
        "foreign-workflow-named-for-pypi-that-may-mint",
        """\
on: push
jobs:
  call:
    permissions:
      id-token: write
    uses: org/wf/.github/workflows/publish-pypi.yml@main
""",
        ("call. reusable-workflow pypi oidc",),
    ),
    Case(
        "foreign-workflow-named-for-pypi-that-inherits",
        """\
on: push
jobs:
  call:
    uses: org/wf/.github/workflows/pypi-publish.yaml@main
    secrets: inherit
""",
        ("call. reusable-workflow pypi unclear",),
    ),
    Case(
        "none-when-a-known-workflow-is-switched-off",
        """\
on: push
jobs:
  publish:
    uses: OpenAstronomy/github-actions-workflows/.github/workflows/publish_pure_python.yml@v1
    with:
      upload_to_pypi: false
    secrets:
      pypi_token: ${{ secrets.PYPI }}
""",
    ),
    Case(
        "known-workflow-with-an-address",
        """\
on: push
jobs:
  publish:
    uses: OpenAstronomy/github-actions-workflows/.github/workflows/publish.yml@v1
    with:
      upload_to_pypi: ${{ startsWith(github.ref, 'refs/tags/') }}
      repository_url: https://test.pypi.org/legacy/
    secrets:
      pypi_token: ${{ secrets.PYPI }}
""",
        ("publish. reusable-workflow testpypi token PYPI",),
    ),
    Case(
        "known-workflow-that-inherits",
        """\
on: push
jobs:
  publish:
    uses: inveniosoftware/workflows/.github/workflows/pypi-publish.yml@master
    secrets: inherit
""",
        ("publish. reusable-workflow pypi token PYPI_TOKEN",),
    ),
    Case(
        "none-for-a-set-up-action",
        """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/setup
        with:
          python: "3.11"
""",
        files={
            ".github/actions/setup/action.yml": """\
runs:
  using: composite
  steps:
    - run: pip install twine
      shell: bash
"""
        },
    ),
    Case(
        "none-for-an-action-that-only-installs",
        """\
- uses: ./.github/actions/setup
  with:
    pypi-token: ${{ secrets.PYPI_TOKEN }}
""",
        files={
            ".github/actions/setup/action.yml": """\
inputs: {pypi-token: {}}
runs:
  using: composite
  steps:
    - run: pip install -r r.txt --extra-index-url https://u:${{ inputs.pypi-token }}@acme/simple
      shell: bash
"""
        },
    ),
    Case(
        "known-workflow-that-an-input-sends-to-testpypi-or-not",
        """\
on: push
jobs:
  run:
    uses: dbt-labs/dbt-release/.github/workflows/pypi-release.yml@main
    with: {test_run: "${{ inputs.test }}"}
    secrets: {PYPI_API_TOKEN: "${{ secrets.A }}", TEST_PYPI_API_TOKEN: "${{ secrets.B }}"}
  test:
    uses: dbt-labs/dbt-release/.github/workflows/pypi-release.yml@main
    with: {test_run: true}
    secrets: {TEST_PYPI_API_TOKEN: "${{ secrets.B }}"}
  real:
    uses: dbt-labs/dbt-release/.github/workflows/pypi-release.yml@main
    with: {test_run: false}
    secrets: {PYPI_API_TOKEN: "${{ secrets.A }}"}
""",
        (
            "run. reusable-workflow unknown token A,B",
            "test. reusable-workflow testpypi token B",
            "real. reusable-workflow pypi token A",
        ),
    ),
    Case(
        "missing-action-whose-index-a-script-chooses",
        """\
- id: choose
  run: |
    if [[ $GITHUB_REF == *rc* ]]; then
      echo "repo=fury" >> $GITHUB_OUTPUT
    else
      echo "repo=pypi" >> $GITHUB_OUTPUT
    fi
- uses: ./actions/upload
  with:
    pypi-token: ${{ secrets.PYPI_TOKEN }}
    repo: ${{ steps.choose.outputs.repo }}
""",
        ("publish.1 local-action unknown token PYPI_TOKEN",),
    ),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_nested(case: Case) -> None:
    """What a called action or workflow uploads shows at the place that calls it, with the caller's secrets."""
    check(case)
