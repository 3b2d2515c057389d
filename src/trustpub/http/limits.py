"""Rate limits: how long an answer asks to wait.

Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api and "Best practices for using
the REST API": a refusal is 403 or 429; wait as long as ``Retry-After`` says, else until ``X-RateLimit-Reset`` when
``X-RateLimit-Remaining`` is 0, else a minute at least, and longer each time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from trustpub.http.response import Response

SECONDARY_WAIT = 60.0
_LIMITED = {"RATE_LIMITED", "RATE_LIMIT"}
_LONGEST_REFUSAL = 10_000
_SECONDARY = ("secondary rate limit", "abuse detection")


def limit_wait(response: Response, refusals: int, now: float) -> float | None:
    """Seconds to wait before the same request is made again; None when the answer is no refusal over a limit.

    Args:
        response: the answer.
        refusals: how many refusals over a limit came before it in a row.
        now: seconds since 1970.
    """
    is_refused_query = _is_refused_query(response)
    if response.status not in (403, 429) and not is_refused_query:
        return None
    after = retry_after(response.headers, now)
    if after is not None:
        return after
    reset = _reset(response.headers)
    if reset is not None:
        return max(reset - now, 0.0) + 1
    message = response.message.lower()
    if response.status == 429 or is_refused_query or any(sign in message for sign in _SECONDARY):
        return SECONDARY_WAIT * 2.0**refusals
    return None


def is_primary(response: Response, now: float) -> bool:
    """Whether a refusal is over the limit of one resource, so that requests for others may go on."""
    return retry_after(response.headers, now) is None and _reset(response.headers) is not None


def _is_refused_query(response: Response) -> bool:
    """Whether GraphQL refuses a query over a limit, which it does with the status of a success.

    Source: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api, "Exceeding
    the rate limit".
    """
    if response.status != 200 or len(response.body) > _LONGEST_REFUSAL or b'"errors"' not in response.body:
        return False
    try:
        data = json.loads(response.body)
    except (ValueError, RecursionError):
        return False
    errors = data.get("errors") if isinstance(data, dict) else None
    return isinstance(errors, list) and any(
        isinstance(error, dict)
        and (error.get("type") in _LIMITED or any(sign in str(error.get("message")).lower() for sign in _SECONDARY))
        for error in errors
    )


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


def resource_of(path: str) -> str:
    """The resource that requests for a path count against."""
    if path.startswith("/search/"):
        return "code_search" if path.startswith("/search/code") else "search"
    return "graphql" if path.startswith("/graphql") else "core"
