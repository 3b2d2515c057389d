"""Credentials that reach an upload through the environment, outputs and branches of scripts."""

from __future__ import annotations

import pytest

from tests.uploads.memory import Case, check

CASES = (
    Case(
        "variable-exported-from-another",
        """\
- run: |
    export TWINE_PASSWORD="$MY"
    twine upload dist/*
  env:
    MY: ${{ secrets.TOK }}
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "github-env",
        """\
- run: echo "TWINE_PASSWORD=${{ secrets.TOK }}" >> $GITHUB_ENV
- run: twine upload dist/*
""",
        ("publish.1 twine pypi token TOK",),
    ),
    Case(
        "github-env-in-branches",
        """\
- run: |
    if [ "$X" = prod ]; then
      echo "TWINE_REPOSITORY_URL=https://upload.pypi.org/legacy/" >> $GITHUB_ENV
      echo "TWINE_PASSWORD=${{ secrets.TOK }}" >> $GITHUB_ENV
    else
      echo "TWINE_REPOSITORY_URL=https://test.pypi.org/legacy/" >> $GITHUB_ENV
      echo "TWINE_PASSWORD=${{ secrets.TTOK }}" >> $GITHUB_ENV
    fi
- run: twine upload dist/*
""",
        ("publish.1 twine unknown token TOK,TTOK",),
    ),
    Case(
        "variables-of-branches",
        """\
- run: |
    if [ "${{ github.ref }}" = refs/heads/main ]; then
      TOKEN=${{ secrets.A }}
      REPO=pypi
    else
      TOKEN=${{ secrets.B }}
      REPO=testpypi
    fi
    twine upload -r $REPO -u __token__ -p $TOKEN dist/*
""",
        ("publish.0 twine unknown token A,B",),
    ),
    Case(
        "step-output",
        """\
- id: tok
  run: echo "token=${{ secrets.T }}" >> "$GITHUB_OUTPUT"
- run: twine upload dist/*
  env:
    TWINE_PASSWORD: ${{ steps.tok.outputs.token }}
""",
        ("publish.1 twine pypi token T",),
    ),
    Case(
        "output-of-a-command",
        """\
- run: echo "TWINE_PASSWORD=$(aws secretsmanager get-secret-value --secret-id pypi)" >> $GITHUB_ENV
- run: twine upload dist/*
""",
        ("publish.1 twine pypi token",),
    ),
    Case(
        "variable-set-by-an-action",
        """\
- uses: 1password/load-secrets-action@v1
  with:
    export-env: true
  env:
    TWINE_PASSWORD: op://vault/pypi/token
- run: twine upload dist/*
""",
        ("publish.1 twine pypi token",),
    ),
    Case(
        "output-of-another-job",
        """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs:
      tok: ${{ steps.s.outputs.tok }}
    steps:
      - id: s
        run: echo "tok=${{ secrets.T }}" >> $GITHUB_OUTPUT
  b:
    needs: a
    runs-on: ubuntu-latest
    steps:
      - run: twine upload dist/* -p ${{ needs.a.outputs.tok }}
""",
        ("b.0 twine pypi token T",),
    ),
    Case(
        "interpreter-kept-in-the-environment",
        """\
- run: echo "PY=$(which python)" >> ${GITHUB_ENV}
- run: $PY -m twine upload --skip-existing dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.TOKEN }}
""",
        ("publish.1 twine pypi token TOKEN",),
    ),
    Case(
        "repository-from-an-input-with-a-default",
        """\
- run: |
    if [ -z "${{ inputs.index }}" ]; then
      echo INDEX=pypi >> $GITHUB_ENV
    else
      echo INDEX="${{ inputs.index }}" >> $GITHUB_ENV
    fi
- run: twine upload --repository "${{ env.INDEX }}" dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.TOKEN }}
""",
        ("publish.1 twine unknown token TOKEN",),
    ),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_credentials_are_followed(case: Case) -> None:
    """The secret is found behind every hop that the workflow itself shows; what a run chooses is not guessed."""
    check(case)
