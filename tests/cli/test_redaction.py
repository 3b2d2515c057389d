"""A token written down in a repository is never printed whole, wherever it stands and whatever is printed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD, checkout, trustpub
from tests.cli.terminal import Session

TOKEN = "pypi-AgEIcHlwaS5vcmc" + "CJDAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMAACKlszLCJl" * 2
TEST_TOKEN = "pypi-AgENdGVzdC5weXBpLm9yZw" + "IkMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwAAIqWzMs" * 2
SECRET_PART = TOKEN[40:60]
TEST_SECRET_PART = TEST_TOKEN[40:60]

PLACES = {
    "a password": TOKEN_UPLOAD.replace("${{ secrets.PYPI_TOKEN }}", TOKEN),
    "a TestPyPI password": TOKEN_UPLOAD.replace("${{ secrets.PYPI_TOKEN }}", TEST_TOKEN),
    "a comment": f"# {TOKEN}\n{TOKEN_UPLOAD}# {TOKEN}\n",
    "a comment in the change": TOKEN_UPLOAD.replace("        with:\n", f"        with: # {TOKEN}\n"),
    "the workflow's name": TOKEN_UPLOAD.replace("name: Release", f"name: {TOKEN}"),
    "a job's name": TOKEN_UPLOAD.replace("  publish:\n", f"  {TOKEN}:\n"),
    "a step's name": TOKEN_UPLOAD.replace("name: Upload", f"name: {TOKEN}"),
    "a secret's name": TOKEN_UPLOAD.replace("secrets.PYPI_TOKEN", f"secrets.{TOKEN}"),
    "an expression": TOKEN_UPLOAD.replace("secrets.PYPI_TOKEN", f"secrets.PYPI_TOKEN || '{TOKEN}'"),
    "an action's name": TOKEN_UPLOAD.replace("@release/v1", f"@{TOKEN}"),
    "another action's name": TOKEN_UPLOAD.replace("pypa/gh-action-pypi-publish@release/v1", f"x/{TOKEN}@v1"),
    "an option": TOKEN_UPLOAD.replace("python -m build", f"twine upload -u __token__ -p {TOKEN} dist/*"),
    "an option without a blank": TOKEN_UPLOAD.replace("python -m build", f"twine upload -p{TOKEN} dist/*"),
    "a variable in a script": TOKEN_UPLOAD.replace(
        "run: python -m build", f"run: |\n          export TWINE_PASSWORD={TOKEN}\n          twine upload dist/*"
    ),
    "poetry's configuration": TOKEN_UPLOAD.replace(
        "run: python -m build", f"run: poetry config pypi-token.pypi {TOKEN} && poetry publish --build"
    ),
    "a command of make": TOKEN_UPLOAD.replace("run: python -m build", f"run: make upload TWINE_PASSWORD={TOKEN}"),
    "a condition": TOKEN_UPLOAD.replace("- name: Upload", f"- if: env.X != '{TOKEN}'\n        name: Upload"),
    "the workflow's variables": TOKEN_UPLOAD.replace("jobs:\n", f"env:\n  TWINE_PASSWORD: {TOKEN}\njobs:\n"),
    "the index": TOKEN_UPLOAD.replace(
        "          password", f"          repository-url: https://{TOKEN}\n          password"
    ),
    "the environment": TOKEN_UPLOAD.replace("    steps:\n", f"    environment: {TOKEN}\n    steps:\n"),
    "a duplicate key": f"{TOKEN_UPLOAD}{TOKEN}: 1\n{TOKEN}: 2\n",
    "broken YAML": f"{TOKEN_UPLOAD}{TOKEN}: [\n",
    "an anchor": TOKEN_UPLOAD.replace("name: Release", f"name: *{TOKEN}"),
    "a trigger": TOKEN_UPLOAD.replace("  release:\n", f"  {TOKEN}:\n"),
    "jobs": f"on: push # pypi\njobs: {TOKEN}\n",
    "the whole file": f"{TOKEN}\n",
}

COMMANDS = [
    ["scan"],
    ["scan", "--format", "json"],
    ["diff"],
    ["diff", "--strategy", "swap"],
    ["diff", "--strategy", "split"],
    ["diff", "--format", "json"],
    ["publishers"],
    ["publishers", "--format", "json"],
    ["publishers", "--format", "markdown"],
    ["verify"],
    ["verify", "--format", "json"],
    ["verify", "--format", "markdown"],
    ["migrate", "--yes", "--format", "json"],
    ["publishers", "--format", "json"],
    ["verify", "--format", "json"],
]


@pytest.mark.parametrize("place", PLACES)
def test_no_command_prints_a_token_from_a_workflow(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the results nor the errors of any command in any format hold more than the token's beginning."""
    from trustpub.cli.main import main

    monkeypatch.chdir(checkout(tmp_path / "repo", {"a.yml": PLACES[place]}))
    for words in COMMANDS:
        assert main(words) in (0, 1, 2)
        out, err = capsys.readouterr()
        assert out or err
        for text in (out, err):
            assert SECRET_PART not in text and TEST_SECRET_PART not in text, (words, text)


def test_a_found_token_is_reported_with_its_length(tmp_path: Path) -> None:
    """The finding says enough to recognise the token: where it stands and how long it is."""
    root = checkout(tmp_path / "repo", {"a.yml": PLACES["a comment"]})
    done = trustpub("scan", root)
    assert done.out.count("[literal-token]") == 2 and f"({len(TOKEN)} characters)" in done.out


def test_tokens_in_names_and_addresses_are_cut(tmp_path: Path) -> None:
    """File names, folders, remotes, a project's name and the command line's own words are covered too."""
    root = checkout(
        tmp_path / f"repo-{TOKEN}",
        {f"{TOKEN}.yml": TOKEN_UPLOAD, f"broken-{TOKEN}.yml": "pypi: ["},
        remote=f"https://__token__:{TOKEN}@git.example.com/{TOKEN}/{TOKEN}.git",
    )
    (root / "pyproject.toml").write_text(f'[project]\nname = "{TOKEN}"\n', encoding="utf-8")
    lines: list[list[str | Path]] = [
        ["scan", root],
        ["scan", "--format", "json", root],
        ["diff", root],
        ["diff", "--format", "json", root],
        ["migrate", "--yes", root],
        ["scan", TOKEN],
        [TOKEN],
        ["scan", f"--{TOKEN}"],
        ["scan", "--format", TOKEN],
        ["diff", "--environment", f"{TOKEN};"],
        ["diff", "--environment", TOKEN, root],
        ["scan", "--format", "markdown", root],
        ["diff", "--format", "markdown", root],
        ["explain", TOKEN],
        ["publishers", root],
        ["publishers", "--format", "markdown", root],
        ["verify", root],
        ["verify", "--publisher", f"o/{TOKEN}:{TOKEN}.yml:{TOKEN}", root],
        ["verify", "--publisher", TOKEN, root],
        ["verify", "--publishers-file", TOKEN],
        ["explain-error", TOKEN],
        ["explain-error", "--repo", TOKEN],
        ["new", "--dry-run", "--force", "--pure", "--environment", TOKEN, root],
        ["new", "--dry-run", "--force", "--pure", "--format", "json", root],
        ["new", "--output", f"{TOKEN}.yml", "--dry-run", "--force", "--pure", root],
    ]
    for words in lines:
        done = trustpub(*words)
        assert SECRET_PART not in done.out + done.err, (words, done)


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_a_terminal_does_not_see_a_token_either(tmp_path: Path) -> None:
    """Wrapping and colouring do not tear the token from what hides it."""
    root = checkout(
        tmp_path / "repo", {"a.yml": PLACES["a step's name"] + f"# {TOKEN}\n", "b.yml": PLACES["a password"]}
    )
    for words in (["scan"], ["diff"], ["migrate", "--yes"]):
        for width in (40, 80):
            session = Session(*words, cwd=root, width=width)
            session.finish()
            assert SECRET_PART not in session.raw.replace("\n", "")
