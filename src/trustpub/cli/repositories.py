"""From the words of the command line to repositories."""

from __future__ import annotations

import os
import sys

from trustpub.errors import InputError
from trustpub.repository.base import WORKFLOWS, Repository
from trustpub.repository.local import MAX_READ, LocalRepository
from trustpub.repository.single import SingleWorkflow


def open_path(path: str) -> Repository:
    """The repository that a word names: a folder, a single workflow file, or ``-`` for standard input.

    A file inside a checkout's ``.github/workflows`` stands alone all the same: only it is looked at.

    Raises:
        InputError: there is nothing there, it cannot be read, or the folder is no repository.
    """
    if path == "-":
        return SingleWorkflow("-", "stdin.yml", sys.stdin.buffer.read(MAX_READ + 1))
    if os.path.isdir(path):
        repository = LocalRepository(path)
        if not repository.is_git and not os.path.isdir(os.path.join(path, WORKFLOWS)):
            raise InputError(
                f"there is no {WORKFLOWS} here and it is no git checkout; name the top folder of a repository",
                path=path,
            )
        return repository
    if not os.path.exists(path):
        raise InputError("there is no such file or folder", path=path)
    data = LocalRepository(os.path.dirname(path) or ".").read(os.path.basename(path))
    if data is None:
        raise InputError("it is no regular file", path=path)
    return SingleWorkflow(path, os.path.basename(path), data)
