"""The change as a draft pull request, by the same way as ``trustpub pr``."""

from __future__ import annotations

from trustpub.errors import TrustpubError
from trustpub.git.client import Git
from trustpub.pullrequest.local import propose_from_checkout
from trustpub.pullrequest.outcome import OPENED, UNCHANGED, UPDATED, PullOptions
from trustpub.wizard.chosen import options_of
from trustpub.wizard.state import PULL_REQUEST, Written, now
from trustpub.wizard.talk import Talk


def can_propose(talk: Talk) -> bool:
    """Whether there is what a pull request needs: git, a token, a remote on GitHub, all workflows; nobody is asked."""
    if None in talk.repository.identity() or talk.state.choices.get("workflows") is not None:
        return False
    try:
        Git(talk.repository.root)
    except TrustpubError:
        return False
    return talk.github() is not None


def propose(talk: Talk) -> tuple[Written, tuple[str, ...]]:
    """Open the pull request, or bring the one that is there up to date; and what else to know.

    Raises:
        TrustpubError: there is none then, and why.
    """
    github = talk.github()
    assert github is not None
    options = PullOptions(migration=options_of(talk.state.choices))
    done = propose_from_checkout(Git(talk.repository.root), github, talk.repository, options)
    if done.pull is None or done.state not in (OPENED, UPDATED, UNCHANGED):
        raise TrustpubError(done.reason or f"the repository on GitHub: {done.state}")
    branch = None if done.texts is None else done.texts.branch
    return Written(PULL_REQUEST, now(), branch, done.pull.head_commit, done.pull.url), done.notes
