"""The conversation: one step after another, as far as the user wants to go."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.errors import TrustpubError
from trustpub.wizard.prompts import Choice
from trustpub.wizard.state import CHOOSE, DONE, FINISH, PREVIEW, SKIPPED, WRITE, Json, State
from trustpub.wizard.steps import ALL, COUNTED, Step, step_named
from trustpub.wizard.talk import Back, Skip, Talk

_CHANGES = (CHOOSE, PREVIEW, WRITE)
"""The steps after which those that follow are gone through again, since they may concern something else now."""

_AFTER_ERROR = "Nothing is lost: every step up to here is kept. A step can be tried as often as you like."


def converse(talk: Talk, start: str | None) -> None:
    """Go through the steps from one on, to the end.

    Args:
        talk: with the state of the repository.
        start: the step's name; None for the next one by the state.

    Raises:
        Leaving: the user leaves before the end; what was gone through is kept.
    """
    step: Step | None = step_named(start or talk.state.step or ALL[-1].name)
    is_back = False
    while step is not None:
        step, is_back = _next(talk, step, is_back=is_back)


def is_left_open(state: State) -> bool:
    """Whether something was skipped or not done, though the end was reached."""
    record = state.record(FINISH)
    return record is None or bool(record.facts.get("open"))


def _next(talk: Talk, step: Step, *, is_back: bool) -> tuple[Step | None, bool]:
    """Go through a step, and keep what became of it; returns the one that follows, and whether that is backwards."""
    position = ALL.index(step)
    talk.can_go_back = position > 0
    place = f"Step {position + 1} of {COUNTED}" if position < COUNTED else "The end"
    talk.screen.heading(place, step.title, step.why)
    before = ALL[max(position - 1, 0)]
    try:
        facts = _tried(talk, step)
    except Skip:
        talk.remember(talk.state.with_step(step.name, SKIPPED))
    except Back:
        return before, True
    else:
        if facts is None:
            return step, is_back
        made_anew = step.name in _CHANGES and "nothing" not in facts
        state = talk.state.back_to(step.name) if made_anew else talk.state
        talk.remember(state.with_step(step.name, DONE, facts))
        if is_back and "nothing" in facts:
            return before, position > 0
    return (ALL[position + 1] if position < COUNTED else None), False


def _tried(talk: Talk, step: Step) -> Mapping[str, Json] | None:
    """What a step remembers; None when it failed, and is to be tried again."""
    try:
        return step.run(talk)
    except TrustpubError as error:
        talk.screen.bad(str(error))
        talk.ask("Try this step again?", [Choice("a", "again")], _AFTER_ERROR)
        return None
