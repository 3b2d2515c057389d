"""Uploads by twine: how it is called, where its credential comes from, and where it uploads to."""

from __future__ import annotations

import pytest

from tests.uploads.memory import Case, check

CASES = (
    Case(
        "variables-of-the-step",
        """\
- run: twine upload dist/*
  env:
    TWINE_USERNAME: __token__
    TWINE_PASSWORD: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 twine pypi token PYPI_TOKEN",),
    ),
    Case(
        "options-with-secrets-of-any-name",
        """\
- run: python3 -m twine upload --skip-existing -u ${{ secrets.ROBOT }} -p ${{ secrets.ROBOT_KEY }} dist/*
""",
        ("publish.0 twine pypi token ROBOT,ROBOT_KEY",),
    ),
    Case(
        "assignments-in-front",
        """\
- run: TWINE_USERNAME=__token__ TWINE_PASSWORD=${{ secrets.TOK }} twine upload dist/*
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "behind-env",
        """\
- run: env TWINE_PASSWORD=${{ secrets.TOK }} twine upload dist/*
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "both-branches-of-an-if",
        """\
- run: |
    if [[ "$GITHUB_REF" == refs/tags/* ]]; then
      twine upload -u __token__ -p ${{ secrets.TOK }} dist/*
    else
      twine upload --repository testpypi -u __token__ -p ${{ secrets.TTOK }} dist/*
    fi
""",
        (
            "publish.0 twine pypi token TOK",
            "publish.0 twine testpypi token TTOK",
        ),
    ),
    Case(
        "in-a-function",
        """\
- run: |
    publish() {
      twine upload dist/*
    }
    publish
  env:
    TWINE_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "in-bash-c",
        """\
- run: bash -c "twine upload dist/*"
  env:
    TWINE_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "in-a-container-with-variables",
        """\
- run: >-
    docker run --rm -e TWINE_USERNAME=__token__ -e TWINE_PASSWORD=${{ secrets.TOK }}
    -v $PWD:/io quay.io/pypa/manylinux1_x86_64 twine upload /io/dist/*
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "in-a-shell-of-a-container",
        """\
- run: docker run --rm -e TWINE_PASSWORD -v $PWD:/io python:3 bash -c "cd /io && twine upload dist/*"
  env:
    TWINE_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "powershell-assignment",
        """\
- run: |
    $env:TWINE_PASSWORD = "${{ secrets.TOK }}"
    twine upload dist/*
  shell: pwsh
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "powershell-reference",
        """\
- run: python -m twine upload -u __token__ -p $env:PYPI dist/*
  env:
    PYPI: ${{ secrets.TOK }}
""",
        ("publish.0 twine pypi token TOK",),
        runs_on="windows-latest",
    ),
    Case(
        "cmd-reference",
        """\
- run: twine upload -u __token__ -p %PW% dist\\*
  shell: cmd
  env:
    PW: ${{ secrets.TOK }}
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "pypirc-from-a-here-document",
        """\
- run: |
    cat > ~/.pypirc <<EOF
    [distutils]
    index-servers = pypi
    [pypi]
    username = __token__
    password = ${{ secrets.TOK }}
    EOF
    twine upload dist/*
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "pypirc-as-a-whole-from-a-secret",
        """\
- run: echo "$PYPIRC" > ~/.pypirc
  env:
    PYPIRC: ${{ secrets.PYPIRC }}
- run: twine upload -r pypi dist/*
""",
        ("publish.1 twine pypi token PYPIRC",),
    ),
    Case(
        "pypirc-decoded",
        """\
- run: echo ${{ secrets.PYPIRC }} | base64 -d > ~/.pypirc
- run: twine upload dist/*
""",
        ("publish.1 twine pypi token PYPIRC",),
    ),
    Case(
        "keyring",
        """\
- run: python -m keyring set https://upload.pypi.org/legacy/ __token__ <<< "${{ secrets.TOK }}"
- run: twine upload dist/*
""",
        ("publish.1 twine pypi token TOK",),
    ),
    Case(
        "password-from-standard-input",
        """\
- run: echo ${{ secrets.TOK }} | twine upload -u __token__ dist/*
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "uvx",
        """\
- run: uvx twine upload dist/* -u __token__ -p ${{ secrets.TOK }}
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "uv-run",
        """\
- run: uv run --with twine twine upload dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "pipx",
        """\
- run: pipx run twine upload dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.TOK }}
""",
        ("publish.0 twine pypi token TOK",),
    ),
    Case(
        "name-of-a-private-index",
        """\
- run: aws codeartifact login --tool twine --repository r --domain d
- run: twine upload --repository codeartifact dist/*
""",
        ("publish.1 twine other unclear",),
    ),
    Case(
        "private-address-and-empty-password",
        """\
- run: twine upload --repository-url https://pypi.fury.io/acme/ -u ${{ secrets.FURY }} -p "" dist/*
""",
        ("publish.0 twine other token FURY",),
    ),
    Case(
        "private-address",
        """\
- run: twine upload --repository-url https://acme.jfrog.io/artifactory/api/pypi/local dist/*
  env:
    TWINE_USERNAME: ${{ secrets.U }}
    TWINE_PASSWORD: ${{ secrets.P }}
""",
        ("publish.0 twine other token U,P",),
    ),
    Case(
        "address-in-a-secret",
        """\
- run: twine upload --repository-url $URL dist/*
  env:
    URL: ${{ secrets.REPO_URL }}
    TWINE_PASSWORD: ${{ secrets.P }}
""",
        ("publish.0 twine unknown token P",),
    ),
    Case(
        "repository-gitlab",
        """\
- run: python -m twine upload --repository gitlab dist/* -u __token__ -p ${{ secrets.GITLAB }}
""",
        ("publish.0 twine other token GITLAB",),
    ),
    Case(
        "secret-in-a-variable-that-twine-does-not-read",
        """\
- run: twine upload dist/*
  env:
    PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
""",
        ("publish.0 twine pypi token PYPI_TOKEN",),
    ),
    Case(
        "xargs",
        """\
- run: ls dist/*.whl | xargs twine upload
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "find-exec",
        """\
- run: find dist -name '*.whl' -exec twine upload {} \\;
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "in-a-loop",
        """\
- run: for f in dist/*; do twine upload "$f" || true; done
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "in-a-case",
        """\
- run: |
    case "$X" in
      a) twine upload dist/* ;;
    esac
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "in-a-chain",
        """\
- run: python -m build && python -m twine check dist/* && python -m twine upload dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "folded-scalar",
        """\
- run: >-
    python -m
    twine upload
    dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "path",
        """\
- run: ./venv/bin/twine upload dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "windows-path",
        """\
- run: .\\venv\\Scripts\\twine.exe upload dist\\*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
        runs_on="windows-latest",
    ),
    Case(
        "option-before-the-subcommand",
        """\
- run: twine --no-color upload dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "pypirc-and-config-file",
        """\
- run: |
    echo "[testpypi]
    username = __token__
    password = ${{ secrets.T }}" > .pypirc
    twine upload --config-file .pypirc --repository testpypi dist/*
""",
        ("publish.0 twine testpypi token T",),
    ),
    Case(
        "pypirc-with-a-private-index",
        """\
- run: |
    cat <<EOF > $HOME/.pypirc
    [distutils]
    index-servers=acme
    [acme]
    repository: https://pypi.acme.example/
    username: u
    password: ${{ secrets.T }}
    EOF
    twine upload -r acme dist/*
""",
        ("publish.0 twine other token T",),
    ),
    Case(
        "pypirc-from-printf",
        """\
- run: |
    printf "[pypi]\\nusername = __token__\\npassword = %s\\n" "${{ secrets.T }}" > ~/.pypirc
    twine upload dist/*
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "pypirc-from-powershell",
        """\
- run: |
    "[pypi]`nusername = __token__`npassword = ${{ secrets.T }}" | Out-File ~/.pypirc
    twine upload dist/*
  shell: pwsh
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "conda-run",
        """\
- run: conda run -n base twine upload dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "sudo",
        """\
- run: sudo -E twine upload dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "variables-of-the-job",
        """\
- run: twine upload dist/*
""",
        ("publish.0 twine pypi token T",),
        job="""\
env:
  TWINE_USERNAME: __token__
  TWINE_PASSWORD: ${{ secrets.T }}
""",
    ),
    Case(
        "equals-sign",
        """\
- run: python -m twine upload --username __token__ --password=${{ secrets.PYPI_TOKEN }} --non-interactive dist/*
""",
        ("publish.0 twine pypi token PYPI_TOKEN",),
    ),
    Case(
        "value-glued-to-the-option",
        """\
- run: twine upload "-u" "__token__" -p"${{ secrets.PYPI_TOKEN }}" dist/*
""",
        ("publish.0 twine pypi token PYPI_TOKEN",),
    ),
    Case(
        "interpreter-from-an-expression",
        """\
- run: ${{ matrix.python }} -m twine upload dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "tool-from-a-variable",
        """\
- run: $TWINE upload dist/*
  env:
    TWINE: python -m twine
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "two-steps",
        """\
- run: twine upload -r testpypi dist/*
  env: {TWINE_PASSWORD: '${{ secrets.TT }}'}
- run: twine upload dist/*
  env: {TWINE_PASSWORD: '${{ secrets.T }}'}
""",
        (
            "publish.0 twine testpypi token TT",
            "publish.1 twine pypi token T",
        ),
    ),
    Case(
        "two-uploads-in-one-step",
        """\
- run: |
    twine upload --repository-url https://test.pypi.org/legacy/ -u __token__ -p ${{ secrets.TT }} dist/*
    twine upload -u __token__ -p ${{ secrets.T }} dist/*
""",
        (
            "publish.0 twine testpypi token TT",
            "publish.0 twine pypi token T",
        ),
    ),
    Case(
        "after-cd",
        """\
- run: cd dist; python3 -m twine upload *
  working-directory: x
  env:
    TWINE_USERNAME: __token__
    TWINE_PASSWORD: ${{secrets.T}}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "pypirc-through-tee",
        """\
- run: |
    echo "[distutils]
    index-servers =
      pypi

    [pypi]
    username=__token__
    password=$TOKEN" | tee ~/.pypirc > /dev/null
  env:
    TOKEN: ${{ secrets.T }}
- run: twine upload dist/*
""",
        ("publish.1 twine pypi token T",),
    ),
    Case(
        "config-file-of-the-repository",
        """\
- run: twine upload --config-file ci/pypirc dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine other token T",),
        files={"ci/pypirc": "[pypi]\nrepository = https://pypi.example.com/legacy/\n"},
    ),
    Case(
        "pypirc-of-the-repository-copied",
        """\
- run: mkdir -p tmp && cp -f ci/pypirc "$HOME/.pypirc"
- run: twine upload -r mine dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.1 twine testpypi token T",),
        files={"ci/pypirc": "[mine]\nrepository: https://test.pypi.org/legacy/\n"},
    ),
    Case(
        "pypirc-gives-pypi-another-address",
        """\
- run: |
    printf '[pypi]\\nrepository = https://pypi.example.com/legacy/\\npassword = ${{ secrets.T }}\\n' > ~/.pypirc
    twine upload dist/*
""",
        ("publish.0 twine other token T",),
    ),
    Case(
        "pypirc-that-is-no-pypirc",
        """\
- run: twine upload --config-file ci/pypirc dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
        files={"ci/pypirc": "no section\n[[[\n"},
    ),
    Case(
        "config-file-from-a-secret",
        """\
- run: |
    echo "${{ secrets.T }}" > .pypirc
    twine upload --config-file .pypirc -r mine dist/*
""",
        ("publish.0 twine unknown token T",),
    ),
    Case(
        "pypirc-decides-the-index",
        """\
- run: |
    cat << EOF > ~/.pypirc
    [mytest]
    repository=https://test.pypi.org/legacy/
    username=__token__
    password=${{ secrets.T }}
    EOF
    twine upload -r mytest dist/*
""",
        ("publish.0 twine testpypi token T",),
    ),
    Case(
        "pixi-run",
        """\
- run: pixi run -e publish twine upload dist/*
  env:
    TWINE_PASSWORD: ${{ secrets.T }}
""",
        ("publish.0 twine pypi token T",),
    ),
    Case(
        "after-cibuildwheel",
        """\
- run: python -m cibuildwheel --output-dir wheelhouse
- if: startsWith(github.ref, 'refs/tags')
  run: |
    python -m pip install twine
    python -m twine upload -u __token__ -p ${{ secrets.PYPI_API_TOKEN }} --skip-existing wheelhouse/*.whl
""",
        ("publish.1 twine pypi token PYPI_API_TOKEN",),
    ),
    Case(
        "secrets-with-plain-names",
        """\
- run: twine upload dist/*
  env:
    TWINE_USERNAME: ${{ secrets.USERNAME }}
    TWINE_PASSWORD: ${{ secrets.PASSWORD }}
""",
        ("publish.0 twine pypi token USERNAME,PASSWORD",),
    ),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_by_twine(case: Case) -> None:
    """A call of twine is one upload, with the index and the secrets that its options, variables and files give it."""
    check(case)
