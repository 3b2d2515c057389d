"""Expressions of justfiles: https://just.systems/man/en/expressions-and-substitutions.html."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence

from trustpub.recipes.quoting import UNKNOWN

_TOKEN = re.compile(
    r"\s+|(?P<raw>'''.*?'''|'[^']*')|(?P<text>\"\"\".*?\"\"\"|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<backtick>```.*?```|`[^`]*`)|(?P<call>[A-Za-z_][\w-]*)\s*\(|(?P<name>[A-Za-z_][\w-]*)|(?P<sign>[+/(),]|==|!=)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_MAX_DEPTH = 20
_FOLDERS = frozenset(
    {"justfile_directory", "justfile_dir", "invocation_directory", "invocation_dir", "source_directory"}
)
_FIXED = {"os": "linux", "os_family": "unix", "just_executable": "just", "arch": "x86_64"}
_ENVIRONMENT = frozenset({"env_var", "env_var_or_default", "env"})


class Expression:
    """Reads one expression; ``value_of`` gives the values of variables."""

    def __init__(self, text: str, value_of: Callable[[str], str]) -> None:
        self._tokens = _tokens(text)
        self._position = 0
        self._value_of = value_of

    def value(self, depth: int = 0) -> str:
        """The text that the expression stands for; `UNKNOWN` in place of what cannot be told."""
        if self._tokens is None or depth > _MAX_DEPTH:
            return UNKNOWN
        result = self._term(depth)
        while self._peek() in (("sign", "+"), ("sign", "/")):
            sign = self._next()[1]
            right = self._term(depth)
            result = result + right if sign == "+" else posixpath.join(result, right)
        return result[:20_000]

    def whole(self) -> str:
        """The same, `UNKNOWN` when something follows the expression."""
        result = self.value()
        return result if self._tokens is not None and self._position >= len(self._tokens) else UNKNOWN

    def several(self) -> list[str]:
        """The values of expressions that follow each other, as the arguments of a dependency do."""
        found: list[str] = []
        while self._tokens is not None and self._position < len(self._tokens) and len(found) < 50:
            found.append(self.value())
        return found

    def _peek(self) -> tuple[str, str]:
        tokens = self._tokens or []
        return tokens[self._position] if self._position < len(tokens) else ("end", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self._position += 1
        return token

    def _term(self, depth: int) -> str:
        kind, text = self._next()
        if kind == "raw":
            return text.strip("'")
        if kind == "text":
            return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text.strip('"'))
        if kind == "backtick":
            return f"$({text.strip('`').strip()})"
        if kind == "name":
            return UNKNOWN if text in ("if", "assert") else self._value_of(text)
        if kind == "call":
            return _function(text, self._list(depth))
        if (kind, text) == ("sign", "("):
            value = self.value(depth + 1)
            return value if self._next() == ("sign", ")") else UNKNOWN
        if (kind, text) == ("sign", "/"):
            return "/" + self._term(depth + 1) if depth < _MAX_DEPTH else UNKNOWN
        return UNKNOWN

    def _list(self, depth: int) -> list[str]:
        found: list[str] = []
        while self._peek() not in (("sign", ")"), ("end", "")) and len(found) < 20:
            found.append(self.value(depth + 1))
            if self._peek() == ("sign", ","):
                self._next()
            elif self._peek() != ("sign", ")"):
                break
        self._next()
        return found


def _tokens(text: str) -> list[tuple[str, str]] | None:
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or len(found) > 500:
            return None
        if match.lastgroup is not None:
            found.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return found


def _function(name: str, arguments: Sequence[str]) -> str:
    if name in _ENVIRONMENT and arguments:
        if not arguments[0].isidentifier():
            return UNKNOWN
        return f"${{{arguments[0]}}}" if len(arguments) == 1 else f"${{{arguments[0]}:-{arguments[1]}}}"
    if name in _FOLDERS:
        return "."
    if name in ("quote", "trim", "absolute_path", "canonicalize", "clean") and arguments:
        return arguments[0]
    return _FIXED.get(name, UNKNOWN)
