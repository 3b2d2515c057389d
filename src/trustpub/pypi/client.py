"""PyPI and TestPyPI as anybody can read them: projects, releases, files.

Source: https://docs.pypi.org/api/json/. The addresses can be those of a mirror or proxy, by ``TRUSTPUB_PYPI_URL`` and
``TRUSTPUB_TESTPYPI_URL``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from trustpub.http.addresses import base_address, path_of
from trustpub.http.client import Client
from trustpub.http.clock import Clock
from trustpub.http.errors import HttpError
from trustpub.http.gate import OnWait
from trustpub.http.response import Response
from trustpub.http.transport import Settings

SITES = {"pypi": "https://pypi.org", "testpypi": "https://test.pypi.org"}
NAMES = {"pypi": "PyPI", "testpypi": "TestPyPI"}
VARIABLES = {"pypi": "TRUSTPUB_PYPI_URL", "testpypi": "TRUSTPUB_TESTPYPI_URL"}

_MALFORMED = "JSON of another shape than documented"


class File(NamedTuple):
    """A file of a release.

    Attributes:
        uploaded: when, as ISO 8601; empty when it is not said.
    """

    name: str
    uploaded: str
    sha256: str
    is_yanked: bool


class Project(NamedTuple):
    """A project on the index: its name as it was registered, the latest version, and all versions that have files."""

    name: str
    latest: str
    versions: tuple[str, ...]


class Release(NamedTuple):
    """One version of a project and its files."""

    project: str
    version: str
    files: tuple[File, ...]


class Index:
    """One index.

    Attributes:
        key: ``pypi`` or ``testpypi``.
        name: as people write it.
        site: the base address that is asked.
    """

    def __init__(
        self,
        key: str,
        environment: Mapping[str, str],
        *,
        settings: Settings | None = None,
        clock: Clock | None = None,
        on_wait: OnWait | None = None,
    ) -> None:
        self.key = key
        self.name = NAMES[key]
        given = environment.get(VARIABLES[key], "").strip()
        self.site = base_address(given, VARIABLES[key]) if given else SITES[key]
        self._client = Client(self.site, self.name, settings=settings, clock=clock, on_wait=on_wait)

    def get(self, path: str, what: str, accept: str = "application/json") -> Response | None:
        """An answer; None when there is no such thing (404).

        Raises:
            HttpError: any other answer that is no success, or none.
        """
        response = self._client.request("GET", path, what, accept=accept)
        if response.status == 404:
            return None
        if response.status != 200:
            said = f" ({response.message})" if response.message else ""
            advice = "see https://status.python.org and try again later"
            raise HttpError(what, f"{self.name} answered {response.status}{said}", advice, response.status)
        return response


def normalized(project: str) -> str:
    """A project's name as the index compares it; source: PyPA's specification "Names and normalization"."""
    return re.sub(r"[-_.]+", "-", project).lower()


def find_project(index: Index, project: str) -> Project | None:
    """A project; None when there is none of that name, or none with a file.

    Raises:
        HttpError: it cannot be told.
    """
    response = index.get(path_of("pypi", normalized(project), "json"), f"look for {project} on {index.name}")
    if response is None:
        return None
    data = response.json_object()
    info, releases = data.get("info"), data.get("releases")
    if not isinstance(info, dict) or not isinstance(info.get("name"), str) or not isinstance(info.get("version"), str):
        raise response.malformed(_MALFORMED)
    with_files = [version for version, files in releases.items() if files] if isinstance(releases, dict) else []
    return Project(info["name"], info["version"], tuple(with_files) or (info["version"],))


def find_release(index: Index, project: str, version: str) -> Release | None:
    """A version of a project and its files; None when there is no such version.

    Raises:
        HttpError: it cannot be told.
    """
    path = path_of("pypi", normalized(project), version, "json")
    response = index.get(path, f"look for {project} {version} on {index.name}")
    if response is None:
        return None
    data = response.json_object()
    info, files = data.get("info"), data.get("urls")
    if not isinstance(info, dict) or not isinstance(files, list):
        raise response.malformed(_MALFORMED)
    name, found = info.get("name"), info.get("version")
    if not isinstance(name, str) or not isinstance(found, str):
        raise response.malformed(_MALFORMED)
    return Release(name, found, tuple(_file(item, response) for item in files))


def _file(item: Any, response: Response) -> File:
    if not isinstance(item, dict) or not isinstance(item.get("filename"), str):
        raise response.malformed(_MALFORMED)
    uploaded, digests = item.get("upload_time_iso_8601"), item.get("digests")
    digest = digests.get("sha256") if isinstance(digests, dict) else None
    return File(
        item["filename"],
        uploaded if isinstance(uploaded, str) else "",
        digest if isinstance(digest, str) else "",
        item.get("yanked") is True,
    )
