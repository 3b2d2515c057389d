"""How many requests may still be made: counted for all threads of a client together, by what the answers say.

Sources: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api, and "Best practices for using
the REST API" on the same pages: wait at least a second between requests that change something.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from trustpub.http.clock import Clock
from trustpub.http.limits import resource_of
from trustpub.http.response import Response

_SAME_WINDOW = 5.0
"""Seconds by which the end of one window may differ from answer to answer."""
_LOOK_AGAIN = 1.0


@dataclass
class _Window:
    """What is known of a resource that is counted on its own (``core``, ``graphql``, ``search``, ...).

    Attributes:
        in_flight: points of requests without an answer yet; whether the service has counted them is not known.
        remaining: how many points are left until ``reset``; None when that has to be found out.
        is_limited: False once an answer told of no limit.
    """

    in_flight: int = 0
    remaining: int | None = None
    reset: float = 0.0
    is_limited: bool = True


class Budgets:
    """Admits requests so that never more are under way than the service still answers.

    Where nothing is known, at the beginning and in a new window, one request goes ahead alone, and tells.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[str, _Window] = {}
        self._paused_until = 0.0
        self._next_change = 0.0
        self._changed = threading.Condition()

    def reserve(self, path: str, cost: int = 1) -> float:
        """Admit a request, which must be given back with `release`.

        Args:
            path: what it is for.
            cost: in points of the limit.

        Returns:
            0 when it is admitted; else the seconds after which to ask again, with nothing reserved.
        """
        with self._changed:
            window = self._window(path)
            while True:
                now = self._clock.now()
                if now < self._paused_until:
                    return self._paused_until - now
                if window.remaining is not None and now > window.reset:
                    window.remaining = None
                if _is_free(window, cost):
                    window.in_flight += cost
                    return 0.0
                if window.remaining is not None and window.in_flight == 0:
                    return window.reset - now + 1
                self._changed.wait(_LOOK_AGAIN)  # what another thread's answer says decides

    def cancel(self, path: str, cost: int = 1) -> None:
        """Give back an admission that was not made use of."""
        with self._changed:
            self._window(path).in_flight -= cost
            self._changed.notify_all()

    def pause(self) -> float:
        """Seconds until anything may be asked again, after a refusal that concerns all; 0 where there is none."""
        with self._changed:
            return max(self._paused_until - self._clock.now(), 0.0)

    def release(self, path: str, response: Response | None, cost: int = 1) -> None:
        """Learn from the answer to an admitted request; None when there was none."""
        with self._changed:
            window = self._window(path)
            window.in_flight -= cost
            if response is None or not self._learn(path, response):
                if window.remaining is not None:  # it may have been counted
                    window.remaining = max(0, window.remaining - cost)
                elif response is not None and response.status < 500:
                    window.is_limited = False
            self._changed.notify_all()

    def refused(self, path: str, seconds: float, *, everywhere: bool) -> None:
        """Let nothing go out for some time after a refusal.

        Args:
            path: of the refused request.
            seconds: how long.
            everywhere: whether the service wants no requests at all; else only those that count as this one does.
        """
        with self._changed:
            until = self._clock.now() + seconds
            if everywhere:
                self._paused_until = max(self._paused_until, until)
                for window in self._windows.values():
                    window.remaining, window.is_limited = None, True
            else:
                window = self._window(path)
                window.remaining, window.reset, window.is_limited = 0, max(window.reset, until - 1), True

    def turn(self, spacing: float) -> float:
        """Seconds to wait before changing something, so that all threads together leave ``spacing`` between changes."""
        with self._changed:
            now = self._clock.monotonic()
            start = max(now, self._next_change)
            self._next_change = start + spacing
            return start - now

    def _window(self, path: str) -> _Window:
        return self._windows.setdefault(resource_of(path), _Window())

    def _learn(self, path: str, response: Response) -> bool:
        """Take over what an answer says is left; False when it says nothing."""
        remaining = response.headers.get("X-RateLimit-Remaining", "").strip()
        reset = response.headers.get("X-RateLimit-Reset", "").strip()
        if not remaining.isdecimal() or not reset.isdecimal():
            return False
        resource = response.headers.get("X-RateLimit-Resource") or resource_of(path)
        window = self._windows.setdefault(resource, _Window())
        left, end = int(remaining[:12]), float(reset[:12])
        if window.remaining is None or end > window.reset + _SAME_WINDOW:
            window.remaining, window.reset, window.is_limited = left, end, True
        elif end >= window.reset - _SAME_WINDOW:  # answers of one window may come in any order
            window.remaining = min(window.remaining, left)
        return True


def _is_free(window: _Window, cost: int) -> bool:
    """Whether one more request may be under way."""
    if window.remaining is not None:
        return window.in_flight + cost <= window.remaining
    return window.in_flight == 0 or not window.is_limited
