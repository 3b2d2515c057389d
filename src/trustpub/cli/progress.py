"""How a campaign gets on, on standard error: one line that changes on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import sys
import threading
import time

from trustpub.campaign.record import Record
from trustpub.campaign.report import counted
from trustpub.report.terminal import columns, is_terminal, note, printable, write

_EVERY = 10.0
"""Seconds between two lines where nobody sits at a terminal."""
_OFTEN = 0.1
_CLEAR = "\r\033[K"


class Progress:
    """A `trustpub.campaign.listener.Listener` that prints; also told of waits, by any thread."""

    def __init__(self) -> None:
        self._changes = is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        self._every = _OFTEN if self._changes else _EVERY
        self._is_shown = False
        self._last = 0.0
        self._begun = time.monotonic()
        self._lock = threading.Lock()

    def looked(self, count: int) -> None:
        """See `Listener`."""
        self._say(f"looking: {counted(count, 'repository', 'repositories')} so far", is_due=False)

    def begins(self, total: int) -> None:
        """See `Listener`."""
        self._begun = time.monotonic()
        self._say(f"0 of {total} done", is_due=True)

    def dealt_with(self, record: Record, done: int, total: int) -> None:
        """See `Listener`."""
        left = (time.monotonic() - self._begun) / done * (total - done)
        rest = f"; {duration(left)} left" if done < total else ""
        self._say(f"{done} of {total} done{rest}: {record.full_name} {record.state}", is_due=done == total)

    def stopping(self) -> None:
        """See `Listener`."""
        self.remark("Ending after the steps under way; press Ctrl-C again to end at once.")

    def waits(self, seconds: float, reason: str) -> None:
        """Say why nothing happens for a while; what is over soon is not worth a line."""
        if seconds >= 3:
            self.remark(f"{reason}: {duration(seconds)} ...")

    def remark(self, text: str) -> None:
        """Print a line that stays."""
        with self._lock:
            self._clear()
            note(text)

    def end(self) -> None:
        """Leave the screen as other output needs it."""
        with self._lock:
            self._clear()

    def _say(self, text: str, *, is_due: bool) -> None:
        with self._lock:
            now = time.monotonic()
            if sys.stderr is None or (not is_due and now - self._last < self._every):
                return
            self._last = now
            if self._changes:
                self._is_shown = True
                width = (columns(sys.stderr) or 80) - 1
                write(f"{_CLEAR}{printable(text)[:width]}", sys.stderr)
                sys.stderr.flush()
            else:
                note(printable(text))

    def _clear(self) -> None:
        if self._is_shown:
            self._is_shown = False
            write(_CLEAR, sys.stderr)
            sys.stderr.flush()


def duration(seconds: float) -> str:
    """A time in words, rounded up."""
    if seconds < 90:
        number, unit = max(1, round(seconds)), "second"
    elif seconds < 5400:
        number, unit = round(seconds / 60), "minute"
    else:
        number, unit = round(seconds / 3600), "hour"
    return f"{number} {unit}{'' if number == 1 else 's'}"
