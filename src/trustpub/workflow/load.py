"""Workflow files of a repository, each read once."""

from __future__ import annotations

from trustpub.repository.base import Repository
from trustpub.workflow.model import Workflow, read_workflow
from trustpub.yamlcst import parse


def load_workflow(repository: Repository, path: str, data: bytes | None = None) -> Workflow | None:
    """The workflow or action in a file of the repository; None when there is no such file.

    Args:
        repository: where the file is.
        path: relative to the repository.
        data: the file's bytes, when they have been read already.

    Raises:
        InputError: the file cannot be read, or is no workflow; the error names the file and the line.
    """
    from trustpub.errors import InputError

    if data is None:
        data = repository.read(path)
    if data is None:
        return None
    try:
        return read_workflow(path, parse(data, fast=True))
    except InputError as error:
        raise error.at(path) from None
