"""What looks like an upload, or handles a credential for PyPI, and uploads nothing."""

from __future__ import annotations

import pytest

from tests.uploads.memory import Case, check

CASES = (
    Case(
        "poetry-dry-run",
        """\
- run: poetry publish --dry-run
  env:
    POETRY_PYPI_TOKEN_PYPI: ${{ secrets.TOK }}
""",
    ),
    Case(
        "twine-check",
        """\
- run: twine check dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.TOK }}
""",
    ),
    Case(
        "echoed",
        """\
- run: echo "run twine upload dist/*"
""",
    ),
    Case(
        "comment",
        """\
- run: |
    # twine upload dist/* -p ${{ secrets.TOK }}
    ls
""",
    ),
    Case(
        "text-of-a-here-document",
        """\
- run: |
    cat <<EOF > README
    twine upload dist/*
    EOF
""",
    ),
    Case(
        "installing-the-tool",
        """\
- run: pip install twine
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
    ),
    Case(
        "token-that-no-command-uses",
        """\
- run: make test
""",
        job="""\
env:
  PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
    ),
    Case(
        "conda-upload",
        """\
- run: anaconda -t ${{ secrets.ANACONDA_TOKEN }} upload conda-bld/*.tar.bz2
""",
    ),
    Case(
        "npm",
        """\
- run: npm publish
  env:
    NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}
""",
    ),
    Case(
        "cargo",
        """\
- run: cargo publish --token ${{ secrets.CRATES }}
""",
    ),
    Case(
        "image-with-a-build-argument",
        """\
- uses: docker/build-push-action@v5
  with:
    push: true
    build-args: PYPI_TOKEN=${{ secrets.PYPI_TOKEN }}
""",
    ),
    Case(
        "github-release",
        """\
- run: gh release upload v1 dist/*
  env:
    GH_TOKEN: ${{ secrets.GITHUB_TOKEN }}
""",
    ),
    Case(
        "s3",
        """\
- run: aws s3 cp dist s3://pypi-mirror --recursive
  env:
    AWS_SECRET_ACCESS_KEY: ${{ secrets.PYPI_BUCKET_KEY }}
""",
    ),
    Case(
        "private-index-of-pip",
        """\
- run: pip install -r requirements.txt
  env:
    PIP_EXTRA_INDEX_URL: https://${{ secrets.PYPI_USER }}:${{ secrets.PYPI_PASSWORD }}@pypi.acme.example/simple
""",
    ),
    Case(
        "private-index-of-poetry",
        """\
- run: |
    poetry config http-basic.acme ${{ secrets.PYPI_USER }} ${{ secrets.PYPI_PASSWORD }}
    poetry install
""",
    ),
    Case(
        "make-install-with-a-token",
        """\
- run: make install
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
    ),
    Case(
        "tox-without-an-environment",
        """\
- run: tox
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
    ),
    Case(
        "tox-tests",
        """\
- run: tox -e py39
  env:
    TWINE_PASSWORD: ${{ secrets.TOK }}
""",
    ),
    Case(
        "tests-with-a-token",
        """\
- run: pytest tests
  env:
    TEST_PYPI_TOKEN: ${{ secrets.TEST_PYPI_TOKEN }}
""",
    ),
    Case(
        "check-that-the-secret-is-there",
        """\
- run: |
    if [ -z "${{ secrets.PYPI_API_TOKEN }}" ]; then
      echo "not set"; exit 1
    fi
""",
    ),
    Case(
        "name-of-the-step",
        """\
- name: twine upload
  run: ls
""",
    ),
    Case(
        "uv-dry-run",
        """\
- run: uv publish --dry-run
""",
    ),
    Case(
        "semantic-release-version",
        """\
- run: semantic-release version
  env:
    GH_TOKEN: ${{ secrets.GITHUB_TOKEN }}
""",
    ),
    Case(
        "semantic-release-without-a-token",
        """\
- run: semantic-release publish
  env:
    GH_TOKEN: ${{ secrets.GITHUB_TOKEN }}
""",
    ),
    Case(
        "action-that-never-publishes",
        """\
- uses: actions/setup-python@v5
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
    ),
    Case(
        "webhook-named-for-pypi",
        """\
- uses: slackapi/slack-github-action@v1
  with:
    payload: "released to pypi"
  env:
    SLACK_WEBHOOK_URL: ${{ secrets.SLACK_PYPI_WEBHOOK }}
""",
    ),
    Case(
        "version-check",
        """\
- uses: some/pypi-version-check@v1
  with:
    pypi_package: foo
    token: ${{ secrets.GITHUB_TOKEN }}
""",
    ),
    Case(
        "curl-to-a-private-index",
        """\
- run: curl -F package=@dist/x.whl https://${{ secrets.FURY_TOKEN }}@push.fury.io/acme/
""",
    ),
    Case(
        "twine-register",
        """\
- run: twine register dist/x.whl
""",
    ),
    Case(
        "goreleaser",
        """\
- uses: goreleaser/goreleaser-action@v2
  env:
    GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}
""",
    ),
    Case(
        "semantic-release-9",
        """\
- uses: python-semantic-release/python-semantic-release@v9.1.0
  with:
    github_token: ${{ secrets.GITHUB_TOKEN }}
""",
    ),
    Case(
        "artifact-named-for-pypi",
        """\
- uses: actions/upload-artifact@v4
  with:
    name: pypi-dist
""",
    ),
    Case(
        "release-notes-while-the-job-sees-a-token",
        """\
- run: make release-notes
""",
        job="""\
env:
  PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
    ),
    Case(
        "documentation-while-the-job-sees-a-token",
        """\
- run: tox -e docs-deploy
""",
        job="""\
env:
  TWINE_PASSWORD: ${{ secrets.T }}
""",
    ),
    Case(
        "image-build-with-a-token",
        """\
- run: docker build --build-arg PYPI_TOKEN=${{ secrets.PYPI_TOKEN }} -t x . && ./deploy.sh
""",
    ),
    Case(
        "pip-configuration",
        """\
- run: >-
    pip config set global.extra-index-url
    https://${{ secrets.PYPI_USERNAME }}:${{ secrets.PYPI_PASSWORD }}@pypi.acme.io/simple
- run: make build
""",
    ),
    Case(
        "curl",
        """\
- run: curl -u ${{ secrets.PYPI_USER }}:${{ secrets.PYPI_PASSWORD }} -F content=@dist/x.whl https://upload.pypi.org/legacy/
""",
    ),
    Case(
        "documentation-script",
        """\
- run: ./deploy-docs.sh
  env:
    GH: ${{ secrets.PAT }}
""",
    ),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_nothing_is_invented(case: Case) -> None:
    """No upload is found; the id says what the step does instead."""
    check(case)
