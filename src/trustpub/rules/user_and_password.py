"""An upload that authenticates with a user's name and password."""

from __future__ import annotations

from collections.abc import Iterator

from trustpub.rules.finding import AUTOMATIC, Finding
from trustpub.rules.rule import Rule, evidence, place, where
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Workflow

NAME = "user-and-password"


def _check(workflow: Workflow, uploads: list[Upload]) -> Iterator[Finding]:
    for upload in uploads:
        if not upload.needs_migration:
            continue
        users = [c for c in upload.site.credentials if c.role == "user"]
        if not any(c.secrets or (c.literal.strip() and c.literal.strip() != "__token__") for c in users):
            continue
        yield Finding(
            NAME,
            "medium",
            "medium",
            workflow.path,
            upload.line,
            f"{where(upload)} takes a user name beside the password; PyPI has refused account passwords since "
            "January 2024, so this is either an API token with a user name in a secret or an upload that fails",
            AUTOMATIC,
            (evidence(place(upload)),),
        )


USER_AND_PASSWORD = Rule(NAME, "An upload authenticates with a user name and a password.", "medium", _check)
