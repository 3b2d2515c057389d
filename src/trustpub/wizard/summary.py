"""What was done, as Markdown that can be pasted into an issue."""

from __future__ import annotations

from trustpub.migration.names import display
from trustpub.report.markdown import code, text
from trustpub.wizard.state import DONE, PROVE, SKIPPED, State, StepRecord, Written
from trustpub.wizard.steps import ALL, COUNTED


def skipped_steps(state: State) -> list[str]:
    """The steps that were skipped, by name."""
    return [record.name for record in state.records if record.status == SKIPPED]


def without_proof(state: State) -> list[str]:
    """The projects for which the user went on without proof, and of which none was found later."""
    proven = {f"{one.project} on {display(one.index)}" for one in state.proven}
    return [name for name in _told(state, "unproven") if name not in proven]


def seen_in_history(state: State) -> list[str]:
    """The projects of whose release the user saw in PyPI's history that no user's token uploaded it."""
    return _told(state, "seen")


def _told(state: State, fact: str) -> list[str]:
    record = state.record(PROVE)
    told = record.facts.get(fact) if record is not None else None
    return [str(name) for name in told] if isinstance(told, list | tuple) else []


def summary_markdown(state: State) -> str:
    """The whole migration; what was not done is said, too."""
    lines = [f"## Trusted Publishing for {code(state.key.shown)}", ""]
    for step in ALL[:COUNTED]:
        record = state.record(step.name)
        is_open = step.name == PROVE and bool(without_proof(state))
        mark = "x" if record is not None and record.status == DONE and not is_open else " "
        lines.append(f"- [{mark}] {step.title}{' (went on without)' if is_open else _note(record)}")
    if state.written is not None:
        lines += ["", f"The change went to {_where(state.written)}."]
    for title, items in (
        ("Publishers registered", _publishers(state)),
        ("Environments", [code(record.name) for record in state.environments]),
        ("Releases proven", [f"{code(f'{p.project} {p.version}')} on {display(p.index)}" for p in state.proven]),
        ("Releases seen in the project's history", [text(name) for name in seen_in_history(state)]),
        ("Not proven", [text(name) for name in without_proof(state)]),
        ("Secrets deleted", [f"{code(record.name)} ({text(record.place)})" for record in state.retired]),
    ):
        if items:
            lines += ["", f"{title}:", "", *(f"- {item}" for item in items)]
    return "\n".join(lines) + "\n"


def _note(record: StepRecord | None) -> str:
    if record is None:
        return ""
    return " (skipped)" if record.status == SKIPPED else f" ({record.when[:10]})"


def _where(written: Written) -> str:
    if written.pull_request is not None:
        return f"the pull request {written.pull_request}"
    return f"the branch {code(written.branch)}" if written.branch is not None else "the working tree"


def _publishers(state: State) -> list[str]:
    found = []
    for record in state.publishers:
        one = record.publisher
        where = f"{one.owner}/{one.repository}, {one.workflow}, environment {one.environment or 'none'}"
        kind = " (pending)" if record.is_pending else ""
        found.append(f"{code(one.project or '')} on {display(one.index)}{kind}: {code(where)}")
    return found
