"""The text of a new workflow: building jobs from their templates, publishing jobs from the one that split uses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trustpub.errors import TrustpubError
from trustpub.migration.names import TESTPYPI_UPLOAD_URL, display, site_of
from trustpub.migration.types import Publisher
from trustpub.newworkflow.choices import Choices
from trustpub.newworkflow.detect import Facts
from trustpub.newworkflow.pins import PYTHONS, actions, packages
from trustpub.repository.base import Repository
from trustpub.repository.single import SingleWorkflow
from trustpub.scanning import scan
from trustpub.uploads.types import OIDC, TESTPYPI
from trustpub.yamlcst import parse
from trustpub.yamlcst.edit import InsertEntry, Value

_GITHUB_NAME = re.compile(r"[A-Za-z0-9._-]+", re.ASCII)


@dataclass(frozen=True)
class NewWorkflow:
    """A workflow that is not written yet.

    Attributes:
        path: where it belongs, relative to the repository.
        text: the whole file.
        publishers: what must be registered for it.
    """

    path: str
    text: str
    publishers: tuple[Publisher, ...]


def compose(repository: Repository, facts: Facts, choices: Choices) -> NewWorkflow:
    """The workflow for a project.

    Args:
        repository: the project.
        facts: what its files say.
        choices: what the user wants.

    Raises:
        TrustpubError: the result does not do what it should, which is a fault of trustpub.
    """
    from trustpub.migration.templates import environment
    from trustpub.yamlcst.edit import apply

    owner, name = repository.identity()
    if not (owner and name and _GITHUB_NAME.fullmatch(owner) and _GITHUB_NAME.fullmatch(name)):
        owner = name = None
    guard = f"github.repository == '{owner}/{name}'" if owner else None
    kind = ("maturin" if choices.backend.name == "maturin" else "cibuildwheel") if choices.native else "pure"
    text = (
        environment()
        .get_template("new/workflow.yml.j2")
        .render(
            kind=kind,
            guard=guard,
            places=" and ".join(display(index) for index in choices.indexes),
            trigger=choices.trigger,
            builder=choices.builder,
            full_history=facts.version_from_git,
            submodules=facts.submodules,
            actions=actions(),
            packages=packages(),
            pythons=PYTHONS,
        )
    )
    ids = ["build"] if kind == "pure" else ["sdist", "wheels"]
    edits = []
    for index in choices.indexes:
        job_id = "publish" if len(choices.indexes) == 1 else f"publish-to-{index}"
        job = _publishing_job(index, facts, choices, guard, ids)
        edits.append(InsertEntry(("jobs",), job_id, job, after=ids[-1], blank_line=True))
        ids = [*ids, job_id]
    text = apply(parse(text.rstrip("\n") + "\n"), edits).text
    _check(text, choices)
    publishers = (
        Publisher(index, facts.name, owner, name, choices.output.rpartition("/")[2], choices.environment_for(index))
        for index in choices.indexes
    )
    return NewWorkflow(choices.output, text, tuple(publishers))


def _publishing_job(index: str, facts: Facts, choices: Choices, guard: str | None, needs: list[str]) -> Value:
    from trustpub.migration.templates import render_value

    title = f"Publish to {display(index)}"
    # What TestPyPI has already from an earlier attempt must not keep a run from going on to PyPI.
    rehearsal = {"repository-url": TESTPYPI_UPLOAD_URL, "skip-existing": "true"}
    return render_value(
        "publish-job.yml.j2",
        job={
            "name": title,
            "step_name": title,
            "needs": needs[0] if len(needs) == 1 else needs,
            "condition": guard,
            "continue_on_error": None,
            "environment": choices.environment_for(index),
            "url": f"{site_of(index)}/p/{facts.name}" if facts.name else None,
            "download": actions()["download_artifact"],
            "publish": actions()["publish"],
            "pattern": "distributions-*" if choices.native else None,
            "artifact": "distributions",
            "step_condition": None,
            "timeout": None,
            "inputs": rehearsal if index == TESTPYPI else {},
        },
    )


def _check(text: str, choices: Choices) -> None:
    """Hold the text against what was wanted: each index published to once, with Trusted Publishing."""
    found = scan(SingleWorkflow(choices.output, choices.output.rpartition("/")[2], text.encode()))
    if found.errors or [(upload.index, upload.auth) for upload in found.uploads] != [
        (index, OIDC) for index in choices.indexes
    ]:
        raise TrustpubError("the workflow that was made does not publish as it should; please report this")
