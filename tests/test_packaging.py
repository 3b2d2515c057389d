"""The project practises what the product preaches: its own workflows, its metadata, its entry point."""

from __future__ import annotations

import importlib.metadata
import importlib.resources
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import trustpub
from tests.corpus import ROOT
from tests.judges.oracles import actionlint, github_parser, zizmor

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def load(path: Path) -> Any:
    """The workflow as plain values. Note that YAML 1.1 reads the key `on` as true."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_zizmor_finds_nothing_in_the_project_s_workflows(tmp_path: Path) -> None:
    """The strictest persona of zizmor is content with .github."""
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    assert zizmor(tmp_path, persona="auditor") == {}


@pytest.mark.usefixtures("oracles")
@pytest.mark.parametrize("judge", [actionlint, github_parser])
def test_the_judges_find_nothing_in_the_project_s_workflows(judge: Any) -> None:
    """actionlint and GitHub's own parser are content with every workflow."""
    assert judge(WORKFLOWS) == {path: [] for path in WORKFLOWS}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_to_commits_that_name_their_version(path: Path) -> None:
    """Every `uses:` names a full commit, with the version in a comment for people and for Dependabot."""
    uses = [
        line.strip().removeprefix("- ") for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line
    ]
    assert uses
    assert [line for line in uses if not PINNED.match(line)] == []


def test_only_the_publish_job_can_mint_a_token() -> None:
    """The release workflow grants nothing by default, and `id-token: write` alone to the job that publishes."""
    workflow = load(ROOT / ".github" / "workflows" / "release.yml")
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "build": {"contents": "read"},
        "publish": {"id-token": "write"},
    }


def test_the_publish_job_only_downloads_and_publishes() -> None:
    """No code of the repository runs where a token can be minted, and the environment is named."""
    publish = load(ROOT / ".github" / "workflows" / "release.yml")["jobs"]["publish"]
    assert [step["uses"].split("@")[0] for step in publish["steps"]] == [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ]
    assert publish["environment"] == {"name": "pypi", "url": "https://pypi.org/p/trustpub"}
    assert publish["needs"] == "build"
    assert "github.repository ==" in publish["if"]


def test_no_workflow_mentions_a_secret() -> None:
    """The project stores no credential anywhere."""
    assert [path.name for path in WORKFLOWS if "secrets." in path.read_text(encoding="utf-8")] == []


def test_the_installed_version_is_the_package_s() -> None:
    """One number, in one place."""
    assert importlib.metadata.version("trustpub") == trustpub.__version__


def test_the_package_is_marked_as_typed() -> None:
    """Type checkers of users read the annotations."""
    assert importlib.resources.files("trustpub").joinpath("py.typed").is_file()


def test_the_command_can_be_loaded() -> None:
    """The entry point `trustpub` leads to a function."""
    (command,) = importlib.metadata.entry_points(group="console_scripts", name="trustpub")
    assert callable(command.load())
