"""An upload in a workflow that pull requests by strangers start with the repository's secrets."""

from __future__ import annotations

from collections.abc import Iterator

from trustpub.rules.finding import MANUAL, Finding
from trustpub.rules.rule import Rule, evidence, place, where
from trustpub.uploads.types import MIGRATABLE, Upload
from trustpub.workflow.model import Workflow

NAME = "pull-request-target-upload"


def _check(workflow: Workflow, uploads: list[Upload]) -> Iterator[Finding]:
    trigger = workflow.triggers.get("pull_request_target")
    if trigger is None:
        return
    for upload in uploads:
        if upload.index in MIGRATABLE:
            yield Finding(
                NAME,
                "high",
                "medium",
                workflow.path,
                upload.line,
                f"{where(upload)} uploads in a workflow that 'pull_request_target' starts, with secrets and for pull "
                "requests of anybody; PyPI refuses Trusted Publishing for this event, so publish from another trigger",
                MANUAL,
                (evidence(place(upload)), evidence(trigger.node, "related")),
            )


PULL_REQUEST_TARGET_UPLOAD = Rule(NAME, "A workflow started by pull_request_target uploads.", "high", _check)
