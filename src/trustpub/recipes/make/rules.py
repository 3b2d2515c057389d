"""The rules of a makefile: "Writing Rules" in the manual of GNU make."""

from __future__ import annotations

from typing import NamedTuple


class RecipeLine(NamedTuple):
    """A line of a recipe, not yet expanded. ``doubtful`` says that a condition decides whether it is there."""

    text: str
    path: str
    number: int
    doubtful: bool


class Rule:
    """A rule for one target or pattern.

    Attributes:
        target: the target, or a pattern with ``%``.
        prerequisites: expanded, in order; ``order_only`` those after ``|``.
        recipe: its lines, None when the rule has none.
        variables: the target's own, as (name, operator, text).
        doubtful: whether a condition that cannot be decided stands over the rule.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.prerequisites: list[str] = []
        self.order_only: list[str] = []
        self.recipe: list[RecipeLine] | None = None
        self.variables: list[tuple[str, str, str]] = []
        self.doubtful = False


class Match(NamedTuple):
    """A rule for a target, with what ``%`` stands for in it."""

    rule: Rule
    stem: str | None


class Rules:
    """All rules, by target, and the pattern rules in order."""

    def __init__(self) -> None:
        self.explicit: dict[str, Rule] = {}
        self.patterns: list[Rule] = []
        self.default: str | None = None
        self.phony: set[str] = set()
        self.specials: set[str] = set()

    def rule(self, target: str) -> Rule:
        """The rule of a target, new if need be."""
        if target not in self.explicit:
            self.explicit[target] = Rule(target)
            if self.default is None and (not target.startswith(".") or "/" in target):
                self.default = target
        return self.explicit[target]

    def find(self, target: str) -> Match | None:
        """What make uses for a target: its own rule, with the recipe of a pattern rule when it has none itself."""
        own = self.explicit.get(target)
        if own is not None and own.recipe is not None:
            return Match(own, None)
        pattern = self._pattern(target)
        if pattern is None or target in self.phony:
            return None if own is None else Match(own, None)
        if own is None:
            return pattern
        joined = Rule(target)
        joined.recipe, joined.doubtful = pattern.rule.recipe, own.doubtful or pattern.rule.doubtful
        joined.prerequisites = own.prerequisites + _with_stem(pattern.rule.prerequisites, pattern.stem or "")
        joined.order_only, joined.variables = own.order_only, own.variables
        return Match(joined, pattern.stem)

    def _pattern(self, target: str) -> Match | None:
        best: Match | None = None
        for rule in self.patterns[:500]:
            before, _, after = rule.target.partition("%")
            fits = target.startswith(before) and target.endswith(after) and len(target) > len(before) + len(after)
            if not fits or rule.recipe is None:
                continue
            stem = target[len(before) : len(target) - len(after)]
            if best is None or len(stem) < len(best.stem or ""):
                best = Match(rule, stem)
        return best


def prerequisites_of(match: Match) -> tuple[list[str], list[str]]:
    """Normal and order-only prerequisites, with the stem put in."""
    rule, stem = match.rule, match.stem
    if stem is None or "%" not in rule.target:
        return rule.prerequisites, rule.order_only
    return _with_stem(rule.prerequisites, stem), _with_stem(rule.order_only, stem)


def _with_stem(names: list[str], stem: str) -> list[str]:
    return [name.replace("%", stem, 1) for name in names]
