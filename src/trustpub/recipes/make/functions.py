"""The functions of make whose value can be told: "Functions for Transforming Text" in its manual."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence

from trustpub.recipes.quoting import UNKNOWN

Expand = Callable[[str], str]
Function = Callable[[Sequence[str], Expand], str]


def _unknown(arguments: Sequence[str], expand: Expand) -> str:
    """What only make itself can tell."""
    return UNKNOWN


def _shell(arguments: Sequence[str], expand: Expand) -> str:
    """``$(shell command)`` is the command substitution of a shell."""
    return f"$({expand(','.join(arguments)).strip()})"


def _nothing(arguments: Sequence[str], expand: Expand) -> str:
    """Functions that only print, or end the run."""
    return ""


def _strip(arguments: Sequence[str], expand: Expand) -> str:
    return " ".join(expand(",".join(arguments)).split())


def _whole(arguments: Sequence[str], expand: Expand) -> str:
    """Functions that leave their argument as it is, for this purpose: a pattern for the files, a path for its like."""
    return expand(",".join(arguments)).strip()


def _or(arguments: Sequence[str], expand: Expand) -> str:
    for argument in arguments:
        value = expand(argument.strip())
        if "$" in value:
            return UNKNOWN if len(arguments) > 1 else value
        if value:
            return value
    return ""


def _and(arguments: Sequence[str], expand: Expand) -> str:
    value = ""
    for argument in arguments:
        value = expand(argument.strip())
        if "$" in value:
            return UNKNOWN
        if not value:
            return ""
    return value


def _if(arguments: Sequence[str], expand: Expand) -> str:
    condition = expand(arguments[0].strip())
    if "$" in condition:
        return UNKNOWN
    if condition:
        return expand(arguments[1]) if len(arguments) > 1 else ""
    return expand(",".join(arguments[2:]))


def _per_name(change: Callable[[str], str]) -> Function:
    def function(arguments: Sequence[str], expand: Expand) -> str:
        value = expand(",".join(arguments))
        return UNKNOWN if "$" in value else " ".join(map(change, value.split()))

    return function


def _affixed(put: Callable[[str, str], str]) -> Function:
    def function(arguments: Sequence[str], expand: Expand) -> str:
        affix, names = expand(arguments[0]), expand(",".join(arguments[1:]))
        return " ".join(put(affix, name) for name in names.split()) if "$(" not in names else UNKNOWN

    return function


def _subst(arguments: Sequence[str], expand: Expand) -> str:
    if len(arguments) < 3:
        return UNKNOWN
    old, new, text = expand(arguments[0]), expand(arguments[1]), expand(",".join(arguments[2:]))
    return text.replace(old, new)[:20_000] if old and "$" not in text else UNKNOWN


def _pick(position: int) -> Function:
    def function(arguments: Sequence[str], expand: Expand) -> str:
        value = expand(",".join(arguments))
        words = value.split()
        return UNKNOWN if "$(" in value else (words[position] if words else "")

    return function


FUNCTIONS: dict[str, Function] = {
    "shell": _shell,
    "strip": _strip,
    "wildcard": _whole,
    "realpath": _whole,
    "abspath": _whole,
    "sort": _whole,
    "or": _or,
    "and": _and,
    "if": _if,
    "dir": _per_name(lambda name: posixpath.dirname(name) + "/" if "/" in name else "./"),
    "notdir": _per_name(posixpath.basename),
    "basename": _per_name(lambda name: posixpath.splitext(name)[0]),
    "suffix": _per_name(lambda name: posixpath.splitext(name)[1]),
    "addprefix": _affixed(lambda affix, name: affix + name),
    "addsuffix": _affixed(lambda affix, name: name + affix),
    "subst": _subst,
    "firstword": _pick(0),
    "lastword": _pick(-1),
    "info": _nothing,
    "warning": _nothing,
    "error": _nothing,
    **dict.fromkeys(
        ("patsubst", "filter", "filter-out", "findstring", "word", "wordlist", "words", "join", "foreach", "call"),
        _unknown,
    ),
    **dict.fromkeys(("eval", "origin", "flavor", "value", "file", "let", "intcmp", "guile"), _unknown),
}
"""By name; each takes its arguments, not yet expanded, and a function that expands."""
