"""Lists in GraphQL: a part of them, and where the next one begins.

Source: https://docs.github.com/en/graphql/guides/using-pagination-in-the-graphql-api.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")


def connection(items: Sequence[Item], shape: Callable[[Item], Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """The part of a list that ``first`` and ``after``, or ``last`` and ``before``, ask for."""
    start = 0 if arguments.get("after") is None else _place(arguments["after"]) + 1
    end = len(items) if arguments.get("before") is None else _place(arguments["before"])
    if arguments.get("first") is not None:
        end = min(end, start + arguments["first"])
    elif arguments.get("last") is not None:
        start = max(start, end - arguments["last"])
    part = items[start:end]
    return {
        "totalCount": len(items),
        "nodes": [shape(item) for item in part],
        "pageInfo": {
            "hasNextPage": end < len(items),
            "hasPreviousPage": start > 0,
            "startCursor": _cursor(start) if part else None,
            "endCursor": _cursor(start + len(part) - 1) if part else None,
        },
    }


def _cursor(place: int) -> str:
    return base64.b64encode(f"cursor:{place}".encode()).decode()


def _place(cursor: str) -> int:
    return int(base64.b64decode(cursor).decode().removeprefix("cursor:"))
