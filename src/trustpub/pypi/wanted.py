"""The publishers that a repository needs: for its workflows as they stand, and as migrating would leave them."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.migration.planner import plan
from trustpub.migration.publishers import projects_of
from trustpub.migration.types import Options, Plan, Publisher
from trustpub.pypi.claims import Decided
from trustpub.pypi.forms import FieldProblem, problems_of
from trustpub.pypi.publishing import Publishing, Publishings, publishings, uses_trusted_publishing
from trustpub.repository.base import Repository
from trustpub.scanning import Problem
from trustpub.uploads.types import PYPI, TESTPYPI, UNKNOWN, Upload

NOW, AFTER_MIGRATING = "now", "after migrating"


class Place(NamedTuple):
    """A job that publishes: the workflow's path, the job's key, and its line."""

    workflow: str
    job: str
    line: int


class Wanted(NamedTuple):
    """A publisher to register.

    Attributes:
        publisher: its fields.
        when: `NOW` for a workflow as it stands, `AFTER_MIGRATING` for one as ``trustpub migrate`` would leave it.
        places: the jobs that it serves.
        problems: fields that are missing, or that PyPI will not take.
    """

    publisher: Publisher
    when: str
    places: tuple[Place, ...]
    problems: tuple[FieldProblem, ...]


class Unserved(NamedTuple):
    """A job that publishes and for which no publisher can be registered, and why."""

    place: Place
    reason: str


class Wants(NamedTuple):
    """What one repository needs.

    Attributes:
        path: how the user named the repository.
        owner, name: on GitHub; None when they cannot be told.
        wanted: the publishers, those for now first.
        unserved: what no publisher can serve.
        notes: what else to know.
        errors: files that could not be read.
    """

    path: str
    owner: str | None
    name: str | None
    wanted: tuple[Wanted, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    notes: tuple[str, ...] = ()
    errors: tuple[Problem, ...] = ()


def wants_of(repository: Repository, options: Options | None = None) -> Wants:
    """The publishers that a repository needs; problems with single files are part of the result.

    Args:
        repository: its workflows.
        options: what the user chose for the migration, since the environment is a field of the publisher.
    """
    found, made = publishings(repository), plan(repository, options)
    serving: dict[Publisher, dict[Place, None]] = {}
    unserved: dict[Place, str] = {}
    notes: dict[str, None] = {}
    for publishing in found.found:
        if uses_trusted_publishing(publishing.upload):
            _serve(publishing, repository, serving, unserved, notes)
    now = [_wanted(publisher, NOW, places) for publisher, places in serving.items()]
    later = [_wanted(p, AFTER_MIGRATING, _migrated_places(p, made)) for p in made.publishers if p not in serving]
    for left in made.left:
        unserved.setdefault(_place(left.upload), f"it uses a token, and migrating leaves it to you: {left.reason}")
    owner, name = repository.identity()
    return Wants(
        repository.path,
        owner,
        name,
        (*now, *later),
        tuple(Unserved(place, reason) for place, reason in unserved.items()),
        tuple(notes),
        tuple(dict.fromkeys((*found.errors, *made.errors))),
    )


def registered_now(found: Publishings, repository: Repository) -> list[Publisher]:
    """The publishers that the workflows as they stand need, whatever fields of them are known."""
    serving: dict[Publisher, dict[Place, None]] = {}
    for publishing in found.found:
        if uses_trusted_publishing(publishing.upload):
            _serve(publishing, repository, serving, {}, {})
    return list(serving)


def _serve(
    publishing: Publishing,
    repository: Repository,
    serving: dict[Publisher, dict[Place, None]],
    unserved: dict[Place, str],
    notes: dict[str, None],
) -> None:
    upload, claims = publishing.upload, publishing.claims
    owner, name = repository.identity()
    if upload.step is None:
        reason = f"it calls {upload.site.job.uses}, and no publisher matches a workflow of another repository"
        unserved.setdefault(_place(upload), reason)
        return
    environment = claims.environment
    if isinstance(environment, Decided):
        notes[
            f"{upload.workflow}: a run decides the environment of job {upload.job!r} ({environment.expression}); "
            "register a publisher for each, or one with a blank environment, which matches every job of the file"
        ] = None
        environment = None
    if claims.is_called:
        notes[
            f"{upload.workflow}: job {upload.job!r} is called by {publishing.callers[-1]}; PyPI does not support "
            "reusable workflows, so publish from a job of the calling workflow"
        ] = None
    for index in (PYPI, TESTPYPI) if upload.index == UNKNOWN else (upload.index,):
        for project in projects_of(upload, repository):
            publisher = Publisher(index, project, owner, name, upload.site.workflow.filename, environment)
            serving.setdefault(publisher, {})[_place(upload)] = None


def _wanted(publisher: Publisher, when: str, places: dict[Place, None]) -> Wanted:
    return Wanted(publisher, when, tuple(places), problems_of(publisher))


def _migrated_places(publisher: Publisher, made: Plan) -> dict[Place, None]:
    return {
        _place(done.upload): None
        for done in made.migrated
        if done.upload.site.workflow.filename == publisher.workflow
        and done.environment == publisher.environment
        and done.upload.index in (publisher.index, UNKNOWN)
    }


def _place(upload: Upload) -> Place:
    return Place(upload.workflow, upload.job, upload.line)
