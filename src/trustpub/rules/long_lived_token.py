"""A long-lived token at an upload to PyPI or TestPyPI."""

from __future__ import annotations

from collections.abc import Iterator

from trustpub.rules.finding import AUTOMATIC, Finding
from trustpub.rules.rule import Rule, evidence, index_name, place, where
from trustpub.uploads.types import UNKNOWN, Upload
from trustpub.workflow.model import Workflow

NAME = "long-lived-token"


def _check(workflow: Workflow, uploads: list[Upload]) -> Iterator[Finding]:
    for upload in uploads:
        if not upload.needs_migration:
            continue
        secrets = ", ".join(upload.secrets) or "a stored credential"
        yield Finding(
            NAME,
            "high",
            "medium" if upload.index == UNKNOWN else "high",
            workflow.path,
            upload.line,
            f"{where(upload)} uploads to {index_name(upload.index)} with {upload.via} and {secrets}; "
            "use Trusted Publishing",
            AUTOMATIC,
            (evidence(place(upload)),),
        )


LONG_LIVED_TOKEN = Rule(
    NAME, "An upload to PyPI or TestPyPI authenticates with a stored, long-lived secret.", "high", _check
)
