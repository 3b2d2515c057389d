"""A list of repositories that somebody wrote down: one ``OWNER/NAME`` or address a line."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from trustpub.errors import InputError

_MOST_BYTES = 5_000_000
_MOST_ERRORS = 5
_NAME = r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]*)/(?P<name>[A-Za-z0-9._-]+?)"
_PLAIN = re.compile(_NAME)
_ADDRESS = re.compile(rf"(?:https?://|ssh://git@|git://)?(?:www\.)?github\.com/{_NAME}(?:\.git)?(?:[/?#].*)?", re.I)
_SCP = re.compile(rf"git@github\.com:{_NAME}(?:\.git)?/?", re.I)


class Listed(NamedTuple):
    """One line: the repository's full name, and the line's number."""

    full_name: str
    line: int


def read_names(path: str) -> list[Listed]:
    """The repositories of a file, each once, in the file's order.

    Lines are ``OWNER/NAME``, or an address of the repository as a browser or git has it. What follows a ``#`` after a
    blank, or at the start of a line, is a remark.

    Raises:
        InputError: the file cannot be read, lists nothing, or has lines that are none of these; the first of them are
            named, with their numbers.
    """
    found: dict[str, Listed] = {}
    wrong: list[int] = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        words = re.sub(r"(^|\s)#.*", "", line).strip()
        if not words:
            continue
        full_name = full_name_of(words)
        if full_name is None:
            wrong.append(number)
        else:
            found.setdefault(full_name.lower(), Listed(full_name, number))
    if wrong:
        numbers = ", ".join(map(str, wrong[:_MOST_ERRORS])) + (", ..." if len(wrong) > _MOST_ERRORS else "")
        lines = f"line {numbers} is" if len(wrong) == 1 else f"lines {numbers} are"
        raise InputError(
            f"{lines} neither OWNER/NAME nor the address of a repository on github.com", path=path, line=wrong[0]
        )
    if not found:
        raise InputError("the file lists no repository; write one OWNER/NAME a line", path=path)
    return list(found.values())


def full_name_of(words: str) -> str | None:
    """The full name that a line says; None when it says none."""
    for pattern in (_PLAIN, _ADDRESS, _SCP):
        match = pattern.fullmatch(words)
        if match is not None and match["name"] not in (".", "..", ".git"):
            return f"{match['owner']}/{match['name']}"
    return None


def _text(path: str) -> str:
    try:
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}", path=os.fspath(path)) from None
    if len(data) > _MOST_BYTES:
        raise InputError(f"it has more than {_MOST_BYTES // 1_000_000} MB, which is no list of repositories", path=path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("it is not encoded as UTF-8", path=path, line=line) from None
