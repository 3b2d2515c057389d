"""Where the token comes from: the variables that GitHub's own tool reads, then that tool itself.

Source: https://cli.github.com/manual/gh_help_environment and https://cli.github.com/manual/gh_auth_token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from trustpub.errors import TrustpubError
from trustpub.github.hosts import Host
from trustpub.http.secret import Secret

_VARIABLES = ("GH_TOKEN", "GITHUB_TOKEN")
_ENTERPRISE_VARIABLES = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
_PATIENCE = 10
"""Seconds that ``gh`` gets; it may ask the system's keyring."""


class Token(NamedTuple):
    """A token, and where it was found: ``GH_TOKEN``, ``GITHUB_TOKEN``, ... or ``gh auth token``."""

    secret: Secret
    source: str


def find_token(host: Host, environment: Mapping[str, str]) -> Token | None:
    """The user's token for a host; None when there is none.

    Raises:
        TrustpubError: what was found can be no token.
    """
    is_cloud = host.name == "github.com" or host.name.endswith(".ghe.com")
    for name in _VARIABLES if is_cloud else _ENTERPRISE_VARIABLES:
        if environment.get(name, "").strip():
            return _token(environment[name], name)
    found = _from_gh(host.name, environment)
    return None if found is None else _token(found, "gh auth token")


def no_token(what: str, host: Host) -> TrustpubError:
    """The error for a step that needs a token where there is none."""
    name = "GH_TOKEN" if host.is_trusted or host.name.endswith(".ghe.com") else "GH_ENTERPRISE_TOKEN"
    login = "gh auth login" if host.name == "github.com" else f"gh auth login --hostname {host.name}"
    return TrustpubError(
        f"cannot {what}: there is no GitHub token; set {name} or run '{login}'; docs/github-token.md says what it needs"
    )


def _token(text: str, source: str) -> Token:
    value = text.strip()
    if not value.isascii() or not value.isprintable() or " " in value:
        raise TrustpubError(f"what {source} holds is no token: there are characters in it that none has")
    return Token(Secret(value), source)


def _from_gh(host: str, environment: Mapping[str, str]) -> str | None:
    """What GitHub's command line tool keeps for a host; None without the tool, or without a login."""
    import shutil
    import subprocess

    program = shutil.which("gh", path=environment.get("PATH"))
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, "auth", "token", "--hostname", host],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    text = done.stdout.decode("ascii", "replace").strip()
    return text if done.returncode == 0 and text else None
