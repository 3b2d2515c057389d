"""Addresses: the base that requests go to, paths below it, and what counts as the same host."""

from __future__ import annotations

import ipaddress
from urllib.parse import quote, urlsplit

from trustpub.errors import TrustpubError


def base_address(text: str, option: str) -> str:
    """A base address as the user gave it, checked, without a slash at its end.

    Args:
        text: the address.
        option: the option or variable it came from, for the error.

    Raises:
        TrustpubError: it is none, holds a password, or is not encrypted (only this machine may be asked by http).
    """
    try:
        parts = urlsplit(text.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if not host or parts.scheme not in ("https", "http") or parts.query or parts.fragment or not text.isprintable():
        raise TrustpubError(f"{option} is no address that can be asked; it looks like https://host/path")
    if parts.username is not None or parts.password is not None:
        raise TrustpubError(f"{option} holds a user name or a password; leave it out of the address")
    if parts.scheme == "http" and not is_this_machine(host):
        raise TrustpubError(f"{option} is not encrypted, and a token must not travel like that; use https://{host}")
    return text.strip().rstrip("/")


def is_this_machine(host: str) -> bool:
    """Whether a host is this machine by its name or address alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def path_of(*segments: str) -> str:
    """A path of segments, each taken as it is: a slash in one does not divide it.

    Raises:
        TrustpubError: a segment is empty, or would lead up (``.`` and ``..`` do, however they are written).
    """
    for segment in segments:
        if segment in ("", ".", ".."):
            raise TrustpubError(f"{segment!r} is no name that can be asked for; check the names that were given")
    return "/" + "/".join(quote(segment, safe="", errors="surrogateescape") for segment in segments)


def origin(address: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address: a token that one of them gets is no business of another."""
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme.lower(), (parts.hostname or "").lower(), port or {"https": 443, "http": 80}.get(parts.scheme)
