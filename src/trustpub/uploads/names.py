"""Names that tell a PyPI credential: of secrets, variables and inputs."""

from __future__ import annotations

import re

_CREDENTIAL = re.compile(
    r"pypi|twine_|^twine|flit_(user|pass)|poetry_(pypi|http)|uv_publish|hatch_index|pdm_publish|maturin_(pass|user)",
    re.IGNORECASE,
)
_NOT_A_CREDENTIAL = re.compile(
    r"(_|-|^)(url|uri|host|server|index|repository|repo|registry|proxy|mirror|version|package|project|webhook|channel|bucket"
    r"|email|mail|path|dir|folder|branch|tag|badge|(package|project|app|repo)[-_]?name|key[-_]id)s?$",
    re.IGNORECASE,
)
_TEST_INDEX = re.compile(r"test[-_]?pypi|pypi[-_]?test|pypi[-_]?staging", re.IGNORECASE)
_USER = re.compile(r"user(name)?$|_login$|_user_", re.IGNORECASE)


def looks_like_pypi_credential(name: str) -> bool:
    """Whether a name speaks of a PyPI user, password or token."""
    return bool(_CREDENTIAL.search(name)) and not _NOT_A_CREDENTIAL.search(name)


def looks_like_user(name: str) -> bool:
    """Whether a name speaks of a user name rather than a password or token."""
    return bool(_USER.search(name))


def speaks_of_testpypi(name: str) -> bool:
    """Whether a name speaks of TestPyPI."""
    return bool(_TEST_INDEX.search(name))
