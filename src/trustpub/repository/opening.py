"""From the name of a folder or a file to a repository."""

from __future__ import annotations

import os

from trustpub.errors import InputError
from trustpub.repository.base import WORKFLOWS, Repository
from trustpub.repository.local import LocalRepository
from trustpub.repository.single import SingleWorkflow


def open_repository(path: str) -> Repository:
    """The repository that a path names: a folder, or a single workflow file.

    A file inside a checkout's ``.github/workflows`` stands alone all the same: only it is looked at.

    Raises:
        InputError: there is nothing there, it cannot be read, or the folder is no repository.
    """
    if os.path.isdir(path):
        return _folder(path)
    if not os.path.lexists(path):
        raise InputError("there is no such file or folder; check the path", path=path)
    place = os.path.realpath(path)  # the user named the file, so a link may lead anywhere
    try:
        data = LocalRepository(os.path.dirname(place)).read(os.path.basename(place))
    except InputError as error:
        raise error.at(path) from None
    if data is None:
        raise InputError(
            "it is a broken link or no regular file, so it is not read; to read a workflow from a pipe, use -",
            path=path,
        )
    return SingleWorkflow(path, os.path.basename(path), data)


def _folder(path: str) -> LocalRepository:
    repository = LocalRepository(path)
    if repository.is_git or os.path.isdir(os.path.join(path, WORKFLOWS)):
        return repository
    top = _checkout_around(repository.root)
    if top is not None:
        raise InputError(f"this is a folder inside a checkout; name the checkout itself, {top}", path=path)
    raise InputError(
        f"there is no {WORKFLOWS} here and it is no git checkout; name the top folder of a repository", path=path
    )


def _checkout_around(folder: str) -> str | None:
    """The git checkout that a folder lies in."""
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
    return None
