"""Environments before and after they are set up, for programs; see ``docs/schema/environment.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from trustpub.github.environments import Ensured, Environment
from trustpub.github.rules import by_hand
from trustpub.github.setup import Outlook, Wish
from trustpub.redaction import redact
from trustpub.report.scan_json import VERSION

AS_WANTED, PLANNED, CREATED, CHANGED, FAILED, LEFT = "as wanted", "planned", "created", "changed", "failed", "by hand"


class Entry(NamedTuple):
    """One environment of the document: what was wanted, and as far as it came, what is there and what was done."""

    wish: Wish
    outlook: Outlook | None = None
    ensured: Ensured | None = None
    error: str | None = None

    @property
    def state(self) -> str:
        """What became of it."""
        if self.error is not None:
            return FAILED
        if self.ensured is not None:
            return CREATED if self.ensured.created else CHANGED
        if self.outlook is None:
            return LEFT
        return PLANNED if self.outlook.additions else AS_WANTED


def environment_json(owner: str, name: str, entries: Sequence[Entry]) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    document = {
        "version": VERSION,
        "owner": owner,
        "name": name,
        "environments": [_entry(entry) for entry in entries],
    }
    return redact(json.dumps(document, indent=2)) + "\n"


def _entry(entry: Entry) -> dict[str, Any]:
    found = entry.outlook
    notes = entry.wish.notes if found is None else found.notes
    return {
        "name": entry.wish.environment.name,
        "workflows": list(entry.wish.workflows),
        "state": entry.state,
        "before": None if found is None or found.existing is None else _rules(found.existing),
        "after": _rules(entry.wish.environment if found is None else found.merged),
        "additions": [] if found is None else list(found.additions),
        "notes": list(notes),
        "warnings": [] if found is None else list(found.warnings),
        "by_hand": list(by_hand(entry.wish.environment)) if entry.state == LEFT else [],
        "error": entry.error,
    }


def _rules(environment: Environment) -> dict[str, Any]:
    return {
        "reviewers": [
            {"kind": found.kind.lower(), "id": found.id, "name": found.name or None} for found in environment.reviewers
        ],
        "prevent_self_review": environment.prevent_self_review,
        "wait_timer": environment.wait_timer,
        "allowed": environment.allowed,
        "patterns": [{"kind": pattern.kind, "name": pattern.name} for pattern in environment.patterns],
    }
