"""Where a migration stands: the next step, and what became of the repository since the wizard last looked."""

from __future__ import annotations

import os
from typing import NamedTuple

from trustpub.errors import InputError
from trustpub.migration.names import display
from trustpub.repository.local import LocalRepository
from trustpub.repository.opening import open_repository
from trustpub.wizard.look import differences, digest_of, is_migration, look_at
from trustpub.wizard.state import (
    CHOOSE,
    ENVIRONMENT,
    FINISH,
    LOOK,
    PREVIEW,
    PROVE,
    REGISTER,
    RELEASE,
    RETIRE,
    SKIPPED,
    STEPS,
    WRITE,
    State,
    key_of,
)
from trustpub.wizard.summary import without_proof

UNCHANGED, CHANGED, GONE, ELSEWHERE, UNSEEN = "unchanged", "changed", "gone", "elsewhere", "unseen"
"""What became of a checkout: as it was, with other workflows, no longer there, another repository's; or it has none."""

_WHAT = {
    LOOK: "look at what uploads, and with which secret",
    CHOOSE: "choose how to migrate",
    PREVIEW: "look at the exact change",
    WRITE: "write the change, to a branch, a pull request, or the files",
    REGISTER: "register the publishers, before the change is merged",
    ENVIRONMENT: "set up the environment on GitHub",
    RELEASE: "merge the change, and release",
    PROVE: "see which publisher uploaded the release",
    RETIRE: "delete the old secrets, and revoke the token",
    FINISH: "read the summary",
}


class Standing(NamedTuple):
    """A migration and its repository.

    Attributes:
        state: what is remembered.
        presence: `UNCHANGED`, `CHANGED`, `GONE`, `ELSEWHERE` or `UNSEEN`.
        changes: what became different, in sentences; of `CHANGED`, empty when nothing of it matters.
    """

    state: State
    presence: str
    changes: tuple[str, ...]

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do: all steps are done, and what changed since does not matter."""
        return self.state.is_finished and not left_open(self.state) and not self.changes


def standing_of(state: State) -> Standing:
    """Compare what is remembered with the checkout. Nothing is changed, and nothing asked over the network."""
    place = state.key.checkout
    if place is None:
        return Standing(state, UNSEEN, ())
    if not os.path.isdir(place):
        return Standing(state, GONE, (f"the checkout {place} is gone",))
    try:
        repository = open_repository(place)
    except InputError as error:
        return Standing(state, GONE, (f"the checkout {place} is none any more: {error.message}",))
    assert isinstance(repository, LocalRepository)  # it is a folder
    key = key_of(repository)
    if key.identity != state.key.identity:
        now = f"is now that of {key.shown}" if key.owner else f"does not tell any more that it is {state.key.shown}"
        return Standing(state, ELSEWHERE, (f"the checkout {place} {now}",))
    if state.look is None or digest_of(repository) == state.look.digest:
        return Standing(state, UNCHANGED, ())
    look = look_at(repository, key, state.choices)
    registered = [record.publisher for record in state.publishers]
    if state.record(WRITE) is not None and is_migration(state.look, look, registered):
        return Standing(state, CHANGED, ())
    return Standing(state, CHANGED, tuple(differences(state.look, look, registered)))


def next_step(state: State) -> str | None:
    """What is to be done next, with how far it is; None when all steps are gone through."""
    step = state.step
    if step is None:
        return None
    return _WHAT[step] + _detail(state, step)


def left_open(state: State) -> list[str]:
    """What was skipped, or gone on without, and is still to be done."""
    names = {record.name for record in state.records if record.status == SKIPPED}
    if without_proof(state):
        names.add(PROVE)
    return [_WHAT[name] for name in STEPS if name in names]


def _detail(state: State, step: str) -> str:
    needed = () if state.look is None else state.look.publishers
    if step == REGISTER and needed:
        count = sum(state.is_registered(publisher) for publisher in needed)
        names = dict.fromkeys(f"{p.project or 'the project'} on {display(p.index)}" for p in needed)
        return f" ({count} of {len(needed)} done: {', '.join(names)})"
    if step == ENVIRONMENT and needed:
        names = dict.fromkeys(publisher.environment for publisher in needed if publisher.environment)
        return f" ({', '.join(names)})" if names else ""
    if step == RELEASE and state.written is not None:
        place = state.written.pull_request or state.written.branch
        return f" ({place})" if place else ""
    return ""
