"""Forks, for who may not write.

Source: https://docs.github.com/en/rest/repos/forks.
"""

from __future__ import annotations

from trustpub.github.client import GitHub


def ensure_fork(github: GitHub, owner: str, name: str, commit: str | None = None) -> tuple[str, str]:
    """The token's owner's fork of a repository: the one that exists, or a new one, once it can be used.

    Args:
        github: with a token that may make repositories.
        owner, name: what is forked.
        commit: one of its commits, which must be seen in the fork; None to wait only for the fork itself.

    Returns:
        Owner and name of the fork, which may differ from the other's.

    Raises:
        HttpError: it cannot be made, or is not there after `PATIENCE` seconds.
    """
    raise NotImplementedError
