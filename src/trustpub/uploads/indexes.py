"""Which package index an address or a repository name means."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trustpub.uploads.types import OTHER, PYPI, TESTPYPI, UNKNOWN

_HOST = re.compile(r"^[a-z][a-z0-9+.-]*://(?:[^/@]*@)?([^/:]+)", re.IGNORECASE)
_PYPI_HOSTS = {"upload.pypi.org", "pypi.org", "www.pypi.org", "pypi.python.org", "upload.pypi.io", "pypi.io"}
_TESTPYPI_HOSTS = {"test.pypi.org", "testpypi.python.org", "testpypi.org"}
_TESTPYPI_NAME = re.compile(r"^(test[-_. ]?pypi|pypi[-_. ]?test|testing|test)$", re.IGNORECASE)
_PYPI_NAMES = frozenset({"", "pypi", "pypi.org", "upload", "pypipublic"})
_PRIVATE_NAME = re.compile(
    r"artifactory|jfrog|nexus|sonatype|codeartifact|artifact-?registry|gemfury|^fury|cloudsmith|gitlab|azure|devops"
    r"|devpi|anaconda|internal|private|packagecloud|gitea|forgejo|pulp",
    re.IGNORECASE,
)
_PRIVATE_COMMAND = re.compile(r"\$\(\s*aws\s+codeartifact\b")
"""An address that a command prints which only knows a private index."""


def index_of_url(url: str | None) -> str:
    """The index behind an upload address; None (or what is not an address) is unknown, empty is PyPI."""
    if url is None:
        return UNKNOWN
    url = url.strip()
    if not url:
        return PYPI
    match = _HOST.match(url)
    if match is None:
        return UNKNOWN
    host = match.group(1).lower()
    if host in _PYPI_HOSTS:
        return PYPI
    return TESTPYPI if host in _TESTPYPI_HOSTS else OTHER


def index_of_urls(written: str, texts: list[str] | None) -> str:
    """The index of an address as written, of which ``texts`` are all values it can have (None: a run decides).

    Where only the path is decided by a run, the host still tells.
    """
    if texts is not None:
        return one_index(map(index_of_url, texts))
    if _PRIVATE_COMMAND.search(written):
        return OTHER
    match = _HOST.match(written.strip())
    return UNKNOWN if match is None or "$" in match.group(1) else index_of_url(written)


def index_of_name(name: str | None) -> str:
    """The index that a repository name usually stands for when no configuration says more."""
    if name is None:
        return UNKNOWN
    name = name.strip()
    if name.lower() in _PYPI_NAMES:
        return PYPI
    if _HOST.match(name):
        return index_of_url(name)
    if _TESTPYPI_NAME.match(name):
        return TESTPYPI
    return OTHER if "$" not in name and _PRIVATE_NAME.search(name) else UNKNOWN


def one_index(indexes: Iterable[str]) -> str:
    """The index that all agree on, else unknown."""
    found = set(indexes)
    return found.pop() if len(found) == 1 else UNKNOWN
