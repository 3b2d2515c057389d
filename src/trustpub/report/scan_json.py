"""The machine-readable result of a scan (a contract; see ``docs/json-contract.md``)."""

from __future__ import annotations

import json
from typing import Any

from trustpub.redaction import redact
from trustpub.rules.finding import Finding
from trustpub.scanning import Problem, Scan
from trustpub.uploads.types import Upload

VERSION = 1


def scan_json(repositories: list[str]) -> str:
    """The document as text, of each repository's own (`repository_json`), in ASCII, with literal tokens redacted."""
    lines = ",\n".join(repositories)
    return redact(f'{{"version": {VERSION}, "repositories": [\n{lines}\n]}}\n')


def repository_json(scan: Scan) -> str:
    """A repository's part of the document, on one line.

    Indented, it would take Python's slow encoder, and a scan of many repositories a twentieth longer.
    """
    return json.dumps(_repository(scan))


def problem_data(problem: Problem) -> dict[str, Any]:
    """An error as plain data."""
    return {"path": problem.path, "line": problem.line, "message": problem.message}


def _repository(scan: Scan) -> dict[str, Any]:
    return {
        "path": scan.path,
        "owner": scan.owner,
        "name": scan.name,
        "uploads": [_upload(upload) for upload in scan.uploads],
        "findings": [_finding(finding) for finding in scan.findings],
        "errors": [problem_data(problem) for problem in scan.errors],
    }


def _upload(upload: Upload) -> dict[str, Any]:
    return {
        "workflow": upload.workflow,
        "job": upload.job,
        "step": upload.step,
        "line": upload.line,
        "via": upload.via,
        "through": list(upload.through),
        "index": upload.index,
        "auth": upload.auth,
        "secrets": list(upload.secrets),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "workflow": finding.workflow,
        "line": finding.line,
        "message": finding.message,
        "fix": finding.fix,
        "evidence": [
            {"role": e.role, "line": e.line, "column": e.column, "start": e.start, "end": e.end}
            for e in finding.evidence
        ],
    }
