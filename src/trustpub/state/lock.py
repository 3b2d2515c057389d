"""One process at a time: a lock that the system takes back when its process ends, however it ends."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from trustpub.errors import TrustpubError
from trustpub.state.folder import StateError, reason

_SIZE = 4096
_FAR = 1 << 30
"""Where Windows' lock lies: it would keep others from reading the bytes that it covers."""


class Busy(TrustpubError):  # noqa: N818 - what it is, not that it is wrong
    """Another process works on the same."""


@contextmanager
def locked(path: str, shown: str, work: str = "wizard") -> Iterator[None]:
    """Hold a lock file while the body runs.

    Args:
        path: of the lock file; it means nothing unless a process holds it, and only its holder may delete it.
        shown: the repository, for the sentence.
        work: what holds it, for the sentence.

    Raises:
        Busy: another process holds it; the sentence names it.
        StateError: the file cannot be made or locked.
    """
    handle = _opened(path)
    try:
        while not _hold(handle, path, shown, work):
            os.close(handle)
            handle = _opened(path)
        os.ftruncate(handle, 0)
        os.write(
            handle,
            json.dumps({"pid": os.getpid(), "since": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}).encode(),
        )
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _opened(path: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, flags, 0o600)
    except OSError as error:
        raise StateError(f"{path} cannot be made: {reason(error)}") from None


def _hold(handle: int, path: str, shown: str, work: str) -> bool:
    """Take the lock; False when whoever held it deleted the file, so that it locks nobody out."""
    try:
        _take(handle)
    except (BlockingIOError, PermissionError):
        raise Busy(_sentence(handle, shown, work)) from None
    except OSError as error:
        raise StateError(f"{path} cannot be locked: {reason(error)}") from None
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


def _sentence(handle: int, shown: str, work: str) -> str:
    """Who holds the lock, as far as the file tells."""
    who = "another process"
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        holder = json.loads(os.read(handle, _SIZE))
        who = f"process {int(holder['pid'])}, since {str(holder['since'])[:20]}"
    except (OSError, ValueError, KeyError, TypeError):
        pass  # it is just being written
    return f"another {work} is at work on {shown} ({who}); go on there, or end it first"


if sys.platform == "win32":

    def _take(handle: int) -> None:
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:

    def _take(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
