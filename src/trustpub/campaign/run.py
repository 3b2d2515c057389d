"""A campaign from its plan to its end: look at all, say what would be done, do it, and report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

from trustpub.campaign.basis import options_text
from trustpub.campaign.globs import Globs
from trustpub.campaign.journal import Entry, Journal
from trustpub.campaign.listener import Listener, Silent
from trustpub.campaign.looking import Looked, Todo, look
from trustpub.campaign.names_file import read_names
from trustpub.campaign.record import WAITING, Record
from trustpub.campaign.report import Report
from trustpub.campaign.select import Selection
from trustpub.campaign.stop import Stop
from trustpub.campaign.targets import FILE, Target
from trustpub.campaign.writing import Writing, write_all
from trustpub.github.client import GitHub
from trustpub.github.gitdata import require_rights
from trustpub.http.clock import Clock
from trustpub.http.errors import HttpError
from trustpub.pullrequest.outcome import OPENED, UPDATED, PullOptions
from trustpub.pullrequest.text import texts_of

CHANGES_EACH = 4
"""Requests that change something for one pull request: files, commit, branch, and the pull request itself."""
REQUESTS_EACH = 8
"""Most requests for one pull request, a fork included."""


@dataclass(frozen=True)
class CampaignOptions:
    """What the user wants of a campaign.

    Attributes:
        pulls: of each pull request.
        globs: which repositories of the target.
        limit: how many pull requests at most; None for all.
        stops_on_error: whether the first repository that fails ends it.
        jobs: how many repositories are dealt with at the same time.
    """

    pulls: PullOptions = field(default_factory=PullOptions)
    globs: Globs = field(default_factory=Globs)
    limit: int | None = None
    stops_on_error: bool = False
    jobs: int = 4

    @property
    def text(self) -> str:
        """What a campaign that is gone on with must have in common: all that decides what is done."""
        return f"{options_text(self.pulls)} {self.globs!r} {self.limit}"


class CampaignRun:
    """One campaign over one target, in this process.

    Args:
        github: with a token.
        target: which repositories.
        options: what the user wants.
        journal: of the target; None to look only.
        listener: told how it gets on.
        stop: to end it from elsewhere.
        clock: that of ``github``.
    """

    def __init__(
        self,
        github: GitHub,
        target: Target,
        options: CampaignOptions,
        journal: Journal | None = None,
        *,
        listener: Listener | None = None,
        stop: Stop | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.stop = stop or Stop()
        self._github = github
        self._target = target
        self._options = options
        self._journal = journal
        self._listener = listener or Silent()
        self._clock = clock or Clock()
        self._campaign = None if journal is None else journal.interrupted(options.text)
        self._looked = Looked()
        self._selection: Selection | None = None
        self._notes: list[str] = []
        self._started = datetime.now(timezone.utc).isoformat(timespec="seconds")

    @property
    def is_resumed(self) -> bool:
        """Whether it goes on where an earlier process was interrupted."""
        return self._campaign is not None and self._campaign.is_resumed

    def look(self) -> Report:
        """Look at all repositories; the plan. Nothing is written, neither on GitHub nor in the journal.

        Raises:
            HttpError: GitHub does not answer; or, with a journal, the token lacks a scope that writing needs, which is
                named.
            InputError: the list cannot be read, or the template fails.
            TrustpubError: there is no such account, or no token.
        """
        lines = read_names(self._target.name) if self._target.kind == FILE else []
        self._selection = Selection(self._github, self._target, lines, self._options.globs)
        known: Mapping[str, Entry] = {} if self._journal is None else self._journal.entries()
        number = None if self._campaign is None else self._campaign.number
        pulls = self._options.pulls
        self._looked = look(self._github, self._selection, pulls, known, number, self._listener)
        for todo in self._looked.todo:
            texts_of(todo.prepared.plan, registered=pulls.registered, template=pulls.template)
        self._require_rights()
        return self._report([todo.record for todo in self._within] + self._waiting(), is_plan=True)

    def _require_rights(self) -> None:
        """Make sure that the token may write, as far as is known; where nothing is to be written, only tell.

        Raises:
            HttpError: it lacks a scope.
        """
        paths = {file.path for todo in self._looked.todo for file in todo.prepared.plan.files}
        if not paths:
            return
        try:
            require_rights(self._github, f"open pull requests in repositories of {self._target}", sorted(paths))
        except HttpError as error:
            if self._journal is not None:
                raise
            self._notes.append(str(error))

    @property
    def pulls(self) -> int:
        """How many pull requests are to be opened or brought up to date; known once all was looked at."""
        return len(self._within)

    @property
    def seconds(self) -> float:
        """How long that takes at least: a second between two changes."""
        return float(self.pulls * CHANGES_EACH)

    def write(self) -> Report:
        """Do what the plan says; each step is told to the journal. Never raises for what a single repository does.

        Raises:
            JournalError: the journal cannot be written.
            KeyboardInterrupt: Ctrl-C was pressed twice.
        """
        journal = self._journal
        if journal is None:
            raise ValueError("a campaign without a journal looks only")
        self._campaign = campaign = journal.begin(self._options.text)
        journal.keep_all(campaign, self._looked.settled)
        writing = Writing(
            self._github,
            self._options.pulls,
            journal,
            campaign,
            self._listener,
            self.stop,
            self._clock,
            self._options.jobs,
            self._options.stops_on_error,
        )
        try:
            records = write_all(writing, self._within)
        finally:
            journal.end(campaign, self._github.requests, is_finished=False)
        if not self.stop.is_set:
            journal.end(campaign, 0, is_finished=True)
        return self._report(records + self._waiting(), is_plan=False)

    @property
    def _within(self) -> list[Todo]:
        """Those within the limit, of which an interrupted process of the same campaign may have used a part."""
        if self._options.limit is None:
            return self._looked.todo
        used = sum(settled.record.state in (OPENED, UPDATED) for settled in self._looked.settled)
        return self._looked.todo[: max(self._options.limit - used, 0)]

    def _waiting(self) -> list[Record]:
        return [replace(todo.record, state=WAITING) for todo in self._looked.todo[len(self._within) :]]

    def _report(self, records: list[Record], *, is_plan: bool) -> Report:
        selection = self._selection
        unseen = [] if selection is None else selection.unseen
        notes = [*self._notes, *([] if selection is None else selection.notes)]
        if self._journal is not None and self._journal.remark is not None:
            notes.insert(0, self._journal.remark)
        found = [*(settled.record for settled in self._looked.settled), *records, *unseen]
        return Report(
            self._target,
            self._started if self._campaign is None else self._campaign.started,
            is_plan,
            tuple(sorted(found, key=lambda record: record.full_name.lower())),
            0 if selection is None else selection.left_out,
            self._github.requests,
            self._why_stopped(),
            tuple(notes),
        )

    def _why_stopped(self) -> str | None:
        if self.stop.reason is None:
            return None
        error = "" if self.stop.error is None else f": {self.stop.error}"
        return f"{self.stop.reason}{error}; the same command goes on where it was"
