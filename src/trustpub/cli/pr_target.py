"""The repository that ``trustpub pr`` is about: a checkout, or a name on GitHub."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Protocol

from trustpub.cli.place import checkout_of, github_of
from trustpub.errors import TrustpubError

if TYPE_CHECKING:
    from trustpub.git.client import Git
    from trustpub.github.client import GitHub
    from trustpub.github.snapshot import Snapshot
    from trustpub.pullrequest.outcome import OnStep, Outcome, PullOptions
    from trustpub.repository.local import LocalRepository

_HOST = re.compile(r"(?:https?://|ssh://|git@)(?:[^/@]*@)?(?P<host>[\w.-]+)")


class Target(Protocol):
    """One repository, which is looked at once."""

    def propose(self, options: PullOptions, on_step: OnStep) -> Outcome:
        """Open its pull request, or say what would be done; see `trustpub.pullrequest.remote.propose`."""


class Remote:
    """A repository on GitHub, with no checkout."""

    def __init__(self, github: GitHub, full_name: str) -> None:
        from trustpub.pullrequest.local import snapshot_of

        self._github = github
        self._snapshot = snapshot_of(github, full_name)

    def propose(self, options: PullOptions, on_step: OnStep) -> Outcome:
        """See `Target.propose`."""
        from trustpub.pullrequest.remote import propose

        return propose(self._github, self._snapshot, options, on_step)


class Checkout:
    """A checkout of a repository on GitHub."""

    def __init__(self, github: GitHub, git: Git, checkout: LocalRepository, snapshot: Snapshot) -> None:
        self._github = github
        self._git = git
        self._checkout = checkout
        self._snapshot = snapshot

    def propose(self, options: PullOptions, on_step: OnStep) -> Outcome:
        """See `Target.propose`."""
        from trustpub.pullrequest.local import propose_from_checkout

        return propose_from_checkout(self._git, self._github, self._checkout, options, on_step, self._snapshot)


def target_of(word: str, api_url: str | None, options: PullOptions) -> Target:
    """What a word of the command line names.

    Raises:
        TrustpubError: it is neither a checkout nor a repository on github.com, or GitHub does not show it, or an option
            needs what is not there.
    """
    name = name_on_github(word)
    if name is None:
        from trustpub.git.client import Git
        from trustpub.pullrequest.local import place_of, snapshot_of

        checkout = checkout_of(word, "pr")
        full_name = "/".join(place_of(checkout))
        git = Git(checkout.path)
        github = github_of(api_url, f"open a pull request in {full_name}")
        return Checkout(github, git, checkout, snapshot_of(github, full_name))
    if options.sign_off and options.author is None:
        raise TrustpubError(
            "--signoff needs --author 'NAME <EMAIL>' where there is no checkout whose git says who you are"
        )
    return Remote(github_of(api_url, f"open a pull request in {name}"), name)


def name_on_github(word: str) -> str | None:
    """The full name of the repository that a word names; None for the path of a checkout. A folder goes first.

    Raises:
        TrustpubError: it is neither.
    """
    from trustpub.campaign.names_file import full_name_of

    if os.path.exists(word):
        return None
    name = full_name_of(word)
    if name is not None:
        return name
    host = _HOST.match(word)
    if host is not None and not host["host"].lower().endswith("github.com"):
        from trustpub.github.hosts import NOT_TRUSTED

        raise TrustpubError(f"the address is one of {host['host']}, and {NOT_TRUSTED}")
    raise TrustpubError(f"{word!r} is neither a folder nor a repository on GitHub; name a checkout, or OWNER/NAME")
