"""What must be registered on the index for the uploads that change."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from trustpub.migration.names import site_of
from trustpub.migration.types import Migrated, Publisher
from trustpub.repository.base import Repository
from trustpub.repository.metadata import read_project
from trustpub.uploads.types import PYPI, TESTPYPI, UNKNOWN, Upload


def publishers_of(migrated: Iterable[Migrated], repository: Repository) -> list[Publisher]:
    """The publishers that the changed uploads need, each once. An index that a run decides needs both."""
    owner, name = repository.identity()
    found: list[Publisher] = []
    for change in migrated:
        upload = change.upload
        for index in (PYPI, TESTPYPI) if upload.index == UNKNOWN else (upload.index,):
            publisher = Publisher(
                index=index,
                project=read_project(repository, _folder(upload)).name,
                owner=owner,
                repository=name,
                workflow=upload.site.workflow.filename,
                environment=change.environment,
            )
            if publisher not in found:
                found.append(publisher)
    return found


def _folder(upload: Upload) -> str:
    step = upload.site.step
    folder = None if step is None else step.working_directory
    return "" if folder is None or "$" in folder else folder


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
