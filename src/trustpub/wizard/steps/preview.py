"""Preview: the exact change, file by file."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.migration.types import Plan
from trustpub.report.diff import annotated_diff
from trustpub.report.plan_text import left_text
from trustpub.wizard.prompts import Choice, Leaving
from trustpub.wizard.state import Json
from trustpub.wizard.talk import Back, Talk

_EXPLANATION = (
    "Lines with + are added, lines with - go; the lines above each piece say why. Nothing is written before the next "
    "step. To change what is made, go back to the choices."
)
_LEFT = (
    Choice("l", "leave, change it yourself, and come back", "trustpub wizard then looks again"),
    Choice("g", "go on all the same", "the old token stays in use"),
)
_BY_YOU = (
    "Why it is left, and what to do instead, stands above at each upload. As long as a workflow uploads with the "
    "token, nothing is to be deleted or revoked."
)


def counts(plan: Plan) -> str:
    """How much changes, in a sentence."""
    count = len(plan.files)
    return f"{count} file{'' if count == 1 else 's'} will change."


def run(talk: Talk) -> Mapping[str, Json]:
    """Show the difference of each file, and what is left."""
    plan, screen = talk.plan(), talk.screen
    if not plan.files and not plan.left:
        screen.good("Nothing is to be changed in this repository.")
        return {"nothing": True}
    for number, change in enumerate(plan.files, 1):
        screen.blank()
        screen.report(annotated_diff(change, screen.paint))
        if number < len(plan.files) and not _shows_next(talk, plan.files[number].path, len(plan.files) - number):
            break
    if plan.left:
        screen.blank()
        screen.report(left_text(plan, screen.paint))
    if not plan.files:
        if talk.ask("Nothing can be changed for you here. And now?", _LEFT, _BY_YOU) == "l":
            raise Leaving
        return {"files": []}
    screen.say(counts(plan))
    answers = [Choice("y", "yes, go on"), Choice("n", "no, choose again", "the step before this one")]
    if talk.ask("Is this the change that you want?", answers, _EXPLANATION) == "n":
        raise Back
    return {"files": [file.path for file in plan.files]}


def _shows_next(talk: Talk, path: str, remaining: int) -> bool:
    rest = "the last one needs no look" if remaining == 1 else f"the other {remaining} need no look"
    answers = [Choice("n", f"next: {path}"), Choice("e", f"enough, {rest}")]
    return talk.ask("Show the next file?", answers, _EXPLANATION) == "n"
