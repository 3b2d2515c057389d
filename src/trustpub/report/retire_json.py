"""Secrets that have served their time, machine-readable (a contract; see ``docs/retire.md``)."""

from __future__ import annotations

import json
from typing import Any

from trustpub.github.retired import Retired
from trustpub.github.secrets import StoredSecret
from trustpub.redaction import redact
from trustpub.report.scan_json import VERSION


def retire_json(result: Retired) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    survey = result.survey
    document = {
        "version": VERSION,
        "owner": survey.info.owner,
        "name": survey.info.name,
        "default_branch": survey.info.default_branch,
        "secrets": [
            {
                **_secret(found.secret),
                "state": "deleted" if found.secret in result.deleted else "kept" if found.obstacle else "unused",
                "reason": found.obstacle,
            }
            for found in survey.verdicts.candidates
        ],
        "elsewhere": [
            {
                "system": found.system.lower(),
                "names": None if found.names is None else list(found.names),
                "page": found.page,
            }
            for found in survey.elsewhere
        ],
        "others": [_secret(secret) for secret in survey.verdicts.others],
        "missing": list(survey.verdicts.missing),
        "unseen": list(survey.unseen),
        "remaining": [{"what": step.what, "pages": list(step.pages)} for step in result.remaining],
        "errors": [str(error) for error in result.failures],
    }
    return redact(json.dumps(document, indent=2)) + "\n"


def _secret(secret: StoredSecret) -> dict[str, Any]:
    return {
        "name": secret.name,
        "place": secret.place,
        "environment": secret.environment,
        "updated": secret.updated,
    }
