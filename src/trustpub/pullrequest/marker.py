"""How trustpub knows its own commits and pull requests again.

A commit ends with the trailer ``Trustpub-Change``, a digest of the files that it changes; so one that somebody else
amended is told apart. The text of a pull request ends with a comment that names the publishers it waits for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from trustpub.git.trailers import trailers
from trustpub.migration.types import Publisher

TRAILER = "Trustpub-Change"

_VERSION = 1
_MARKER = re.compile(r"^<!-- trustpub: v(?P<version>\d{1,9})(?: (?P<facts>\{.*\}))? -->\r?$", re.MULTILINE)
_MOST = 20_000
_FIELDS = ("index", "project", "owner", "repository", "workflow", "environment")


class Marker(NamedTuple):
    """What the comment of a pull request tells.

    Attributes:
        digest: of the files, as in the commit; None when it is not told.
        publishers: those that the pull request waits for; None when they are not told (too many, or a newer trustpub).
        text: a digest of the text before the comment, see `trustpub.pullrequest.body.text_digest`; None when it is not
            told.
    """

    digest: str | None
    publishers: tuple[Publisher, ...] | None
    text: str | None = None


def digest_of(files: Mapping[str, bytes]) -> str:
    """The digest of files as a change leaves them: paths and contents, whatever their order."""
    lines = sorted(
        path.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(data).digest() for path, data in files.items()
    )
    return hashlib.sha256(b"".join(len(line).to_bytes(4, "big") + line for line in lines)).hexdigest()


def digest_in(message: str) -> str | None:
    """The digest that a commit's message ends with; None when trustpub did not write it."""
    return next((value for key, value in reversed(trailers(message)) if key == TRAILER), None)


def is_ours(message: str, contents: Mapping[str, bytes]) -> bool:
    """Whether a commit is trustpub's and was not changed since.

    Args:
        message: of the commit.
        contents: what the files that the commit changes hold in it.
    """
    return digest_in(message) == digest_of(contents)


def write_marker(digest: str, publishers: Iterable[Publisher], text_digest: str) -> str:
    """The comment for the end of a pull request's text, one line, which GitHub does not show."""
    facts = {"digest": digest, "text": text_digest}
    listed = [dict(zip(_FIELDS, (getattr(p, name) for name in _FIELDS), strict=True)) for p in publishers]
    text = _encoded({**facts, "publishers": listed})
    return f"<!-- trustpub: v{_VERSION} {text if len(text) <= _MOST else _encoded(facts)} -->"


def read_marker(body: str) -> Marker | None:
    """The comment in a pull request's text, the last one; None when there is none. Whoever can edit it wrote it."""
    found = list(_MARKER.finditer(body))
    if not found:
        return None
    try:
        facts = json.loads(found[-1]["facts"] or "{}") if int(found[-1]["version"]) == _VERSION else {}
    except (ValueError, RecursionError):
        facts = {}
    digest, text = (value if isinstance(value, str) else None for value in (facts.get("digest"), facts.get("text")))
    return Marker(digest, _publishers(facts.get("publishers")), text)


def without_marker(body: str) -> str:
    """A pull request's text without the comment."""
    return _MARKER.sub("", body)


def with_marker_of(new: str, body: str) -> str:
    """A pull request's text with the comment of another one in the place of its own last one."""
    found, last = list(_MARKER.finditer(new)), list(_MARKER.finditer(body))[-1]
    return f"{body[: last.start()]}{found[-1][0]}{body[last.end() :]}"


def _encoded(facts: Mapping[str, Any]) -> str:
    """JSON that cannot end an HTML comment, nor hold anything but plain letters."""
    text = json.dumps(facts, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("--", "-\\u002d")


def _publishers(listed: Any) -> tuple[Publisher, ...] | None:
    if not isinstance(listed, list):
        return None
    found = [_publisher(item) for item in listed]
    publishers = tuple(publisher for publisher in found if publisher is not None)
    return publishers if len(publishers) == len(found) else None


def _publisher(item: Any) -> Publisher | None:
    if not isinstance(item, dict):
        return None
    index, project, owner, repository, workflow, environment = (item.get(name) for name in _FIELDS)
    optional = (project, owner, repository, environment)
    if not isinstance(index, str) or not isinstance(workflow, str):
        return None
    if not all(value is None or isinstance(value, str) for value in optional):
        return None
    return Publisher(index, project, owner, repository, workflow, environment)
