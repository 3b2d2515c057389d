"""What expressions of a Python file stand for, and the functions whose result can be told without running anything."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trustpub.recipes.quoting import UNKNOWN

MAX_TEXT = 20_000
MAX_ITEMS = 500


class Unknown:
    """A value that only a run can tell."""

    def __repr__(self) -> str:
        return "unknown"


NOTHING_KNOWN = Unknown()


class Handle:
    """An object that is known by what it is, not by its value: a session of nox, a context of invoke, a module."""

    def __init__(self, label: str) -> None:
        self.label = label


def as_text(value: Any) -> str:
    """A value as a part of a text."""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    return UNKNOWN


def as_words(value: Any) -> list[str] | None:
    """A value as a list of words; None when its length is not known."""
    if not isinstance(value, (list, tuple)):
        return None
    return [as_text(item) for item in value]


def truth(value: Any) -> bool | None:
    """Whether a value is true; None when that is not known."""
    if isinstance(value, (Unknown, Handle)):
        return None
    if isinstance(value, str) and "$" in value:
        return None
    return bool(value)


def added(left: Any, right: Any) -> Any:
    """``left + right``."""
    if isinstance(left, str) and isinstance(right, str):
        return (left + right)[:MAX_TEXT]
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return [*left, *right][:MAX_ITEMS]
    if isinstance(left, str) or isinstance(right, str):
        return (as_text(left) + as_text(right))[:MAX_TEXT]
    return NOTHING_KNOWN


def divided(left: Any, right: Any) -> Any:
    """``left / right``, which joins paths."""
    if isinstance(left, str) and isinstance(right, str):
        return posixpath.join(left, right)[:MAX_TEXT]
    return NOTHING_KNOWN


def formatted(left: Any, right: Any) -> Any:
    """``left % right``."""
    if not isinstance(left, str):
        return NOTHING_KNOWN
    values = list(right) if isinstance(right, (list, tuple)) else [right]
    pieces = left.replace("%%", "\0").split("%s")
    if "%" in "".join(pieces) or len(pieces) != len(values) + 1:
        return UNKNOWN
    text = pieces[0] + "".join(as_text(value) + piece for value, piece in zip(values, pieces[1:], strict=True))
    return text.replace("\0", "%")[:MAX_TEXT]


def compared(left: Any, operator: str, right: Any) -> Any:
    """``==``, ``!=``, ``in``, ``not in``, ``is``, ``is not``, ``<``, ``>`` and their like."""
    if not _is_plain(left) or not (_is_plain(right) or (isinstance(right, list) and all(map(_is_plain, right)))):
        return NOTHING_KNOWN
    try:
        return _COMPARISONS[operator](left, right)
    except (TypeError, KeyError):
        return NOTHING_KNOWN


def _is_plain(value: Any) -> bool:
    """Whether a value is known for certain, and cheap to compare."""
    if isinstance(value, str):
        return "$" not in value
    return value is None or isinstance(value, (bool, int, float))


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "Eq": lambda left, right: left == right,
    "NotEq": lambda left, right: left != right,
    "Is": lambda left, right: left is right or left == right,
    "IsNot": lambda left, right: not (left is right or left == right),
    "In": lambda left, right: left in right,
    "NotIn": lambda left, right: left not in right,
    "Lt": lambda left, right: left < right,
    "LtE": lambda left, right: left <= right,
    "Gt": lambda left, right: left > right,
    "GtE": lambda left, right: left >= right,
}


def method(value: Any, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
    """The result of a method of a text or a list."""
    if isinstance(value, str):
        return _text_method(value, name, arguments, keywords)
    if isinstance(value, list) and name in ("append", "extend", "insert"):
        if name == "extend":
            value += as_list(arguments[0]) if arguments else []
        elif arguments:
            value.insert(0 if name == "insert" else len(value), arguments[-1])
        del value[MAX_ITEMS:]
        return None
    if isinstance(value, dict) and name == "get" and arguments and isinstance(arguments[0], str):
        return value.get(arguments[0], arguments[1] if len(arguments) > 1 else None)
    return NOTHING_KNOWN


def as_list(value: Any) -> list[Any]:
    """A list of known length, or one of a single thing unknown."""
    return list(value) if isinstance(value, (list, tuple)) else [NOTHING_KNOWN]


_PLAIN_METHODS = frozenset({"strip", "rstrip", "lstrip", "lower", "upper"})


def _text_method(text: str, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
    first = arguments[0] if arguments else None
    if name == "join" and isinstance(first, (list, tuple)):
        return text.join(as_text(item) for item in first)[:MAX_TEXT]
    if name == "format":
        return _format(text, arguments, keywords)
    if name == "split" and (first is None or isinstance(first, str)):
        return text.split(first or None)[:MAX_ITEMS]
    if name in _PLAIN_METHODS and not arguments and "$" not in text:
        return str(getattr(text, name)())
    if name in ("resolve", "absolute", "expanduser", "as_posix"):
        return text
    if name == "joinpath":
        return posixpath.join(text, *(as_text(argument) for argument in arguments))[:MAX_TEXT]
    if name in ("glob", "rglob") and isinstance(first, str):
        return [posixpath.join(text, first)]
    return NOTHING_KNOWN


def _format(text: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
    pieces = text.replace("{{", "\0").replace("}}", "\1").split("{")
    result = [pieces[0]]
    number = 0
    for piece in pieces[1:]:
        name, closed, rest = piece.partition("}")
        if not closed:
            return UNKNOWN
        name = name.partition(":")[0].partition("!")[0]
        if not name or name.isdigit():
            position = int(name[:4]) if name else number
            number += 1
            result.append(as_text(arguments[position]) if position < len(arguments) else UNKNOWN)
        else:
            result.append(as_text(keywords.get(name, NOTHING_KNOWN)))
        result.append(rest)
    return "".join(result).replace("\0", "{").replace("\1", "}")[:MAX_TEXT]


def function(name: str, arguments: Sequence[Any]) -> Any:
    """The result of a function of the standard library by its dotted name."""
    first = arguments[0] if arguments else NOTHING_KNOWN
    if name in ("str", "os.fspath", "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.path.expanduser"):
        return first if isinstance(first, str) else as_text(first)
    if name in ("pathlib.Path", "pathlib.PurePath", "os.path.join", "pathlib.PosixPath"):
        return posixpath.join(".", *map(as_text, arguments)).removeprefix("./")[:MAX_TEXT]
    if name == "os.path.dirname" and isinstance(first, str):
        return posixpath.dirname(first)
    if name == "os.path.basename" and isinstance(first, str):
        return posixpath.basename(first)
    if name in ("os.environ.get", "os.getenv") and isinstance(first, str) and first.isidentifier():
        return f"${{{first}}}"
    if name in ("list", "tuple", "sorted", "set"):
        return list(first) if isinstance(first, (list, tuple)) else [] if not arguments else NOTHING_KNOWN
    if name in ("glob.glob", "glob.iglob") and isinstance(first, str):
        return [first]
    if name == "shlex.split" and isinstance(first, str):
        try:
            return shlex.split(first)[:MAX_ITEMS]
        except ValueError:
            return NOTHING_KNOWN
    if name in ("shlex.quote", "int") and isinstance(first, (str, int)):
        return first
    if name == "len" and isinstance(first, (list, tuple)):
        return len(first)
    if name in ("shlex.join", "subprocess.list2cmdline") and isinstance(first, list):
        return " ".join(map(as_text, first))[:MAX_TEXT]
    return NOTHING_KNOWN
