"""From a plan to an open pull request: what is decided on the last look, and then carried out step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trustpub.errors import TrustpubError
from trustpub.github.forks import ensure_fork
from trustpub.github.gitdata import delete_branch
from trustpub.github.listed import BRANCH
from trustpub.github.pulls import ensure_pull, is_draft_refused, update_pull
from trustpub.http.errors import HttpError
from trustpub.pullrequest.body import body_to_keep, is_as_written
from trustpub.pullrequest.change import change_to_write, parents_of
from trustpub.pullrequest.decide import KEEP, LEAVE, SKIP, Decision, decide, open_pull_of
from trustpub.pullrequest.look import look_at
from trustpub.pullrequest.outcome import (
    EDIT,
    FORK,
    LEFT,
    OPENED,
    PLANNED,
    PULL,
    SKIPPED,
    UNCHANGED,
    UPDATED,
    OnStep,
    Outcome,
    PullOptions,
)
from trustpub.pullrequest.state import head_looked_at
from trustpub.pullrequest.text import texts_of
from trustpub.pullrequest.writers import BranchTaken, Writer

if TYPE_CHECKING:
    from trustpub.github.client import GitHub
    from trustpub.github.listed import Listed, Pull
    from trustpub.github.snapshot import Snapshot
    from trustpub.migration.types import Plan
    from trustpub.pullrequest.change import Change
    from trustpub.pullrequest.decide import Head
    from trustpub.pullrequest.look import Look, Newest

ENDS = {SKIP: SKIPPED, LEAVE: LEFT, KEEP: UNCHANGED}
"""The decisions after which nothing is written, and the states that they are."""

_NO_DRAFTS = (
    "its owner's plan has no drafts for private repositories, so none was opened; --no-draft opens an ordinary one"
)
_EDITED = "the text of #{} was changed by hand, so it stays as it is; see whether it is still right"
_TAKEN = f"the branch {BRANCH} of the fork holds commits that are not trustpub's; look at them, or delete it"


@dataclass(frozen=True)
class Proposal:
    """A repository with its plan, on the way to a pull request.

    Attributes:
        github: with a token.
        snapshot: the files of the newest commit of the base branch.
        plan: made from them.
        opted_out: whether a file says that no pull request is wanted.
        options: what the user wants.
        on_step: told each writing step.
    """

    github: GitHub
    snapshot: Snapshot
    plan: Plan
    opted_out: bool
    options: PullOptions
    on_step: OnStep

    def decide(self, listed: Listed, head: Head | None, login: str | None = None) -> Decision:
        """What to do, by what is known of our branch so far."""
        again, fork = self.options.again, self.options.fork
        return decide(listed, self.plan, again=again, opted_out=self.opted_out, head=head, login=login, fork=fork)

    def ended(self, decision: Decision) -> Outcome:
        """The outcome of a decision after which nothing is written."""
        listed = self.snapshot.listed
        state = ENDS[decision.action]
        return Outcome(listed.owner, listed.name, state, decision.reason, decision.pull, self.plan)

    def carry_out(self, look: Look, writer: Writer) -> Outcome:
        """Decide on the last look, and write if there is reason to, and the options let it.

        Raises:
            HttpError: a step failed.
            TrustpubError: the token lacks a scope, or the template fails.
        """
        listed = look.listed
        newest = _newest_of(look)
        head = None if newest is None else head_looked_at(self.github, look, self.plan, newest)
        decision = self.decide(listed, head, look.login)
        if decision.action in ENDS:
            return self.ended(decision)
        options, pull = self.options, decision.pull
        texts = texts_of(
            self.plan,
            subjects=listed.subjects,
            registered=options.registered,
            template=options.template,
            sign_off=options.author if options.sign_off else None,
        )
        owner = (None if pull is None else pull.head_owner) or (listed.owner if listed.can_write else look.login)
        base = str(listed.default_branch)
        notes = () if pull is None or is_as_written(pull.body) else (_EDITED.format(pull.number),)
        planned = Outcome(listed.owner, listed.name, PLANNED, None, pull, self.plan, texts, 0, base, owner, notes)
        if options.dry_run:
            return planned
        change = change_to_write(self.snapshot, self.plan, texts.message, newest)
        try:
            writer.require_rights(list(change.files))
        except HttpError as error:  # the token's fault, and not the repository's
            raise TrustpubError(str(error)) from None
        return self._write(planned, change, head, writer)

    def _write(self, planned: Outcome, change: Change, head: Head | None, writer: Writer) -> Outcome:
        """Fork where that is needed, commit, and see to the pull request."""
        place = planned.owner, planned.name
        if planned.head_owner is not None and planned.head_owner.lower() != planned.owner.lower():
            place = self._forked(planned)
        # Ours, and no pull request ever came from it: an attempt that was interrupted left it behind.
        is_new = head is None or (head.is_ours is True and not self.snapshot.listed.pulls)
        if head is None or not head.is_current:
            try:
                writer.write(*place, change, None if head is None else head.commit)
            except BranchTaken:
                if place == (planned.owner, planned.name) or head is not None:
                    raise
                is_new = False
                if not self._written_over(place, change, writer):
                    return replace(planned, state=LEFT, reason=_TAKEN)
        if planned.pull is not None:
            return self._updated(planned, planned.pull)
        return self._opened(planned, place, is_new)

    def _forked(self, planned: Outcome) -> tuple[str, str]:
        about = {"owner": planned.owner, "name": planned.name}
        self.on_step(FORK, {"phase": "before", **about})
        owner, name = ensure_fork(self.github, planned.owner, planned.name)
        self.on_step(FORK, {"phase": "after", **about, "fork": f"{owner}/{name}"})
        return owner, name

    def _written_over(self, place: tuple[str, str], change: Change, writer: Writer) -> bool:
        """Go on from a branch that the fork has already, if its newest commit is trustpub's; whether it was."""
        listed = self.snapshot.listed._replace(owner=place[0], name=place[1])
        look = look_at(self.github, listed, str(listed.default_branch), is_base_there=False)
        newest = look.ours
        if newest is None:
            return False
        head = head_looked_at(self.github, look, self.plan, newest)
        if head.is_ours and not head.is_current:
            writer.write(*place, change._replace(parents=parents_of(newest, change.base)), newest.commit)
        return head.is_ours is True

    def _opened(self, planned: Outcome, place: tuple[str, str], is_new: bool) -> Outcome:
        """Open the pull request. A branch that was made for a draft that cannot be is taken away again."""
        texts = planned.texts
        assert texts is not None and planned.base is not None
        about = {"owner": planned.owner, "name": planned.name, "branch": BRANCH}
        self.on_step(PULL, {"phase": "before", **about})
        try:
            pull = ensure_pull(
                self.github,
                planned.owner,
                planned.name,
                base=planned.base,
                head=f"{place[0]}:{BRANCH}",
                title=texts.title,
                body=texts.body,
                draft=self.options.as_draft,
            )
        except HttpError as error:
            if not is_draft_refused(error):
                raise
            if is_new:
                delete_branch(self.github, *place, BRANCH)
            return replace(planned, state=LEFT, reason=_NO_DRAFTS)
        self.on_step(PULL, {"phase": "after", **about, "number": str(pull.number), "url": pull.url})
        return replace(planned, state=OPENED, pull=pull)

    def _updated(self, planned: Outcome, pull: Pull) -> Outcome:
        """Bring the text of the open pull request up to date, as far as nobody changed it."""
        texts = planned.texts
        assert texts is not None
        body = body_to_keep(texts.body, pull.body)
        if body != pull.body:
            about = {"owner": planned.owner, "name": planned.name, "number": str(pull.number), "url": pull.url}
            self.on_step(EDIT, {"phase": "before", **about})
            pull = update_pull(self.github, planned.owner, planned.name, pull.number, body=body)
            self.on_step(EDIT, {"phase": "after", **about})
        return replace(planned, state=UPDATED, pull=pull)


def _newest_of(look: Look) -> Newest | None:
    """The newest commit of our branch: that of the open pull request, else of the repository where we may push."""
    pull = open_pull_of(look.listed, look.login)
    owners = (look.listed.owner.lower(), look.login.lower())
    if pull is not None and pull.head_owner is not None and pull.head_owner.lower() in owners:
        return look.of_pulls.get(pull.number)
    return look.ours if look.listed.can_write else None
