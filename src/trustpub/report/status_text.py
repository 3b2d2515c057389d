"""Where migrations stand, for people."""

from __future__ import annotations

from collections.abc import Sequence

from trustpub.report.terminal import Paint, printable
from trustpub.wizard.standing import CHANGED, GONE, Standing, left_open, next_step
from trustpub.wizard.state import FINISH, STEPS


def status_text(found: Sequence[Standing], paint: Paint) -> str:
    """Each migration with its next step, and what became different since it was last looked at."""
    return "\n".join(_standing(standing, paint) for standing in found)


def nothing_text(names: Sequence[str]) -> str:
    """What is said where nothing is remembered."""
    return "".join(
        f"{printable(name)}: no migration was begun with the wizard; trustpub wizard begins one\n" for name in names
    )


def _standing(standing: Standing, paint: Paint) -> str:
    state = standing.state
    lines = [paint(printable(state.key.shown), "bold") + "\n"]
    todo = next_step(state)
    if todo is None:
        lines.append(paint.wrapped(f"finished on {printable(state.updated[:10])}", "  ", "  "))
    else:
        lines.append(paint.wrapped(printable(todo), f"  {paint('next:', 'yellow')} ", "    "))
        count = sum(step != FINISH for step in STEPS)
        done = sum(record.name != FINISH for record in state.records)
        lines.append(f"  {done} of {count} steps gone through, last on {printable(state.updated[:10])}\n")
    if state.key.checkout is not None and state.key.shown != state.key.checkout and standing.presence != GONE:
        lines.append(paint.wrapped(printable(state.key.checkout), "  in ", "    "))
    lines += [paint.wrapped(printable(text), f"  {paint('skipped:', 'yellow')} ", "    ") for text in left_open(state)]
    lines += [paint.wrapped(printable(text), f"  {paint('!', 'bold', 'red')} ", "    ") for text in standing.changes]
    if standing.presence == CHANGED and not standing.changes:
        lines.append(paint.wrapped("the workflows changed since, but nothing that matters here", "  ", "    "))
    return "".join(lines)
