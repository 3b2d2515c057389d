"""Kinds of repositories with names and texts that would do harm to who writes them down as they are."""

from __future__ import annotations

import json

from tests.servers.organization.parts import BUILD, PYPA, TWINE, WORKFLOW, Kind, pyproject, releasing, workflow
from trustpub.pullrequest.outcome import LEFT, OPENED

NAME = '"](https://evil.example) <img src=x onerror=alert(1)> @everyone #1 \x1b[31m'
"""A name for what people may call as they like: a project, a step, a job, an environment."""


def _project(project: str) -> dict[str, str | bytes]:
    text = f"[project]\nname = {json.dumps(NAME)}\n"
    return {"pyproject.toml": text, WORKFLOW: workflow(BUILD, PYPA)}


def _steps(project: str) -> dict[str, str | bytes]:
    step = PYPA.replace("name: Publish to PyPI", f"name: {json.dumps(NAME + chr(10) + '- [x] done')}")
    return {**pyproject(project), WORKFLOW: workflow(BUILD, step)}


def _files(project: str) -> dict[str, str | bytes]:
    names = ["a b.yml", "`x`.yml", "<b>.yml", "é.yml"]
    found: dict[str, str | bytes] = {f".github/workflows/{name}": workflow(BUILD, TWINE) for name in names}
    return {**pyproject(project), **found}


def _latin(project: str) -> dict[str, str | bytes]:
    return {
        **pyproject(project),
        WORKFLOW: workflow(BUILD, PYPA).replace("Release", "Ver\xf6ffentlichen").encode("latin-1"),
    }


def _binary(project: str) -> dict[str, str | bytes]:
    return {**releasing(BUILD, PYPA)(project), ".github/workflows/noise.yml": bytes(range(256)) * 40}


def _long(project: str) -> dict[str, str | bytes]:
    padding = "".join(f"# line {number} of many that say nothing\n" for number in range(20_000))
    return {**pyproject(project), WORKFLOW: padding + workflow(BUILD, PYPA)}


HOSTILE = [
    Kind("a project's name with markup", _project, OPENED, weight=1),
    Kind("a step's name with markup", _steps, OPENED, weight=1),
    Kind("files with markup in their names", _files, OPENED, weight=1),
    Kind("a workflow that is no UTF-8", _latin, LEFT, "cannot be read", weight=1),
    Kind("a binary file among the workflows", _binary, OPENED, weight=1),
    Kind("a long workflow", _long, OPENED, weight=1),
]
