"""Substitutions in the values of tox: https://tox.wiki/en/latest/config.html#substitutions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from trustpub.recipes.quoting import UNKNOWN, shell_text

MAX_TEXT = 20_000
"""Longest text that substitutions may make."""
_MAX_DEPTH = 12
_MAX_WORK = 300_000
_SECTION = re.compile(r"\[(?P<section>[^\]]+)\](?P<key>.+)", re.DOTALL)


class Substitution:
    """Puts values into texts for one environment.

    Args:
        environment: the variables that are visible, by name, as texts.
        posargs: what follows ``--``; None when there is none.
        paths: values of ``{toxinidir}`` and its like, by name.
        lookup: gives the text of a key of a section (None: of the environment itself); None when there is none.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        posargs: Sequence[str] | None,
        paths: Mapping[str, str],
        lookup: Callable[[str | None, str], str | None],
    ) -> None:
        self.environment = environment
        self.set_env: dict[str, str] = {}
        self.posargs = posargs
        self._paths = paths
        self._lookup = lookup
        self._work = 0

    def text(self, text: str, depth: int = 0) -> str:
        """A text with everything substituted that can be; ``{env:NAME}`` becomes ``${NAME}``."""
        text = text.replace("[]", "{posargs}") if "[]" in text else text
        if "{" not in text:
            return text
        self._work += len(text)
        if depth > _MAX_DEPTH or self._work > _MAX_WORK:
            return UNKNOWN
        closing = _closing(text)
        pieces: list[str] = []
        position = length = 0
        while position < len(text):
            start = text.find("{", position)
            if start < 0:
                pieces.append(text[position:])
                break
            if start > 0 and text[start - 1] == "\\":
                pieces.append(text[position : start - 1] + "{")
                position = start + 1
                continue
            pieces.append(text[position:start])
            end = closing.get(start, -1)
            if text.startswith("${{", start - 1) or end < 0:
                stop = len(text) if end < 0 else end + 1
                pieces.append(text[start:stop])
                position = stop
                continue
            inner = text[start + 1 : end]
            value = self._value(inner, depth)
            if value is None:
                value = text[start : end + 1]
            if value in (".", "") and text[end + 1 : end + 2] == "/" and inner in self._paths:
                value, end = "", end + 1  # "{toxinidir}/dist" is "dist"
            pieces.append(value)
            length += len(value)
            position = end + 1
            if length > MAX_TEXT:
                return UNKNOWN
        return "".join(pieces).replace("\\}", "}")

    def _value(self, inner: str, depth: int) -> str | None:
        if inner == "/":
            return "/"
        if inner == ":":
            return ":"
        name, colon, rest = inner.partition(":")
        if name == "posargs":
            if self.posargs is not None:
                return shell_text(self.posargs)
            return self.text(rest, depth + 1) if colon else ""
        if name == "env" and colon:
            return self._env(rest, depth)
        if name == "tty" and colon:
            return self.text(rest.partition(":")[2], depth + 1)
        if name == "glob" and colon:
            return rest
        if inner in self._paths:
            return self._paths[inner]
        section = _SECTION.fullmatch(inner)
        if section is not None:
            value = self._lookup(section["section"], section["key"].strip())
            return UNKNOWN if value is None else self.text(value, depth + 1)
        if re.fullmatch(r"[\w-]+", inner):
            value = self._lookup(None, inner)
            return None if value is None else self.text(value, depth + 1)
        return None

    def _env(self, rest: str, depth: int) -> str:
        name, colon, default = rest.partition(":")
        if name in self.set_env:
            return self.set_env[name]
        if name in self.environment or not colon:
            return f"${{{name}}}" if re.fullmatch(r"[A-Za-z_]\w*", name) else UNKNOWN
        return self.text(default, depth + 1)


def _closing(text: str) -> dict[int, int]:
    """Where every brace that is closed is closed."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for position, char in enumerate(text):
        if char == "{":
            opened.append(position)
        elif char == "}" and opened:
            found[opened.pop()] = position
    return found
