"""A campaign's report, or its plan, on a terminal."""

from __future__ import annotations

from trustpub.campaign.record import WAITING, Record
from trustpub.campaign.report import TITLES, Report, counted, requests_sentence, totals
from trustpub.pullrequest.outcome import FAILED, LEFT, OPENED, PLANNED, SKIPPED, UNCHANGED, UPDATED
from trustpub.report.terminal import Paint, printable

_COLOURS = {OPENED: "green", UPDATED: "green", PLANNED: "green", LEFT: "yellow", WAITING: "yellow", FAILED: "red"}


def report_text(report: Report, paint: Paint) -> str:
    """The repositories by what became of them, then what it comes to; those that need nothing are only counted."""
    blocks = []
    for state in report.states:
        title = f"{TITLES[state]} ({report.states[state]})"
        lines = [paint(title, "bold", *([_COLOURS[state]] if state in _COLOURS else [])) + "\n"]
        if state == SKIPPED:
            lines += [
                paint.wrapped(f"{n:4} {printable(reason)}", "  ", "       ") for reason, n in report.reasons(SKIPPED)
            ]
        else:
            for record in report.in_state(state):
                lines += _record(record, paint)
        blocks.append("".join(lines))
    sentences = [*totals(report), requests_sentence(report)]
    blocks.append("".join(paint.wrapped(printable(sentence), "", "") for sentence in sentences))
    notes = [paint.wrapped(printable(note), "Note: ", "      ") for note in report.notes]
    if report.stopped is not None:
        notes.append(paint.wrapped(printable(report.stopped), paint("Stopped: ", "bold", "yellow"), "  "))
    return "\n".join([*blocks, "".join(notes)] if notes else blocks)


def _record(record: Record, paint: Paint) -> list[str]:
    line = paint(printable(record.full_name), "cyan")
    if record.pull is not None:
        line += f"  {printable(record.pull.url)}"
    details = [f"{name} {count}" for name, count in record.strategies] if record.registers else []
    if record.registers and record.publishers:
        details.append(f"{len(record.publishers)} to register")
    if record.left:
        details.append(f"{len(record.left)} left to you")
    if details:
        line += f"  ({', '.join(details)})"
    lines = [f"  {line}\n"]
    is_told_below = record.state == LEFT and record.left
    if record.reason and record.state != UNCHANGED and not is_told_below:
        lines.append(paint.wrapped(printable(record.reason), "      ", "      "))
    if record.state == LEFT or record.registers:
        for left in record.left:
            place = printable(f"{left.workflow}:{left.line}")
            lines.append(paint.wrapped(f"{place} {printable(left.reason)}", "      ", "        "))
            if left.advice:
                lines.append(paint.wrapped(printable(left.advice), "      → ", "        "))
    lines += [
        paint.wrapped(printable(error), f"      {paint('!', 'bold', 'red')} ", "        ") for error in record.errors
    ]
    return lines


def question_text(pulls: int, seconds: float, requests: int) -> str:
    """What a plan will take, before the question whether to carry it out."""
    minutes = max(1, round(seconds / 60))
    return (
        f"{counted(pulls, 'pull request')} will take at most {counted(requests, 'request')}. GitHub asks for a second "
        f"between two changes, so it takes about {counted(minutes, 'minute')}.\n"
    )
