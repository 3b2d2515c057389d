"""Who makes a commit."""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.errors import InputError

_IDENTITY = re.compile(r"\s*(?P<name>[^<>\0\n]*[^<>\0\n\s])\s*<(?P<email>[^<>\0\n\s]+)>\s*")


class Identity(NamedTuple):
    """A name and an address, as git writes them: ``NAME <EMAIL>``."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


def read_identity(text: str) -> Identity:
    """The identity that a text gives as ``NAME <EMAIL>``.

    Raises:
        InputError: it is none.
    """
    match = _IDENTITY.fullmatch(text)
    if match is None:
        raise InputError(f"{text!r} names no author; write it as 'NAME <EMAIL>'")
    return Identity(match["name"], match["email"])
