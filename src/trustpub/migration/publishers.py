"""What must be registered on the index for the uploads that change."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from trustpub.migration.built import projects_built
from trustpub.migration.distributions import working_directory
from trustpub.migration.names import site_of
from trustpub.migration.types import INDIRECT, Cannot, Migrated, Publisher
from trustpub.repository.base import Repository
from trustpub.repository.metadata import read_project
from trustpub.uploads.pypa_action import input_of
from trustpub.uploads.scripts import script_of
from trustpub.uploads.types import PYPI, TESTPYPI, UNKNOWN, Upload


def publishers_of(migrated: Iterable[Migrated], repository: Repository) -> list[Publisher]:
    """The publishers that the changed uploads need, each once. An index that a run decides needs both."""
    owner, name = repository.identity()
    found: list[Publisher] = []
    for change in migrated:
        upload = change.upload
        for index in (PYPI, TESTPYPI) if upload.index == UNKNOWN else (upload.index,):
            for project in projects_of(upload, repository):
                publisher = Publisher(
                    index=index,
                    project=project,
                    owner=owner,
                    repository=name,
                    workflow=upload.site.workflow.filename,
                    environment=change.environment,
                )
                if publisher not in found:
                    found.append(publisher)
    return found


def projects_of(upload: Upload, repository: Repository) -> list[str | None]:
    """The projects that an upload publishes, by the metadata of the folders it works in; [None] when none tells.

    A matrix over packages publishes several, and so does a job that builds several into one folder; each needs a
    publisher of its own.
    """
    folders = _folders(upload)
    if all(text in ("", ".") for text in folders[0]):
        built = projects_built(upload, repository)
        if built:
            return list(built)
    for texts in folders:
        names: list[str | None] = []
        for folder in _told(texts, upload):
            name = read_project(repository, folder).name
            if name is not None and name not in names:
                names.append(name)
        if names:
            return names
    return [None]


def _folders(upload: Upload) -> list[list[str]]:
    """The folders that a project's metadata may lie in, the most likely first: above its files' folder, or where the
    tool works; else where the step runs.
    """
    step = upload.site.step
    if step is None:
        return [[""]]
    base = step.working_directory or ""
    above: list[str] = []
    packages = input_of(step, "packages-dir")
    if packages is not None:  # the action's inputs are relative to the checkout
        above.append(posixpath.dirname(packages[1].value.rstrip("/")))
    above += [
        posixpath.join(base, posixpath.dirname(posixpath.dirname(pattern)))
        for pattern in upload.site.arguments
        if "/" in pattern
    ]
    return [[*above, *_folder_of_command(upload)], [base]]


def _told(texts: list[str], upload: Upload) -> list[str]:
    """The folders that texts stand for, as far as can be told."""
    folders: list[str] = []
    for text in texts:
        for found in upload.site.scope.texts(text) or []:
            folder = posixpath.normpath(found) if found else ""
            if "$" not in folder and folder not in folders:
                folders.append(folder)
    return folders


def _folder_of_command(upload: Upload) -> list[str]:
    """Where an uploading tool works: moved by ``cd``, or by an option of its own."""
    script = None if upload.site.step is None else script_of(upload.site.step)
    if script is None or upload.site.command is None or upload.via in INDIRECT:
        return []
    try:
        return [working_directory(upload, script)]
    except Cannot:
        return []


def registration_page(publisher: Publisher) -> str:
    """The page on which the publisher is registered: prefilled for a known project, else the account's page.

    Source of the query: warehouse's publishing form reads provider, owner, repository, workflow_filename and
    environment; the account's page for new projects has no prefill.
    """
    site = site_of(publisher.index)
    if publisher.project is None:
        return f"{site}/manage/account/publishing/"
    query: dict[str, str] = {"provider": "github"}
    for key, value in (
        ("owner", publisher.owner),
        ("repository", publisher.repository),
        ("workflow_filename", publisher.workflow),
        ("environment", publisher.environment),
    ):
        if value is not None:
            query[key] = value
    page = f"{site}/manage/project/{quote(publisher.project, safe='')}/settings/publishing/"
    return f"{page}?{urlencode(query, errors='surrogateescape')}"  # as file names that are not UTF-8 are read
