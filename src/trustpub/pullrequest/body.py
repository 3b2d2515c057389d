"""Changing the text of a pull request that people work with: their ticks and their words stay."""

from __future__ import annotations

import hashlib
import re

from trustpub.pullrequest.marker import read_marker, with_marker_of, without_marker

_TICKED = re.compile(r"^(?P<start>\s*(?:[-*]|\d+\.) \[)[xX](?P<rest>\] .*)$")
_NOTICE = re.compile(r"^> \[!IMPORTANT\]\n> \*\*Not to be merged yet\.\*\*[^\n]*\n\n?", re.MULTILINE)
_REGISTER = re.compile(
    r"^1\. \[[ xX]\] As an owner of the project, register [^\n]*\n(?:   - \[[ xX]\] [^\n]*\n)*", re.MULTILINE
)
_MERGE = re.compile(r"^(\d+\. \[[ xX]\] )Mark this as ready, and merge it$", re.MULTILINE)
_BOX = re.compile(r"^(\s*(?:[-*]|\d+\.) )\[[xX]\] ", re.MULTILINE)
_HEADING = re.compile(r"^### What to register$", re.MULTILINE)


def text_digest(body: str) -> str:
    """A digest of a text's words, which stays the same whatever is ticked, and when `registered_body` goes over it."""
    words = _BOX.sub(r"\1[ ] ", registered_body(without_marker(body))).strip()
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def is_as_written(body: str) -> bool:
    """Whether a text is trustpub's, and nobody changed its words since."""
    marker = read_marker(body)
    return marker is not None and marker.text == text_digest(body)


def body_to_keep(new: str, old: str) -> str:
    """What the text of a pull request is to be once it is brought up to date.

    One without our comment is somebody else's altogether. In one whose words somebody changed, only the comment is
    brought up to date. A text that says that the publishers are registered goes on to say so while they are the same.

    Args:
        new: from `trustpub.pullrequest.text.texts_of`.
        old: as it is now.
    """
    before, after = read_marker(old), read_marker(new)
    if before is None or after is None:
        return old
    if not is_as_written(old):
        return with_marker_of(new, old)
    is_registered = _NOTICE.search(old.replace("\r\n", "\n")) is None
    if is_registered and before.publishers is not None and before.publishers == after.publishers:
        new = registered_body(new)
    return with_ticks(new, old)


def with_ticks(new: str, old: str) -> str:
    """A new text, in which those items of task lists are ticked that are so in the old one, word for word."""
    ticked = {f"{match['start']} {match['rest']}" for line in old.splitlines() if (match := _TICKED.match(line))}
    return "\n".join(line.replace("[ ]", "[x]", 1) if line in ticked else line for line in new.split("\n"))


def registered_body(text: str) -> str:
    """The text of a pull request once its publishers are registered: without the notice, and with that step done.

    A text that does not hold these words, such as one from a template of one's own, stays as it is.
    """
    text = _NOTICE.sub("", text.replace("\r\n", "\n"))
    text = _REGISTER.sub(
        lambda match: (
            match[0].replace("[ ] ", "[x] ").replace("[x] As an owner of the project, register", "[x] Register", 1)
        ),
        text,
    )
    return _HEADING.sub("### What is registered", _MERGE.sub(r"\1Merge", text))
