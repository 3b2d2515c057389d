"""What was verified, as a document for programs; its schema is ``docs/schema/verify.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from trustpub.pypi.claims import Claims, Decided
from trustpub.pypi.matching import RegisteredPublisher
from trustpub.pypi.verification import Verdict, Verification
from trustpub.redaction import redact
from trustpub.report.scan_json import VERSION, problem_data


def verify_json(found: list[Verification]) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    document = {"version": VERSION, "repositories": [_repository(verification) for verification in found]}
    return redact(json.dumps(document, indent=2)) + "\n"


def claims_data(claims: Claims) -> dict[str, Any]:
    """Claims as plain data; an environment that a run decides is the expression."""
    environment = claims.environment
    return claims._asdict() | {
        "environment": environment.expression if isinstance(environment, Decided) else environment
    }


def registered_data(publisher: RegisteredPublisher | None) -> dict[str, Any] | None:
    """A registered publisher as plain data."""
    return None if publisher is None else publisher._asdict()


def _repository(verification: Verification) -> dict[str, Any]:
    return {
        "path": verification.path,
        "owner": verification.owner,
        "name": verification.name,
        "all_match": verification.all_match,
        "jobs": [_verdict(verdict) for verdict in verification.verdicts],
        "remarks": [remark._asdict() for remark in verification.remarks],
        "errors": [problem_data(problem) for problem in verification.errors],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    publishing = verdict.publishing
    upload = publishing.upload
    return {
        "workflow": upload.workflow,
        "job": upload.job,
        "step": upload.step,
        "line": upload.line,
        "index": upload.index,
        "event": publishing.event.label,
        "callers": list(publishing.callers),
        "claims": claims_data(publishing.claims),
        "outcome": verdict.outcome,
        "publisher": registered_data(verdict.publisher),
        "field": verdict.field,
        "expected": verdict.expected,
        "found": verdict.found,
        "reason": verdict.sentence,
    }
