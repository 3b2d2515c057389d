"""The kind of a token, for programs; nothing of the token itself."""

from __future__ import annotations

import json

from trustpub.pypi.token import Anatomy, advice_on
from trustpub.redaction import redact
from trustpub.report.scan_json import VERSION


def token_json(anatomy: Anatomy) -> str:
    """The document as text, in ASCII so that every locale can print it."""
    document = {
        "version": VERSION,
        "index": anatomy.index,
        "domain": anatomy.domain,
        "kind": anatomy.kind,
        "projects": list(anatomy.projects),
        "not_before": anatomy.not_before,
        "not_after": anatomy.not_after,
        "identifier_begins": anatomy.recognisable,
        "description": anatomy.description,
        "advice": advice_on(anatomy),
    }
    return redact(json.dumps(document, indent=2)) + "\n"
