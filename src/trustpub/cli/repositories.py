"""From the words of the command line to repositories."""

from __future__ import annotations

import re
import sys

from trustpub.errors import InputError, TrustpubError
from trustpub.report.terminal import is_terminal, note
from trustpub.repository.base import Repository
from trustpub.repository.local import MAX_READ
from trustpub.repository.opening import open_repository
from trustpub.repository.single import SingleWorkflow

_FULL_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)/([A-Za-z0-9._-]+)")


def owner_and_name(word: str) -> tuple[str, str]:
    """The repository on GitHub that ``--repository`` names.

    Raises:
        TrustpubError: the word is no ``OWNER/NAME``.
    """
    match = _FULL_NAME.fullmatch(word)
    if match is None or match[2] in (".", ".."):
        raise TrustpubError("--repository takes the owner and the name, as in octo-org/sampler")
    return match[1], match[2]


def open_path(path: str) -> Repository:
    """The repository that a word names: a folder, a single workflow file, or ``-`` for standard input.

    Raises:
        InputError: there is nothing there, it cannot be read, or the folder is no repository.
    """
    if path != "-":
        return open_repository(path)
    if sys.stdin is None:
        raise InputError("standard input is closed, so there is no workflow to read", path="-")
    if is_terminal(sys.stdin):
        note("Reading a workflow from the terminal; end it with Ctrl-D.")
    try:
        data = sys.stdin.buffer.read(MAX_READ + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"standard input cannot be read: {reason}", path="-") from None
    return SingleWorkflow("-", "stdin.yml", data)
