"""Rate limits that are kept, and what a client did against what it was told.

Sources: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api and
https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from tests.servers.github.answers import refusal
from tests.servers.github.world import iso
from tests.servers.http import Answer, Asked
from trustpub.http.clock import Clock

_CREATING = {"POST", "PATCH", "PUT", "DELETE"}
_SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass
class _Window:
    """What was used of one resource since its window began; ``is_told``: the client knows that nothing is left."""

    used: int = 0
    reset: int = 0
    is_told: bool = False


class Limits:
    """The limits of one token.

    Args:
        per_window: points in a window, of each resource on its own.
        window: its length in seconds; it begins with the first request.
        clock: the time; the client's own where that is not real.
        writes_per_minute: from which number of writing requests on the secondary limit refuses; None for none.
        spacing: least seconds between writing requests; fewer are a violation. GitHub asks for one second:
            https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api.
        in_flight: how many requests may already be on their way when a refusal says to wait.
    """

    def __init__(
        self,
        per_window: int = 5000,
        window: float = 3600,
        clock: Clock | None = None,
        *,
        writes_per_minute: int | None = None,
        spacing: float = 0,
        in_flight: int = 0,
    ) -> None:
        self.violations: list[str] = []
        self._most = per_window
        self._length = window
        self._clock = clock or Clock()
        self._writes_per_minute = writes_per_minute
        self._spacing = spacing
        self._in_flight = in_flight
        self._excused = 0
        self._pause = 0.0
        self._writes: list[float] = []
        self._windows = {"core": _Window(), "graphql": _Window()}

    def take(self, asked: Asked) -> Answer | None:
        """Count a request before it is answered; its refusal if it is over a limit."""
        now, resource = self._clock.now(), resource_of(asked)
        window = self._window(resource, now)
        if now < self._pause:
            return self._too_early(asked, self._pause - now)
        if window.used >= self._most:
            if window.is_told:
                self.violations.append(f"{asked.line} was asked though nothing was left of {resource}")
            return _used_up(resource)
        window.used += 1
        if asked.method in _CREATING and resource == "core":
            return self._write(asked, now)
        return None

    def _window(self, resource: str, now: float) -> _Window:
        window = self._windows[resource]
        if now >= window.reset:
            window.used, window.is_told = 0, False
            window.reset = math.ceil(now + self._length)
        return window

    def _too_early(self, asked: Asked, seconds: float) -> Answer:
        if self._excused > 0:
            self._excused -= 1
        else:
            self.violations.append(f"{asked.line} was asked {seconds:.1f} seconds before the pause ended")
        return self._secondary(math.ceil(seconds))

    def _write(self, asked: Asked, now: float) -> Answer | None:
        if self._writes and now - self._writes[-1] < self._spacing:
            self.violations.append(f"{asked.line} came {now - self._writes[-1]:.2f} seconds after another change")
        self._writes = [moment for moment in self._writes if moment > now - 60] + [now]
        if self._writes_per_minute is None or len(self._writes) <= self._writes_per_minute:
            return None
        self._writes.pop()
        return self._secondary(60)

    def _secondary(self, seconds: int) -> Answer:
        return refusal(403, _SECONDARY)._replace(headers={"Retry-After": str(seconds)})

    def charge(self, asked: Asked, points: int) -> None:
        """Count more than one point for a request, or give points back."""
        window = self._windows[resource_of(asked)]
        window.used = min(max(window.used + points, 0), self._most)

    def rate(self) -> dict[str, Any]:
        """What GraphQL tells of its own limit."""
        window = self._windows["graphql"]
        return {
            "limit": self._most,
            "remaining": self._most - window.used,
            "used": window.used,
            "resetAt": iso(window.reset),
        }

    def told(self, asked: Asked, answer: Answer, is_read: bool) -> Answer:
        """The answer with the headers that tell of the limit; remembers what the client knows, if it reads them."""
        window = self._windows[resource_of(asked)]
        left = self._most - window.used
        window.is_told = window.is_told or (is_read and left == 0)
        if is_read and answer.status in (403, 429) and "Retry-After" in answer.headers:
            pause = self._clock.now() + float(answer.headers["Retry-After"])
            if pause > self._pause:
                self._excused = self._in_flight
                self._pause = pause
        headers = {
            "X-RateLimit-Limit": str(self._most),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Used": str(window.used),
            "X-RateLimit-Reset": str(window.reset),
            "X-RateLimit-Resource": resource_of(asked),
        }
        return answer._replace(headers={**headers, **answer.headers})


def resource_of(asked: Asked) -> str:
    """What a request counts against."""
    return "graphql" if asked.path == ("graphql",) else "core"


def _used_up(resource: str) -> Answer:
    if resource == "graphql":
        message = "API rate limit already exceeded for user ID 1."
        return Answer(200, {"errors": [{"type": "RATE_LIMITED", "message": message}]})
    return refusal(403, "API rate limit exceeded for user ID 1.")
