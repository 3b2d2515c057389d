"""Done: what became of it all, and what is left open."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.wizard.state import Json
from trustpub.wizard.steps import step_named
from trustpub.wizard.steps.register import name_of
from trustpub.wizard.summary import skipped_steps, summary_markdown, without_proof
from trustpub.wizard.talk import Talk


def open_ends(talk: Talk) -> list[str]:
    """What is not done, a sentence each, with the way to do it."""
    found = [
        f"{step_named(name).title} was skipped; to go back to it: trustpub wizard --step {name}"
        for name in skipped_steps(talk.state)
    ]
    found += [
        f"there is no proof for {name}; look again with: trustpub wizard --step prove"
        for name in without_proof(talk.state)
    ]
    needed = talk.publishers()
    found += [
        f"the publisher of {name_of(one)} ({one.workflow}) is not registered; trustpub wizard --step register"
        for one in needed
        if not talk.state.is_registered(one)
    ]
    found += [
        f"{left.upload.workflow} still uploads with a stored credential: {left.reason}"
        for left in talk.whole_plan().left
    ]
    return found


def run(talk: Talk) -> Mapping[str, Json]:
    """Show the summary, and what is left open."""
    screen = talk.screen
    screen.say("For an issue or your notes, in Markdown:")
    screen.blank()
    screen.report(summary_markdown(talk.state))
    screen.blank()
    found = open_ends(talk)
    if found:
        screen.warn("Left open:")
        screen.points(f"{sentence[:1].upper()}{sentence[1:]}." for sentence in found)
    else:
        screen.good("That is all: nothing here publishes with a stored token any more.")
    return {"open": len(found)}
