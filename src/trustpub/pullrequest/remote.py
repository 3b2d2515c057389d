"""A pull request through GitHub's API alone: no clone, files read and the commit made by requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trustpub.migration.planner import plan
from trustpub.pullrequest.outcome import OnStep, Outcome, PullOptions, ignore

if TYPE_CHECKING:
    from trustpub.github.client import GitHub
    from trustpub.github.snapshot import Snapshot
    from trustpub.migration.types import Options, Plan
    from trustpub.repository.base import Repository

OPT_OUT = ".github/no-trustpub"
"""A file that says that its repository wants no pull request; so does the topic ``no-trustpub``."""


class Prepared(NamedTuple):
    """What the files of a repository say: the plan, and whether the file `OPT_OUT` is there."""

    plan: Plan
    opted_out: bool


def prepare(repository: Repository, options: Options) -> Prepared:
    """Look at a repository's files, as far as a pull request needs it; made for `trustpub.github.gathering.gather`."""
    made = plan(repository, options)
    return Prepared(made, bool(made.files) and repository.read(OPT_OUT) is not None)


def propose(
    github: GitHub,
    snapshot: Snapshot,
    options: PullOptions,
    on_step: OnStep = ignore,
    prepared: Prepared | None = None,
) -> Outcome:
    """Open the pull request of one repository, or bring the one that is there up to date, through the API.

    Args:
        github: with a token.
        snapshot: the repository, as `trustpub.github.listing` showed it.
        options: what the user wants.
        on_step: told each writing step, before and after.
        prepared: from `prepare`, where it was gathered for many repositories at once; gathered here without it.

    Raises:
        HttpError: a request failed for a reason that lies with the token, the network or the limits, and not with
            this repository; what lies with the repository is an outcome.
    """
    raise NotImplementedError
