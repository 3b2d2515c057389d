"""Done: what became of it all."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.wizard.state import Json
from trustpub.wizard.summary import skipped, summary_markdown
from trustpub.wizard.talk import Talk


def run(talk: Talk) -> Mapping[str, Json]:
    """Show the summary, and what was skipped."""
    screen = talk.screen
    screen.say("For an issue or your notes, in Markdown:")
    screen.blank()
    screen.report(summary_markdown(talk.state))
    screen.blank()
    left_out = skipped(talk.state)
    if left_out:
        screen.warn(f"Skipped: {', '.join(left_out)}. To go back to one: trustpub wizard --step NAME")
    else:
        screen.good("That is all. Thank you for releasing without a stored token.")
    return {}
