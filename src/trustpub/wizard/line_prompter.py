"""Questions in plain lines, for terminals that cannot move a cursor, and for those who like it so."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from trustpub.report.terminal import flush, printable, write
from trustpub.wizard.prompts import HELP, Choice, Leaving, Problem, chosen
from trustpub.wizard.reading import read_hidden, read_pasted
from trustpub.wizard.screen import Screen


class LinePrompter:
    """Numbered answers and typed lines."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def choose(self, question: str, choices: Sequence[Choice], explanation: str, default: str) -> str:
        """See `trustpub.wizard.prompts.Prompter.choose`; an empty line is the default."""
        number = next(number for number, choice in enumerate(choices, 1) if choice.key == default)
        while True:
            self._show(question, choices)
            word = self._line(f"Number or letter, ? explains [{number}]: ")
            if word == HELP:
                self._screen.say(explanation)
                continue
            found = chosen(word or default, choices)
            if found is not None:
                return found.key
            self._screen.warn(f"{word!r} is none of the answers.")

    def text(self, question: str, default: str, explanation: str, problem: Problem) -> str:
        """See `trustpub.wizard.prompts.Prompter.text`; an empty line is the default."""
        while True:
            shown = f" [{printable(default)}]" if default else ""
            answer = self._line(f"{printable(question)}{shown} (? explains): ") or default
            if answer == HELP:
                self._screen.say(explanation)
                continue
            complaint = problem(answer)
            if complaint is None:
                return answer
            self._screen.warn(f"{answer!r} will not do: {complaint}.")

    def secret(self, question: str, explanation: str) -> str:
        """See `trustpub.wizard.prompts.Prompter.secret`."""
        while (answer := read_hidden(f"{question} (it is not shown; ? explains): ")) == HELP:
            self._screen.say(explanation)
        return answer

    def paste(self, question: str) -> str:
        """See `trustpub.wizard.prompts.Prompter.paste`."""
        self._screen.say(question)
        return read_pasted()

    def _show(self, question: str, choices: Sequence[Choice]) -> None:
        paint = self._screen.paint
        write(f"\n{paint.wrapped(paint(printable(question), 'bold'), '', '')}")
        for number, choice in enumerate(choices, 1):
            mark = f"  {number:>2} {choice.key}  "
            write(paint.wrapped(printable(choice.title), mark, " " * len(mark)))
            if choice.consequence:
                write(paint.wrapped(printable(choice.consequence), " " * 9, " " * 9))

    def _line(self, prompt: str) -> str:
        """A typed line.

        Raises:
            Leaving: Ctrl-C, or the end of input.
        """
        write(prompt)
        flush()
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            self._screen.blank()
            raise Leaving
        return line.strip()
