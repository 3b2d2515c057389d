"""Where trustpub remembers things between two runs: the user's state folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from trustpub.errors import TrustpubError

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE = "TRUSTPUB_STATE_DIR"


def state_folder(environment: Mapping[str, str], part: str) -> Path:
    """The folder for one part of trustpub, which is made when it is missing; only the user may look into it.

    Args:
        environment: ``TRUSTPUB_STATE_DIR`` in it goes before the folder that the system has for such things.
        part: a folder's name.

    Raises:
        TrustpubError: it cannot be made.
    """
    from pathlib import Path

    given = environment.get(VARIABLE, "")
    if given:
        root = Path(given).absolute()
    else:
        import platformdirs

        root = platformdirs.user_state_path("trustpub", appauthor=False)
    folder = root / part
    try:
        for place in (root, folder):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TrustpubError(
            f"{folder} cannot be used: {reason}; trustpub keeps there what it did, so see to that, or name another "
            f"folder in {VARIABLE}"
        ) from None
    return folder
