"""Running a program within bounds of time and output, with nobody at its terminal."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, NamedTuple

from trustpub.git.errors import GitError

_MOST_WORDS = 200_000
"""How much of standard error is kept, in bytes; the rest is read and dropped."""


class Done(NamedTuple):
    """What became of a process; ``is_cut`` says that it printed more than was allowed, and was ended."""

    status: int
    out: bytes
    err: bytes
    is_cut: bool


def run(
    arguments: Sequence[str],
    *,
    folder: str,
    environment: Mapping[str, str],
    data: bytes = b"",
    seconds: float,
    most: int,
    terminal: bool = False,
) -> Done:
    """Run a program to its end.

    Args:
        arguments: the program, with its whole path, and its arguments.
        folder: its working folder.
        environment: its whole environment.
        data: its standard input.
        seconds: how long it may take; then it and its children are ended.
        most: how many bytes it may print.
        terminal: whether it may use the terminal of this process; without, nothing that it runs can ask there.

    Raises:
        GitError: it cannot be started, or takes too long.
    """
    try:
        process = subprocess.Popen(
            arguments,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=not terminal,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise GitError(f"git cannot be started: {reason.lower()}") from None
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    out, err = _Reader(process.stdout, most), _Reader(process.stderr, _MOST_WORDS)
    out.when_full = lambda: _end(process, terminal)
    writer = threading.Thread(target=_write, args=(process.stdin, data), daemon=True)
    threads = (writer, out, err)
    try:
        for thread in threads:
            thread.start()
        status = process.wait(seconds)
        for thread in threads:  # a child that goes on (a shared SSH connection) keeps the pipes open
            thread.join(2)
    except subprocess.TimeoutExpired:
        raise GitError(f"git was ended, since it was not done after {seconds:.0f} seconds; try again") from None
    finally:
        if process.poll() is None:
            _end(process, terminal)
            process.wait()
    return Done(status, out.data(), err.data(), out.is_full)


class _Reader(threading.Thread):
    """Reads a pipe to its end, and keeps its beginning."""

    def __init__(self, pipe: IO[bytes], most: int) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._most = most
        self._kept = bytearray()
        self.is_full = False
        self.when_full: Callable[[], None] = _do_nothing

    def run(self) -> None:
        with self._pipe, contextlib.suppress(OSError):
            while piece := os.read(self._pipe.fileno(), 65_536):
                room = self._most - len(self._kept)
                self._kept += piece[:room]
                if len(piece) > room and not self.is_full:
                    self.is_full = True
                    self.when_full()

    def data(self) -> bytes:
        return bytes(self._kept)


def _do_nothing() -> None:
    """What happens by itself when a pipe held too much."""


def _write(pipe: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(OSError), pipe:  # a process that does not read to the end says why itself
        pipe.write(data)


def _end(process: subprocess.Popen[bytes], terminal: bool) -> None:
    """End a process and, where it has a session of its own, its children."""
    with contextlib.suppress(OSError):
        if terminal or os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
