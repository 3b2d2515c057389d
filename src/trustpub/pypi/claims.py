"""The OIDC claims of a publishing job, as far as a workflow tells them before it runs.

Source: https://docs.github.com/en/actions/reference/security/oidc, "OIDC token claims": ``job_workflow_ref`` is the
file that holds the job, so the called file of a reusable workflow; ``workflow_ref`` is the file that was started, and
``event_name`` the event that started it. ``environment`` is only there when the job names one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.pypi.events import A_COMMIT, Event

WORKFLOW_FOLDER = ".github/workflows"
GITHUB_HOSTED, SELF_HOSTED = "github-hosted", "self-hosted"

_FILENAME = re.compile(r"[^/]+\.(?:yml|yaml)(?=@)")


class Decided(NamedTuple):
    """An environment whose name a run decides, as the workflow writes it."""

    expression: str


class Claims(NamedTuple):
    """What GitHub vouches for; None for what cannot be told (and for an environment: the job has none).

    Attributes:
        repository: ``owner/name``.
        repository_owner: the owner's name.
        repository_owner_id: GitHub's number of the owner; no file tells it.
        job_workflow_ref: ``owner/name/.github/workflows/FILE@REF`` of the file that holds the job.
        workflow_ref: the same of the file that was started.
        environment: of the job: its name, None for none, or what a run decides.
        ref, sha: what the run works on; the ref may be empty, then the commit counts.
        event_name: what started the run.
        runner_environment: ``github-hosted`` or ``self-hosted``.
    """

    repository: str | None
    repository_owner: str | None
    repository_owner_id: str | None
    job_workflow_ref: str | None
    workflow_ref: str | None
    environment: str | Decided | None
    ref: str | None
    sha: str | None
    event_name: str | None
    runner_environment: str | None = None

    @property
    def filename(self) -> str | None:
        """The workflow's file name as PyPI reads it from ``job_workflow_ref``; None when there is none in it."""
        return filename_in(self.job_workflow_ref)

    @property
    def is_called(self) -> bool:
        """Whether the job stands in a reusable workflow that another file called."""
        return None not in (self.job_workflow_ref, self.workflow_ref) and self.job_workflow_ref != self.workflow_ref


def filename_in(workflow_ref: str | None) -> str | None:
    """The file name in ``owner/name/.github/workflows/FILE@REF``; None when there is none.

    Source: ``_WORKFLOW_FILENAME_RE`` of warehouse's ``oidc/models/github.py``.
    """
    match = _FILENAME.search(workflow_ref or "")
    return None if match is None else match.group()


def claims_of(
    event: Event,
    owner: str | None,
    name: str | None,
    *,
    job_file: str,
    started_file: str,
    environment: str | Decided | None,
    runner_environment: str | None = None,
) -> Claims:
    """The claims of a job in a run that an event started.

    Args:
        event: what started the run.
        owner, name: of the repository; None when they are not known.
        job_file: path of the file that holds the job, or ``owner/name/path@ref`` in another repository.
        started_file: path of the file that the event started.
        environment: of the job.
        runner_environment: ``github-hosted``, ``self-hosted`` or None.
    """
    repository = None if owner is None or name is None else f"{owner}/{name}"
    at = event.ref or A_COMMIT
    return Claims(
        repository=repository,
        repository_owner=owner,
        repository_owner_id=None,
        job_workflow_ref=_place(repository, job_file, at) if job_file.startswith(f"{WORKFLOW_FOLDER}/") else job_file,
        workflow_ref=_place(repository, started_file, at),
        environment=environment,
        ref=event.ref,
        sha=A_COMMIT,
        event_name=event.name,
        runner_environment=runner_environment,
    )


def _place(repository: str | None, path: str, ref: str) -> str:
    return f"{repository or '<owner>/<repository>'}/{path}@{ref}"
