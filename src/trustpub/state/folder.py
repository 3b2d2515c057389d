"""The folder that the states are kept in: the user's own, and nobody else's."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping

from trustpub.errors import TrustpubError

VARIABLE = "TRUSTPUB_STATE_DIR"


class StateError(TrustpubError):
    """The state cannot be kept or read; a caller that can do without says so and goes on."""


def state_folder(environment: Mapping[str, str] = os.environ) -> str:
    """Where trustpub keeps what it remembers: ``TRUSTPUB_STATE_DIR``, else the user's state folder.

    Source: platformdirs' ``user_state_path`` (``$XDG_STATE_HOME`` or ``~/.local/state`` on Linux,
    ``~/Library/Application Support`` on macOS, ``%LOCALAPPDATA%`` on Windows).
    """
    given = environment.get(VARIABLE)
    if given:
        return os.path.abspath(given)
    import platformdirs

    return str(platformdirs.user_state_path("trustpub", appauthor=False))


def make_private(folder: str) -> None:
    """Create a folder for the user alone, or see to it that it is one.

    Raises:
        StateError: it is a link, belongs to somebody else, or cannot be made.
    """
    try:
        os.makedirs(os.path.dirname(folder), mode=0o700, exist_ok=True)
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            refuse_foreign(folder)
            if stat.S_IMODE(os.lstat(folder).st_mode) & 0o077 and os.name == "posix":
                os.chmod(folder, 0o700)
    except FileExistsError:
        raise StateError(f"{folder} cannot be used to remember the steps: a file is in its way") from None
    except OSError as error:
        raise StateError(f"{folder} cannot be used to remember the steps: {reason(error)}") from None


def refuse_foreign(folder: str) -> None:
    """See to it that a folder is a real one of the user's own; one that is not there is none of anybody's.

    Raises:
        StateError: it is a link, no folder, or somebody else's.
    """
    try:
        status = os.lstat(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StateError(f"{folder} cannot be looked at: {reason(error)}") from None
    wrong = None
    if stat.S_ISLNK(status.st_mode):
        wrong = "is a link"
    elif not stat.S_ISDIR(status.st_mode):
        wrong = "is no folder"
    elif hasattr(os, "getuid") and status.st_uid != os.getuid():
        wrong = "belongs to another user"
    if wrong is not None:
        raise StateError(
            f"{folder} {wrong}, so the steps are not remembered there; set {VARIABLE} to a folder of yours"
        )


def reason(error: OSError) -> str:
    """What the system says of an error, in lower case."""
    return (error.strerror or str(error)).lower()
