"""Changing the text of a pull request that people work with: what they ticked stays ticked."""

from __future__ import annotations

import re

_TICKED = re.compile(r"^(?P<start>\s*(?:[-*]|\d+\.) \[)[xX](?P<rest>\] .*)$")
_NOTICE = re.compile(r"^> \[!IMPORTANT\]\n> \*\*Not to be merged yet\.\*\*[^\n]*\n\n?", re.MULTILINE)
_REGISTER = re.compile(
    r"^1\. \[[ xX]\] As an owner of the project, register [^\n]*\n(?:   - \[[ xX]\] [^\n]*\n)*", re.MULTILINE
)
_MERGE = re.compile(r"^(\d+\. \[[ xX]\] )Mark this as ready, and merge it$", re.MULTILINE)
_HEADING = re.compile(r"^### What to register$", re.MULTILINE)


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
