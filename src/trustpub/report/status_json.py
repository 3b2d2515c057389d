"""Where migrations stand, as a document for programs; its schema is ``docs/schema/status.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from trustpub.redaction import redact
from trustpub.report.plan_json import publisher_data
from trustpub.report.scan_json import VERSION
from trustpub.wizard.standing import Standing, next_step
from trustpub.wizard.state import STEPS
from trustpub.wizard.store import Broken


def status_json(found: Sequence[Standing], nothing: Sequence[str], broken: Sequence[Broken]) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    document = {
        "version": VERSION,
        "migrations": [_standing(standing) for standing in found],
        "not_begun": list(nothing),
        "errors": [{"path": item.path, "message": item.message} for item in broken],
    }
    return redact(json.dumps(document, indent=2)) + "\n"


def _standing(standing: Standing) -> dict[str, Any]:
    state = standing.state
    records = {record.name: record for record in state.records}
    written = state.written
    return {
        "owner": state.key.owner,
        "name": state.key.name,
        "checkout": state.key.checkout,
        "started": state.started,
        "updated": state.updated,
        "finished": state.is_finished,
        "next": None if state.step is None else {"step": state.step, "what": next_step(state)},
        "steps": [
            {
                "step": step,
                "status": records[step].status if step in records else "open",
                "when": records[step].when if step in records else None,
            }
            for step in STEPS
        ],
        "publishers": [
            publisher_data(record.publisher) | {"registered": record.confirmed, "pending": record.is_pending}
            for record in state.publishers
        ],
        "written": None if written is None else written._asdict(),
        "environments": [record._asdict() for record in state.environments],
        "proven": [record._asdict() for record in state.proven],
        "retired": [record._asdict() for record in state.retired],
        "presence": standing.presence,
        "changes": list(standing.changes),
    }
