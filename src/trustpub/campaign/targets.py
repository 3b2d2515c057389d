"""Which repositories: those of an organization, those of a user, or those that a file lists."""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.errors import TrustpubError

ORGANIZATION, USER, FILE = "org", "user", "file"
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""Names of accounts: those of enterprise-managed users have an underscore; see
https://docs.github.com/en/enterprise-cloud@latest/admin/concepts/identity-and-access-management/username-considerations-for-external-authentication."""


class Target(NamedTuple):
    """What the user named.

    Attributes:
        kind: `ORGANIZATION`, `USER` or `FILE`.
        name: the account's name, or the file's absolute path.
    """

    kind: str
    name: str

    @property
    def key(self) -> str:
        """What its journal is known by; GitHub's names compare ignoring case."""
        return f"{self.kind}:{self.name if self.kind == FILE else self.name.lower()}"

    @property
    def option(self) -> str:
        """The option that names it on the command line."""
        return {ORGANIZATION: "--org", USER: "--user", FILE: "--from"}[self.kind]

    def __str__(self) -> str:
        return {ORGANIZATION: "the organization ", USER: "the user ", FILE: "the list "}[self.kind] + self.name


def account(kind: str, login: str) -> Target:
    """An organization or a user.

    Raises:
        TrustpubError: it is no name that GitHub gives.
    """
    if not LOGIN.fullmatch(login):
        option = Target(kind, login).option
        raise TrustpubError(f"{option} takes the name of an account on GitHub, as in {option} octo-org")
    return Target(kind, login)
