"""The strategies that leave an upload in its job: in place, else swap."""

from __future__ import annotations

from trustpub.migration.credentials import shared_edits
from trustpub.migration.in_place import in_place
from trustpub.migration.runners import require_linux, runs_elsewhere
from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.swap import script_changes, swap
from trustpub.migration.types import IN_PLACE, SWAP, Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.uploads.types import Upload


def serve_upload(
    upload: Upload, uploads: list[Upload], options: Options, repository: Repository
) -> tuple[str, list[Change]]:
    """The first of in place and swap that is safe for an upload, with its changes.

    Args:
        upload: the upload.
        uploads: all uploads of its file.
        options: the user's choices.
        repository: where other files are.

    Raises:
        Cannot: neither is; the reasons of both are joined.
    """
    reasons: list[Cannot] = []
    chosen = (options.strategy,) if options.strategy in (IN_PLACE, SWAP) else (IN_PLACE, SWAP)
    for strategy in chosen:
        scripts = ScriptEdits()
        try:
            if strategy == IN_PLACE:
                if upload.via == "gh-action-pypi-publish" and runs_elsewhere(upload.site.job):
                    require_linux(upload.site.job)
                changes = in_place(upload, options, scripts, repository)
                if upload.site.command is not None and (shared := shared_edits(upload, uploads)):
                    changes.append(Change("the tool would still find the stored credential here", tuple(shared)))
            else:
                changes = swap(upload, options, scripts, repository)
            return strategy, [*script_changes(scripts), *changes]
        except Cannot as error:
            reasons.append(error)
    raise Cannot.joined(reasons)
