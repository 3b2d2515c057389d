"""What git says when it refuses, as one sentence for the user."""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.errors import TrustpubError
from trustpub.report.terminal import printable

_USERINFO = re.compile(r"(?P<scheme>\b[A-Za-z][A-Za-z0-9+.-]*://)[^/\s'\"@]*(?:@[^/\s'\"@]*)*@")
_QUERY = re.compile(r"(?P<address>\b[A-Za-z][A-Za-z0-9+.-]*://[^\s'\"?]*)\?[^\s'\"]*")
_LONGEST = 600
_ADVICE = re.compile(
    r"^(?:hint|advice|warning|usage): |^\s*$|^To |^Done$|^remote: *$|^!\t|^Please make sure you have the correct"
)


class GitError(TrustpubError):
    """Git could not do what it was asked to do.

    Attributes:
        said: git's own words, made printable, without secrets; "" when it said nothing.
    """

    def __init__(self, message: str, said: str = "") -> None:
        super().__init__(message)
        self.said = said


class _Refusal(NamedTuple):
    words: str
    sentence: str


_REFUSALS = (
    _Refusal(
        "detected dubious ownership",
        "git does not open {place}, since another user owns it; if you trust it, run "
        "'git config --global --add safe.directory {place}'",
    ),
    _Refusal(
        "cannot use bare repository",
        "git does not open the bare repository {place}, as your setting safe.bareRepository asks; name a checkout",
    ),
    _Refusal("not a git repository", "{place} is no git checkout; name the top folder of a clone"),
    _Refusal(
        "git repo version",
        "git does not open {place}: its format is newer than this git knows; install a newer git",
    ),
    _Refusal(
        "repository extension",
        "git does not open {place}: it uses what this git does not know; install a newer git",
    ),
    _Refusal(
        "unknown option",
        "this git is too old for what trustpub asks of it ({said}); install git 2.29 or a newer one",
    ),
    _Refusal(
        "bad config",
        "git does not open {place}: a file of its settings cannot be read ({said}); correct it",
    ),
)
"""Git's words for what concerns every command alike. Source: setup.c and config.c of git."""


def failure(what: str, said: bytes, place: str) -> GitError:
    """The error for a command of git that failed.

    Args:
        what: what was asked of git, to follow "git cannot".
        said: its standard error.
        place: the checkout, as the user named it.
    """
    words = spoken(said)
    for refusal in _REFUSALS:
        if refusal.words in words:
            return GitError(refusal.sentence.format(place=printable(place), said=words), words)
    reason = words or "it gives no reason"
    return GitError(f"git cannot {what} in {printable(place)}: {reason}", words)


def spoken(said: bytes) -> str:
    """Git's standard error in one line: printable, cut to what fits a sentence, without hints and secrets."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines()]
    kept = [line for line in lines if not _ADVICE.search(line)]
    text = "; ".join(without_secrets(re.sub(r"^(?:fatal|error): ", "", line)) for line in kept)
    text = printable(text).rstrip(".")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def without_secrets(text: str) -> str:
    """Text without what addresses in it hold before an ``@`` (user and password or token) and behind a ``?``."""
    text = _USERINFO.sub(lambda match: match["scheme"], text)
    return _QUERY.sub(lambda match: match["address"], text)
