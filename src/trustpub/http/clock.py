"""Time and chance, in one object that tests replace."""

from __future__ import annotations

import random
import time


class Clock:
    """The machine's clock."""

    def now(self) -> float:
        """Seconds since 1970, as rate limits count them."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since any moment, never going back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def jitter(self) -> float:
        """A number from 0 to 1, so that many clients do not come back at the same moment."""
        return random.random()  # noqa: S311 - nothing secret hangs on it
