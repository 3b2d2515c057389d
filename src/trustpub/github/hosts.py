"""Which GitHub is asked: github.com unless the user says otherwise, and never because a repository says so.

Sources: https://cli.github.com/manual/gh_help_environment (``GH_HOST``), "Variables reference" of GitHub Actions
(``GITHUB_API_URL``), and for the addresses the REST API's "Getting started" for each kind of GitHub.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from trustpub.errors import TrustpubError
from trustpub.http.addresses import base_address

API = "https://api.github.com"
_NAME = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?")

NOT_TRUSTED = "PyPI trusts GitHub Actions of github.com only, so nothing can be published from here with it"


class Host(NamedTuple):
    """A GitHub.

    Attributes:
        name: such as ``github.com``; what tokens are kept for.
        api: base address of the REST API.
        is_trusted: whether PyPI trusts the OIDC tokens of its Actions.
    """

    name: str
    api: str
    is_trusted: bool

    @property
    def graphql(self) -> str:
        """Base address of the GraphQL API: on a server of one's own it is beside the REST API, not below it.

        Source: https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql.
        """
        return self.api.removesuffix("/v3") if self.api.endswith("/api/v3") else self.api


def choose_host(api_url: str | None, environment: Mapping[str, str]) -> Host:
    """The GitHub to ask: that of ``--api-url``, of ``GITHUB_API_URL``, of ``GH_HOST``, else github.com.

    An address that is neither GitHub's own nor of an enterprise's shape is taken for a way to github.com.

    Raises:
        TrustpubError: the address or the name is none.
    """
    given, option = (api_url, "--api-url") if api_url else (environment.get("GITHUB_API_URL"), "GITHUB_API_URL")
    if given:
        base = base_address(given, option)
        name = _name_of(base)
        return Host(name, base, name == "github.com")
    name = environment.get("GH_HOST", "").strip().lower() or "github.com"
    if not _NAME.fullmatch(name):
        raise TrustpubError("GH_HOST is no name of a host; it looks like github.example.com")
    if name == "github.com":
        return Host(name, API, True)
    api = f"https://api.{name}" if name.endswith(".ghe.com") else f"https://{name}/api/v3"
    return Host(name, api, False)


def _name_of(base: str) -> str:
    """The host that an API's address belongs to."""
    parts = urlsplit(base)
    host = (parts.hostname or "").lower()
    if host.endswith(".ghe.com"):
        return host.removeprefix("api.")
    return parts.netloc.lower() if parts.path.rstrip("/").endswith("/api/v3") else "github.com"
