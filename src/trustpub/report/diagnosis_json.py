"""What the errors in a log mean, for programs."""

from __future__ import annotations

import json
from typing import Any

from trustpub.pypi.diagnosis import Diagnosis
from trustpub.pypi.matching import Match, Mismatch
from trustpub.redaction import redact
from trustpub.report.scan_json import VERSION
from trustpub.report.verify_json import claims_data, registered_data


def diagnosis_json(diagnosis: Diagnosis) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    document = {
        "version": VERSION,
        "errors": [
            {"code": error.code, "title": error.title, "cause": error.cause, "remedies": list(error.remedies)}
            for error in diagnosis.errors
        ],
        "claims": None if diagnosis.told is None else claims_data(diagnosis.told.claims),
        "comparison": _outcome(diagnosis.outcome),
        "fields": [field._asdict() for field in diagnosis.fields],
        "hints": list(diagnosis.hints),
    }
    return redact(json.dumps(document, indent=2)) + "\n"


def _outcome(outcome: Match | Mismatch | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    if isinstance(outcome, Match):
        return {"matches": True, "publisher": registered_data(outcome.publisher), "field": None, "reason": None}
    return {
        "matches": False,
        "publisher": registered_data(outcome.nearest),
        "field": outcome.field,
        "reason": outcome.sentence,
    }
