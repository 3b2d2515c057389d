"""The log of a job, or a piece of one that was pasted: made plain, and the claims that a tool printed into it.

Seen: the PyPA action's list with backticks, the same as GitHub shows it, uv's two kinds of Rust structure, and JSON.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from trustpub.pypi.claims import Claims

NAMES = (
    "sub",
    "repository",
    "repository_owner",
    "repository_owner_id",
    "job_workflow_ref",
    "workflow_ref",
    "environment",
    "ref",
    "sha",
    "event_name",
    "runner_environment",
)
"""The claims that are looked for."""

_NAME = rf"(?P<name>{'|'.join(NAMES)})"
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_STAMP = re.compile(r"^(?:[^\t\n]*\t[^\t\n]*\t)?\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z ?", re.MULTILINE)
_QUOTE = re.compile(r"^(?:> ?)+", re.MULTILINE)
_LINKED = re.compile(r"\[([^\]\n]{1,80})\]\(https?://[^)\s]{1,500}\)")
_FORMS = (
    re.compile(rf"`{_NAME}`\s*:\s*`(?P<value>[^`\n]*)`"),
    re.compile(rf"\b{_NAME}: (?:Some\(\s*)?\"(?P<value>[^\"\n]*)\""),
    re.compile(rf"\b{_NAME}: (?P<value>None)\b"),
    re.compile(rf"\"{_NAME}\"\s*:\s*(?:\"(?P<value>[^\"\n]*)\"|(?P<bare>\d+|null))"),
)
_BARE = re.compile(
    rf"^[ \t]{{0,40}}[*•-]?[ \t]{{0,40}}{_NAME}[ \t]{{0,40}}:[ \t]{{1,40}}(?P<value>[^\s`\"{{(,]+)[ \t]{{0,40}}$",
    re.MULTILINE,
)
"""The list as GitHub shows it, without backticks; other steps print lines like these, too."""
_ANNOUNCED = re.compile(r"claims rendered below|token claims", re.IGNORECASE)
_ABSENT = ("MISSING", "None", "null", "")
_SECRET = re.compile(r"\b(?:gh[a-z]_|github_pat_|pypi-|glpat-|ey[JK][A-Za-z0-9_-]{8})[A-Za-z0-9_.-]*")
_LONGEST = 300


class Told(NamedTuple):
    """What a log tells of a token.

    Attributes:
        claims: None for what is not told, and for an environment that the job does not have.
        environment_known: whether the log tells the environment, or that there is none.
        sub: the subject, which may have a form of its own.
    """

    claims: Claims
    environment_known: bool
    sub: str | None


def plain(text: str) -> str:
    """A log without colours, time stamps, quotation marks, escapes of annotations, and links inside of values."""
    text = _ESCAPE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("%0A", "\n").replace("%25", "%")
    text = _QUOTE.sub("", _STAMP.sub("", text))
    return html.unescape(_LINKED.sub(r"\1", text))


def joined(text: str) -> str:
    """A plain log as one line, since tools break sentences at the width of a terminal."""
    return re.sub(r"\s+", " ", text)


def read_claims(text: str) -> Told | None:
    """The claims in a plain log; None when it tells none that say which job it was.

    Of several sets, the last of each claim counts.
    """
    told = _told(text)
    if not {"job_workflow_ref", "sub"} & {name for name, value in told.items() if value}:
        return None
    sub = told.get("sub")
    environment, known = told.get("environment"), "environment" in told
    if not known and sub is not None and sub.startswith("repo:"):
        kind, _, rest = sub.partition(":")[2].partition(":")[2].partition(":")
        environment, known = (rest.replace("%3A", ":") or None) if kind == "environment" else None, True
    at = (told.get("job_workflow_ref") or "").rpartition("@")[2] or None
    repository = told.get("repository")
    claims = Claims(
        repository=repository,
        repository_owner=told.get("repository_owner") or (repository or "").partition("/")[0] or None,
        repository_owner_id=told.get("repository_owner_id"),
        job_workflow_ref=told.get("job_workflow_ref"),
        workflow_ref=told.get("workflow_ref"),
        environment=environment,
        ref=told.get("ref") or (None if "ref" in told else at),
        sha=told.get("sha") or (at if told.get("ref") is None else None),
        event_name=told.get("event_name"),
        runner_environment=told.get("runner_environment"),
    )
    return Told(claims, known, sub)


def _told(text: str) -> dict[str, str | None]:
    """The claims by name, from what follows the words that announce them, where they stand."""
    announced = list(_ANNOUNCED.finditer(text))
    text = text[announced[-1].start() :] if announced else text
    told: dict[str, str | None] = {}
    for form in (*_FORMS, _BARE):
        if form is _BARE and told:
            break
        for match in form.finditer(text):
            value = match["value"] if match["value"] is not None else match.groupdict().get("bare")
            told[match["name"]] = None if value is None or value.strip() in _ABSENT else shown(value.strip())
    return told


def shown(value: str) -> str:
    """A value of a log, cut to a sane length, and without anything that looks like a credential."""
    return _SECRET.sub("***", value)[:_LONGEST]
