"""A campaign's report, or its plan, in Markdown: for an issue that keeps track of it."""

from __future__ import annotations

from trustpub.campaign.record import WAITING, Record
from trustpub.campaign.report import TITLES, Report, requests_sentence, totals
from trustpub.pullrequest.outcome import FAILED, LEFT, OPENED, PLANNED, SKIPPED, UNCHANGED, UPDATED
from trustpub.report.markdown import code, link, table, text


def report_markdown(report: Report) -> str:
    """What it comes to, then the repositories by what became of them."""
    title = "What would be done" if report.is_plan else "Pull requests for Trusted Publishing"
    blocks = [f"# {title}: {text(str(report.target))}\n"]
    sentences = [*totals(report), requests_sentence(report), *report.notes]
    blocks.append("".join(f"- {text(sentence)}\n" for sentence in sentences))
    if report.stopped is not None:
        blocks.append(f"**Stopped:** {text(report.stopped)}\n")
    for state in (OPENED, UPDATED, PLANNED, WAITING, UNCHANGED):
        rows = [_row(record) for record in report.in_state(state)]
        if rows:
            head = ["repository", "pull request", "uploads", "to register", "left"]
            blocks += [f"## {TITLES[state]}\n", table(head, rows)]
    for state in (FAILED, LEFT):
        lines = [_reason(record) for record in report.in_state(state)]
        if lines:
            blocks += [f"## {TITLES[state]}\n", "".join(lines)]
    beside = [record for record in report.records if record.registers and record.left]
    if beside:
        blocks += ["## Left to you beside a pull request\n", "".join(_reason(record) for record in beside)]
    skipped = [[str(count), text(reason)] for reason, count in report.reasons(SKIPPED)]
    if skipped:
        blocks += [f"## {TITLES[SKIPPED]}\n", table(["repositories", "reason"], skipped)]
    return "\n".join(blocks)


def _row(record: Record) -> list[str]:
    pull = "" if record.pull is None else link(f"{record.full_name} {record.pull.number}", record.pull.url)
    strategies = ", ".join(f"{name} {count}" for name, count in record.strategies)
    projects = dict.fromkeys(publisher.project for publisher in record.publishers)
    names = ", ".join(code(project) if project else "*(not known)*" for project in projects)
    return [code(record.full_name), pull, text(strategies), names, str(len(record.left) or "")]


def _reason(record: Record) -> str:
    lines = [f"- {code(record.full_name)}: {text(record.reason or '')}".rstrip(": ") + "\n"]
    lines += [f"  - {code(f'{left.workflow}:{left.line}')}: {text(left.reason)}\n" for left in record.left]
    lines += [f"  - {text(error)}\n" for error in record.errors]
    return "".join(lines)
