"""What a PyPI token tells of itself, offline; nothing of it is kept but its kind.

A token is ``pypi-`` and a macaroon in base64, whose location is the index and whose caveats restrict it. Sources:
https://pypitoken.readthedocs.io and warehouse's ``macaroons/caveats`` (a caveat that begins with 4 is that of a token
that Trusted Publishing minted).
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from typing import Any, NamedTuple

from trustpub.errors import TrustpubError
from trustpub.migration.names import display, site_of
from trustpub.redaction import LITERAL_TOKEN
from trustpub.uploads.types import OTHER, PYPI, TESTPYPI

USER, PROJECTS, PUBLISHER, UNKNOWN = "user", "projects", "publisher", "unknown"
"""What a token is good for: all projects of an account, some, those of a publisher; or that cannot be told."""

MAX_LENGTH = 8_000
"""Longest text that is taken for a token; PyPI's have some 200 characters."""

_INDEXES = {"pypi.org": PYPI, "test.pypi.org": TESTPYPI}
_BEGINNINGS = {"pypi-AgEIcHlwaS5vcmc": PYPI, "pypi-AgENdGVzdC5weXBpLm9yZw": TESTPYPI}
_PUBLISHER_CAVEAT = 4
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_DOMAIN = re.compile(r"[a-z0-9.-]{1,253}", re.IGNORECASE)
_MOST_NAMES = 20


class NotAToken(TrustpubError):  # noqa: N818 - an outcome, not a fault
    """The text is no token of an index."""


class Anatomy(NamedTuple):
    """What a token tells.

    Attributes:
        index: ``pypi``, ``testpypi`` or ``other``.
        domain: the index's host; empty when the token names none that can be shown.
        kind: `USER`, `PROJECTS`, `PUBLISHER` or `UNKNOWN`.
        projects: the names of the projects that it is good for, where it has them; PyPI may only have put numbers in.
        not_before, not_after: when it is valid, in seconds since 1970; None without limit.
        recognisable: the first characters of its identifier, by which the owner finds it; None when it has none.
    """

    index: str  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    domain: str
    kind: str
    projects: tuple[str, ...]
    not_before: int | None
    not_after: int | None
    recognisable: str | None

    @property
    def description(self) -> str:
        """The kind of token in a few words, which name neither the token nor its owner."""
        where = display(self.index) if self.index != OTHER else self.domain or "an unknown index"
        return f"for {where}, {self.scope}"

    @property
    def scope(self) -> str:
        """What it is good for, for people."""
        if self.kind == PUBLISHER:
            return "minted by Trusted Publishing and valid for 15 minutes"
        if self.kind == USER:
            return "good for every project of the account that made it"
        if self.kind == UNKNOWN:
            return "with restrictions that are not known here"
        if not self.projects:
            return "good for certain projects, which it names by number only"
        names = ", ".join(self.projects[:_MOST_NAMES]) + (" and more" if len(self.projects) > _MOST_NAMES else "")
        return f"good for the project{'' if len(self.projects) == 1 else 's'} {names}"


def take_apart(text: str) -> Anatomy:
    """What a token tells.

    Raises:
        NotAToken: it is none, or damaged; the text of the error holds nothing of it.
    """
    text = text.strip()
    if not text.startswith("pypi-") or len(text) > MAX_LENGTH or not text.isascii() or " " in text:
        raise NotAToken("this is no PyPI token: those begin with pypi- and are one word")
    import pymacaroons  # type: ignore[import-untyped]  # heavy, and only needed here
    import pypitoken  # type: ignore[import-untyped]

    try:
        token = pypitoken.Token.load(text)
        domain, identifier = str(token.domain), str(token.identifier)
        macaroon = pymacaroons.Macaroon.deserialize(text[len("pypi-") :])
        caveats = [_text(caveat.caveat_id) for caveat in macaroon.caveats]
    except Exception:  # whatever a damaged token does to the libraries; their message may hold parts of it
        raise NotAToken("this begins like a PyPI token, but is cut or damaged") from None
    domain = domain if _DOMAIN.fullmatch(domain) else ""
    recognisable = identifier[:8] if _UUID.fullmatch(identifier) else None
    return _restricted(
        Anatomy(_INDEXES.get(domain, OTHER), domain, USER, (), None, None, recognisable),
        [_restriction(caveat, pypitoken) for caveat in caveats],
    )


def describe_literal(text: str) -> str:
    """What kind of token stands in a file, in words that hold nothing of it; also of one that is damaged.

    Args:
        text: the token, or a text that holds one.
    """
    match = LITERAL_TOKEN.search(text)
    found = match.group() if match else text
    try:
        return take_apart(found).description
    except NotAToken:
        index = next((index for start, index in _BEGINNINGS.items() if found.startswith(start)), None)
        return f"for {display(index)}, cut or damaged" if index else "cut or damaged"


def advice_on(anatomy: Anatomy) -> list[str]:
    """What to do about a token, in order."""
    if anatomy.kind == PUBLISHER:
        return ["It ends by itself; find out how it came out of the job's log, and who could read that."]
    # Anybody can make a token that names any host, so only those of PyPI become a link.
    page = "at the index that made it" if anatomy.index == OTHER else f"on {site_of(anatomy.index)}/manage/account/"
    advice = [
        f"If anybody else may have seen it, revoke it now, {page} under API tokens: whoever has it can upload until "
        "then.",
        "Only the account that made it sees it there. Where nobody remembers which, ask the owners and maintainers of "
        "the project; those who are gone can be removed, which ends their tokens for it.",
    ]
    if anatomy.kind == USER:
        advice.append("It can upload to every project of that account, so check the security history of all of them.")
    advice.append(
        "Replace it by Trusted Publishing, which stores nothing: trustpub scan finds what uses it, trustpub migrate "
        "changes it. Revoke it once a release went through."
    )
    return advice


def validity(anatomy: Anatomy, now: datetime) -> str:
    """When the token is valid, for people."""
    if anatomy.not_after is None:
        return "until it is revoked"
    start, end = anatomy.not_before or 0, anatomy.not_after
    ended = ", which is over" if end < now.timestamp() else ""
    return f"from {_day(start)} to {_day(end)}{ended}"


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode()


def _day(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return "a date that is none"


def _restriction(caveat: str, pypitoken: Any) -> Any:
    """A restriction as the library reads it; `PUBLISHER` or `UNKNOWN` for what it does not know."""
    try:
        return pypitoken.Restriction.load_json(caveat)
    except pypitoken.LoaderError:
        pass
    try:
        value = json.loads(caveat)
    except (ValueError, RecursionError):
        return UNKNOWN
    return PUBLISHER if isinstance(value, list) and value[:1] == [_PUBLISHER_CAVEAT] else UNKNOWN


def _restricted(anatomy: Anatomy, restrictions: list[Any]) -> Anatomy:
    """The token with all its restrictions, each of which narrows it."""
    names: list[set[str]] = []
    by_project = False
    for restriction in restrictions:
        if isinstance(restriction, str):
            kind = PUBLISHER if PUBLISHER in (restriction, anatomy.kind) else UNKNOWN
            anatomy = anatomy._replace(kind=kind)
        elif hasattr(restriction, "project_names"):
            names.append({str(name) for name in restriction.project_names})
        elif hasattr(restriction, "project_ids"):
            by_project = True
        elif hasattr(restriction, "not_after"):
            anatomy = anatomy._replace(
                not_before=max(anatomy.not_before or 0, restriction.not_before),
                not_after=min(anatomy.not_after or restriction.not_after, restriction.not_after),
            )
    if anatomy.kind == USER and (names or by_project):
        common = sorted(set.intersection(*names)) if names else []
        anatomy = anatomy._replace(kind=PROJECTS, projects=tuple(common))
    return anatomy
