"""A campaign's report, or its plan, for programs (a contract; see ``docs/json-contract.md``) and for spreadsheets."""

from __future__ import annotations

import json
from typing import Any

from trustpub.campaign.record import Record
from trustpub.campaign.report import Report
from trustpub.campaign.spreadsheet import csv_text
from trustpub.redaction import redact
from trustpub.report.plan_json import publisher_data
from trustpub.report.scan_json import VERSION


def report_json(report: Report) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    document = {
        "version": VERSION,
        "target": {"kind": report.target.kind, "name": report.target.name},
        "started": report.started,
        "dry_run": report.is_plan,
        "stopped": report.stopped,
        "left_out": report.left_out,
        "notes": list(report.notes),
        "totals": {
            "repositories": len(report.records),
            "states": dict(report.states),
            "strategies": dict(report.strategies),
            "left": report.left,
            "publishers": report.publishers,
            "projects": report.projects,
            "requests": report.requests,
            "requests_for_looking": report.reading,
        },
        "repositories": [_repository(record) for record in report.records],
    }
    return redact(json.dumps(document, indent=2)) + "\n"


def report_csv(report: Report) -> str:
    """One line a repository."""
    head = [
        "Repository",
        "State",
        "Reason",
        "Pull request",
        "Uploads",
        "Left",
        "Projects",
        "Unused secrets",
        "Requests",
    ]
    return csv_text(head, [_row(record) for record in report.records])


def _repository(record: Record) -> dict[str, Any]:
    pull = record.pull
    return {
        "owner": record.owner,
        "name": record.name,
        "state": record.state,
        "reason": record.reason,
        "pull_request": None
        if pull is None
        else {"number": pull.number, "url": pull.url, "state": pull.state, "draft": pull.is_draft},
        "strategies": dict(record.strategies),
        "publishers": [publisher_data(publisher) for publisher in record.publishers],
        "left": [left._asdict() for left in record.left],
        "unused_secrets": list(record.unused_secrets),
        "errors": list(record.errors),
        "requests": record.requests,
    }


def _row(record: Record) -> list[str]:
    projects = dict.fromkeys(publisher.project for publisher in record.publishers)
    return [
        record.full_name,
        record.state,
        record.reason or "",
        "" if record.pull is None else record.pull.url,
        ", ".join(f"{name} {count}" for name, count in record.strategies),
        "; ".join(f"{left.workflow}:{left.line} {left.reason}" for left in record.left),
        ", ".join(project or "(not known)" for project in projects),
        ", ".join(record.unused_secrets),
        str(record.requests),
    ]
