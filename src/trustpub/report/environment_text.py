"""Environments before and after they are set up, for people."""

from __future__ import annotations

from collections.abc import Sequence

from trustpub.github.environments import Ensured
from trustpub.github.rules import WITH_A_TOKEN, by_hand, rules_of, settings_page
from trustpub.github.setup import Outlook, Wish
from trustpub.report.terminal import Paint, printable


def outlook_text(found: Outlook, paint: Paint) -> str:
    """What there is, what would be added, and what to know of it."""
    lines = [_title(found.wish, paint)]
    if found.existing is not None:
        rules = rules_of(found.existing) or ("no rule",)
        lines.append("  There is:\n")
        lines += [paint.wrapped(printable(rule), "    ", "      ") for rule in rules]
    if found.additions:
        lines.append(f"  {paint('To add:', 'green')}\n")
        lines += [paint.wrapped(printable(addition), "    ", "      ") for addition in found.additions]
    else:
        lines.append("  It is as wanted.\n")
    lines += [paint.wrapped(printable(note), "  Note: ", "    ") for note in found.notes]
    mark = paint("!", "bold", "red")
    lines += [paint.wrapped(printable(warning), f"  {mark} ", "    ") for warning in found.warnings]
    return "".join(lines)


def ensured_text(ensured: Ensured, paint: Paint) -> str:
    """What became of one environment."""
    word = paint("created" if ensured.created else "changed", "bold", "green")
    rules = "; ".join(rules_of(ensured.environment)) or "no rule"
    return paint.wrapped(printable(f"environment {ensured.environment.name}: {rules}"), f"{word} ", "  ")


def by_hand_text(owner: str, name: str, wishes: Sequence[Wish], why: str, paint: Paint) -> str:
    """How to do it by hand, why trustpub does not, and what it would need."""
    lines = [paint.wrapped(printable(f"{why}. By hand, on this page:"), "", "  ")]
    lines.append(f"  {printable(settings_page(owner, name))}\n")
    for wish in wishes:
        lines.append("\n" + _title(wish, paint))
        for number, step in enumerate(by_hand(wish.environment), 1):
            lines.append(paint.wrapped(f"{number}. {printable(step)}", "  ", "     "))
        lines += [paint.wrapped(printable(note), "  Note: ", "    ") for note in wish.notes]
    lines.append("\n" + paint.wrapped(f"{WITH_A_TOKEN}.", "", ""))
    return "".join(lines)


def _title(wish: Wish, paint: Paint) -> str:
    used = f" (used by {', '.join(wish.workflows)})" if wish.workflows else ""
    return paint(printable(f"Environment {wish.environment.name}"), "bold") + paint.wrapped(printable(used), "", "  ")
