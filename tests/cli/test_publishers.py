"""`trustpub publishers`: what to register where."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, NO_UPLOAD, TOKEN_UPLOAD, checkout, trustpub
from tests.cli.contract import complaints
from tests.corpus import CORPORA, ROOT

PASSWORD = "        with:\n          password: ${{ secrets.PYPI_TOKEN }}\n"
TRUSTED = TOKEN_UPLOAD.replace(PASSWORD, "").replace(
    "    steps:\n", "    environment: Release\n    permissions:\n      id-token: write\n    steps:\n"
)
"""An upload that uses Trusted Publishing already."""


def document(*words: str | Path) -> dict[str, Any]:
    """The document of the first repository, which keeps its schema."""
    done = trustpub("publishers", "--format", "json", *words)
    whole: dict[str, Any] = json.loads(done.out)
    assert complaints("publishers", done.out) == []
    first: dict[str, Any] = whole["repositories"][0]
    return first


def test_what_is_and_what_would_be_are_told_apart(tmp_path: Path) -> None:
    """A job that uses Trusted Publishing is for now, one with a token for after migrating; each has its page."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": TRUSTED})
    now, later = document(root)["publishers"]
    assert (now["workflow"], now["environment"], now["after_migrating"]) == ("b.yml", "Release", False)
    assert (later["workflow"], later["environment"], later["after_migrating"]) == ("a.yml", "pypi", True)
    assert now["jobs"] == [{"workflow": ".github/workflows/b.yml", "job": "publish", "line": 14}]
    assert later["url"] == (
        "https://pypi.org/manage/project/sampler/settings/publishing/"
        "?provider=github&owner=octo-org&repository=sampler&workflow_filename=a.yml&environment=pypi"
    )


def test_the_text_has_every_field_and_the_page(tmp_path: Path) -> None:
    """What has to be typed stands beside the names of PyPI's form."""
    done = trustpub("publishers", checkout(tmp_path / "repo", {"b.yml": TRUSTED}))
    assert done.status == 0 and done.err == ""
    for line in ("PyPI: sampler", "Owner            octo-org", "Workflow name    b.yml", "Environment name Release"):
        assert line in done.out
    assert "after migrating" not in done.out and "30 days" in done.out


def test_markdown_is_a_task_list(tmp_path: Path) -> None:
    """One task for each publisher, with its fields below."""
    done = trustpub("publishers", "--format", "markdown", checkout(tmp_path / "repo", {"b.yml": TRUSTED}))
    assert "- [ ] PyPI: `sampler` ([open the form](https://pypi.org/manage/" in done.out
    assert "  - Environment name: `Release`\n" in done.out


def test_each_project_and_each_index_has_its_own(tmp_path: Path) -> None:
    """A monorepo's matrix publishes several projects; an index that a run decides needs both."""
    packages = TRUSTED.replace("    steps:\n", "    strategy: {matrix: {package: [one, two]}}\n    steps:\n") + (
        "        with:\n          packages-dir: ${{ matrix.package }}/dist\n"
    )
    either = TRUSTED + "        with:\n          repository-url: ${{ inputs.url }}\n"
    root = checkout(tmp_path / "repo", {"a.yml": packages, "b.yml": either})
    (root / "pyproject.toml").unlink()
    for name in ("one", "two"):
        (root / name).mkdir()
        (root / name / "pyproject.toml").write_text(f'[project]\nname = "project-{name}"\n', encoding="utf-8")
    told = [(p["index"], p["project"], p["workflow"]) for p in document(root)["publishers"]]
    assert told == [
        ("pypi", "project-one", "a.yml"),
        ("pypi", "project-two", "a.yml"),
        ("pypi", None, "b.yml"),
        ("testpypi", None, "b.yml"),
    ]


def test_a_value_that_pypi_will_not_take_is_said_so(tmp_path: Path) -> None:
    """The field, the value and the reason; the status says that something is left to do."""
    bad = TRUSTED.replace("environment: Release", 'environment: "it\'s"')
    done = trustpub("publishers", checkout(tmp_path / "repo", {"b.yml": bad}))
    assert done.status == 1
    assert 'PyPI will not take the environment name "it\'s"' in done.out


def test_what_is_not_known_is_said_so(tmp_path: Path) -> None:
    """Without a remote and without metadata the fields are to be filled in, with the reason."""
    root = checkout(tmp_path / "repo", {"b.yml": TRUSTED}, remote=None)
    (root / "pyproject.toml").unlink()
    done = trustpub("publishers", root)
    assert done.status == 1
    for line in ("the project is not known", "the owner is not known", "the repository name is not known"):
        assert line in done.out
    assert "Note: the checkout has no git remote" in done.out


def test_what_no_publisher_can_serve_is_listed(tmp_path: Path) -> None:
    """Uploads that are left to a person, and workflows of other repositories, with the reason."""
    foreign = (
        "on: release\njobs:\n  call:\n    permissions: {id-token: write}\n"
        "    uses: octo-org/tools/.github/workflows/publish-pypi.yml@v2\n"
    )
    root = checkout(tmp_path / "repo", {"a.yml": LEFT_UPLOAD, "b.yml": foreign})
    result = document(root)
    assert result["publishers"] == []
    assert {item["workflow"][-5:]: "another repository" in item["reason"] for item in result["unserved"]} == {
        "a.yml": False,
        "b.yml": True,
    }
    assert trustpub("publishers", root).status == 1 and trustpub("publishers", "--exit-zero", root).status == 0


def test_a_called_file_is_the_one_to_register(tmp_path: Path) -> None:
    """With a note that PyPI does not support it."""
    called = TRUSTED.replace("release:\n    types: [published]", "workflow_call:")
    caller = (
        "on: release\njobs:\n  call:\n    permissions: {id-token: write}\n    uses: ./.github/workflows/called.yml\n"
    )
    result = document(checkout(tmp_path / "repo", {"caller.yml": caller, "called.yml": called}))
    assert [publisher["workflow"] for publisher in result["publishers"]] == ["called.yml"]
    assert "does not support reusable workflows" in result["notes"][0]


def test_nothing_to_register(tmp_path: Path) -> None:
    """A repository that uploads nothing is told so, and all is well."""
    done = trustpub("publishers", checkout(tmp_path / "repo", {"a.yml": NO_UPLOAD}))
    assert done.status == 0 and "Nothing to register" in done.out


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A broken file does not stop the others; a path that is not there is an error."""
    root = checkout(tmp_path / "repo", {"a.yml": "pypi: [", "b.yml": TRUSTED})
    done = trustpub("publishers", root, tmp_path / "nothing")
    assert done.status == 2 and len(done.complaints) == 2
    assert "Workflow name    b.yml" in done.out


def test_a_single_workflow_on_standard_input() -> None:
    """The file's name is not known there, and the owner neither."""
    done = trustpub("publishers", "-", stdin=TRUSTED)
    assert done.status == 1 and "stdin.yml" in done.out


def test_the_page_names_every_option() -> None:
    """docs/publishers.md has the options of the command, and no other."""
    text = (ROOT / "docs" / "publishers.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE))
    assert told == set(re.findall(r"--[a-z-]+", trustpub("publishers", "--help").out)) - {"--help"}


@pytest.mark.parametrize(
    ("words", "later"),
    [([], "pypi"), (["--environment", "live"], "live"), (["--no-environment"], None)],
    ids=["default", "a name", "none"],
)
def test_the_environment_is_that_of_the_migration(words: list[str], later: str | None, tmp_path: Path) -> None:
    """What a job has already stays; a name that PyPI does not take is refused."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": TRUSTED})
    found = document(*words, root)["publishers"]
    assert [publisher["environment"] for publisher in found] == ["Release", later]
    assert trustpub("publishers", "--environment", "a;b", root).status == 2


@pytest.mark.parametrize("corpus", CORPORA)
def test_real_repositories(corpus: str, shared: Path) -> None:
    """The document is valid over all real repositories at once."""
    paths = sorted(path for path in (shared / "corpus" / corpus).iterdir() if path.is_dir())
    done = trustpub("publishers", "--format", "json", *paths)
    whole = json.loads(done.out)
    assert complaints("publishers", done.out) == []
    assert len(whole["repositories"]) == len(paths)
