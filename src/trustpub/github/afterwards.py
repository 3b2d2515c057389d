"""What remains once a secret is gone from GitHub: the token that it held is still alive.

Sources: https://pypi.org/help/#apitoken and https://docs.github.com/en/authentication/keeping-your-account-and-data-secure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

SITES = {"PyPI": "https://pypi.org", "TestPyPI": "https://test.pypi.org"}


_TEST = re.compile(r"(?:^|_)TEST(?:_|PYPI|$)|PYPITEST")


class Remaining(NamedTuple):
    """Something that only a person can do: what, and the pages for it."""

    what: str
    pages: tuple[str, ...]


def remaining(owner: str, name: str, project: str | None, secrets: Iterable[str]) -> tuple[Remaining, ...]:
    """What a person does next, in this order.

    Args:
        owner, name: the repository.
        project: on PyPI; None when it is not known.
        secrets: the names of those that were deleted; one that says TEST was for TestPyPI.
    """
    kinds = {_TEST.search(name.upper()) is not None for name in secrets}
    indexes = [index for index in SITES if (index == "TestPyPI") in kinds]
    shown = project or "PROJECT"
    histories = tuple(f"{SITES[index]}/manage/project/{shown}/history/" for index in indexes)
    accounts = tuple(f"{SITES[index]}/manage/account/" for index in indexes)
    return (
        Remaining(
            "Revoke the token itself: deleting the secret did not end it. It is listed in the account that made it, "
            "under API tokens; if nobody remembers whose it was, each owner of the project looks at their own. If the "
            "secret was a password, change it.",
            accounts,
        ),
        Remaining(
            "Think of who else may hold the same token: other repositories, organizations and CI services, "
            "~/.pypirc and the keyrings of those who ever uploaded by hand, secrets of Dependabot and Codespaces, and "
            "everything that could read this repository's secrets while it was there.",
            (),
        ),
        Remaining(
            "Look through the security history, of the account and of the project: tokens that you did not make, "
            "uploads at times when nobody released, new owners, maintainers or publishers, changes of the email "
            "address or of two-factor authentication.",
            (*accounts, *histories),
        ),
        Remaining(
            "Look through what git does not show: runs of workflows that you do not know, or that nobody started, and "
            "pushes, tokens and keys in GitHub's security log that are not yours.",
            (f"https://github.com/{owner}/{name}/actions", "https://github.com/settings/security-log"),
        ),
    )
