"""A publish inside a reusable workflow, which Trusted Publishing does not support."""

from __future__ import annotations

from collections.abc import Iterator

from trustpub.rules.finding import MANUAL, Finding
from trustpub.rules.rule import Rule, evidence, place, where
from trustpub.uploads.types import MIGRATABLE, Upload
from trustpub.workflow.model import Workflow

NAME = "publish-in-reusable-workflow"


def _check(workflow: Workflow, uploads: list[Upload]) -> Iterator[Finding]:
    for upload in uploads:
        if upload.index not in MIGRATABLE or not (workflow.is_reusable or upload.via == "reusable-workflow"):
            continue
        yield Finding(
            NAME,
            "medium",
            "high",
            workflow.path,
            upload.line,
            f"{where(upload)} publishes inside a reusable workflow; PyPI matches the called file while attestations "
            "name the caller, so publish from a job of a top-level workflow",
            MANUAL,
            (evidence(place(upload)),),
        )


PUBLISH_IN_REUSABLE_WORKFLOW = Rule(NAME, "A publish sits in a reusable workflow.", "medium", _check)
