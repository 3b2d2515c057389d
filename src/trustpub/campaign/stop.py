"""Ending a campaign in the middle, politely: after the step that is under way, never within it."""

from __future__ import annotations

import threading

from trustpub.errors import TrustpubError
from trustpub.http.clock import Clock


class Halted(BaseException):
    """Ends the work on one repository at once; it is no error, so nothing that handles errors must hold it up."""


class Stop:
    """Whether a campaign is to end, and why; the first reason stands. Any thread may look and any may say so.

    Attributes:
        reason: a sentence; None while it is not to end.
        error: what went wrong, where that is the reason.
    """

    def __init__(self) -> None:
        self.reason: str | None = None
        self.error: TrustpubError | None = None
        self._event = threading.Event()
        self._lock = threading.Lock()

    @property
    def is_set(self) -> bool:
        """Whether it is to end."""
        return self._event.is_set()

    def set(self, reason: str, error: TrustpubError | None = None) -> None:
        """Have it end."""
        with self._lock:
            if self.reason is None:
                self.reason, self.error = reason, error
        self._event.set()

    def check(self) -> None:
        """Go on only if it is not to end.

        Raises:
            Halted: it is.
        """
        if self._event.is_set():
            raise Halted

    def wait(self, seconds: float) -> None:
        """Wait, but no longer than until it is to end.

        Raises:
            Halted: it is.
        """
        if self._event.wait(seconds):
            raise Halted


class StoppableClock(Clock):
    """A clock whose waits end when the campaign is to end: before a request, never within one."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            Halted: the campaign is to end.
        """
        self._stop.wait(seconds)
