"""Coming back: where the migration stands, and what became different in between."""

from __future__ import annotations

from trustpub.wizard.look import differences, is_migration, look_at
from trustpub.wizard.prompts import Choice
from trustpub.wizard.state import SKIPPED, WRITE, State
from trustpub.wizard.steps import ALL, COUNTED
from trustpub.wizard.talk import Talk

_EXPLANATION = (
    "Every step can be gone through again; what was registered, created and deleted stays remembered. trustpub wizard "
    "--step NAME goes to a step at once, and trustpub wizard --restart forgets everything and begins anew."
)


def standing(state: State) -> list[str]:
    """Each step, and whether it is done, skipped, or next."""
    lines = []
    for number, step in enumerate(ALL[:COUNTED], 1):
        record = state.record(step.name)
        if record is None:
            word = "next" if step.name == state.step else "to come"
        else:
            word = f"{'skipped' if record.status == SKIPPED else 'done'} on {record.when[:10]}"
        lines.append(f"{number}. {step.title}: {word}")
    return lines


def resume(talk: Talk) -> str | None:
    """Say where the migration stands, look again, and ask where to go on; the step's name.

    Raises:
        Leaving: the user goes away again.
    """
    screen, state = talk.screen, talk.state
    screen.title(f"{state.key.shown}: begun on {state.started[:10]}, last worked on {state.updated[:10]}")
    for line in standing(state):
        screen.say(line, style="bold" if line.endswith(": next") else "dim" if line.endswith("to come") else "")
    found, is_ours = _look(talk)
    if found:
        screen.title("The change is in this checkout now:" if is_ours else "Since then, the workflows changed:")
        screen.points(f"{sentence[:1].upper()}{sentence[1:]}." for sentence in found)
    following = state.step or ALL[-1].name
    step = next(step for step in ALL if step.name == following)
    first = Choice("c", f"continue with: {step.title}")
    answers = [first, Choice("o", "another step"), Choice("l", "look first", "begin with the first step again")]
    key = talk.prompter.choose("Where to?", answers, _EXPLANATION, "l" if found and not is_ours else "c")
    if key == "c":
        return following
    if key == "l":
        return ALL[0].name
    choices = [Choice(str(number), step.title, step.why) for number, step in enumerate(ALL[:COUNTED], 1)]
    return ALL[int(talk.prompter.choose("Which step?", choices, _EXPLANATION, "1")) - 1].name


def _look(talk: Talk) -> tuple[list[str], bool]:
    """What differs from what was last seen, and whether that is the migration itself; the new look is kept."""
    old = talk.state.look
    if old is None:
        return [], False
    new = look_at(talk.repository, talk.state.key, talk.state.choices)
    registered = [record.publisher for record in talk.state.publishers]
    found = differences(old, new, registered)
    is_written = talk.state.record(WRITE) is not None and not talk.plan().files
    is_ours = is_written and is_migration(old, new, registered)
    talk.remember(talk.state.with_look(new))
    return found, is_ours
