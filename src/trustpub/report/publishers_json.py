"""What to register where, as a document for programs; its schema is ``docs/schema/publishers.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from trustpub.pypi.forms import pending_page
from trustpub.pypi.wanted import AFTER_MIGRATING, Place, Wanted, Wants
from trustpub.redaction import redact
from trustpub.report.plan_json import publisher_data
from trustpub.report.scan_json import VERSION, problem_data


def publishers_json(found: list[Wants]) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    document = {"version": VERSION, "repositories": [_repository(wants) for wants in found]}
    return redact(json.dumps(document, indent=2)) + "\n"


def place_data(place: Place) -> dict[str, Any]:
    """A job as plain data."""
    return {"workflow": place.workflow, "job": place.job, "line": place.line}


def _repository(wants: Wants) -> dict[str, Any]:
    return {
        "path": wants.path,
        "owner": wants.owner,
        "name": wants.name,
        "publishers": [_wanted(wanted) for wanted in wants.wanted],
        "unserved": [place_data(unserved.place) | {"reason": unserved.reason} for unserved in wants.unserved],
        "notes": list(wants.notes),
        "errors": [problem_data(problem) for problem in wants.errors],
    }


def _wanted(wanted: Wanted) -> dict[str, Any]:
    return publisher_data(wanted.publisher) | {
        "pending_url": pending_page(wanted.publisher.index),
        "after_migrating": wanted.when == AFTER_MIGRATING,
        "jobs": [place_data(place) for place in wanted.places],
        "problems": [
            {"field": problem.field, "value": problem.value, "reason": problem.reason} for problem in wanted.problems
        ],
    }
