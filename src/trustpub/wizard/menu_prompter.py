"""Questions as menus: arrow keys or a typed letter move the pointer, Enter answers."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trustpub.report.terminal import flush, printable
from trustpub.wizard.menu_keys import take_words
from trustpub.wizard.prompts import HELP, Choice, Leaving, Problem
from trustpub.wizard.reading import read_hidden, read_pasted
from trustpub.wizard.screen import Screen

if TYPE_CHECKING:
    from questionary import Question

_EXPLAIN = Choice(HELP, "explain this")
_MARGIN = 6
"""The pointer, the letter, and the blanks around them."""


class MenuPrompter:
    """Menus and lines by questionary."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def choose(self, question: str, choices: Sequence[Choice], explanation: str, default: str) -> str:
        """See `trustpub.wizard.prompts.Prompter.choose`."""
        offered = [*choices, _EXPLAIN]
        while True:
            answer = self._menu(question, offered, default)
            if answer != HELP:
                title = next(choice.title for choice in offered if choice.key == answer)
                self._answered(question, title)
                return answer
            self._answered(question, HELP)
            self._screen.say(explanation)

    def text(self, question: str, default: str, explanation: str, problem: Problem) -> str:
        """See `trustpub.wizard.prompts.Prompter.text`."""
        import questionary

        while True:
            asked = questionary.text(
                f"{printable(question)} (? explains)",
                default=printable(default),
                qmark="?",
                style=_style(),
                enable_suspend=True,
            )
            answer = str(_run(asked)).strip()
            self._answered(question, answer)
            if answer == HELP:
                self._screen.say(explanation)
                continue
            complaint = problem(answer)
            if complaint is None:
                return answer
            # Not as questionary's own complaint, which is cut off at the edge of the screen.
            self._screen.warn(f"that will not do: {complaint}.")
            default = answer

    def secret(self, question: str, explanation: str) -> str:
        """See `trustpub.wizard.prompts.Prompter.secret`."""
        while (answer := read_hidden(f"? {question} (it is not shown; ? explains): ")) == HELP:
            self._screen.say(explanation)
        return answer

    def paste(self, question: str) -> str:
        """See `trustpub.wizard.prompts.Prompter.paste`."""
        self._screen.say(question)
        return read_pasted()

    def _menu(self, question: str, choices: Sequence[Choice], default: str) -> str:
        import questionary

        width = self._screen.width
        asked = questionary.select(
            "\n  ".join(textwrap.wrap(printable(question), width - 4)),
            choices=[questionary.Choice(_title(choice, width), value=choice.key) for choice in choices],
            default=default,
            qmark="?",
            pointer=">",
            instruction="\n  (arrows or a letter, then Enter)",
            use_indicator=False,
            style=_style(),
        )
        take_words(asked, choices)
        return str(_run(asked))

    def _answered(self, question: str, answer: str) -> None:
        """Leave a line in place of the menu, so that the whole conversation can be read later."""
        paint = self._screen.paint
        text = paint.wrapped(f"{printable(question)} {printable(answer)}", "? ", "  ")
        self._screen.report(f"{paint('?', 'cyan')}{text[1:]}")
        flush()


def _style() -> Any:
    import questionary

    return questionary.Style(
        [
            ("qmark", "ansicyan"),
            ("question", "bold"),
            ("answer", "ansicyan nobold"),
            ("pointer", "ansicyan bold"),
            ("key", "ansicyan"),
            ("consequence", "ansibrightblack"),
            ("instruction", "ansibrightblack"),
        ]
    )


def _title(choice: Choice, width: int) -> list[tuple[str, str]]:
    """A choice with its letter, and below it what follows from it, wrapped to the width."""
    room = width - _MARGIN - 2
    break_, margin = "\n" + " " * _MARGIN, " " * _MARGIN
    tokens = [("class:key", f"{choice.key} "), ("", break_.join(textwrap.wrap(printable(choice.title), room)) or "")]
    for line in textwrap.wrap(printable(choice.consequence), room):
        tokens.append(("class:consequence", f"\n{margin}{line}"))
    return tokens


def _run(question: Question) -> Any:
    """The answer; the question is gone from the screen then.

    Raises:
        Leaving: Ctrl-C, or the end of input.
    """
    question.application.erase_when_done = True
    flush()
    try:
        answer = question.unsafe_ask()
    except (KeyboardInterrupt, EOFError):
        raise Leaving from None
    if answer is None:
        raise Leaving
    return answer
