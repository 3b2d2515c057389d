"""The end of a log, where its error stands."""

from __future__ import annotations

import os
from typing import BinaryIO

from trustpub.errors import InputError

MAX_LOG = 5_000_000
"""Of a longer log the end is read."""


def read_log(path: str) -> str:
    """The end of the log in a file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return end_of(file)
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}", path=path) from None


def end_of(file: BinaryIO) -> str:
    """The last `MAX_LOG` bytes of a file or of a pipe, whose length nobody knows.

    Raises:
        OSError: it cannot be read.
    """
    if file.seekable():
        file.seek(max(0, file.seek(0, os.SEEK_END) - MAX_LOG))
        return file.read(MAX_LOG).decode(errors="replace")
    end = piece = file.read(MAX_LOG)
    while len(piece) == MAX_LOG:  # a shorter one is the last; at a terminal, asking again would want a second Ctrl-D
        piece = file.read(MAX_LOG)
        end = (end + piece)[-MAX_LOG:]
    return end.decode(errors="replace")
