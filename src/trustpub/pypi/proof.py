"""Proof after a release: which publisher uploaded each file, and whether it is the one that was meant to.

Nothing is taken from the files: the index checked the attestations when it took them, and what it says is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from trustpub.errors import TrustpubError
from trustpub.pypi.client import File, Index, find_project, find_release
from trustpub.pypi.provenance import AttestedPublisher, file_publishers

PROVEN, UNPROVEN, DIFFERENT = "proven", "unproven", "different"
"""What is known of a file: uploaded by an expected publisher, by nobody knows whom, or by another publisher."""


class Expected(NamedTuple):
    """A publisher that a release may come from; a field that is None is not compared.

    Attributes:
        repository: ``OWNER/NAME``.
        workflow: file name.
        environment: empty for a publisher that was registered without one.
    """

    repository: str | None = None
    workflow: str | None = None
    environment: str | None = None


class FileProof(NamedTuple):
    """What is known of one file, and for all but `PROVEN` why that is so."""

    file: File
    publishers: tuple[AttestedPublisher, ...]
    verdict: str
    reason: str | None


class Proof(NamedTuple):
    """What is known of a release; ``expected`` is empty when any publisher will do."""

    index_key: str
    project: str
    version: str
    expected: tuple[Expected, ...]
    files: tuple[FileProof, ...]

    @property
    def is_proven(self) -> bool:
        """Whether every file is."""
        return all(file.verdict == PROVEN for file in self.files)


def prove(index: Index, project: str, version: str | None = None, expected: Sequence[Expected] = ()) -> Proof:
    """Look at every file of a release.

    Args:
        index: where.
        project: its name, in any spelling.
        version: None for the latest.
        expected: the publishers that it may come from.

    Raises:
        TrustpubError: there is no such project or version, or it has no files.
        HttpError: the index cannot be asked.
    """
    if version is None:
        found = find_project(index, project)
        if found is None:
            raise TrustpubError(f"{index.name} has no project {project} with a release; check the name and --index")
        version = found.latest
    release = find_release(index, project, version)
    if release is None:
        raise TrustpubError(f"{index.name} has no {project} {version}; check the version, and whether it went through")
    if not release.files:
        raise TrustpubError(f"{project} {version} has no files on {index.name}, so there is nothing to prove")
    files = tuple(_file(index, release.project, release.version, file, expected) for file in release.files)
    return Proof(index.key, release.project, release.version, tuple(expected), files)


def _file(index: Index, project: str, version: str, file: File, expected: Sequence[Expected]) -> FileProof:
    publishers = file_publishers(index, project, version, file.name)
    if not publishers:
        return FileProof(file, (), UNPROVEN, "no provenance")
    reason = next((found for found in (difference(publisher, expected) for publisher in publishers) if found), None)
    return FileProof(file, publishers, PROVEN if reason is None else DIFFERENT, reason)


def difference(publisher: AttestedPublisher, expected: Sequence[Expected]) -> str | None:
    """How a publisher differs from the expected one that comes nearest; None when it is one of them."""
    differences = [_differences(publisher, wanted) for wanted in expected]
    nearest = min(differences, key=lambda fields: len(fields), default=[])
    return "; ".join(nearest) or None


def _differences(publisher: AttestedPublisher, wanted: Expected) -> list[str]:
    """Fields that differ. Names on GitHub and environments ignore case, file names do not (as PyPI matches them)."""
    found = []
    if publisher.kind != "GitHub":
        found.append(f"it comes from {publisher.kind}, not from GitHub")
    if wanted.repository is not None and (publisher.repository or "").lower() != wanted.repository.lower():
        found.append(f"the repository is {publisher.repository or 'none'}, not {wanted.repository}")
    if wanted.workflow is not None and publisher.workflow != wanted.workflow:
        found.append(f"the workflow is {publisher.workflow or 'none'}, not {wanted.workflow}")
    if wanted.environment is not None and (publisher.environment or "").lower() != wanted.environment.lower():
        if publisher.environment is None:
            found.append(f"the publisher is registered without an environment, not with {wanted.environment}")
        else:
            found.append(f"the environment is {publisher.environment}, not {wanted.environment or 'none'}")
    return found
