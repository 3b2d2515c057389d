"""What became of a pull request, as a document for programs; its schema is ``docs/schema/pr.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from trustpub.github.listed import Pull
from trustpub.pullrequest.outcome import Outcome
from trustpub.pullrequest.text import Texts
from trustpub.redaction import redact
from trustpub.report.plan_json import plan_data
from trustpub.report.scan_json import VERSION


def pull_json(outcomes: list[Outcome]) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    document = {"version": VERSION, "repositories": [_repository(outcome) for outcome in outcomes]}
    return redact(json.dumps(document, indent=2)) + "\n"


def pull_data(pull: Pull | None) -> dict[str, Any] | None:
    """A pull request as plain data."""
    if pull is None:
        return None
    return {"number": pull.number, "url": pull.url, "state": pull.state, "draft": pull.is_draft}


def _repository(outcome: Outcome) -> dict[str, Any]:
    return {
        "owner": outcome.owner,
        "name": outcome.name,
        "state": outcome.state,
        "reason": outcome.reason,
        "base": outcome.base,
        "head_owner": outcome.head_owner,
        "pull_request": pull_data(outcome.pull),
        "texts": _texts(outcome.texts),
        "plan": None if outcome.plan is None else plan_data(outcome.plan),
        "notes": list(outcome.notes),
        "requests": outcome.requests,
    }


def _texts(texts: Texts | None) -> dict[str, Any] | None:
    if texts is None:
        return None
    return {"branch": texts.branch, "message": texts.message, "title": texts.title, "body": texts.body}
