"""Holding a rewritten workflow against the plan before anything is written."""

from __future__ import annotations

from trustpub.errors import TrustpubError
from trustpub.repository.base import Repository
from trustpub.uploads.find import find_uploads
from trustpub.uploads.types import OIDC, Upload
from trustpub.workflow.model import Job, Workflow, read_workflow
from trustpub.workflow.permissions import LEVELS
from trustpub.yamlcst import Document, Mapping, Model, model


class CheckFailed(TrustpubError):  # noqa: N818 - says what it is
    """The rewritten workflow is not what the plan says; nothing is written."""


def check_result(
    before: Workflow, after: Document, repository: Repository, changed_jobs: set[str], new_jobs: set[str], tokens: int
) -> Workflow:
    """The rewritten workflow, read again, once it has been shown to be what the plan says.

    Args:
        before: the workflow as it was.
        after: the rewritten document.
        repository: for the configuration and the local actions that uploads depend on.
        changed_jobs: ids of the jobs that the plan touches.
        new_jobs: ids of the jobs that it adds.
        tokens: how many uploads with a token the plan leaves in the file.

    Raises:
        CheckFailed: another job changed, a permission got lost, or an upload is not as planned.
    """
    workflow = read_workflow(before.path, after)
    _same_but_for(before, workflow, changed_jobs, new_jobs)
    for job_id in changed_jobs:
        _nothing_lost(before.jobs[job_id], workflow.jobs[job_id])
    uploads = find_uploads(workflow, repository)
    remaining = [upload for upload in uploads if upload.needs_migration]
    if len(remaining) != tokens:
        raise CheckFailed(f"{len(remaining)} uploads would still use a token, {tokens} were planned to")
    _all_can_mint(uploads, changed_jobs | new_jobs)
    return workflow


def _same_but_for(before: Workflow, after: Workflow, changed: set[str], new: set[str]) -> None:
    old, now = model(before.root), model(after.root)
    assert isinstance(old, dict) and isinstance(now, dict)
    old_jobs, new_jobs = old.get("jobs"), now.get("jobs")
    assert isinstance(old_jobs, dict) and isinstance(new_jobs, dict)
    if set(new_jobs) != set(old_jobs) | new:
        raise CheckFailed("a job would appear or disappear that is not in the plan")
    for name, job in old_jobs.items():
        if name not in changed and job != new_jobs[name]:
            raise CheckFailed(f"the job {name!r} would change, which is not in the plan")
    for key in set(old) | set(now):
        if key not in ("jobs", "env") and old.get(key) != now.get(key):
            raise CheckFailed(f"{key!r} of the workflow would change, which is not in the plan")
    _only_removed(old.get("env"), now.get("env"))


def _only_removed(old: Model, now: Model) -> None:
    before = old if isinstance(old, dict) else {}
    after = now if isinstance(now, dict) else {}
    if any(before.get(name) != value for name, value in after.items()):
        raise CheckFailed("'env' of the workflow would change, which is not in the plan")


def _nothing_lost(before: Job, after: Job) -> None:
    """A job keeps every permission, its conditions on other jobs and its runner."""
    had, has = before.effective_permissions, after.effective_permissions
    if had is not None:
        for name in set(had.named) | ({"contents", "packages", "id-token"} if had.everything else set()):
            lost = has is None or LEVELS.index(_level(has.level(name))) < LEVELS.index(_level(had.level(name)))
            if lost:
                raise CheckFailed(f"the job {before.id!r} would lose the permission {name!r}")
    keys = ["strategy"]
    if before.uses is None:  # a call of a reusable workflow may have turned into a job of its own
        keys += ["runs-on", "uses", "container", "services", "timeout-minutes", "defaults"]
    for key in keys:
        if _model(before.node, key) != _model(after.node, key):
            raise CheckFailed(f"{key!r} of the job {before.id!r} would change, which is not in the plan")


def _level(level: str) -> str:
    return level if level in LEVELS else "none"


def _model(node: Mapping, key: str) -> Model:
    return model(node.get(key))


def _all_can_mint(uploads: list[Upload], jobs: set[str]) -> None:
    found = [u for u in uploads if u.job in jobs and u.auth == OIDC]
    if not found and jobs:
        raise CheckFailed("no upload with Trusted Publishing would be there")
    for upload in uploads:
        if upload.job in jobs and upload.auth not in (OIDC,) and not upload.needs_migration and upload.index != "other":
            raise CheckFailed(f"the upload in job {upload.job!r} would have no way to authenticate")
