"""A PyPI on this machine, as anybody can read it: projects, releases, files, and who uploaded them.

Source of the shapes: https://docs.pypi.org/api/json/, https://docs.pypi.org/api/integrity/ and PEP 740.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.servers.http import Answer, Asked, LocalServer

INTEGRITY = "application/vnd.pypi.integrity.v1+json"


def github(repository: str = "octo-org/sampler", workflow: str = "a.yml", environment: str | None = "pypi") -> Any:
    """A publisher as an attestation names it."""
    return {
        "kind": "GitHub",
        "claims": None,
        "repository": repository,
        "workflow": workflow,
        "environment": environment,
    }


@dataclass
class ProjectState:
    """A project: its name as registered, and for each version its files with the publishers attested for each."""

    name: str
    releases: dict[str, dict[str, list[Any]]] = field(default_factory=dict)


class PyPIServer(LocalServer):
    """An index with the projects of a test."""

    def __init__(self) -> None:
        super().__init__()
        self.projects: dict[str, ProjectState] = {}
        self.are_attestations_off = False
        self.are_files_yanked = False

    def add(self, name: str, version: str, filename: str, *publishers: Any) -> None:
        """Add a file, uploaded by these publishers; by none for one that a token uploaded."""
        key = re.sub(r"[-_.]+", "-", name).lower()
        project = self.projects.setdefault(key, ProjectState(name))
        project.releases.setdefault(version, {})[filename] = list(publishers)

    def answer(self, asked: Asked) -> Answer:
        """Answer by the state; names that are not normalized are sent on, as PyPI does."""
        if asked.method != "GET" or "Authorization" in asked.headers:
            self.violations.append(f"{asked.line}: only read, and by anybody")
        if not asked.headers.get("User-Agent", "").startswith("trustpub/"):
            self.violations.append(f"{asked.line}: PyPI asks for a user agent of one's own")
        kind, name, *rest = asked.path
        normalized = re.sub(r"[-_.]+", "-", name).lower()
        if name != normalized:
            return Answer(301, None, {"Location": f"/{'/'.join([kind, normalized, *rest])}"})
        project = self.projects.get(name)
        if project is None:
            return Answer(404, {"message": "Not Found"})
        if kind == "integrity":
            return self._provenance(project, rest, asked)
        return self._json(project, rest[0] if len(rest) == 2 else None)

    def _json(self, project: ProjectState, version: str | None) -> Answer:
        if version is not None and version not in project.releases:
            return Answer(404, {"message": "Not Found"})
        shown = version or list(project.releases)[-1]
        yanked = self.are_files_yanked
        files = {number: [_file(name, yanked) for name in found] for number, found in project.releases.items()}
        data = {"info": {"name": project.name, "version": shown}, "urls": files[shown], "last_serial": 1}
        return Answer(200, data if version is not None else {**data, "releases": files}, {"ETag": f'"{shown}"'})

    def _provenance(self, project: ProjectState, rest: list[str], asked: Asked) -> Answer:
        if asked.headers.get("Accept") != INTEGRITY:
            return Answer(406, {"message": "Request not acceptable"})
        if self.are_attestations_off:
            return Answer(403, {"message": "Attestations temporarily disabled"})
        publishers = project.releases.get(rest[0], {}).get(rest[1])
        if not publishers:
            return Answer(404, {"message": f"No provenance available for {rest[1]}"})
        bundles = [{"publisher": publisher, "attestations": [{"version": 1}]} for publisher in publishers]
        return Answer(200, {"version": 1, "attestation_bundles": bundles})


def _file(name: str, yanked: bool) -> dict[str, Any]:
    return {
        "filename": name,
        "upload_time_iso_8601": "2026-11-02T08:00:00.000000Z",
        "digests": {"sha256": "0" * 64},
        "yanked": yanked,
    }
