"""The second half of a campaign: pull requests are opened, a few at a time, each step told to the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import NamedTuple

from trustpub.campaign.basis import basis_after, options_text
from trustpub.campaign.journal import Campaign, Journal, Settled
from trustpub.campaign.journal_file import JournalError
from trustpub.campaign.listener import Listener
from trustpub.campaign.looking import Todo, finished
from trustpub.campaign.record import WAITING, Record, record_of
from trustpub.campaign.stop import Halted, Stop
from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.http.clock import Clock
from trustpub.http.errors import HttpError
from trustpub.pullrequest.outcome import FAILED, OnStep, Outcome, PullOptions
from trustpub.pullrequest.remote import propose

_TRIES = 4
_PAUSE = 10.0
"""Seconds before a repository is tried again after GitHub or the network failed."""
_MOST_FAILURES = 5
"""So many repositories in a row for which GitHub or the network failed end the campaign."""
_HOPELESS = {401, 429}
"""Statuses after which nothing goes through: the token is not accepted any more, or a limit outlasts all patience."""
_LOOK_UP = 0.5
"""Seconds after which the waiting thread looks whether somebody pressed Ctrl-C."""


class Writing(NamedTuple):
    """What writing needs.

    Attributes:
        clock: that of ``github``.
        jobs: how many repositories are dealt with at the same time.
        stops_on_error: whether the first repository that fails ends the campaign.
    """

    github: GitHub
    options: PullOptions
    journal: Journal
    campaign: Campaign
    listener: Listener
    stop: Stop
    clock: Clock
    jobs: int = 1
    stops_on_error: bool = False


def write_all(writing: Writing, todo: Sequence[Todo]) -> list[Record]:
    """Open the pull requests, or bring them up to date; a record for each, `WAITING` for those not reached.

    Ctrl-C has the steps under way ended; a second one ends at once, and leaves nothing that the next run does not mend.
    """
    return _Round(writing, todo).run()


class _Round:
    """One pass over what is to be done."""

    def __init__(self, writing: Writing, todo: Sequence[Todo]) -> None:
        self._writing = writing
        self._todo = todo
        self._records: dict[int, Record] = {}
        self._failures = 0

    def run(self) -> list[Record]:
        writing, next_one = self._writing, 0
        writing.listener.begins(len(self._todo))
        with ThreadPoolExecutor(max_workers=writing.jobs, thread_name_prefix="trustpub") as pool:
            running: dict[Future[Record | None], int] = {}
            while running or (next_one < len(self._todo) and not writing.stop.is_set):
                try:
                    while next_one < len(self._todo) and len(running) < writing.jobs and not writing.stop.is_set:
                        running[pool.submit(self._one, self._todo[next_one])] = next_one
                        next_one += 1
                    # Not for ever: a wait without an end cannot be interrupted everywhere.
                    done, _ = wait(running, timeout=_LOOK_UP, return_when=FIRST_COMPLETED)
                    for future in done:
                        self._take(running.pop(future), future.result())
                except KeyboardInterrupt:
                    if writing.stop.is_set:
                        raise
                    writing.stop.set("you stopped it")
                    writing.listener.stopping()
        return [
            self._records.get(number) or replace(todo.record, state=WAITING) for number, todo in enumerate(self._todo)
        ]

    def _take(self, number: int, record: Record | None) -> None:
        if record is None:
            return
        self._records[number] = record
        if record.state == FAILED and self._writing.stops_on_error:
            self._writing.stop.set(f"{record.full_name} failed, and --stop-on-error was given")
        self._writing.listener.dealt_with(record, len(self._records), len(self._todo))

    def _one(self, todo: Todo) -> Record | None:
        """Deal with one repository, in a thread of its own; None where the campaign ended before it was done."""
        writing, listed = self._writing, todo.snapshot.listed
        before = writing.github.requests_of_thread

        def on_step(step: str, detail: Mapping[str, str]) -> None:
            if detail.get("phase") == "before":
                writing.stop.check()
            writing.journal.step(writing.campaign, listed.full_name, step, detail)

        try:
            outcome = self._patiently(todo, on_step)
            if outcome is None:
                return None
            requests = writing.github.requests_of_thread - before
            record = finished(replace(record_of(outcome), requests=requests), todo.begun)
            basis = basis_after(listed, outcome, options_text(writing.options))
            writing.journal.keep(writing.campaign, Settled(record, basis))
        except Halted:
            return None
        except JournalError as error:
            writing.stop.set("what is done cannot be remembered", error)
            return None
        return record

    def _patiently(self, todo: Todo, on_step: OnStep) -> Outcome | None:
        """Propose, again after a while where GitHub or the network failed; None where no repository would fare better.

        To propose again does nothing twice: what an attempt left behind is found, and gone on with.
        """
        writing, listed = self._writing, todo.snapshot.listed
        tries = 0
        while True:
            tries += 1
            try:
                outcome = propose(writing.github, todo.snapshot, writing.options, on_step, todo.prepared)
            except HttpError as error:
                if error.status in _HOPELESS:
                    writing.stop.set("GitHub lets nothing through any more", error)
                    return None
                if tries < _TRIES and _may_pass(error):
                    writing.clock.sleep(_PAUSE * tries)
                    continue
                self._failures += 1
                if self._failures >= _MOST_FAILURES:
                    writing.stop.set(f"{self._failures} repositories in a row failed", error)
                return Outcome(listed.owner, listed.name, FAILED, str(error))
            except TrustpubError as error:
                return Outcome(listed.owner, listed.name, FAILED, str(error))
            self._failures = 0
            return outcome


def _may_pass(error: HttpError) -> bool:
    """Whether another attempt, later, may go better: the connection failed, or the server did."""
    return error.status is None or error.status >= 500
