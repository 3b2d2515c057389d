"""A pull request for one repository: looked at, decided, and opened or brought up to date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from trustpub.github.gathering import gather
from trustpub.github.graphql import GraphQLError
from trustpub.github.snapshot import Snapshot
from trustpub.http.errors import HttpError
from trustpub.migration.planner import plan
from trustpub.pullrequest.decide import OPT_OUT_FILE, unsuited
from trustpub.pullrequest.look import look_at
from trustpub.pullrequest.opening import ENDS, Proposal
from trustpub.pullrequest.outcome import FAILED, SKIPPED, OnStep, Outcome, PullOptions, ignore
from trustpub.pullrequest.state import head_at_a_glance
from trustpub.pullrequest.writers import ApiWriter, Writer

if TYPE_CHECKING:
    from trustpub.github.client import GitHub
    from trustpub.migration.types import Options, Plan
    from trustpub.repository.base import Repository

_OF_THE_REPOSITORY = {403, 404, 409, 410, 422, 451}
"""Statuses that speak of this repository; with any other one the next repository would fare no better.

Source: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api; a 403 over a limit is waited
for before it gets here, or is given up as a 429.
"""
_NOT_SHOWN = {"NOT_FOUND", "FORBIDDEN"}
_MOST_TIMES = 2


class Prepared(NamedTuple):
    """What the files of a repository say: the plan, and whether the file `OPT_OUT_FILE` is there."""

    plan: Plan
    opted_out: bool


def prepare(repository: Repository, options: Options) -> Prepared:
    """Look at a repository's files, as far as a pull request needs it; made for `trustpub.github.gathering.gather`."""
    made = plan(repository, options)
    folder, _, name = OPT_OUT_FILE.rpartition("/")
    return Prepared(made, bool(made.files) and name in repository.list(folder))


def propose(
    github: GitHub,
    snapshot: Snapshot,
    options: PullOptions,
    on_step: OnStep = ignore,
    prepared: Prepared | None = None,
    writer: Writer | None = None,
) -> Outcome:
    """Open the pull request of one repository, or bring the one that is there up to date.

    What is there is looked at again right before the first thing is written. Where the base branch moved meanwhile,
    the change is planned anew.

    Args:
        github: with a token.
        snapshot: the repository, as `trustpub.github.listing` showed it.
        options: what the user wants.
        on_step: told each writing step, before and after.
        prepared: from `prepare`, where it was gathered for many repositories at once; gathered here without it.
        writer: how the commit comes to GitHub; None for through the API.

    Raises:
        HttpError: a request failed for a reason that lies with the token, the network or the limits, and not with
            this repository; what lies with the repository is an outcome.
        TrustpubError: the template fails, or the token lacks a scope, or the writer cannot write.
    """
    before = github.requests_of_thread
    listed = snapshot.listed
    writer = writer or ApiWriter(github, f"open a pull request in {listed.full_name}", options.author, on_step)
    try:
        outcome = _proposed(github, snapshot, options, on_step, prepared, writer)
    except HttpError as error:
        if not _is_of_the_repository(error):
            raise
        outcome = Outcome(listed.owner, listed.name, FAILED, str(error))
    return replace(outcome, requests=github.requests_of_thread - before)


def _is_of_the_repository(error: HttpError) -> bool:
    """Whether a failure lies with this repository; it may have been deleted since it was listed."""
    return error.status in _OF_THE_REPOSITORY or (isinstance(error, GraphQLError) and error.type in _NOT_SHOWN)


def _proposed(
    github: GitHub,
    snapshot: Snapshot,
    options: PullOptions,
    on_step: OnStep,
    prepared: Prepared | None,
    writer: Writer,
) -> Outcome:
    """Plan, decide and write; once more from the start where the base branch, or the repository, moved in between."""
    listed = snapshot.listed
    reason = unsuited(listed)
    if reason is not None:
        return Outcome(listed.owner, listed.name, SKIPPED, reason)
    base = options.base or str(listed.default_branch)
    if base != listed.default_branch:
        snapshot, prepared = Snapshot(look_at(github, listed, base).listed), None
    for _ in range(_MOST_TIMES):
        if prepared is None:
            ((snapshot, prepared),) = gather(github, [snapshot], lambda files: prepare(files, options.migration))
        proposal = Proposal(github, snapshot, *prepared, options, on_step)
        decision = proposal.decide(snapshot.listed, head_at_a_glance(snapshot.listed, prepared.plan))
        if decision.action in ENDS:
            return proposal.ended(decision)
        look = look_at(github, snapshot.listed, base)
        if (look.listed.head, look.listed.full_name) == (snapshot.listed.head, snapshot.listed.full_name):
            return proposal.carry_out(look, writer)
        snapshot, prepared = Snapshot(look.listed), None
    reason = f"its branch {base} keeps changing, so nothing is written; try again later"
    return Outcome(listed.owner, listed.name, FAILED, reason)
