"""``ifdef``, ``ifeq`` and their like: "Conditional Parts of Makefiles" in the manual of GNU make."""

from __future__ import annotations

import re

from trustpub.recipes.make.lines import split_at
from trustpub.recipes.make.variables import Variables
from trustpub.recipes.scripting.conditions import decided

_DIRECTIVE = re.compile(r"\s*(?P<word>ifdef|ifndef|ifeq|ifneq|else|endif)(?=\s|\(|$)\s*(?P<rest>.*)", re.DOTALL)


class Conditionals:
    """The conditionals around a line. Their states are "yes", "no", "unknown", and "done" after a branch that holds."""

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._doubted: list[bool] = []

    @property
    def state(self) -> str:
        """Whether the lines here are read: "yes", "no", or "unknown" when only a run can tell."""
        if "no" in self._stack or "done" in self._stack:
            return "no"
        return "unknown" if "unknown" in self._stack else "yes"

    def directive(self, text: str, variables: Variables) -> bool:
        """Takes in a line if it is one of the directives."""
        match = _DIRECTIVE.fullmatch(text)
        if match is None:
            return False
        word, rest = match["word"], match["rest"].strip()
        if word == "endif":
            if self._stack:
                self._stack.pop()
                self._doubted.pop()
        elif word == "else":
            self._else(rest, variables)
        elif len(self._stack) < 200:
            holds = _holds(word, rest, variables) if self.state != "no" else False
            self._stack.append({True: "yes", False: "no", None: "unknown"}[holds])
            self._doubted.append(holds is None)
        return True

    def _else(self, rest: str, variables: Variables) -> None:
        if not self._stack:
            return
        before = self._stack[-1]
        if before in ("yes", "done"):
            self._stack[-1] = "done"
            return
        match = _DIRECTIVE.fullmatch(rest) if rest else None
        holds = _holds(match["word"], match["rest"].strip(), variables) if match else True
        if holds is False:
            self._stack[-1] = "no"
        else:
            doubted = self._doubted[-1] or holds is None
            self._stack[-1] = "unknown" if doubted else "yes"
            self._doubted[-1] = doubted


def _holds(word: str, rest: str, variables: Variables) -> bool | None:
    if word in ("ifdef", "ifndef"):
        defined = variables.is_defined(variables.expand(rest))
        return defined if defined is None or word == "ifdef" else not defined
    sides = _sides(rest)
    if sides is None:
        return None
    left, right = (variables.expand(side.strip()) for side in sides)
    if left != right or "$(" in left:
        known = decided(left, variables.environment), decided(right, variables.environment)
        if None in known:
            return None
        left, right = str(known[0]), str(known[1])
    return (left == right) == (word == "ifeq")


def _sides(rest: str) -> tuple[str, str] | None:
    if rest.startswith("("):
        inner = rest[1 : rest.rfind(")")] if ")" in rest else rest[1:]
        comma = split_at(inner, ",")
        return (inner[:comma], inner[comma + 1 :]) if comma >= 0 else None
    left, following = _quoted(rest)
    right, after = _quoted(following.lstrip())
    return (left, right) if left is not None and right is not None and not after.strip() else None


def _quoted(text: str) -> tuple[str | None, str]:
    """The text in the quotes at the front, and what follows them."""
    end = text.find(text[0], 1) if text[:1] in ("'", '"') else -1
    return (None, "") if end < 0 else (text[1:end], text[end + 1 :])
