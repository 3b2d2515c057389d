"""Answers that many operations share."""

from __future__ import annotations

from typing import Any

from tests.servers.http import Answer, Asked

DOCUMENTATION = "https://docs.github.com/rest"
SIGN_ON = (
    "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this "
    "organization."
)


def refusal(status: int, message: str) -> Answer:
    """A refusal with GitHub's words."""
    return Answer(status, {"message": message, "documentation_url": DOCUMENTATION, "status": str(status)})


def not_found() -> Answer:
    """Not there, or not to be seen."""
    return refusal(404, "Not Found")


def invalid(resource: str, **error: str) -> Answer:
    """A body that cannot be done, with one error: ``field`` and ``code``, or ``message``."""
    errors = [{"resource": resource, "code": "custom", **error}]
    return Answer(422, {"message": "Validation Failed", "errors": errors, "documentation_url": DOCUMENTATION})


def page_of(items: list[Any], asked: Asked) -> list[Any]:
    """The items of the page that was asked for."""
    size, number = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
    return items[size * (number - 1) : size * number]


def counted(items: list[dict[str, Any]], asked: Asked, key: str) -> Answer:
    """A page of a list that stands below a key, beside the number of all."""
    return Answer(200, {"total_count": len(items), key: page_of(items, asked)})
