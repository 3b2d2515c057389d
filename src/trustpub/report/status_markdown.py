"""Where migrations stand, in Markdown: a table for an issue."""

from __future__ import annotations

from collections.abc import Sequence

from trustpub.report.markdown import code, table, text
from trustpub.wizard.standing import Standing, next_step


def status_markdown(found: Sequence[Standing]) -> str:
    """One row for each migration, and a list of what became different."""
    rows = [
        [code(s.state.key.shown), text(next_step(s.state) or "finished"), text(s.state.updated[:10])] for s in found
    ]
    blocks = ["## Migrations to Trusted Publishing\n"]
    blocks.append(table(["Repository", "Next step", "Last step on"], rows) or "None was begun with the wizard.\n")
    changes = [f"- {code(s.state.key.shown)}: {text(change)}\n" for s in found for change in s.changes]
    if changes:
        blocks += ["### What changed since\n", "".join(changes)]
    return "\n".join(blocks)
