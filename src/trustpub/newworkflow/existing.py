"""Whether a repository publishes already, so that a new workflow would be a second one."""

from __future__ import annotations

from trustpub.errors import TrustpubError
from trustpub.repository.base import Repository
from trustpub.scanning import scan
from trustpub.uploads.types import OIDC


def require_no_upload(repository: Repository) -> None:
    """Return when no workflow of the repository uploads to any index.

    Raises:
        TrustpubError: one does, or one cannot be read; the text says what to do instead.
    """
    found = scan(repository)
    if found.errors:
        problem = found.errors[0]
        raise TrustpubError(
            f"{problem.path} cannot be read, so it may upload already ({problem.message}); mend it, or write a second "
            "workflow with --force"
        )
    if found.to_migrate:
        upload = found.to_migrate[0]
        raise TrustpubError(
            f"{upload.workflow} uploads already, with a stored token; move it to Trusted Publishing with trustpub "
            "migrate, or write a second workflow with --force"
        )
    if found.uploads:
        upload = next((upload for upload in found.uploads if upload.auth == OIDC), found.uploads[0])
        how = "with Trusted Publishing" if upload.auth == OIDC else "to another index, or without a known credential"
        raise TrustpubError(
            f"{upload.workflow} uploads already, {how}; look at it with trustpub scan, or write a second workflow with "
            "--force"
        )
