"""Rate limits: how long an answer asks to wait.

Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api and "Best practices for using
the REST API": a refusal is 403 or 429; wait as long as ``Retry-After`` says, else until ``X-RateLimit-Reset`` when
``X-RateLimit-Remaining`` is 0, else a minute at least, and longer each time.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from trustpub.http.response import Response

SECONDARY_WAIT = 60.0
_SECONDARY = ("secondary rate limit", "abuse detection")


def limit_wait(response: Response, refusals: int, now: float) -> float | None:
    """Seconds to wait before the same request is made again; None when the answer is no refusal over a limit.

    Args:
        response: the answer.
        refusals: how many refusals over a limit came before it in a row.
        now: seconds since 1970.
    """
    if response.status not in (403, 429):
        return None
    after = retry_after(response.headers, now)
    if after is not None:
        return after
    reset = _reset(response.headers)
    if reset is not None:
        return max(reset - now, 0.0) + 1
    message = response.message.lower()
    if response.status == 429 or any(sign in message for sign in _SECONDARY):
        return SECONDARY_WAIT * 2.0**refusals
    return None


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds that ``Retry-After`` asks for, given as a number or as a date; None without one that can be read."""
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (ValueError, TypeError, OverflowError):
        return None


def _reset(headers: Mapping[str, str]) -> float | None:
    """When the window ends that has nothing left; None when something is left, or nothing is said."""
    reset = headers.get("X-RateLimit-Reset", "").strip()
    if headers.get("X-RateLimit-Remaining", "").strip() != "0" or not reset.isdecimal():
        return None
    return float(reset[:12])


class Budgets:
    """What the last answers said is left, for each resource that is counted on its own (``core``, ``search``, ...)."""

    def __init__(self) -> None:
        self._resets: dict[str, float] = {}
        self._lock = threading.Lock()

    def note(self, headers: Mapping[str, str]) -> None:
        """Remember what an answer says."""
        resource = headers.get("X-RateLimit-Resource", "core")
        reset = _reset(headers)
        with self._lock:
            if reset is not None:
                self._resets[resource] = reset
            elif "X-RateLimit-Remaining" in headers:
                self._resets.pop(resource, None)

    def wait(self, path: str, now: float) -> float:
        """Seconds until a request may be made without being refused for certain; 0 for at once."""
        with self._lock:
            reset = self._resets.get(resource_of(path), 0.0)
        return reset - now + 1 if reset >= now else 0.0


def resource_of(path: str) -> str:
    """The resource that requests for a path count against."""
    if path.startswith("/search/"):
        return "code_search" if path.startswith("/search/code") else "search"
    return "graphql" if path.startswith("/graphql") else "core"
