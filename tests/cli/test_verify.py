"""`trustpub verify`: whether PyPI would match, before a release."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.checkouts import NO_UPLOAD, checkout, trustpub
from tests.cli.contract import complaints
from tests.corpus import CORPORA, ROOT
from tests.pypi.repositories import workflow


def document(*words: str | Path, status: int) -> dict[str, Any]:
    """The first repository of the document, which keeps its schema."""
    done = trustpub("verify", "--format", "json", *words)
    assert done.status == status, done
    assert complaints("verify", done.out) == []
    first: dict[str, Any] = json.loads(done.out)["repositories"][0]
    assert first["all_match"] == all(job["outcome"] == "matches" for job in first["jobs"])
    return first


def codes(repository: dict[str, Any]) -> set[str]:
    """The codes of the remarks."""
    return {remark["code"] for remark in repository["remarks"]}


def test_a_sound_workflow_matches_its_own_publisher(tmp_path: Path) -> None:
    """Every event is named, the environment's rules are asked for, and the status is 0."""
    root = checkout(tmp_path / "repo", {"release.yml": workflow("[release, push]", job="environment: pypi")})
    done = trustpub("verify", root)
    assert done.status == 0
    assert "matches: release, push to a branch, push of a tag; environment pypi" in done.out
    assert "octo-org/sampler:release.yml:pypi" in done.out and "[environment-rules]" in done.out
    assert codes(document(root, status=0)) == {"environment-rules"}


@pytest.mark.parametrize("name", ["'py,pi'", "' pypi'", '"py\\npi"', "x" * 256])
def test_an_environment_that_pypi_does_not_take_matches_no_publisher(name: str, tmp_path: Path) -> None:
    """Where none is given, none can be registered with it; a blank one that is registered matches all the same."""
    root = checkout(tmp_path / "repo", {"release.yml": workflow("release", job=f"environment: {name}")})
    (job,) = document(root, status=1)["jobs"]
    assert (job["outcome"], job["field"]) == ("differs", "environment")
    assert "PyPI takes no publisher with the environment" in job["reason"]
    document("--publisher", "octo-org/sampler:release.yml", root, status=0)


@pytest.mark.parametrize(
    ("publisher", "field"),
    [
        ("octo-org/sampler:release.yml:pypi", None),
        ("octo-org/sampler:release.yml:PyPI", None),
        ("octo-org/sampler:release.yml", None),
        ("octo-org/sampler:publish.yml:pypi", "job_workflow_ref"),
        ("octo-org/sampler:release.yml:release", "environment"),
        ("octo-org/other:release.yml:pypi", "repository"),
        ("someone/sampler:release.yml:pypi", "repository_owner"),
    ],
)
def test_a_given_publisher_is_compared(publisher: str, field: str | None, tmp_path: Path) -> None:
    """The claim that differs is named, with both values."""
    root = checkout(tmp_path / "repo", {"release.yml": workflow("release", job="environment: pypi")})
    (job,) = document("--publisher", publisher, root, status=0 if field is None else 1)["jobs"]
    assert job["field"] == field and (job["outcome"] == "matches") == (field is None)
    if field is not None:
        assert job["expected"] != job["found"] and field in trustpub("verify", "--publisher", publisher, root).out


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (workflow("release", permissions=False), "id-token"),
        (workflow("pull_request_target"), "event_name"),
        (workflow("release").replace("release/v1", "v1.5.0"), "action"),
        (workflow("release").replace("release/v1", "master"), "action"),
        (workflow("release").replace("ubuntu-latest", "windows-latest"), "runner"),
    ],
)
def test_what_fails_whatever_is_registered(text: str, field: str, tmp_path: Path) -> None:
    """Found with the publishers that the workflow itself implies."""
    root = checkout(tmp_path / "repo", {"release.yml": text})
    (job,) = document(root, status=1)["jobs"]
    assert (job["field"], job["publisher"]) == (field, None)
    assert trustpub("verify", "--exit-zero", root).status == 0


def test_a_reusable_workflow_fails_with_attestations(tmp_path: Path) -> None:
    """The exchange would match the called file; without attestations that is all, and a remark stays."""
    called = workflow("workflow_call", job="environment: pypi")
    caller = (
        "on: release\njobs:\n  call:\n    permissions: {id-token: write}\n    uses: ./.github/workflows/called.yml\n"
    )
    root = checkout(tmp_path / "repo", {"release.yml": caller, "called.yml": called})
    result = document(root, status=1)
    assert [job["field"] for job in result["jobs"]] == ["attestations"] and "reusable-workflow" in codes(result)
    off = called + "        with:\n          attestations: false\n"
    result = document(checkout(tmp_path / "off", {"release.yml": caller, "called.yml": off}), status=0)
    assert {"reusable-workflow", "attestations-off"} <= codes(result)
    alone = document(checkout(tmp_path / "alone", {"called.yml": called}), status=0)
    assert codes(alone) == {"uncalled"} and alone["jobs"] == []


def test_an_environment_that_a_run_decides(tmp_path: Path) -> None:
    """It cannot be told for a publisher with an environment, and matches a blank one."""
    root = checkout(tmp_path / "repo", {"release.yml": workflow("release", job="environment: ${{ vars.TO }}")})
    given = ["--publisher", "octo-org/sampler:release.yml:pypi"]
    (job,) = document(*given, root, status=1)["jobs"]
    assert (job["outcome"], job["claims"]["environment"]) == ("undecided", "${{ vars.TO }}")
    assert "decided-environment" in codes(document(root, status=0))


def test_each_event_has_its_own_environment(tmp_path: Path) -> None:
    """One job that publishes a tag to one environment and a branch to another needs both publishers."""
    text = workflow("push", job="environment: ${{ github.ref_type == 'tag' && 'pypi' || 'testpypi' }}")
    root = checkout(tmp_path / "repo", {"release.yml": text})
    assert len(document(root, status=0)["jobs"]) == 2
    jobs = document("--publisher", "octo-org/sampler:release.yml:pypi", root, status=1)["jobs"]
    assert [(job["event"], job["outcome"]) for job in jobs] == [
        ("push to a branch", "differs"),
        ("push of a tag", "matches"),
    ]


CALLS = "on: release\njobs:\n  call:\n    permissions: {{id-token: write}}\n    uses: {}\n"
"""A workflow that lets another one ask for a token."""


def test_a_call_without_the_right_to_ask_for_a_token_is_no_remark(tmp_path: Path) -> None:
    """What is called elsewhere cannot publish then; nor is there one on a workflow that is looked at."""
    foreign = CALLS.format("other/tools/.github/workflows/test.yml@v1").replace("write", "none")
    local = CALLS.format("./.github/workflows/publish.yml")
    root = checkout(tmp_path / "repo", {"a.yml": foreign, "b.yml": local, "publish.yml": workflow("workflow_call")})
    assert "called-elsewhere" not in codes(document(root, status=1))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (workflow("release"), "no-environment"),
        (workflow("pull_request", job="environment: x"), "fork-pull-request"),
        (workflow("release", job="if: github.event_name == 'push'"), "never-runs"),
        (CALLS.format("other/tools/.github/workflows/publish.yml@v1"), "called-elsewhere"),
        (CALLS.format("octo-org/sampler/.github/workflows/publish.yml@v1"), "called-elsewhere"),
        (workflow("release") + "        with:\n          attestations: false\n", "attestations-off"),
        (workflow("release") + "        with:\n          password: ${{ secrets.PYPI }}\n", "password-left"),
        (workflow("release", steps="      - run: twine upload dist/*\n", permissions=False), "no-credential"),
        (
            workflow("release")
            + "      - uses: pypa/gh-action-pypi-publish@release/v1\n"
            + "        with:\n          repository-url: https://test.pypi.org/legacy/\n",
            "twice-in-one-job",
        ),
    ],
)
def test_what_pypi_cannot_see(text: str, code: str, tmp_path: Path) -> None:
    """A remark, which does not change the status."""
    root = checkout(tmp_path / "repo", {"release.yml": text})
    assert code in codes(document(root, status=0))
    assert f"[{code}]" in trustpub("verify", root).out


def test_a_blank_publisher_is_broad(tmp_path: Path) -> None:
    """It matches a job with an environment, and any other job of the file; PyPI emails the owners."""
    root = checkout(tmp_path / "repo", {"release.yml": workflow("release", job="environment: pypi")})
    assert "broad-publisher" in codes(document("--publisher", "octo-org/sampler:release.yml", root, status=0))


def test_what_publishers_prints_can_be_given_back(tmp_path: Path) -> None:
    """Also a bare list; an entry for one index does not serve the other."""
    root = checkout(tmp_path / "repo", {"release.yml": workflow("release", job="environment: pypi")})
    file = tmp_path / "publishers.json"
    file.write_text(trustpub("publishers", "--format", "json", root).out, encoding="utf-8")
    document("--publishers-file", file, root, status=0)
    entry = {
        "owner": "octo-org",
        "repository": "sampler",
        "workflow": "release.yml",
        "owner_id": 65,
        "index": "testpypi",
    }
    file.write_text(json.dumps([entry]), encoding="utf-8")
    (job,) = document("--publishers-file", file, root, status=1)["jobs"]
    assert job["field"] == "publisher"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "3",
        '{"publishers": 3}',
        "[]",
        "[3]",
        '[{"owner": "x"}]',
        '[{"workflow": 3}]',
        '[{"workflow": "a.txt"}]',
        '[{"workflow": "a.yml", "index": "other"}]',
        '[{"workflow": "a.yml", "environment": "it\'s"}]',
    ],
)
def test_a_file_that_names_no_publishers_is_refused(text: str, tmp_path: Path) -> None:
    """One sentence names the file and what is wrong."""
    (tmp_path / "p.json").write_text(text, encoding="utf-8")
    root = checkout(tmp_path / "repo", {"release.yml": workflow("release")})
    done = trustpub("verify", "--publishers-file", tmp_path / "p.json", root)
    assert done.status == 2 and done.out == "" and "p.json" in done.complaints[0]
    assert trustpub("verify", "--publishers-file", tmp_path / "missing.json", root).status == 2


@pytest.mark.parametrize("text", ["x", "o/r", "o/r:", "o/r:a.txt", "-o/r:a.yml", "o/r:a.yml:it's", "o/r/x:a.yml"])
def test_a_publisher_that_cannot_be_is_refused(text: str) -> None:
    """By its form, or because PyPI takes no such values."""
    done = trustpub("verify", f"--publisher={text}", "-", stdin=workflow("release"))
    assert done.status == 2 and len(done.complaints) == 1


def test_nothing_publishes(tmp_path: Path) -> None:
    """A repository without Trusted Publishing is told so, and all is well."""
    done = trustpub("verify", checkout(tmp_path / "repo", {"a.yml": NO_UPLOAD}))
    assert done.status == 0 and "No job publishes with Trusted Publishing." in done.out


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A broken file and a path that is not there; the rest is verified."""
    root = checkout(tmp_path / "repo", {"a.yml": "pypi: [", "release.yml": workflow("release")})
    done = trustpub("verify", root, tmp_path / "nothing")
    assert done.status == 2 and len(done.complaints) == 2 and "matches: release" in done.out


def test_markdown_is_one_table(tmp_path: Path) -> None:
    """For the summary of a job."""
    root = checkout(tmp_path / "repo", {"release.yml": workflow("release", job="environment: pypi")})
    done = trustpub("verify", "--format", "markdown", "--publisher", "octo-org/sampler:x.yml", root)
    assert "| **does not match** |" in done.out and "### What PyPI cannot see" in done.out


def test_the_page_names_every_option() -> None:
    """docs/verify.md has the options of the command, and no other, and every remark."""
    text = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE))
    assert told == set(re.findall(r"--[a-z-]+", trustpub("verify", "--help").out)) - {"--help"}
    source = (ROOT / "src" / "trustpub" / "pypi" / "remarks.py").read_text(encoding="utf-8")
    named = set(re.findall(r'_remark\("([a-z-]+)"', source))
    assert len(named) > 9 and all(f"`{code}`" in text for code in named)


@pytest.mark.parametrize("corpus", CORPORA)
def test_real_repositories(corpus: str, shared: Path) -> None:
    """The document is valid over all real repositories at once."""
    paths = sorted(path for path in (shared / "corpus" / corpus).iterdir() if path.is_dir())
    done = trustpub("verify", "--format", "json", *paths)
    assert complaints("verify", done.out) == []
    assert len(json.loads(done.out)["repositories"]) == len(paths)
