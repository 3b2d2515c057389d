"""A pull request in Markdown: what became of it, or what it would be."""

from __future__ import annotations

from trustpub.pullrequest.outcome import PLANNED, Outcome, PullOptions
from trustpub.report.diff import annotated_diff
from trustpub.report.markdown import code, fence, link, text
from trustpub.report.pull_text import summary
from trustpub.report.terminal import Paint


def pull_markdown(outcome: Outcome, options: PullOptions) -> str:
    """The report: one section."""
    blocks = [f"## {code(outcome.full_name)}\n", f"{_state(outcome, options)}\n"]
    if outcome.plan is not None and outcome.texts is not None:
        blocks += ["### Change\n", *(fence(annotated_diff(file, Paint(False)), "diff") for file in outcome.plan.files)]
        blocks += ["### Commit message\n", fence(outcome.texts.message)]
        blocks += ["### Pull request\n", f"**{text(outcome.texts.title)}**\n", fence(outcome.texts.body, "markdown")]
    notes = [*outcome.notes, *(() if outcome.plan is None else outcome.plan.notes)]
    if notes:
        blocks += ["### Notes\n", "".join(f"- {text(note)}\n" for note in notes)]
    return "\n".join(blocks)


def _state(outcome: Outcome, options: PullOptions) -> str:
    if outcome.texts is not None and outcome.state == PLANNED:
        return text(summary(outcome, options))
    pull = "" if outcome.pull is None else f" {link(f'#{outcome.pull.number}', outcome.pull.url)}"
    reason = "" if outcome.reason is None else f": {text(outcome.reason)}"
    return f"**{outcome.state}**{pull}{reason}"
