"""Pull requests.

Source: https://docs.github.com/en/rest/pulls/pulls.
"""

from __future__ import annotations

from trustpub.github.client import GitHub
from trustpub.github.listed import Pull


def open_pull(
    github: GitHub, owner: str, name: str, *, base: str, head: str, title: str, body: str, draft: bool
) -> Pull:
    """Open a pull request.

    Args:
        github: with a token that may.
        owner, name: the repository that it is for.
        base: the branch to merge into.
        head: ``OWNER:BRANCH``, where OWNER has the repository itself or a fork of it.
        title, body: its text.
        draft: whether it is one; see `is_draft_refused`.

    Raises:
        HttpError: it is not open; status 422 also when there is one for the same branches.
    """
    raise NotImplementedError


def is_draft_refused(error: Exception) -> bool:
    """Whether `open_pull` failed because the owner's plan has no drafts in private repositories."""
    raise NotImplementedError


def ensure_pull(
    github: GitHub, owner: str, name: str, *, base: str, head: str, title: str, body: str, draft: bool
) -> Pull:
    """Open a pull request as `open_pull` does, or find the open one for the same branches.

    So it can be called again after an answer was lost, or the program was killed.

    Raises:
        HttpError: none is open.
    """
    raise NotImplementedError


def update_pull(
    github: GitHub,
    owner: str,
    name: str,
    number: int,
    *,
    title: str | None = None,
    body: str | None = None,
    state: str | None = None,
) -> Pull:
    """Change a pull request's text or state (``open`` or ``closed``); what is None stays.

    Raises:
        HttpError: it is as it was, or nothing is known.
    """
    raise NotImplementedError


def mark_ready(github: GitHub, pull_node_id: str) -> None:
    """Make a draft an ordinary pull request; one that is none already is no error.

    Args:
        github: with a token that may.
        pull_node_id: `Pull.node_id`.

    Raises:
        HttpError: it is still a draft, or nothing is known.
    """
    raise NotImplementedError


def pulls_of_branch(github: GitHub, owner: str, name: str, head_owner: str, branch: str) -> list[Pull]:
    """The pull requests that come from a branch, in any state, newest first.

    Args:
        github: with or without a token.
        owner, name: the repository that they are for.
        head_owner: who has the branch.
        branch: its name.

    Raises:
        HttpError: they cannot be listed.
    """
    raise NotImplementedError
