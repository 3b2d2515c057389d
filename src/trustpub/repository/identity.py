"""Why a checkout does not tell which repository on GitHub it is."""

from __future__ import annotations

import re

from trustpub.repository.local import LocalRepository

_HOST = re.compile(r"^(?:[a-z+]+://)?(?:[^/@]*@)?(?P<host>[A-Za-z0-9.-]+)(?::|/)")


def why_unknown(repository: LocalRepository) -> str:
    """One sentence on why `LocalRepository.identity` is (None, None), and what to do about it.

    Of an address only the host is repeated, since it may hold a password.
    """
    remedy = "fill in the owner and the name of the repository on github.com yourself"
    if not repository.is_git:
        return f"this is no git checkout, so its place on GitHub is unknown; {remedy}"
    remotes = repository.remotes()
    if not remotes:
        return f"the checkout has no git remote, so its place on GitHub is unknown; {remedy}"
    if "origin" not in remotes and len(remotes) > 1:
        return f"none of the {len(remotes)} git remotes is named origin, so its place on GitHub is unknown; {remedy}"
    url = remotes.get("origin") or next(iter(remotes.values()))
    match = _HOST.match(url)
    host = match["host"] if match else "no host"
    return (
        f"the git remote is at {host}, not at github.com, and PyPI trusts GitHub Actions of github.com only, not of "
        f"another server; if the project is released from github.com all the same, {remedy}"
    )
