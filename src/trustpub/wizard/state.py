"""How far one repository's migration is: what the wizard keeps between two runs. It holds no secret."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from trustpub.migration.types import Publisher
from trustpub.repository.base import Repository
from trustpub.repository.local import LocalRepository

SCHEMA = 1
"""Version of the file; it rises when an older trustpub could misread it."""

LOOK, CHOOSE, PREVIEW, WRITE, REGISTER = "look", "choose", "preview", "write", "register"
ENVIRONMENT, RELEASE, PROVE, RETIRE, FINISH = "environment", "release", "prove", "retire", "done"
STEPS = (LOOK, CHOOSE, PREVIEW, WRITE, REGISTER, ENVIRONMENT, RELEASE, PROVE, RETIRE, FINISH)
"""The steps in their order."""

DONE, SKIPPED = "done", "skipped"
WORKING_TREE, BRANCH, PULL_REQUEST = "working-tree", "branch", "pull-request"
"""Where the new workflows were written."""

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


class Key(NamedTuple):
    """Which repository a state is about.

    Attributes:
        owner, name: on GitHub; None where they cannot be told.
        checkout: the real path of the checkout that the wizard last ran in; None for one read through the API.
    """

    owner: str | None
    name: str | None
    checkout: str | None = None

    @property
    def identity(self) -> str:
        """What tells repositories apart: ``owner/name`` in lower case, as GitHub compares, else the checkout's path."""
        if self.owner and self.name:
            return f"{self.owner}/{self.name}".lower()
        return self.checkout or ""

    @property
    def shown(self) -> str:
        """The repository as a user knows it."""
        return f"{self.owner}/{self.name}" if self.owner and self.name else self.checkout or ""


class StepRecord(NamedTuple):
    """A step that was gone through: `DONE` or `SKIPPED`, when (ISO 8601, UTC), and what is to be remembered of it."""

    name: str
    status: str
    when: str
    facts: Mapping[str, Json] = {}


class LookedUpload(NamedTuple):
    """An upload as it was last seen; the fields are those of `trustpub.uploads.types.Upload`."""

    workflow: str
    job: str
    step: int | None
    via: str
    index: str  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    auth: str
    secrets: tuple[str, ...]


class Look(NamedTuple):
    """What was seen of the repository.

    Attributes:
        digest: of the paths and bytes of all workflows and local actions (`trustpub.wizard.look.digest_of`).
        uploads: in the order of files and steps.
        publishers: those that the workflows need, as they are and as the chosen migration leaves them.
    """

    when: str
    digest: str
    uploads: tuple[LookedUpload, ...] = ()
    publishers: tuple[Publisher, ...] = ()


class PublisherRecord(NamedTuple):
    """A publisher that the user said to have registered, when, and whether as a pending one of a new project."""

    publisher: Publisher
    confirmed: str
    is_pending: bool = False


class Written(NamedTuple):
    """Where the change was put: `WORKING_TREE`, `BRANCH` or `PULL_REQUEST`, and what leads to it."""

    where: str
    when: str
    branch: str | None = None
    commit: str | None = None
    pull_request: str | None = None


class EnvironmentRecord(NamedTuple):
    """An environment that was set up on GitHub: when, and whether it was new."""

    name: str
    when: str
    created: bool


class ProvenRecord(NamedTuple):
    """A release for which the index showed that the expected publisher uploaded it."""

    index: str  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    project: str
    version: str
    when: str


class RetiredRecord(NamedTuple):
    """A secret that was deleted: its place (``repository``, ``environment NAME``, ``organization``), and its name."""

    place: str
    name: str
    when: str


@dataclass(frozen=True)
class State:
    """Everything that the wizard knows of one repository.

    Attributes:
        key: which repository.
        started, updated: ISO 8601, UTC.
        records: the steps gone through, each once, in the order of `STEPS`.
        choices: what the user chose, by name (``strategy``, ``environment``, ``workflows``, ...).
        look: what was last seen.
        publishers: those said to be registered.
        written: where the change was put.
        environments, proven, retired: what was done on GitHub and seen on the index.
    """

    key: Key
    started: str
    updated: str
    records: tuple[StepRecord, ...] = ()
    choices: Mapping[str, Json] = dataclasses.field(default_factory=dict)
    look: Look | None = None
    publishers: tuple[PublisherRecord, ...] = ()
    written: Written | None = None
    environments: tuple[EnvironmentRecord, ...] = ()
    proven: tuple[ProvenRecord, ...] = ()
    retired: tuple[RetiredRecord, ...] = ()

    @property
    def step(self) -> str | None:
        """The next step: the first without a record; None when all are gone through."""
        return next((name for name in STEPS if self.record(name) is None), None)

    @property
    def is_finished(self) -> bool:
        """Whether the last step is gone through."""
        return self.record(FINISH) is not None

    def record(self, step: str) -> StepRecord | None:
        """The record of a step; None when it was not gone through."""
        return next((record for record in self.records if record.name == step), None)

    def with_step(self, step: str, status: str = DONE, facts: Mapping[str, Json] | None = None) -> State:
        """The state with a step gone through now; an older record of it is replaced."""
        made = StepRecord(step, status, now(), facts or {})
        others = [record for record in self.records if record.name != step]
        return dataclasses.replace(self, records=tuple(sorted([*others, made], key=lambda r: STEPS.index(r.name))))

    def back_to(self, step: str) -> State:
        """The state as if this step and those after it were not gone through; what was done stays remembered."""
        kept = [record for record in self.records if STEPS.index(record.name) < STEPS.index(step)]
        return dataclasses.replace(self, records=tuple(kept))

    def with_choices(self, **choices: Json) -> State:
        """The state with these choices beside the others."""
        return dataclasses.replace(self, choices={**self.choices, **choices})

    def with_look(self, look: Look) -> State:
        """The state with what was seen last."""
        return dataclasses.replace(self, look=look)

    def with_written(self, written: Written) -> State:
        """The state with where the change was put."""
        return dataclasses.replace(self, written=written)

    def with_publisher(self, publisher: Publisher, *, is_pending: bool = False) -> State:
        """The state with a publisher that is registered as of now."""
        made = PublisherRecord(publisher, now(), is_pending)
        others = (record for record in self.publishers if record.publisher != publisher)
        return dataclasses.replace(self, publishers=(*others, made))

    def is_registered(self, publisher: Publisher) -> bool:
        """Whether the user said that this publisher is registered."""
        return any(record.publisher == publisher for record in self.publishers)

    def with_environment(self, name: str, *, created: bool) -> State:
        """The state with an environment set up now."""
        others = (record for record in self.environments if record.name != name)
        return dataclasses.replace(self, environments=(*others, EnvironmentRecord(name, now(), created)))

    def with_proven(self, index: str, project: str, version: str) -> State:
        """The state with a release proven now."""
        place = (index, project, version)
        others = (record for record in self.proven if record[:3] != place)
        return dataclasses.replace(self, proven=(*others, ProvenRecord(*place, now())))

    def with_retired(self, place: str, name: str) -> State:
        """The state with a secret deleted now."""
        others = (record for record in self.retired if record[:2] != (place, name))
        return dataclasses.replace(self, retired=(*others, RetiredRecord(place, name, now())))


def now() -> str:
    """This moment in UTC, to the second, as ISO 8601."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def key_of(repository: Repository) -> Key:
    """The key of a repository: its place on GitHub if it tells one, and the checkout's real path."""
    owner, name = repository.identity()
    checkout = repository.root if isinstance(repository, LocalRepository) else None
    return Key(owner, name, checkout)


def new_state(key: Key) -> State:
    """The state of a migration that begins now."""
    moment = now()
    return State(key, moment, moment)
