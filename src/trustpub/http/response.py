"""What came back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from trustpub.http.errors import HttpError


class Response(NamedTuple):
    """An answer, read to its end.

    Attributes:
        status: 200 and so on.
        headers: their names compare ignoring case.
        body: the bytes, unpacked.
        what: what was asked, as `HttpError` puts it.
        service: who answered, by the name the user knows.
        attempts: how often it was asked; more than 1 after a failure that passed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    what: str
    service: str
    attempts: int = 1

    def json(self) -> Any:
        """The body as plain data.

        Raises:
            HttpError: it is no JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise self.malformed("something that is no JSON") from None

    def json_object(self) -> dict[str, Any]:
        """The body as an object.

        Raises:
            HttpError: it is anything else.
        """
        data = self.json()
        if not isinstance(data, dict):
            raise self.malformed("JSON of another shape than documented")
        return data

    def malformed(self, what: str) -> HttpError:
        """The error for an answer that is not what the service's documentation says."""
        advice = "try again later, and check that the address is right and that no proxy answers in its place"
        return HttpError(self.what, f"{self.service} answered with {what}", advice, self.status)

    @property
    def message(self) -> str:
        """What the service says in the ``message`` of a failed request, on one line and cut; empty without one."""
        try:
            data = json.loads(self.body)
        except (ValueError, RecursionError):
            return ""
        message = data.get("message") if isinstance(data, dict) else None
        return " ".join(message.split())[:300].rstrip(".") if isinstance(message, str) else ""
