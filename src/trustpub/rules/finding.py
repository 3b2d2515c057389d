"""The result type of rules."""

from __future__ import annotations

from typing import NamedTuple

SEVERITIES = ("high", "medium", "low", "informational")

AUTOMATIC, MANUAL = "automatic", "manual"


class Evidence(NamedTuple):
    """A place that shows what a finding says: ``start`` and ``end`` are character offsets into the file's text."""

    role: str
    line: int
    column: int
    start: int
    end: int


class Finding(NamedTuple):
    """A rule's remark about a place in a workflow.

    Attributes:
        severity: how bad it is if it is true: one of `SEVERITIES`.
        confidence: how sure it is: ``high``, ``medium`` or ``low``.
        fix: ``automatic`` when ``trustpub migrate`` may mend it, ``manual`` when a person must.
        evidence: the places, the primary one first.
    """

    rule: str
    severity: str
    confidence: str
    workflow: str
    line: int
    message: str
    fix: str
    evidence: tuple[Evidence, ...]
