"""A pull request from a checkout: the commit is made and pushed by the git of this machine, the rest is the API's.

The change is planned from the newest commit that GitHub has of the base branch, never from the working tree, which
stays as it is, like every branch and the index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trustpub.errors import InputError, TrustpubError
from trustpub.git.errors import GitError
from trustpub.github.listed import BRANCH
from trustpub.github.listing import Unseen, named
from trustpub.github.needs import OPEN_PULLS
from trustpub.pullrequest.outcome import (
    BRANCH_STEP,
    COMMIT,
    OPENED,
    PLANNED,
    UPDATED,
    OnStep,
    Outcome,
    PullOptions,
    ignore,
)
from trustpub.pullrequest.remote import propose
from trustpub.pullrequest.writers import BranchTaken
from trustpub.report.terminal import printable
from trustpub.repository.identity import why_unknown
from trustpub.repository.local import github_identity

if TYPE_CHECKING:
    from trustpub.git.client import Git
    from trustpub.git.identity import Identity
    from trustpub.github.client import GitHub
    from trustpub.github.snapshot import Snapshot
    from trustpub.pullrequest.change import Change
    from trustpub.repository.local import LocalRepository


class GitWriter:
    """Commits with git's plumbing and pushes; see `trustpub.pullrequest.writers.Writer`.

    Args:
        git: the checkout.
        github: opens the pull request afterwards.
        checkout: the same checkout, whose remote tells where GitHub is.
        base: the branch that the pull request is for; None for the default branch.
        author: of the commit; None for git's user.
        on_step: told each writing step.
    """

    def __init__(
        self,
        git: Git,
        github: GitHub,
        checkout: LocalRepository,
        base: str,
        author: Identity | None,
        on_step: OnStep,
    ) -> None:
        self._git = git
        self._github = github
        self._owner, self._name = place_of(checkout)
        self._remote, self._address = _remote_of(checkout)
        self._base = base
        self._author = author
        self._on_step = on_step

    def require_rights(self, paths: Sequence[str]) -> None:
        """See `Writer.require_rights`; what a push needs, git's own credentials decide."""
        self._github.require(OPEN_PULLS, f"open a pull request in {self._owner}/{self._name}")
        self._own_target()

    def write(self, owner: str, name: str, change: Change, expected: str | None) -> str:
        """See `Writer.write`."""
        place = {"owner": owner, "name": name, "branch": BRANCH}
        target = self._target(owner, name)
        self._on_step(COMMIT, {"phase": "before", **place})
        self._git.fetch(self._remote, self._base)
        if expected is not None:
            self._git.fetch(target, BRANCH)
        others = [parent for parent in change.parents if parent != change.base]
        commit = self._git.commit_files(change.base, change.files, change.message, author=self._author, follows=others)
        place["commit"] = commit
        self._on_step(COMMIT, {"phase": "after", **place})
        self._on_step(BRANCH_STEP, {"phase": "before", **place})
        try:
            self._git.push(target, commit, BRANCH, expected)
        except GitError as error:
            if expected is None and self._git.remote_head(target, BRANCH) is not None:
                raise BranchTaken(str(error)) from None
            raise
        self._on_step(BRANCH_STEP, {"phase": "after", **place})
        return commit

    def _target(self, owner: str, name: str) -> str:
        """Where to push: the repository's own, or the address of a fork, written as the remote's is."""
        if (owner.lower(), name.lower()) == (self._owner.lower(), self._name.lower()):
            return self._own_target()
        own = re.compile(rf"{re.escape(self._owner)}/{re.escape(self._name)}(?=(?:\.git)?/?$)", re.IGNORECASE)
        return own.sub(lambda _: f"{owner}/{name}", self._address)

    def _own_target(self) -> str:
        """The remote where it leads to the repository and nowhere else; else that one of its addresses that does.

        Raises:
            TrustpubError: none does.
        """
        addresses = self._git.push_addresses(self._remote)
        own = [address for address in addresses if self._is_own(address)]
        if not own:
            raise TrustpubError(
                f"git would push to another place than {self._owner}/{self._name}, by the settings of the remote "
                f"{printable(self._remote)}; see 'git remote -v', and correct its push address with "
                "'git remote set-url --push'"
            )
        return self._remote if len(addresses) == 1 else own[0]

    def _is_own(self, address: str) -> bool:
        found = github_identity({"origin": address})
        return tuple((part or "").lower() for part in found) == (self._owner.lower(), self._name.lower())


def place_of(checkout: LocalRepository) -> tuple[str, str]:
    """Owner and name on GitHub, as the checkout's remote says.

    Raises:
        TrustpubError: it does not say.
    """
    owner, name = checkout.identity()
    if owner is None or name is None:
        raise TrustpubError(f"{why_unknown(checkout)}: trustpub pr OWNER/NAME")
    return owner, name


def _remote_of(checkout: LocalRepository) -> tuple[str, str]:
    """The remote that says so, and its address."""
    remotes = checkout.remotes()
    name = "origin" if "origin" in remotes else next(iter(remotes))
    return name, remotes[name]


def snapshot_of(github: GitHub, full_name: str) -> Snapshot:
    """A repository as GitHub shows it.

    Raises:
        InputError: GitHub does not show it.
        HttpError: GitHub does not answer.
    """
    (found,) = named(github, [full_name])
    if isinstance(found, Unseen):
        raise InputError(f"GitHub does not show {found.full_name} ({found.reason}); check the name and the token")
    return found.snapshot


def propose_from_checkout(
    git: Git,
    github: GitHub,
    checkout: LocalRepository,
    options: PullOptions,
    on_step: OnStep = ignore,
    snapshot: Snapshot | None = None,
) -> Outcome:
    """Open the pull request of the repository that a checkout is of, or bring the one that is there up to date.

    Args:
        git: the checkout.
        github: with a token.
        checkout: the same checkout.
        options: what the user wants; the author of a sign-off is git's user, if none is named.
        on_step: told each writing step, before and after.
        snapshot: the repository as GitHub showed it a moment ago; None to ask.

    Raises:
        TrustpubError: see `trustpub.pullrequest.remote.propose`; also where git cannot commit or push, the remote names
            no repository on github.com, or GitHub does not show it.
    """
    before = github.requests_of_thread
    snapshot = snapshot or snapshot_of(github, "/".join(place_of(checkout)))
    if options.sign_off and options.author is None:
        options = replace(options, author=git.identity())
    base = options.base or str(snapshot.listed.default_branch)
    writer = GitWriter(git, github, checkout, base, options.author, on_step)
    outcome = propose(github, snapshot, options, on_step, writer=writer)
    if outcome.plan is not None and outcome.state in (PLANNED, OPENED, UPDATED):
        outcome = replace(outcome, notes=(*outcome.notes, *_notes(git, [change.path for change in outcome.plan.files])))
    return replace(outcome, requests=github.requests_of_thread - before)


def _notes(git: Git, paths: Sequence[str]) -> tuple[str, ...]:
    """What the user should know about files that are at work on in the checkout."""
    try:
        changed = [] if git.is_bare or not paths else git.changed(paths)
    except TrustpubError:  # a checkout without a commit, or without the files of one, has nothing to compare
        return ()
    return tuple(
        f"{path} has changes here that are not committed; they are no part of the pull request, and stay as they are"
        for path in changed
    )
