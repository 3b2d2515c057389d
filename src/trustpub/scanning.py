"""From a repository's files to its uploads and findings."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.errors import InputError
from trustpub.repository.base import WORKFLOWS, Repository
from trustpub.rules import findings_of
from trustpub.rules.finding import Finding
from trustpub.uploads.find import find_uploads, may_upload
from trustpub.uploads.types import Upload
from trustpub.workflow.load import load_workflow
from trustpub.workflow.model import Workflow

ACTIONS = ".github/actions"


class Problem(NamedTuple):
    """Something that could not be read: the file (relative to the repository), the line if there is one, and why."""

    path: str
    line: int | None
    message: str


class Scan(NamedTuple):
    """What was found in one repository.

    Attributes:
        path: how the user named the repository.
        owner, name: on GitHub; None when they cannot be told.
        uploads: in the order of files and steps.
        findings: in the same order.
        errors: what could not be read; the rest was done all the same.
        workflows: how many workflow files there are.
    """

    path: str
    owner: str | None
    name: str | None
    uploads: tuple[Upload, ...]
    findings: tuple[Finding, ...]
    errors: tuple[Problem, ...]
    workflows: int

    @property
    def to_migrate(self) -> tuple[Upload, ...]:
        """The uploads to PyPI or TestPyPI with a long-lived credential."""
        return tuple(upload for upload in self.uploads if upload.needs_migration)


def workflow_paths(repository: Repository) -> list[str]:
    """Paths of all workflow files and composite actions of a repository.

    Raises:
        InputError: a folder cannot be read.
    """
    paths = [f"{WORKFLOWS}/{name}" for name in repository.list(WORKFLOWS) if name.endswith((".yml", ".yaml"))]
    for folder in repository.list(ACTIONS):
        if folder.endswith("/"):
            paths += [
                f"{ACTIONS}/{folder}{name}"
                for name in repository.list(f"{ACTIONS}/{folder}")
                if name in ("action.yml", "action.yaml")
            ]
    paths += [name for name in repository.list("") if name in ("action.yml", "action.yaml")]
    return paths


def scan(repository: Repository) -> Scan:
    """Find the uploads of a repository and what is to be said about them.

    Problems with single files are part of the result; nothing is raised for them.
    """
    uploads: list[Upload] = []
    findings: list[Finding] = []
    errors: list[Problem] = []
    try:
        paths = workflow_paths(repository)
    except InputError as error:
        paths = []
        errors.append(_problem(error, WORKFLOWS))
    for path in paths:
        try:
            workflow = read_if_relevant(repository, path)
        except InputError as error:
            errors.append(_problem(error, path))
            continue
        if workflow is None:
            continue
        found = find_uploads(workflow, repository)
        uploads += found
        findings += findings_of(workflow, found)
    owner, name = repository.identity()
    count = sum(path.startswith(WORKFLOWS) for path in paths)
    return Scan(repository.path, owner, name, tuple(uploads), tuple(findings), tuple(errors), count)


def read_if_relevant(repository: Repository, path: str) -> Workflow | None:
    """The workflow in a file, or None when a look at its bytes shows that nothing in it uploads.

    Raises:
        InputError: the file cannot be read, or holds no workflow.
    """
    data = repository.read(path)
    if data is None:
        raise InputError("it is a broken link or no regular file, so it is not read", path=path)
    if not may_upload(data):
        check_readable(data, path)
        return None
    return load_workflow(repository, path, data)


def check_readable(data: bytes, path: str) -> None:
    """Tell files that no workflow can be in, at the price of a look at the bytes.

    Raises:
        InputError: too large, binary, or not UTF-8.
    """
    from trustpub.yamlcst import decode

    try:
        decode(data)
    except InputError as error:
        raise error.at(path) from None


def _problem(error: InputError, path: str) -> Problem:
    return Problem(error.path or path, error.line, error.message)
