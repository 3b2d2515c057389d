"""Conditions of shell scripts that can be decided without running them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from trustpub.shell import Command

SURE = {"CI": "true", "GITHUB_ACTIONS": "true", "OS": ""}
"""Variables that every step has, with their values ("Default environment variables" in GitHub's documentation).

Only Windows sets ``OS``; who reads a step for it gives the variable.
"""

_KNOWN_REFERENCE = re.compile(r"\$\{?(\w+)\}?")
TESTS = frozenset({"[", "[[", "test"})
"""The commands that only test."""

_QUIET = frozenset({"command", "which", "type", "grep", "hash", "getopts", "read", "diff", "cmp"})


def is_test(command: Command) -> bool:
    """Whether a command is there for its exit status alone."""
    if command.name in TESTS or command.name in _QUIET:
        return True
    return command.name == "git" and "--quiet" in command.args


def truth(command: Command, value_of: Callable[[str], str | None]) -> bool | None:
    """Whether a command succeeds; None when only a run can tell. ``value_of`` gives the value of a word's text."""
    if command.name in ("true", ":"):
        return True
    if command.name == "false":
        return False
    if command.name not in TESTS:
        return None
    words = [word.text for word in command.words[1:]]
    if words and words[-1] in ("]", "]]"):
        words.pop()
    if words and words[0] == "!":
        inner = _primary(words[1:], value_of)
        return None if inner is None else not inner
    return _primary(words, value_of)


def _primary(words: Sequence[str], value_of: Callable[[str], str | None]) -> bool | None:
    if len(words) == 1:
        value = value_of(words[0])
        return None if value is None else value != ""
    if len(words) == 2 and words[0] in ("-n", "-z"):
        value = value_of(words[1])
        return None if value is None else (value != "") == (words[0] == "-n")
    if len(words) == 3 and words[1] in ("=", "==", "!=", "-eq", "-ne", "-lt", "-gt", "-le", "-ge"):
        left, right = value_of(words[0]), value_of(words[2])
        return None if left is None or right is None else _compare(left, words[1], right)
    return None


def _compare(left: str, operator: str, right: str) -> bool | None:
    if operator in ("=", "==", "!="):
        if re.search(r"[*?\[]", right):
            return None
        return (left == right) == (operator != "!=")
    if not (re.fullmatch(r"\d{1,9}", left) and re.fullmatch(r"\d{1,9}", right)):
        return None
    first, second = int(left), int(right)
    return {
        "-eq": first == second,
        "-ne": first != second,
        "-lt": first < second,
        "-gt": first > second,
        "-le": first <= second,
        "-ge": first >= second,
    }[operator]


def decided(value: str, variables: Mapping[str, str]) -> str | None:
    """A value with every reference replaced by what the environment is known to hold; None when one is unknown."""
    if "$" not in value and "`" not in value:
        return value
    unknown = False

    def put(match: re.Match[str]) -> str:
        nonlocal unknown
        text = variables.get(match[1], SURE.get(match[1]))
        unknown |= text is None or "$" in text
        return text or ""

    result = _KNOWN_REFERENCE.sub(put, value)
    return None if unknown or "$" in result or "`" in result else result


def matches(pattern: str, subject: str) -> bool | None:
    """Whether a pattern of ``case`` matches; None when that is not plain to see."""
    pattern = pattern.strip("\"'")
    if pattern == "*":
        return True
    return None if re.search(r"[*?\[$`\\]", pattern) else pattern == subject
