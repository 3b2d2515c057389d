"""What was done, as Markdown that can be pasted into an issue."""

from __future__ import annotations

from trustpub.migration.names import display
from trustpub.report.markdown import code
from trustpub.wizard.state import BRANCH, PULL_REQUEST, SKIPPED, WORKING_TREE, State, Written
from trustpub.wizard.steps import ALL


def skipped(state: State) -> list[str]:
    """The titles of the steps that were skipped."""
    records = {record.name: record.status for record in state.records}
    return [step.title for step in ALL if records.get(step.name) == SKIPPED]


def summary_markdown(state: State) -> str:
    """The whole migration; what was not done is said, too."""
    lines = [f"## Trusted Publishing for {code(state.key.shown)}", ""]
    for step in ALL[:-1]:
        record = state.record(step.name)
        mark, when = ("x", record.when[:10]) if record is not None and record.status != SKIPPED else (" ", "")
        note = " (skipped)" if record is not None and record.status == SKIPPED else f" ({when})" if when else ""
        lines.append(f"- [{mark}] {step.title}{note}")
    if state.written is not None:
        lines += ["", f"The change went {_where(state.written)}."]
    for title, items in (
        ("Publishers registered", _publishers(state)),
        ("Environments", [code(record.name) for record in state.environments]),
        ("Releases proven", [f"{code(f'{p.project} {p.version}')} on {display(p.index)}" for p in state.proven]),
        ("Secrets deleted", [f"{code(record.name)} of the {code(record.place)}" for record in state.retired]),
    ):
        if items:
            lines += ["", f"{title}:", "", *(f"- {item}" for item in items)]
    return "\n".join(lines) + "\n"


def _where(written: Written) -> str:
    return {
        WORKING_TREE: "to the working tree",
        BRANCH: f"to the branch {code(written.branch or '')}",
        PULL_REQUEST: f"to the pull request {written.pull_request or ''}",
    }[written.where]


def _publishers(state: State) -> list[str]:
    found = []
    for record in state.publishers:
        one = record.publisher
        where = f"{one.owner}/{one.repository}, {one.workflow}, environment {one.environment or 'none'}"
        kind = " (pending)" if record.is_pending else ""
        found.append(f"{code(one.project or '')} on {display(one.index)}{kind}: {code(where)}")
    return found
