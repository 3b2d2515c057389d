"""Forks, for who may not write.

Source: https://docs.github.com/en/rest/repos/forks.
"""

from __future__ import annotations

from trustpub.github.client import GitHub
from trustpub.github.needs import FORK, WRITE_CONTENTS
from trustpub.github.reading import Reader
from trustpub.http.addresses import path_of
from trustpub.http.errors import HttpError

PATIENCE = 300
"""Seconds that GitHub asks to allow for a fork; most take a few."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_NOT_YET = (403, 404, 409, 422)


def ensure_fork(github: GitHub, owner: str, name: str) -> tuple[str, str]:
    """The token's owner's fork of a repository: the one that exists, or a new one, once it can be used.

    Args:
        github: with a token that may make repositories.
        owner, name: what is forked.

    Returns:
        Owner and name of the fork, which may differ from the other's.

    Raises:
        HttpError: it cannot be made, or cannot be used after `PATIENCE` seconds.
    """
    what = f"fork {owner}/{name}"
    path = path_of("repos", owner, name, "forks")
    # An existing fork is given back as a new one is: https://github.com/cli/cli/pull/549.
    response = github.ask("POST", path, what, FORK, body={"default_branch_only": True}, repeatable=True)
    shown = Reader(response.json(), response)
    fork = shown.object("owner").text("login"), shown.text("name")
    if not shown.flag("fork"):
        raise shown.malformed("a repository that is no fork")
    _wait_for(github, *fork, what)
    return fork


def _wait_for(github: GitHub, owner: str, name: str, what: str) -> None:
    """Wait until git objects can be written to a fork; reading them works before that.

    Sources: https://docs.github.com/en/rest/repos/forks#create-a-fork and googleapis/code-suggester#78.
    """
    path = path_of("repos", owner, name, "git", "blobs")
    pause, waited = _FIRST_PAUSE, 0.0
    while True:  # an empty file that no folder names does no harm
        response = github.ask("POST", path, what, WRITE_CONTENTS, body={"content": ""}, also=_NOT_YET, repeatable=True)
        if 200 <= response.status < 300:
            return
        if waited >= PATIENCE:
            reason = f"the fork {owner}/{name} cannot be written to after {PATIENCE // 60} minutes"
            raise HttpError(what, reason, "look at it on GitHub, and try again later", response.status)
        github.clock.sleep(pause)
        waited += pause
        pause = min(pause * 2, _LONGEST_PAUSE)
