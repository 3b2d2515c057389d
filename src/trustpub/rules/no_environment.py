"""A publishing job without a deployment environment."""

from __future__ import annotations

from collections.abc import Iterator

from trustpub.rules.finding import AUTOMATIC, MANUAL, Finding
from trustpub.rules.rule import Rule, evidence, index_name
from trustpub.uploads.types import MIGRATABLE, OIDC, TOKEN, Upload
from trustpub.workflow.model import Workflow
from trustpub.yamlcst import Mapping

NAME = "no-environment"


def _check(workflow: Workflow, uploads: list[Upload]) -> Iterator[Finding]:
    seen: set[str] = set()
    for upload in uploads:
        job = upload.site.job
        if upload.index not in MIGRATABLE or upload.auth not in (TOKEN, OIDC) or upload.step is None:
            continue
        if job.environment is not None or job.key is None or job.id in seen:
            continue
        seen.add(job.id)
        yield Finding(
            NAME,
            "medium",
            "high",
            workflow.path,
            job.line,
            f"job {job.id!r} publishes to {index_name(upload.index)} without an environment, so no review, branch or "
            f"tag rule guards it{_started_by(workflow)}",
            AUTOMATIC if upload.needs_migration else MANUAL,
            (evidence(job.key),),
        )


def _started_by(workflow: Workflow) -> str:
    """How anyone with write access starts the publishing without a release or a tag being made, if they can."""
    started: list[str] = [event for event in ("workflow_dispatch", "repository_dispatch") if event in workflow.triggers]
    push = workflow.triggers.get("push")
    if push is not None and not (isinstance(push.settings, Mapping) and push.settings.entry("tags") is not None):
        started.append("push")
    return f", and anyone with write access may start it ({', '.join(started)})" if started else ""


NO_ENVIRONMENT = Rule(NAME, "A job publishes without a deployment environment.", "medium", _check)
