"""The kind of a token, for people; nothing of the token itself."""

from __future__ import annotations

from datetime import datetime, timezone

from trustpub.pypi.token import Anatomy, advice_on, validity
from trustpub.report.terminal import Paint, printable


def token_text(anatomy: Anatomy, paint: Paint) -> str:
    """What the token is, and what to do about it."""
    lines = [paint.wrapped(paint(f"A token {printable(anatomy.description)}.", "bold"), "", "")]
    rows = [
        ("index", anatomy.domain or "not told"),
        ("good for", anatomy.scope),
        ("valid", validity(anatomy, datetime.now(timezone.utc))),
        ("identifier", f"begins with {anatomy.recognisable}" if anatomy.recognisable else "not told"),
    ]
    lines += [paint.wrapped(printable(value), f"  {name.ljust(11)}", " " * 13) for name, value in rows]
    lines.append(paint("What to do:", "bold") + "\n")
    lines += [
        paint.wrapped(printable(text), f"  {number}. ", "     ") for number, text in enumerate(advice_on(anatomy), 1)
    ]
    return "".join(lines)
