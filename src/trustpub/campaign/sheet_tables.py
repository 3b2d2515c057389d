"""The registration sheet for programs and for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from trustpub.campaign.sheet import Day, Registration, Sheet
from trustpub.campaign.sheet_words import FIELDS, fields_of, kind_of, page_of, remarks_of
from trustpub.campaign.spreadsheet import csv_text
from trustpub.migration.names import display
from trustpub.redaction import redact
from trustpub.report.plan_json import publisher_data
from trustpub.report.scan_json import VERSION


def sheet_csv(sheet: Sheet) -> str:
    """One line a publisher, in order; the columns of the form are named as PyPI names them."""
    return csv_text(
        ["Index", "Day", "Project is", *FIELDS, "Page", "Repository", "Pull request", "Remarks"], _rows(sheet)
    )


def sheet_json(sheet: Sheet) -> str:
    """The document as text, in ASCII, with literal tokens redacted; see ``docs/json-contract.md``."""
    document = {"version": VERSION, "days": [_day(day) for day in sheet.days]}
    return redact(json.dumps(document, indent=2)) + "\n"


def _rows(sheet: Sheet) -> Iterator[list[str]]:
    for day in sheet.days:
        for registration in day.registrations:
            yield [
                display(day.index),
                str(day.number),
                kind_of(registration),
                *(value for _, value in fields_of(registration)),
                page_of(registration),
                registration.full_name,
                registration.pull or "",
                "; ".join(remarks_of(registration)),
            ]


def _day(day: Day) -> dict[str, Any]:
    return {
        "index": day.index,
        "day": day.number,
        "registrations": [_registration(registration) for registration in day.registrations],
    }


def _registration(registration: Registration) -> dict[str, Any]:
    return {
        **publisher_data(registration.publisher),
        "url": page_of(registration),
        "project_is": kind_of(registration),
        "pull_request": registration.pull,
        "problems": [
            {"field": problem.field, "value": problem.value, "reason": problem.reason}
            for problem in registration.problems
        ],
        "also_published_by": list(registration.others),
    }
