"""The errors of trustpub: one root, each with a sentence for the user."""

from __future__ import annotations


class TrustpubError(Exception):
    """Something that stops the work; its text is one sentence that says what, where and what to do."""


class InputError(TrustpubError):
    """Input that cannot be read or understood.

    Attributes:
        path: the file, as the user named it or relative to the repository; None when not known here.
        line: line number counted from 1; None when there is none.
    """

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def at(self, path: str) -> InputError:
        """The same error, with the file it concerns filled in."""
        return type(self)(self.message, path=path, line=self.line)

    def __str__(self) -> str:
        place = self.path or ""
        if self.line is not None:
            place += f":{self.line}" if place else f"line {self.line}"
        return f"{place}: {self.message}" if place else self.message
