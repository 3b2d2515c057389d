"""What PyPI cannot see of a publishing job, and a maintainer should know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trustpub.pypi.claims import Decided
from trustpub.pypi.matching import RegisteredPublisher
from trustpub.pypi.obstacles import attests
from trustpub.pypi.publishing import Publishing, Publishings, is_pypa, uses_trusted_publishing
from trustpub.uploads.types import TOKEN, UNCLEAR, Upload

_RULES = (
    "no file tells whether the environment {!r} has rules: GitHub creates it without any when it is first used, so "
    "create it under Settings, Environments and say who may release, and from which branches or tags"
)
Chosen = tuple[Publishing, RegisteredPublisher | None]


class Remark(NamedTuple):
    """Something about a job that no matching tells.

    Attributes:
        code: a short name of the remark.
        workflow: path of the file.
        job: its key.
        line: where, from 1.
        message: one sentence.
    """

    code: str
    workflow: str
    job: str
    line: int
    message: str


def remarks_on(found: Publishings, chosen: Iterable[Chosen]) -> list[Remark]:
    """The remarks on the jobs of a repository, each once.

    Args:
        found: the jobs.
        chosen: those that use Trusted Publishing, each with the publisher that PyPI would choose.
    """
    remarks: dict[Remark, None] = {}
    environments: set[str] = set()
    for publishing, publisher in chosen:
        environment = publishing.claims.environment
        if isinstance(environment, str) and environment.lower() not in environments:
            environments.add(environment.lower())
            remarks[_remark("environment-rules", publishing.upload, _RULES.format(environment))] = None
        remarks |= dict.fromkeys(_of_run(publishing, publisher))
    for upload in _uploads(found):
        remarks |= dict.fromkeys(_of_upload(upload))
    remarks |= dict.fromkeys(_of_two_in_one_job(found))
    for upload in found.uncalled:
        message = (
            "nothing in this repository calls this reusable workflow, and a call from another matches no publisher"
        )
        remarks[_remark("uncalled", upload, message)] = None
    for upload in found.idle:
        if uses_trusted_publishing(upload):
            message = "no trigger of the workflow leads to this job: their conditions exclude each other"
            remarks[_remark("never-runs", upload, message)] = None
    for job in found.unseen:
        message = (
            f"the job lets {job.uses} ask for a token, and that workflow is not looked at; if it publishes to PyPI, no "
            "publisher matches: the file has to lie in this repository, at the run's own ref"
        )
        remarks[Remark("called-elsewhere", job.workflow.path, job.id, job.line, message)] = None
    return list(remarks)


def _of_run(publishing: Publishing, publisher: RegisteredPublisher | None) -> Iterator[Remark]:
    upload, claims = publishing.upload, publishing.claims
    environment = claims.environment
    if environment is None:
        yield _remark("no-environment", upload, "the job has no environment, so no review and no rule guards it")
    elif isinstance(environment, Decided):
        yield _remark("decided-environment", upload, f"a run decides the environment: {environment.expression}")
    elif publisher is not None and not publisher.environment:
        message = f"the publisher names no environment, so it matches any job of the file, not only {environment!r}"
        yield _remark("broad-publisher", upload, f"{message}; PyPI emails the owners about it")
    if claims.is_called:
        message = f"the job is called by {publishing.callers[-1]}, and PyPI does not support reusable workflows"
        yield _remark("reusable-workflow", upload, message)
    if publishing.event.name == "pull_request":
        message = "pull requests from forks get no token, so there this job fails; those from branches publish"
        yield _remark("fork-pull-request", upload, message)


def _of_upload(upload: Upload) -> Iterator[Remark]:
    step = upload.site.step
    if upload.auth == TOKEN and upload.site.scope.can_mint and step is not None:
        message = "the job may ask for a token, yet a password is given, which switches Trusted Publishing off"
        yield _remark("password-left", upload, f"{message}: no publisher is used")
    if upload.auth == UNCLEAR and not is_pypa(upload):
        message = f"{upload.via} is given no credential that can be seen, and the job may not ask for a token"
        yield _remark("no-credential", upload, message)
    if step is not None and is_pypa(upload) and uses_trusted_publishing(upload) and not attests(step):
        message = "attestations are off, so no one can tell from PyPI which workflow published a file"
        yield _remark("attestations-off", upload, message)


def _of_two_in_one_job(found: Publishings) -> Iterator[Remark]:
    seen: dict[tuple[str, str], int | None] = {}
    for upload in _uploads(found):
        step = upload.site.step
        if step is None or not is_pypa(upload) or not uses_trusted_publishing(upload) or not attests(step):
            continue
        first = seen.setdefault((upload.workflow, upload.job), upload.step)
        if first != upload.step:
            message = "the PyPA action runs twice in one job, and its second run finds the first one's attestations"
            yield _remark("twice-in-one-job", upload, f"{message}: publish to each index from a job of its own")


def _uploads(found: Publishings) -> list[Upload]:
    """The uploads of all runs, those that look the same once."""
    return list({publishing.upload[:-1]: publishing.upload for publishing in found.found}.values())


def _remark(code: str, upload: Upload, message: str) -> Remark:
    return Remark(code, upload.workflow, upload.job, upload.line, message)
