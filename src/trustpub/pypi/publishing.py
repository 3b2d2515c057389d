"""Every publishing job of a repository, for every event that can start it, with the claims of such a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from trustpub.errors import InputError
from trustpub.pypi.claims import GITHUB_HOSTED, SELF_HOSTED, Claims, Decided, claims_of
from trustpub.pypi.events import WORKFLOW_DISPATCH, Event
from trustpub.pypi.inputs import combinations
from trustpub.pypi.known import Known
from trustpub.pypi.starts import Start, called_path, starts_of
from trustpub.repository.base import WORKFLOWS, Repository
from trustpub.scanning import Problem, workflow_paths
from trustpub.uploads.find import find_uploads, may_upload
from trustpub.uploads.pypa_action import input_of, is_pypa_action
from trustpub.uploads.types import MIGRATABLE, OIDC, UNCLEAR, Upload
from trustpub.workflow.load import load_workflow
from trustpub.workflow.model import Job, Workflow
from trustpub.workflow.scope import Scope

MAX_RUNS = 5_000
"""Most runs that are looked at; a repository has a few dozen."""

_CALL = b"/.github/workflows/"
"""What stands in a workflow that calls another."""


class Publishing(NamedTuple):
    """A publishing job in a run that one event started.

    Attributes:
        upload: what it uploads, as seen in such a run.
        event: what started the run.
        claims: what GitHub vouches for.
        callers: the files through which the job is called, the one that the event starts first; () for none.
    """

    upload: Upload
    event: Event
    claims: Claims
    callers: tuple[str, ...]


class Publishings(NamedTuple):
    """What was found in one repository.

    Attributes:
        found: the jobs that publish, once for each event.
        uncalled: uploads in reusable workflows that nothing in the repository calls.
        idle: uploads that no event of their workflow leads to.
        unseen: jobs that may ask for a token and call a workflow that is not looked at, as it is another repository's,
            or one of a fixed ref.
        errors: files that could not be read.
    """

    found: tuple[Publishing, ...]
    uncalled: tuple[Upload, ...]
    idle: tuple[Upload, ...]
    unseen: tuple[Job, ...]
    errors: tuple[Problem, ...]


def uses_trusted_publishing(upload: Upload) -> bool:
    """Whether an upload is meant to use Trusted Publishing, be it that the job lacks the right to ask for a token."""
    if upload.index not in MIGRATABLE:
        return False
    return upload.auth == OIDC or (upload.auth == UNCLEAR and _is_given_nothing(upload))


def _is_given_nothing(upload: Upload) -> bool:
    """Whether the PyPA action uploads, and the step names no password, not even one that is empty in this run."""
    step = upload.site.step
    return step is not None and is_pypa(upload) and input_of(step, "password") is None


def is_pypa(upload: Upload) -> bool:
    """Whether a step with the PyPA action itself uploads."""
    return upload.site.step is not None and is_pypa_action(upload.site.step)


def publishings(repository: Repository) -> Publishings:
    """The jobs of a repository that upload to PyPI or TestPyPI, once for each event on which they can run.

    Problems with single files are part of the result; nothing is raised for them.
    """
    workflows, errors = _load(repository)
    owner, name = repository.identity()
    found: list[Publishing] = []
    uncalled: list[Upload] = []
    idle: list[Upload] = []
    for path, workflow in workflows.items():
        uploads = _own(find_uploads(workflow, repository), workflows)
        starts = starts_of(path, workflows, owner, name) if uploads else []
        before = len(found)
        for start in starts:
            runs = _Runs(start, workflows[start.started], owner, name)
            bound = uploads
            if start.binding is not None:
                bound = _own(find_uploads(workflow, repository, start.binding, len(start.callers)), workflows)
            for upload in bound:
                found += runs.of(upload)
        reached = {(run.upload.job, run.upload.step) for run in found[before:]}
        if workflow.is_reusable and not any(start.callers for start in starts):
            uncalled += uploads
        else:
            idle += [upload for upload in uploads if (upload.job, upload.step) not in reached]
        if len(found) > MAX_RUNS:
            errors.append(Problem(path, None, f"only the first {MAX_RUNS} ways to publish are looked at"))
            break
    known = {run.upload.site.job for run in found} | {upload.site.job for upload in (*uncalled, *idle)}
    unseen = (job for workflow in workflows.values() for job in workflow.jobs.values() if _leads_away(job))
    return Publishings(
        tuple(found[:MAX_RUNS]),
        tuple(uncalled),
        tuple(idle),
        tuple(job for job in unseen if job not in known),
        tuple(errors),
    )


def _leads_away(job: Job) -> bool:
    """Whether a job calls a workflow by its repository and ref, with the right to ask for a token."""
    return job.uses is not None and not job.uses.startswith("./") and "@" in job.uses and job.can_mint


def _load(repository: Repository) -> tuple[dict[str, Workflow], list[Problem]]:
    """The workflows that publish or call others, by path, and what could not be read."""
    errors: list[Problem] = []
    workflows: dict[str, Workflow] = {}
    try:
        paths = [path for path in workflow_paths(repository) if path.startswith(f"{WORKFLOWS}/")]
    except InputError as error:
        return {}, [Problem(error.path or WORKFLOWS, error.line, error.message)]
    for path in paths:
        try:
            data = repository.read(path)
            if data is None or not (may_upload(data) or _CALL in data):
                continue
            workflow = load_workflow(repository, path, data)
        except InputError as error:
            errors.append(Problem(error.path or path, error.line, error.message))
            continue
        if workflow is not None:
            workflows[path] = workflow
    return workflows, errors


def _own(uploads: list[Upload], workflows: dict[str, Workflow]) -> list[Upload]:
    """The uploads that a workflow's own jobs make, and those of calls that lead out of the repository."""
    return [
        u for u in uploads if u.index in MIGRATABLE and (u.step is not None or called_path(u.site.job) not in workflows)
    ]


class _Runs:
    """The runs that one way to start a workflow leads to."""

    def __init__(self, start: Start, started: Workflow, owner: str | None, name: str | None) -> None:
        self.start = start
        self.started = started
        self.owner = owner
        self.name = name
        self._known: dict[tuple[tuple[str, str], ...], Known] = {}

    def of(self, upload: Upload) -> Iterator[Publishing]:
        """An upload in these runs: one for each environment that its job can have."""
        job, event = upload.site.job, self.start.event
        for environment in self._environments(upload):
            claims = claims_of(
                event,
                self.owner,
                self.name,
                job_file=(job.uses or "") if upload.step is None and "@" in (job.uses or "") else upload.workflow,
                started_file=self.start.started,
                environment=environment,
                runner_environment=_runner(job),
            )
            yield Publishing(upload, event, claims, self.start.callers)

    def _environments(self, upload: Upload) -> list[str | Decided | None]:
        """The environments that the upload's job can have where it runs, each once; none where it cannot run."""
        job, step = upload.site.job, upload.site.step
        scope = Scope(job.workflow, job, step, self.start.binding)
        found: dict[str | Decided | None, None] = {}
        for chosen in combinations(self.started, scope) if self.start.event.name == WORKFLOW_DISPATCH else [{}]:
            known = self._knowing(chosen)
            if known.job_may_run(scope) and (step is None or known.may_run(scope, step.condition)):
                found |= dict.fromkeys(_named(known, scope))
        return list(found)

    def _knowing(self, chosen: dict[str, str]) -> Known:
        """What is known when a person chose so; kept, since the jobs of a workflow hang on the same conditions."""
        key = tuple(chosen.items())
        if key not in self._known:
            self._known[key] = Known(self.start.event, self.owner, self.name, chosen)
        return self._known[key]


def _named(known: Known, scope: Scope) -> list[str | Decided | None]:
    """The environments that a job can have; GitHub takes an empty name as none."""
    environment = scope.job.environment
    if environment is None:
        return [None]
    names = known.texts(scope, environment.name)
    return [Decided(environment.name)] if names is None else [name or None for name in names]


def _runner(job: Job) -> str | None:
    labels = job.runs_on
    if not labels or any("${{" in label for label in labels):
        return None
    return SELF_HOSTED if "self-hosted" in labels else GITHUB_HOSTED
