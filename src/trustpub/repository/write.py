"""Replacing files so that there is never half of one."""

from __future__ import annotations

import contextlib
import os
import tempfile

from trustpub.errors import InputError
from trustpub.repository.local import LocalRepository


def replace_file(repository: LocalRepository, path: str, before: bytes, after: bytes) -> None:
    """Write a file's new bytes next to it and move them into its place; mode and owner stay.

    Args:
        repository: where the file is.
        path: relative to the repository.
        before: what the file must hold at this moment.
        after: the new bytes.

    Raises:
        InputError: the file changed in between, or cannot be written; it is then as it was.
    """
    place = repository.locate(path)
    if repository.read(path) != before:
        raise InputError("the file changed while trustpub was at work, so it is not written; run it again", path=path)
    temporary = None
    try:
        status = os.stat(place)
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(place), prefix=".trustpub-", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown") and os.stat(temporary).st_uid != status.st_uid:
            with contextlib.suppress(OSError):  # only root may, and then the file stays its owner's
                os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, status.st_mode & 0o7777)
        if not os.access(place, os.W_OK):
            raise PermissionError(13, "permission denied")
        os.replace(temporary, place)
        temporary = None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"cannot be written: {reason}; it is as it was, so see to that and run trustpub again", path=path
        ) from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
