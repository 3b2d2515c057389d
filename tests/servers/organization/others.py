"""Kinds of repositories that get no pull request: there is nothing to do, nobody wants it, or a person has to look."""

from __future__ import annotations

from tests.servers.organization.parts import BUILD, PYPA, TWINE, WORKFLOW, Kind, pyproject, releasing, workflow
from trustpub.pullrequest.outcome import LEFT, SKIPPED

TRUSTED = "uses: pypa/gh-action-pypi-publish@release/v1"
WITH_ID = """
runs-on: ubuntu-latest
environment: pypi
permissions:
  id-token: write
"""
PRIVATE_INDEX = """
run: twine upload --repository-url https://packages.example.org/simple dist/*
env:
  TWINE_USERNAME: ci
  TWINE_PASSWORD: ${{ secrets.INTERNAL_PASSWORD }}
"""
TESTS = "run: python -m pip install pytest && python -m pytest"
PUSHES = "push:\n  branches: [main]\npull_request:"
SHARED = """\
name: Release
on: [push]
jobs:
  release:
    uses: octo-shared/workflows/.github/workflows/python-release.yml@main
    secrets:
      PYPI_TOKEN: ${{ secrets.PYPI_TOKEN }}
"""
UNKNOWN_INDEX = """
run: twine upload --repository-url "${{ vars.INDEX }}" dist/*
env:
  TWINE_PASSWORD: ${{ secrets.INDEX_PASSWORD }}
"""
BROKEN = "name: Release\non: push\njobs:\n  deploy:\n    steps: [\n      - run: twine upload dist/*\n"


def _opted_out(project: str) -> dict[str, str | bytes]:
    return {**releasing(BUILD, PYPA)(project), ".github/no-trustpub": "We do this ourselves.\n"}


def _shared(project: str) -> dict[str, str | bytes]:
    return {**pyproject(project), WORKFLOW: SHARED}


def _broken(project: str) -> dict[str, str | bytes]:
    return {**pyproject(project), WORKFLOW: BROKEN}


def _tests_only(project: str) -> dict[str, str | bytes]:
    return {**pyproject(project), ".github/workflows/test.yml": workflow(TESTS, on=PUSHES)}


def _settings_only(project: str) -> dict[str, str | bytes]:
    return {"README.md": f"# {project}\n", ".github/dependabot.yml": "version: 2\nupdates: []\n"}


OTHERS = [
    Kind("trusted publishing already", releasing(BUILD, TRUSTED, job=WITH_ID), SKIPPED, "long-lived", weight=8),
    Kind("tests only", _tests_only, SKIPPED, "no workflow uploads", weight=16),
    Kind("no workflows", _settings_only, SKIPPED, "no workflow uploads", weight=8),
    Kind("no files but one", lambda project: {"LICENSE": "none\n"}, SKIPPED, "no workflow uploads", weight=4),
    Kind("a private index", releasing(BUILD, PRIVATE_INDEX), SKIPPED, "long-lived", weight=3),
    Kind("empty", lambda project: {}, SKIPPED, "empty"),
    Kind("archived", releasing(BUILD, PYPA), SKIPPED, "archived", {"archived": True}, weight=4),
    Kind("disabled", releasing(BUILD, PYPA), SKIPPED, "disabled", {"disabled": True}, weight=1),
    Kind("locked", releasing(BUILD, TWINE), SKIPPED, "locked", {"locked": True}, weight=1),
    Kind("a fork", releasing(BUILD, PYPA), SKIPPED, "fork", {"is_fork": True}, weight=4),
    Kind("opted out by topic", releasing(BUILD, PYPA), SKIPPED, "topic", {"topics": ["python", "no-trustpub"]}),
    Kind("opted out by file", _opted_out, SKIPPED, "no-trustpub"),
    Kind("someone else's reusable workflow", _shared, LEFT),
    Kind("an index known at run time only", releasing(BUILD, UNKNOWN_INDEX), LEFT),
    Kind(
        "no draft pull requests", releasing(BUILD, PYPA), LEFT, "no drafts", {"private": True, "allows_drafts": False}
    ),
    Kind("a broken workflow", _broken, LEFT, "cannot be read", weight=1),
    Kind(
        "neither a right to push nor forks",
        releasing(BUILD, TWINE),
        *(LEFT, "forks", {"permissions": {"pull": True}, "allows_forks": False}),
        weight=1,
    ),
]
