"""GitHub's GraphQL API: its answers and errors, and how much to ask for in one query.

Sources: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api (a query may take
10 seconds, show 500,000 nodes, and 100 of each list) and https://spec.graphql.org/October2021/#sec-Errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from trustpub.github.needs import Need
from trustpub.github.reading import Reader
from trustpub.http.errors import HttpError
from trustpub.http.response import Response

_SINGLE = {"NOT_FOUND", "FORBIDDEN"}
_TOO_MUCH = {"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED"}
_ENCOURAGING = 8
_TIMEOUT = "something went wrong while executing your query"

Item = TypeVar("Item")


class GraphQLError(HttpError):
    """A query that was understood and not answered.

    Attributes:
        type: what GitHub calls the kind of error, such as ``NOT_FOUND`` or ``FORBIDDEN``; None where it says none.
    """

    def __init__(
        self,
        what: str,
        reason: str,
        advice: str,
        status: int | None,
        type: str | None,  # noqa: A002 - GitHub's word for it
    ) -> None:
        super().__init__(what, reason, advice, status)
        self.type = type


class Data(Reader):
    """The data of an answer.

    Attributes:
        problems: why a part of the data is null, by the alias at the top of the query.
    """

    def __init__(self, data: Any, response: Response, problems: dict[str, str]) -> None:
        super().__init__(data, response)
        self.problems = problems


def data_of(response: Response, need: Need, *, partial: bool) -> Data:
    """The data of a successful answer.

    Args:
        response: the answer.
        need: what a token needs for it.
        partial: whether single parts may be null because they are not there or not to be seen.

    Raises:
        GraphQLError: the query was not answered.
        HttpError: the answer is none that GraphQL has.
    """
    answer = response.json_object()
    errors = answer.get("errors") or []
    if not isinstance(errors, list) or not all(isinstance(error, dict) for error in errors):
        raise response.malformed("JSON of another shape than documented")
    problems: dict[str, str] = {}
    for error in errors:
        path = error.get("path")
        is_single = error.get("type") in _SINGLE and isinstance(path, list) and len(path) > 0
        if not (partial and is_single and isinstance(answer.get("data"), dict)):
            raise _error(error, response, need)
        problems[str(path[0])] = _message(error)
    return Data(answer.get("data"), response, problems)


def _error(error: dict[str, Any], response: Response, need: Need) -> GraphQLError:
    kind = error.get("type")
    advice = {
        "NOT_FOUND": f"check the name; the token needs {need}",
        "FORBIDDEN": f"the token needs {need}, and you the right to do it",
        "INSUFFICIENT_SCOPES": f"the token needs {need}",
    }.get(str(kind), "try again later; if it stays, it is a fault of trustpub")
    reason = f"GitHub does not answer the query ({_message(error)})"
    return GraphQLError(response.what, reason, advice, response.status, kind if isinstance(kind, str) else None)


def _message(error: dict[str, Any]) -> str:
    message = error.get("message")
    return " ".join(str(message).split())[:300].rstrip(".") if message else "no reason is given"


def cost_of(lists: int) -> int:
    """The points that a query takes which asks for so many lists, those within lists counted for each item.

    Source: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api, "Predicting
    the point value of a query": one for a hundred. Rounded up, to be on the safe side.
    """
    return max(1, -(-lists // 100))


def is_too_much(error: HttpError) -> bool:
    """Whether a query failed in a way that one for less may not: over time, size or nodes, or with the connection."""
    if isinstance(error, GraphQLError):
        return error.type in _TOO_MUCH or _TIMEOUT in error.reason.lower()
    return error.status in (None, 200, 500, 502, 503, 504)


class Portion:
    """How many things one query asks for: half as many after a failure, and more again when it goes well for a while.

    Args:
        most: to begin with, and never more.
    """

    def __init__(self, most: int) -> None:
        self.size = most
        self._most = most
        self._successes = 0

    @property
    def is_smallest(self) -> bool:
        """Whether less cannot be asked for."""
        return self.size == 1

    def failed(self, size: int) -> None:
        """Ask for half as many as just failed."""
        self.size = max(1, size // 2)
        self._successes = 0

    def succeeded(self) -> None:
        """Ask for more after some successes, since what failed may have been the network."""
        self._successes += 1
        if self._successes % _ENCOURAGING == 0:
            self.size = min(self._most, self.size * 2)


def in_portions(
    items: Sequence[Item], portion: Portion, ask: Callable[[Sequence[Item], bool], Data]
) -> Iterator[tuple[Sequence[Item], Data]]:
    """Ask for items, as many in one query as GitHub can answer.

    Args:
        items: in any number.
        portion: how many; it may be kept for more items later.
        ask: makes the query for some of them; told whether to be patient, since less cannot be asked for.

    Raises:
        HttpError: not even one item can be had.
    """
    start = 0
    while start < len(items):
        some = items[start : start + portion.size]
        try:
            data = ask(some, len(some) == 1)
        except HttpError as error:
            if len(some) == 1 or not is_too_much(error):
                raise
            portion.failed(len(some))
            continue
        portion.succeeded()
        start += len(some)
        yield some, data
