"""Who uploaded a file, as the index attests it.

Source: https://docs.pypi.org/api/integrity/ and PEP 740. The publisher named there is the one that was REGISTERED and
matched: its environment is empty when it was registered without one, whatever environment the job ran in.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from trustpub.http.addresses import path_of
from trustpub.http.response import Response
from trustpub.pypi.client import Index, normalized

ACCEPT = "application/vnd.pypi.integrity.v1+json"


class AttestedPublisher(NamedTuple):
    """The publisher of an attestation.

    Attributes:
        kind: ``GitHub``, ``GitLab``, ``Google``, ``ActiveState``, ...
        repository: ``OWNER/NAME``; None for kinds that have none.
        workflow: file name; None for kinds that have none.
        environment: in lower case; None when it was registered without one.
    """

    kind: str
    repository: str | None
    workflow: str | None
    environment: str | None


def file_publishers(index: Index, project: str, version: str, filename: str) -> tuple[AttestedPublisher, ...]:
    """The publishers that the index attests for a file, each once; empty when there is no provenance.

    Raises:
        HttpError: it cannot be told.
    """
    path = path_of("integrity", normalized(project), version, filename, "provenance")
    response = index.get(path, f"look for the provenance of {filename} on {index.name}", ACCEPT)
    if response is None:
        return ()
    bundles = response.json_object().get("attestation_bundles")
    if not isinstance(bundles, list):
        raise response.malformed("JSON without attestation bundles")
    return tuple(dict.fromkeys(_publisher(bundle, response) for bundle in bundles))


def _publisher(bundle: Any, response: Response) -> AttestedPublisher:
    data = bundle.get("publisher") if isinstance(bundle, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("kind"), str):
        raise response.malformed("an attestation without its publisher")
    workflow = _text(data.get("workflow"))
    if workflow is None and (path := _text(data.get("workflow_filepath"))) is not None:  # GitLab's word for it
        workflow = path
    return AttestedPublisher(data["kind"], _text(data.get("repository")), workflow, _text(data.get("environment")))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
