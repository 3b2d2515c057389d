"""The machine-readable result of a migration (a contract; see ``docs/json-contract.md``)."""

from __future__ import annotations

import json
from typing import Any

from trustpub.migration.publishers import registration_page
from trustpub.migration.types import Left, Plan, Publisher
from trustpub.redaction import redact
from trustpub.report.diff import unified_diff
from trustpub.report.scan_json import VERSION, problem_data


def plan_json(plans: list[Plan]) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    document = {"version": VERSION, "repositories": [plan_data(plan) for plan in plans]}
    return redact(json.dumps(document, indent=2)) + "\n"


def plan_data(plan: Plan) -> dict[str, Any]:
    """A plan as plain data."""
    return {
        "path": plan.path,
        "owner": plan.owner,
        "name": plan.name,
        "files": [{"path": file.path, "changed": True, "diff": unified_diff(file)} for file in plan.files],
        "migrated": [
            {
                "workflow": done.upload.workflow,
                "job": done.upload.job,
                "step": done.upload.step,
                "strategy": done.strategy,
            }
            for done in plan.migrated
        ],
        "publishers": [publisher_data(publisher) for publisher in plan.publishers],
        "left": [_left(left) for left in plan.left],
        "unused_secrets": list(plan.unused_secrets),
        "notes": list(plan.notes),
        "errors": [problem_data(problem) for problem in plan.errors],
    }


def publisher_data(publisher: Publisher) -> dict[str, Any]:
    """A publisher as plain data, with the page on which it is registered."""
    return {
        "index": publisher.index,
        "project": publisher.project,
        "owner": publisher.owner,
        "repository": publisher.repository,
        "workflow": publisher.workflow,
        "environment": publisher.environment,
        "url": registration_page(publisher),
    }


def _left(left: Left) -> dict[str, Any]:
    return {
        "workflow": left.upload.workflow,
        "job": left.upload.job,
        "step": left.upload.step,
        "line": left.upload.line,
        "reason": left.reason,
        "advice": left.advice,
    }
