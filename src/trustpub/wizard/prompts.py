"""Questions: what every way of asking has in common, however the terminal is able to show them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from trustpub.errors import TrustpubError
from trustpub.report.terminal import is_terminal

if TYPE_CHECKING:
    from trustpub.wizard.screen import Screen

HELP = "?"
"""What asks for an explanation, at every question."""

INSTEAD = (
    "there is no terminal to ask at; the same steps without a conversation are trustpub diff, trustpub migrate --yes, "
    "trustpub publishers, trustpub environment, trustpub prove and trustpub retire, each with --help"
)

Problem = Callable[[str], "str | None"]
"""Why a text is no answer, as a sentence without its end; None when it is one."""


class Leaving(Exception):  # noqa: N818 - what the user does, not a fault
    """The user leaves: with Ctrl-C, at the end of input, or by saying so."""


class Choice(NamedTuple):
    """An answer that can be chosen.

    Attributes:
        key: one character that chooses it.
        title: the answer.
        consequence: what follows from it, in a line.
    """

    key: str
    title: str
    consequence: str = ""


class Prompter(Protocol):
    """Somebody who asks. Every method explains on ``?``, asks again on nonsense, and raises `Leaving`."""

    def choose(self, question: str, choices: Sequence[Choice], explanation: str, default: str) -> str:
        """The key of one of the choices."""

    def text(self, question: str, default: str, explanation: str, problem: Problem) -> str:
        """A text that has no problem, without blanks around it."""

    def secret(self, question: str, explanation: str) -> str:
        """A text that is not shown while it is typed; it may be empty."""

    def paste(self, question: str) -> str:
        """Lines, up to Ctrl-D or one with nothing but a dot; they may be none."""


def chosen(word: str, choices: Sequence[Choice]) -> Choice | None:
    """The choice that a typed word means: its key, its number, or the beginning of its title; None for nonsense."""
    word = word.strip().lower()
    if not word:
        return None
    for choice in choices:
        if word == choice.key:
            return choice
    if word.isdecimal() and 0 < int(word) <= len(choices):
        return choices[int(word) - 1]
    found = [choice for choice in choices if choice.title.lower().startswith(word)]
    return found[0] if len(found) == 1 else None


def prompter_for(screen: Screen, environment: Mapping[str, str], *, is_plain: bool) -> Prompter:
    """The way of asking that fits the terminal.

    Args:
        screen: where explanations are shown.
        environment: of the process; ``TERM`` says what the terminal can do.
        is_plain: whether the user wants plain lines.

    Raises:
        TrustpubError: there is no terminal.
    """
    if not is_terminal(sys.stdin) or not is_terminal(sys.stdout):
        raise TrustpubError(INSTEAD)
    if is_plain or (sys.platform != "win32" and environment.get("TERM", "") in ("", "dumb", "unknown")):
        from trustpub.wizard.line_prompter import LinePrompter

        return LinePrompter(screen)
    from trustpub.wizard.menu_prompter import MenuPrompter

    return MenuPrompter(screen)
