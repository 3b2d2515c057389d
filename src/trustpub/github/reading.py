"""Values out of an answer, each of the kind that the documentation promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trustpub.http.errors import HttpError
from trustpub.http.response import Response


class Reader:
    """Takes values out of an object of an answer; a missing one, or one of another kind, is an error that says so."""

    def __init__(self, data: Any, response: Response) -> None:
        if not isinstance(data, Mapping):
            raise response.malformed("JSON of another shape than documented")
        self._data = data
        self._response = response

    def text(self, key: str) -> str:
        """A string."""
        value = self._data.get(key)
        if not isinstance(value, str):
            raise self._response.malformed(f"JSON without the text {key!r}")
        return value

    def text_or_none(self, key: str) -> str | None:
        """A string, or None where there is none."""
        return self.text(key) if self.has(key) else None

    def number(self, key: str) -> int:
        """An integer."""
        value = self._data.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._response.malformed(f"JSON without the number {key!r}")
        return value

    def flag(self, key: str, missing: bool = False) -> bool:
        """A boolean; ``missing`` where there is none."""
        return self._data.get(key, missing) is True

    def object(self, key: str) -> Reader:
        """An object."""
        return Reader(self._data.get(key), self._response)

    def object_or_none(self, key: str) -> Reader | None:
        """An object, or None where there is none."""
        return self.object(key) if self.has(key) else None

    def objects(self, key: str) -> list[Reader]:
        """A list of objects; empty where there is none."""
        value = self._data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._response.malformed(f"JSON without the list {key!r}")
        return [Reader(item, self._response) for item in value]

    def objects_or_nulls(self, key: str) -> list[Reader | None]:
        """A list of objects, with None for each that is null, as GraphQL has it for what may not be seen."""
        value = self._data.get(key)
        if not isinstance(value, list):
            raise self._response.malformed(f"JSON without the list {key!r}")
        return [None if item is None else Reader(item, self._response) for item in value]

    def malformed(self, what: str) -> HttpError:
        """The error for an answer that holds what it must not."""
        return self._response.malformed(what)

    def has(self, key: str) -> bool:
        """Whether there is a value that is not null."""
        return self._data.get(key) is not None
