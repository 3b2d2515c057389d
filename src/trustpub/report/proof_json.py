"""Who uploaded a release, machine-readable (a contract; see ``docs/prove.md``)."""

from __future__ import annotations

import json

from trustpub.pypi.proof import Proof
from trustpub.redaction import redact
from trustpub.report.scan_json import VERSION


def proof_json(proof: Proof) -> str:
    """The document as text, in ASCII so that every locale can print it, with literal tokens redacted."""
    document = {
        "version": VERSION,
        "index": proof.index_key,
        "project": proof.project,
        "release": proof.version,
        "proven": proof.is_proven,
        "expected": [wanted._asdict() for wanted in proof.expected],
        "files": [
            {
                "name": file.file.name,
                "uploaded": file.file.uploaded or None,
                "sha256": file.file.sha256 or None,
                "verdict": file.verdict,
                "reason": file.reason,
                "publishers": [publisher._asdict() for publisher in file.publishers],
            }
            for file in proof.files
        ],
    }
    return redact(json.dumps(document, indent=2)) + "\n"
