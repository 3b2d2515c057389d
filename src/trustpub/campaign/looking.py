"""The first half of a campaign: every repository is looked at, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from trustpub.campaign.basis import basis_of, options_text, still_true
from trustpub.campaign.journal import Entry, Settled
from trustpub.campaign.listener import Listener
from trustpub.campaign.record import Record, record_of
from trustpub.github.client import GitHub
from trustpub.github.gathering import gather
from trustpub.github.listing import Gathered
from trustpub.github.snapshot import Snapshot
from trustpub.pullrequest.decide import decide, unsuited
from trustpub.pullrequest.opening import ENDS
from trustpub.pullrequest.outcome import (
    BRANCH_STEP,
    EDIT,
    OPENED,
    PLANNED,
    PULL,
    SKIPPED,
    UNCHANGED,
    UPDATED,
    Outcome,
    PullOptions,
)
from trustpub.pullrequest.remote import Prepared, prepare
from trustpub.pullrequest.state import head_at_a_glance


class Todo(NamedTuple):
    """A repository that gets a pull request, or whose own is brought up to date.

    Attributes:
        record: as a plan shows it.
        begun: what the journal knows where an earlier process of this campaign began to write; else None.
    """

    snapshot: Snapshot
    prepared: Prepared
    record: Record
    begun: Entry | None


@dataclass
class Looked:
    """What there is to do: those that somebody began with first, the others in the order of the listing."""

    todo: list[Todo] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)


def look(
    github: GitHub,
    repositories: Iterable[Gathered],
    options: PullOptions,
    known: Mapping[str, Entry],
    campaign: int | None,
    listener: Listener,
) -> Looked:
    """Look at every repository: files that workflows lead to are fetched for many of them at once.

    Args:
        github: with a token.
        repositories: as they are listed.
        options: what the user wants.
        known: what the journal knows, by full names in lower case.
        campaign: the number of the campaign that is gone on with; None for a new one.
        listener: told how far it is.

    Raises:
        HttpError: GitHub does not answer.
    """
    looked, options_digest, count = Looked(), options_text(options), 0

    def settle(listed_as: Gathered, record: Record) -> None:
        nonlocal count
        looked.settled.append(Settled(record, basis_of(listed_as.listed, options_digest)))
        count += 1
        listener.looked(count)

    def snapshots() -> Iterator[Snapshot]:
        for gathered in repositories:
            listed = gathered.listed
            entry = known.get(listed.full_name.lower())
            reason = unsuited(listed)
            if reason is not None:
                settle(gathered, Record(listed.owner, listed.name, SKIPPED, reason))
            elif entry is not None and entry.record and entry.basis == basis_of(listed, options_digest):
                settle(gathered, still_true(entry.record, listed, is_same_campaign=entry.campaign == campaign))
            else:
                yield gathered.snapshot

    for snapshot, prepared in gather(github, snapshots(), lambda files: prepare(files, options.migration)):
        listed = snapshot.listed
        entry = known.get(listed.full_name.lower())
        begun = entry if entry is not None and entry.campaign == campaign and entry.record is None else None
        record = record_of(_at_a_glance(snapshot, prepared, options))
        if record.state == PLANNED:
            looked.todo.append(Todo(snapshot, prepared, record, begun))
            count += 1
            listener.looked(count)
        else:
            settle(Gathered(listed, snapshot), finished(record, begun))
    looked.todo.sort(key=lambda todo: todo.begun is None)
    return looked


def finished(record: Record, begun: Entry | None) -> Record:
    """The record of a repository whose last step went through, though the process did not live to hear of it."""
    step = None if begun is None else begun.detail.get("step")
    if record.state != UNCHANGED or step not in (PULL, BRANCH_STEP, EDIT):
        return record
    return replace(record, state=OPENED if step == PULL else UPDATED)


def _at_a_glance(snapshot: Snapshot, prepared: Prepared, options: PullOptions) -> Outcome:
    """What would become of a repository, by what is known without another request."""
    listed, plan = snapshot.listed, prepared.plan
    head = head_at_a_glance(listed, plan)
    decision = decide(listed, plan, again=options.again, opted_out=prepared.opted_out, head=head, fork=options.fork)
    state = ENDS.get(decision.action, PLANNED)
    return Outcome(listed.owner, listed.name, state, decision.reason, decision.pull, plan)
