"""The keys of a menu: what is typed moves the pointer, and only Enter answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from trustpub.report.terminal import printable
from trustpub.wizard.prompts import Choice, chosen

if TYPE_CHECKING:
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent
    from questionary import Question


def take_words(question: Question, choices: Sequence[Choice]) -> None:
    """Let typed letters and words move the pointer; nonsense is told, and no answer as long as it stands there.

    Of what is pasted the first line counts, and its end is no Enter. Ctrl-Z stops the wizard as it does any program.
    """
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    bindings = question.application.key_bindings
    assert isinstance(bindings, KeyBindings)
    typing = _Typing(_control(question), choices)
    for key, take in (
        (Keys.Any, typing.letter),
        (Keys.BracketedPaste, typing.paste),
        (Keys.Backspace, typing.rub_out),
        (Keys.Down, typing.move(1)),
        (Keys.Up, typing.move(-1)),
        (Keys.ControlM, typing.answer),
        (Keys.ControlZ, lambda event: event.app.suspend_to_background()),
        (Keys.ControlD, lambda event: event.app.exit(exception=EOFError)),
    ):
        bindings.add(key, eager=key != Keys.Any)(take)


class _Typing:
    """What was typed at a menu since the last answer.

    Args:
        control: the menu's list.
        choices: its answers, in order.
    """

    def __init__(self, control: Any, choices: Sequence[Choice]) -> None:
        self._control = control
        self._choices = choices
        self._typed: list[str] = []

    def letter(self, event: KeyPressEvent) -> None:
        """A key with a character."""
        if event.data.isprintable():
            self._typed.append(event.data)
            self._look()

    def paste(self, event: KeyPressEvent) -> None:
        """Text that was pasted."""
        self._typed.extend("".join(event.data.strip().splitlines()[:1]))
        self._look()

    def rub_out(self, event: KeyPressEvent) -> None:
        """The backspace key."""
        del self._typed[-1:]
        self._look()

    def answer(self, event: KeyPressEvent) -> None:
        """Enter."""
        if self._control.error_message is None:
            event.app.exit(result=self._control.get_pointed_at().value)
        self._typed.clear()

    def move(self, step: int) -> Callable[[KeyPressEvent], None]:
        """An arrow key."""

        def moved(event: KeyPressEvent) -> None:
            self._typed.clear()
            self._look()
            self._control.pointed_at = (self._control.pointed_at + step) % len(self._choices)

        return moved

    def _look(self) -> None:
        """Point at what the typed word means, or say that it means nothing."""
        from prompt_toolkit.formatted_text import FormattedText

        word = "".join(self._typed)
        found = chosen(word, self._choices)
        if found is not None:
            self._control.pointed_at = self._choices.index(found)
        nonsense = bool(word) and found is None
        text = f"  {printable(word)!r} is none of the answers"
        self._control.error_message = FormattedText([("class:validation-toolbar", text)]) if nonsense else None


def _control(question: Question) -> Any:
    """The menu's list, whose attributes questionary does not describe well enough for a checker of types."""
    from questionary.prompts.common import InquirerControl

    controls = question.application.layout.find_all_controls()
    return next(control for control in controls if isinstance(control, InquirerControl))
