"""``id-token: write`` for a whole workflow that publishes."""

from __future__ import annotations

from collections.abc import Iterator

from trustpub.rules.finding import MANUAL, Finding
from trustpub.rules.rule import Rule, evidence
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Workflow

NAME = "workflow-level-id-token"


def _check(workflow: Workflow, uploads: list[Upload]) -> Iterator[Finding]:
    permissions = workflow.permissions
    if not uploads or permissions is None or permissions.level("id-token") != "write" or len(workflow.jobs) < 2:
        return
    yield Finding(
        NAME,
        "medium",
        "high",
        workflow.path,
        permissions.node.line,
        "every job of this workflow may ask for an OIDC token, so every step of each can publish; "
        "grant 'id-token: write' in the publishing job only",
        MANUAL,
        (evidence(permissions.node),),
    )


WORKFLOW_LEVEL_ID_TOKEN = Rule(
    NAME, "The right to mint OIDC tokens is given to all jobs of a workflow.", "medium", _check
)
