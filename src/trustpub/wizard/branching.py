"""The change as a commit on a new branch, beside the working tree, which stays as it is."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.errors import TrustpubError
from trustpub.git.client import Git
from trustpub.migration.planner import plan
from trustpub.migration.types import Plan
from trustpub.pullrequest.text import texts_of
from trustpub.wizard.chosen import chosen_part, options_of
from trustpub.wizard.state import BRANCH, Written, now
from trustpub.wizard.talk import Talk

_MOST_BRANCHES = 100


class Branching(NamedTuple):
    """What would be committed.

    Attributes:
        base: the commit that the new one follows: the one that is checked out.
        branch: a name that no branch has yet.
        plan: of the files as they are in ``base``.
        message: of the commit.
        onto: what is checked out, where it is not the default branch; None where it is, or that is not known.
        changed: the paths of files that change and have uncommitted changes, which are not taken along.
    """

    git: Git
    base: str
    branch: str
    plan: Plan
    message: str
    onto: str | None
    changed: tuple[str, ...]


def prepare(talk: Talk) -> Branching:
    """See what would be committed; nothing is written.

    Raises:
        TrustpubError: it cannot be, and why.
    """
    git = Git(talk.repository.root)
    base = git.head()
    choices = talk.state.choices
    made = chosen_part(plan(git.files_of(base), options_of(choices)), choices)
    if not made.files:
        raise TrustpubError("the last commit has nothing to change; the workflows in the working tree are others")
    texts = texts_of(made, subjects=git.subjects())
    changed = git.changed([file.path for file in made.files])
    return Branching(git, base, _free(git, texts.branch), made, texts.message, _onto(git), tuple(changed))


def _onto(git: Git) -> str | None:
    """The branch that is checked out, or that none is, where a change for the default branch would not start there."""
    branch, default = git.branch(), git.default_branch("origin")
    if branch is None:
        return "the commit that you have checked out"
    return None if default is None or branch == default else f"the branch {branch}, and not of {default}"


def commit(prepared: Branching) -> Written:
    """Make the commit and the branch.

    Raises:
        TrustpubError: git refuses; there is no branch then.
    """
    files = {file.path: file.after for file in prepared.plan.files}
    made = prepared.git.commit_files(prepared.base, files, prepared.message)
    prepared.git.set_branch(prepared.branch, made, None)
    return Written(BRANCH, now(), prepared.branch, made)


def _free(git: Git, name: str) -> str:
    """The name, or the first with a number that no branch has."""
    for candidate in (name, *(f"{name}-{number}" for number in range(2, _MOST_BRANCHES))):
        if not git.branch_exists(candidate):
            return candidate
    raise TrustpubError(f"there are {_MOST_BRANCHES} branches {name}-NUMBER already; delete those that are not needed")
