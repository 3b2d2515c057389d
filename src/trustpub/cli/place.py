"""The checkout, its place on GitHub, and GitHub with the user's token: where commands that change GitHub begin."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from trustpub.cli.repositories import open_path, owner_and_name
from trustpub.errors import TrustpubError
from trustpub.repository.local import LocalRepository

if TYPE_CHECKING:
    from trustpub.github.client import GitHub
    from trustpub.github.hosts import Host


def checkout_of(path: str, command: str) -> LocalRepository:
    """The checkout that a path names.

    Raises:
        TrustpubError: it is a single file.
        InputError: it is no repository.
    """
    repository = open_path(path)
    if not isinstance(repository, LocalRepository):
        raise TrustpubError(f"{command} looks at all workflows of a repository; name its folder, not a single file")
    return repository


def place_of(checkout: LocalRepository, given: str | None) -> tuple[str, str]:
    """Owner and name on GitHub: as given with ``--repository``, else as the checkout's remote says.

    Raises:
        TrustpubError: neither tells.
    """
    if given is not None:
        return owner_and_name(given)
    owner, name = checkout.identity()
    if owner is None or name is None:
        from trustpub.repository.identity import why_unknown

        raise TrustpubError(f"{why_unknown(checkout)}, with --repository OWNER/NAME")
    return owner, name


def trusted_host(api_url: str | None, what: str) -> Host:
    """The GitHub to ask, which is github.com.

    Raises:
        TrustpubError: by the user's settings it is another, whose Actions PyPI does not trust.
    """
    from trustpub.github.hosts import NOT_TRUSTED, choose_host

    host = choose_host(api_url, os.environ)
    if not host.is_trusted:
        raise TrustpubError(
            f"cannot {what}: GitHub is {host.name} by your settings, and {NOT_TRUSTED}; set GH_HOST to github.com"
        )
    return host


def github_of(api_url: str | None, what: str) -> GitHub:
    """GitHub, with the user's token.

    Raises:
        TrustpubError: there is no token, or it is another GitHub.
    """
    from trustpub.cli.waiting import announce
    from trustpub.github.client import GitHub
    from trustpub.github.tokens import find_token, no_token

    host = trusted_host(api_url, what)
    token = find_token(host, os.environ)
    if token is None:
        raise no_token(what, host)
    return GitHub(host, token, on_wait=announce)
