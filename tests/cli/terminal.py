"""A real pseudo-terminal with somebody at it."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import struct
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.cli.checkouts import environment

_PATIENCE = 20
"""Seconds after which a command that neither asks nor ends fails the test."""

_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


_running: list[int] = []


def started(
    words: Sequence[str | Path], cwd: Path, size: tuple[int, int], changes: Mapping[str, str]
) -> tuple[int, int]:
    """Start ``python -m trustpub`` on a terminal of its own; its process and the other side of the terminal.

    Args:
        words: the command line.
        cwd: where it runs.
        size: of the terminal: lines and columns.
        changes: of the environment.
    """
    if sys.platform == "win32":
        pytest.skip("there are no pseudo-terminals")
    import fcntl
    import pty
    import termios

    command = [sys.executable, "-m", "trustpub", *map(str, words)]
    pid, descriptor = pty.fork()
    if pid == 0:
        try:
            for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)  # whoever started the tests may have them ignored, as nohup does
            os.chdir(cwd)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            os.execve(command[0], command, environment(**changes))
        finally:
            os._exit(127)
    _running.append(pid)
    return pid, descriptor


def end_those_left() -> None:
    """Kill what `started` started and nobody waited for, as a failed test leaves it behind."""
    while _running:
        pid = _running.pop()
        with contextlib.suppress(ChildProcessError):  # somebody waited for it
            if os.waitpid(pid, os.WNOHANG) == (0, 0):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


class Session:
    """``python -m trustpub`` on a terminal of its own; what it prints is collected, line ends as a file has them."""

    def __init__(self, *words: str | Path, cwd: Path, width: int = 100, **changes: str) -> None:
        self.pid, self.descriptor = started(words, cwd, (50, width), changes)
        self.raw = ""
        self.answered = 0

    @property
    def text(self) -> str:
        """What stands on the screen so far, without colours."""
        return _ESCAPE.sub("", self.raw)

    def _read(self, seconds: float) -> bool:
        """Take what comes within some seconds; False at the end of the output."""
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:  # Linux says EIO when the other side is closed
            return False
        self.raw += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)

    def answer(self, question: str, answer: bytes) -> None:
        """Wait until what came since the last answer ends with a question, and type."""
        end = time.monotonic() + _PATIENCE
        while not self.text[self.answered :].endswith(question):
            assert time.monotonic() < end and self._read(1), f"the question did not come:\n{self.text}"
        self.answered = len(self.text)
        os.write(self.descriptor, answer)

    def finish(self) -> int:
        """Wait for the end; the exit status."""
        end = time.monotonic() + _PATIENCE
        while self._read(1):
            assert time.monotonic() < end, f"no end:\n{self.text}"
        os.close(self.descriptor)
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        assert "Traceback" not in self.raw, self.raw
        return status


def screen(*words: str | Path, cwd: Path, width: int = 100, **changes: str) -> tuple[int, str]:
    """Exit status and screen of a command that asks nothing."""
    session = Session(*words, cwd=cwd, width=width, **changes)
    status = session.finish()
    return status, session.text
