"""A clock that no test waits for."""

from __future__ import annotations

import threading

from trustpub.http.clock import Clock


class FakeClock(Clock):
    """Sleeping moves it on at once; the waits are kept."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self.time = start
        self.waits: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        """Seconds since 1970, by this clock."""
        return self.time

    def monotonic(self) -> float:
        """The same."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Move on."""
        assert seconds >= 0
        with self._lock:
            self.waits.append(seconds)
            self.time += seconds

    def jitter(self) -> float:
        """No chance: the longest pause."""
        return 0.0
