"""The JSON documents are what docs/schema says, on small cases and on every real repository that is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, TOKEN_UPLOAD, WORKFLOWS, checkout, trustpub
from tests.cli.contract import complaints
from tests.corpus import CORPORA

UNKNOWN_INDEX = TOKEN_UPLOAD.replace("password:", "repository-url: ${{ inputs.index }}\n          password:")
ACTION = "runs:\n  using: composite\n  steps:\n    - run: twine upload -p $T\n      shell: bash\n      env: {T: x}\n"


def example(folder: Path) -> Path:
    """A checkout with an upload of each kind, and a file that cannot be read."""
    root = checkout(
        folder,
        {
            "a.yml": TOKEN_UPLOAD,
            "b.yml": LEFT_UPLOAD,
            "c.yml": UNKNOWN_INDEX,
            "d.yml": "pypi: [",
            "e.yml": "on: push\njobs:\n  call:\n    uses: ./.github/workflows/f.yml\n    secrets: inherit\n",
            "f.yml": TOKEN_UPLOAD.replace("release:\n    types: [published]", "workflow_call:"),
        },
    )
    (root / "action.yml").write_text(ACTION, encoding="utf-8")
    return root


def test_scan_keeps_its_contract(tmp_path: Path) -> None:
    """Every key is there with its type, whatever was found, and also for a path that does not exist."""
    done = trustpub(
        "scan", "--format", "json", example(tmp_path / "repo"), tmp_path / "nothing", "-", stdin=TOKEN_UPLOAD
    )
    assert done.status == 2
    assert complaints("scan", done.out) == []
    repositories = json.loads(done.out)["repositories"]
    assert [bool(repository["errors"]) for repository in repositories] == [True, True, False]
    assert (repositories[0]["owner"], repositories[0]["name"]) == ("octo-org", "sampler")


@pytest.mark.parametrize("words", [["diff"], ["migrate", "--dry-run"], ["migrate", "--yes"]])
def test_migrate_and_diff_keep_their_contract(words: list[str], tmp_path: Path) -> None:
    """Every key is there with its type; every upload with a token is either migrated or left with a reason."""
    root = example(tmp_path / "repo")
    scanned = json.loads(trustpub("scan", "--format", "json", root).out)["repositories"][0]
    done = trustpub(*words, "--format", "json", root, tmp_path / "nothing")
    assert done.status == 2
    assert complaints("migrate", done.out) == []
    first, second = json.loads(done.out)["repositories"]
    todo = {
        (u["workflow"], u["job"], u["step"])
        for u in scanned["uploads"]
        if u["auth"] == "token" and u["index"] in ("pypi", "testpypi", "unknown")
    }
    told = [(entry["workflow"], entry["job"], entry["step"]) for entry in first["migrated"] + first["left"]]
    assert set(told) == todo and len(told) == len(todo)
    assert second["errors"] and not second["files"]
    index = [publisher["index"] for publisher in first["publishers"] if publisher["workflow"] == "a.yml"]
    assert index == ["pypi"]


def test_the_line_of_an_error_and_of_an_upload_count_from_one(tmp_path: Path) -> None:
    """`line` is what an editor shows; `step` counts from zero; offsets cut the evidence out of the file's text."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": "on: push # pypi\njobs:\n  a: [\n"})
    (repository,) = json.loads(trustpub("scan", "--format", "json", root).out)["repositories"]
    (upload,) = repository["uploads"]
    assert (upload["line"], upload["step"], upload["secrets"]) == (11, 2, ["PYPI_TOKEN"])
    (finding,) = [f for f in repository["findings"] if f["rule"] == "long-lived-token"]
    (evidence,) = finding["evidence"]
    assert TOKEN_UPLOAD[evidence["start"] : evidence["end"]].startswith("name: Upload")
    assert [error["path"] for error in repository["errors"]] == [f"{WORKFLOWS}/b.yml"]


@pytest.mark.parametrize("corpus", CORPORA)
def test_real_repositories_keep_the_contract(corpus: str, shared: Path) -> None:
    """Both documents are valid over all real repositories at once, and the status is 0 or 1."""
    paths = sorted(path for path in (shared / "corpus" / corpus).iterdir() if path.is_dir())
    for command, schema in (("scan", "scan"), ("diff", "migrate")):
        done = trustpub(command, "--format", "json", *paths)
        assert complaints(schema, done.out) == []
        assert len(json.loads(done.out)["repositories"]) == len(paths)
