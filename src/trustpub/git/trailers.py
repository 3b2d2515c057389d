"""Trailers at the end of a commit message, such as ``Signed-off-by``.

Source: git-interpret-trailers(1): the last paragraph, when all of its lines are trailers.
"""

from __future__ import annotations

import re

from trustpub.git.identity import Identity

_TRAILER = re.compile(r"(?P<key>[A-Za-z0-9][A-Za-z0-9-]*): (?P<value>\S.*)")


def with_trailer(message: str, key: str, value: str) -> str:
    """The message with one trailer more, unless it ends with the very same one already."""
    found = trailers(message)
    if found and found[-1] == (key, value):
        return message
    text = message.rstrip("\n")
    return f"{text}{'' if found else chr(10)}\n{key}: {value}\n"


def trailers(message: str) -> list[tuple[str, str]]:
    """The trailers of a message, in their order; [] when its last paragraph holds anything else, or is its subject."""
    paragraphs = re.split(r"\n(?:[ \t]*\n)+", message.strip().replace("\r\n", "\n"))
    matches = [_TRAILER.fullmatch(line.rstrip()) for line in paragraphs[-1].split("\n")]
    if len(paragraphs) == 1 or not all(matches):
        return []
    return [(match["key"], match["value"]) for match in matches if match]


def signed_off(message: str, identity: Identity) -> str:
    """The message with the sign-off of an identity. Source: git-commit(1), ``--signoff``."""
    return with_trailer(message, "Signed-off-by", str(identity))
