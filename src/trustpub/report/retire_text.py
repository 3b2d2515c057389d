"""Secrets that have served their time, for people."""

from __future__ import annotations

from trustpub.github.retired import Retired
from trustpub.github.retirement import Candidate
from trustpub.github.secrets import StoredSecret, place_name
from trustpub.github.survey import Survey
from trustpub.report.terminal import Paint, printable


def survey_text(survey: Survey, paint: Paint) -> str:
    """What may go, what stays and why, and what could not be looked at."""
    verdicts = survey.verdicts
    free = [found for found in verdicts.candidates if found.obstacle is None]
    kept = [found for found in verdicts.candidates if found.obstacle is not None]
    blocks = [paint(printable(f"Secrets of {survey.info.full_name}"), "bold") + "\n"]
    blocks += _section("No workflow uses any more", [_line(survey, found, paint) for found in free], paint, "green")
    blocks += _section("Kept", [_line(survey, found, paint) for found in kept], paint, "yellow")
    unseen = [paint.wrapped(printable(sentence), "    ", "      ") for sentence in survey.unseen]
    blocks += _section("Not looked at", unseen, paint, "yellow")
    blocks += _elsewhere(survey, paint)
    if verdicts.missing:
        names = printable(", ".join(verdicts.missing))
        blocks.append(paint.wrapped(f"There is no secret {names} that can be seen.", "  ", "  "))
    if not free and not kept:
        blocks.append("  No secret here held a credential for uploads, as far as names tell.\n")
    if verdicts.others:
        blocks.append(_others(verdicts.others, paint))
    return "".join(blocks)


def done_text(result: Retired, paint: Paint) -> str:
    """What was deleted, and what a person does next."""
    info = result.survey.info
    lines = [
        f"{paint('deleted', 'bold', 'green')} {printable(f'{s.name} of {place_name(info.owner, info.name, s)}')}\n"
        for s in result.deleted
    ]
    if not result.remaining:
        return "".join(lines)
    lines.append("\n" + paint("What remains, for a person:", "bold") + "\n")
    for number, step in enumerate(result.remaining, 1):
        lines.append(paint.wrapped(f"{number}. {step.what}", "  ", "     "))
        lines += [f"     {printable(page)}\n" for page in step.pages]
    return "".join(lines)


def _section(title: str, lines: list[str], paint: Paint, style: str) -> list[str]:
    return [f"  {paint(f'{title}:', style)}\n", *lines] if lines else []


def _line(survey: Survey, found: Candidate, paint: Paint) -> str:
    place = place_name(survey.info.owner, survey.info.name, found.secret)
    set_on = f", set on {found.secret.updated[:10]}" if found.secret.updated else ""
    name = printable(found.secret.name)
    text = paint.wrapped(f"{name} of {printable(place + set_on)}", "    ", "      ").replace(
        name, paint(name, "bold"), 1
    )
    return text if found.obstacle is None else text + paint.wrapped(printable(found.obstacle), "      ", "      ")


def _elsewhere(survey: Survey, paint: Paint) -> list[str]:
    """What Dependabot and Codespaces keep: named, not deleted."""
    lines: list[str] = []
    for found in survey.elsewhere:
        if found.names:
            names = printable(", ".join(found.names))
            lines.append(
                paint.wrapped(f"{found.system} has {names}; if it is not needed, delete it on", "    ", "      ")
            )
            lines.append(f"      {printable(found.page)}\n")
    unseen = [found.system for found in survey.elsewhere if found.names is None]
    if unseen:
        lines.append(
            paint.wrapped(
                f"What {' and '.join(unseen)} keep is not known: the token may not list it.", "    ", "      "
            )
        )
    return _section("Kept apart by GitHub", lines, paint, "yellow")


def _others(others: tuple[StoredSecret, ...], paint: Paint) -> str:
    names = printable(", ".join(dict.fromkeys(secret.name for secret in others)))
    hint = "their names do not tell what they were for; if one was for uploads, name it with --secret"
    return paint.wrapped(f"No workflow names {names} either, and {hint}.", "  ", "  ")
