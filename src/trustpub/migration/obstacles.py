"""What keeps an upload from being migrated whatever the strategy."""

from __future__ import annotations

from trustpub.migration.types import Cannot
from trustpub.uploads.types import Upload


def require_migratable(upload: Upload) -> None:
    """Return when Trusted Publishing can work at the upload's place at all.

    Raises:
        Cannot: it cannot, or the upload is made through something that is not changed from here.
    """
    site = upload.site
    if site.workflow.is_action:
        raise Cannot(
            "the upload is a step of a composite action",
            "publish from a step of the workflow instead, and let the action only build",
        )
    if set(site.workflow.triggers) == {"workflow_call"}:
        raise Cannot(
            "this workflow is only called by others, and Trusted Publishing does not support reusable workflows",
            "let it only build and hand the files over as an artifact; publish from a job of each calling workflow",
        )
    if set(site.workflow.triggers) == {"pull_request_target"}:
        raise Cannot(
            "the workflow runs on pull_request_target only, for which PyPI refuses Trusted Publishing",
            "publish on a release or on a pushed tag",
        )
