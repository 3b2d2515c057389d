"""Tokens as PyPI makes them, planted for the tests; none was ever valid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pymacaroons  # type: ignore[import-untyped]
import pypitoken  # type: ignore[import-untyped]

IDENTIFIER = "3f2a77e1-5c0d-4b7a-9e61-0123456789ab"
ACCOUNT = "77777777-8888-4999-aaaa-bbbbbbbbbbbb"


def planted(domain: str = "pypi.org", identifier: str = IDENTIFIER, *, caveats: Iterable[object] = ()) -> str:
    """A token of an index with these caveats; none makes it good for everything."""
    token = pypitoken.Token.create(domain=domain, identifier=identifier, key="not PyPI's key")
    macaroon = pymacaroons.Macaroon.deserialize(token.dump().partition("-")[2])
    for caveat in caveats:
        macaroon.add_first_party_caveat(json.dumps(caveat))
    return f"pypi-{macaroon.serialize()}"


def leaks(token: str, *texts: str) -> list[str]:
    """The pieces of a token, and of what it holds, that stand in texts: there should be none."""
    beginning = len("pypi-AgENdGVzdC5weXBpLm9yZw")
    pieces = [token[start : start + 12] for start in range(beginning, len(token) - 12)]
    pieces += [IDENTIFIER, IDENTIFIER[9:], ACCOUNT, ACCOUNT[:8]]
    text = re.sub(r"\s+", "", "".join(texts))
    return [piece for piece in pieces if piece in text]
