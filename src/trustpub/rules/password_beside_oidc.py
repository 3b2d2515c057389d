"""A password left beside ``id-token: write``, which switches Trusted Publishing off."""

from __future__ import annotations

from collections.abc import Iterator

from trustpub.rules.finding import AUTOMATIC, Finding
from trustpub.rules.rule import Rule, evidence, place, where
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Workflow

NAME = "password-beside-oidc"


def _check(workflow: Workflow, uploads: list[Upload]) -> Iterator[Finding]:
    for upload in uploads:
        if upload.needs_migration and upload.step is not None and upload.site.job.can_mint:
            yield Finding(
                NAME,
                "medium",
                "high",
                workflow.path,
                upload.line,
                f"{where(upload)} may mint an OIDC token, yet is given a password, which switches Trusted Publishing "
                "off: the long-lived token is what is used",
                AUTOMATIC,
                (evidence(place(upload)),),
            )


PASSWORD_BESIDE_OIDC = Rule(
    NAME, "A password is left at an upload whose job could use Trusted Publishing.", "medium", _check
)
