"""Somebody who sits at a terminal, sees what stands on its screen, and types."""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Callable
from pathlib import Path

import pyte

from tests.cli.terminal import started

PATIENCE = 15
"""Seconds after which a wizard that shows nothing new fails the test."""

_MENU = "(arrows or a letter, then Enter)"
_HISTORY = 5000


class _Screen(pyte.HistoryScreen):
    """A screen whose answers, such as where the cursor is, go to the program that asks."""

    reply: Callable[[bytes], object] = staticmethod(lambda data: None)

    def write_process_input(self, data: str) -> None:
        self.reply(data.encode())


class Sitting:
    """``python -m trustpub`` on a real pseudo-terminal, and a terminal emulator as its screen."""

    def __init__(self, *words: str | Path, cwd: Path, width: int = 100, height: int = 60, **changes: str) -> None:
        self.pid, self.descriptor = started(words, cwd, (height, width), changes)
        self.raw = b""
        self._screen = _Screen(width, height, history=_HISTORY, ratio=0.5)
        self._screen.reply = lambda data: os.write(self.descriptor, data)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def display(self) -> str:
        """What stands on the screen now."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    @property
    def transcript(self) -> str:
        """Everything that was shown and not erased, from the beginning."""
        gone = ["".join(line[x].data for x in range(self._screen.columns)) for line in self._screen.history.top]
        text = "\n".join(line.rstrip() for line in [*gone, *self._screen.display])
        return text.rstrip() + "\n"

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:  # Linux says EIO when the other side is closed
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    def wait(self, is_there: Callable[[], bool], what: str) -> None:
        """Look at the screen until something is there."""
        end = time.monotonic() + PATIENCE
        while not is_there():
            assert time.monotonic() < end and self._read(0.5), f"{what} did not come:\n{self.transcript}"

    def see(self, text: str) -> None:
        """Wait until a text stands on the screen; where lines break does not matter."""
        self.wait(lambda: text in " ".join(self.display.split()), text)

    def type(self, data: bytes) -> None:
        """Press keys."""
        os.write(self.descriptor, data)

    def menu(self, question: str) -> None:
        """Wait until a menu asks the question, and until it is drawn whole."""
        self.wait(lambda: self._asked() == question and "?" in self.offered, question)

    def _asked(self) -> str:
        """The question of the menu on the screen; empty without one."""
        before, found, _ = self.display.rpartition(_MENU)
        if not found:
            return ""
        start = before.rfind("\n? ")
        return " ".join(before[start + 3 :].split()) if start >= 0 else ""

    @property
    def offered(self) -> list[str]:
        """The letters of the menu on the screen, in order."""
        below = self.display.rpartition(_MENU)[2]
        return re.findall(r"^ (?:>| ) (\S) \S", below, re.MULTILINE)

    @property
    def pointed(self) -> str:
        """The letter that the pointer is at."""
        found = re.findall(r"^ > (\S) \S", self.display.rpartition(_MENU)[2], re.MULTILINE)
        return found[0] if found else ""

    def choose(self, question: str, key: str = "") -> None:
        """Answer a menu: type a letter, if any, see the pointer move to it, and press Enter."""
        self.menu(question)
        if key:
            self.type(key.encode())
            self.wait(lambda: self.pointed == key, f"the pointer at {key}")
        before = self._answers(question)
        self.type(b"\r")
        self.wait(lambda: self._answers(question) > before, "the answer")

    def _answers(self, question: str) -> int:
        """How often the question stands there with an answer, and not as a menu."""
        shown = " ".join(self.transcript.split())
        return shown.count(f"? {question} ") - shown.count(f"? {question} {_MENU}")

    def line(self, prompt: str, answer: str) -> None:
        """Type a line after a prompt."""
        self.wait(lambda: self.display.splitlines()[-1:] != [] and prompt in self.display, prompt)
        self.type(answer.encode() + b"\r")

    def kill(self, how: int) -> None:
        """Send a signal, and wait for the end that it brings."""
        os.kill(self.pid, how)
        self._finish()

    def finish(self) -> int:
        """Wait for the end; the exit status, without a traceback before it."""
        status = self._finish()
        assert b"Traceback" not in self.raw, self.raw.decode(errors="replace")
        return status

    def _finish(self) -> int:
        end = time.monotonic() + PATIENCE
        while self._read(0.5):
            assert time.monotonic() < end, f"no end:\n{self.transcript}"
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
