"""Where pull requests stand, as a document for programs; its schema is ``docs/schema/pr-status.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from trustpub.github.listing import Unseen
from trustpub.pullrequest.status import PullStatus
from trustpub.redaction import redact
from trustpub.report.plan_json import publisher_data
from trustpub.report.pull_json import pull_data
from trustpub.report.scan_json import VERSION


def statuses_json(found: Sequence[PullStatus | Unseen], errors: Sequence[str] = ()) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    document = {
        "version": VERSION,
        "repositories": [_status(one) for one in found if isinstance(one, PullStatus)],
        "unseen": [{"repository": one.full_name, "reason": one.reason} for one in found if isinstance(one, Unseen)],
        "errors": list(errors),
    }
    return redact(json.dumps(document, indent=2)) + "\n"


def _status(status: PullStatus) -> dict[str, Any]:
    publishers = status.publishers
    return {
        "owner": status.owner,
        "name": status.name,
        "state": status.state,
        "changed_by_others": status.is_changed,
        "mine": status.is_mine,
        "pull_request": pull_data(status.pull),
        "publishers": None if publishers is None else [publisher_data(publisher) for publisher in publishers],
    }
