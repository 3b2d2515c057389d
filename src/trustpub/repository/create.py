"""Making a file that is not there yet."""

from __future__ import annotations

import contextlib
import os

from trustpub.errors import InputError
from trustpub.repository.local import LocalRepository


def create_file(repository: LocalRepository, path: str, data: bytes) -> None:
    """Write a new file, with the folders that it needs; it appears whole or not at all.

    Args:
        repository: where.
        path: relative to the repository.
        data: the bytes.

    Raises:
        InputError: there is something of that name, the path leads out of the repository, or it cannot be written.
    """
    temporary = None
    try:
        place = repository.locate(path)
        if os.path.lexists(os.path.join(repository.root, *path.split("/"))):
            raise InputError("it exists already and is not overwritten; name another file with --output", path=path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        candidate = os.path.join(os.path.dirname(place), f".trustpub-{os.getpid()}.tmp")
        with open(candidate, "xb") as file:
            temporary = candidate
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, place)
        temporary = None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot be written: {reason}; see to that and run trustpub again", path=path) from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
