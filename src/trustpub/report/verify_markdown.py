"""What was verified, in Markdown: for the summary of a job."""

from __future__ import annotations

from trustpub.pypi.verification import Verification
from trustpub.report.markdown import code, table, text
from trustpub.report.scan_markdown import heading, problems_markdown
from trustpub.report.verify_grouping import WORDS, JobVerdict, grouped, summary
from trustpub.rules.rule import index_name


def verify_markdown(found: list[Verification]) -> str:
    """The whole report: one section for each repository."""
    return "\n".join(_repository(verification) for verification in found)


def _repository(verification: Verification) -> str:
    blocks = [heading(verification.path, verification.owner, verification.name), f"{summary(verification)}\n"]
    rows = [_row(group) for group in grouped(verification)]
    if rows:
        blocks += ["### Jobs\n", table(["Where", "Index", "Started by", "Environment", "Outcome", "Reason"], rows)]
    if verification.remarks:
        lines = [f"- {code(f'{r.workflow}:{r.line}')}: {text(r.message)} ({r.code})\n" for r in verification.remarks]
        blocks += ["### What PyPI cannot see\n", "".join(lines)]
    return "\n".join(blocks + problems_markdown(verification.errors))


def _row(group: JobVerdict) -> list[str]:
    field = group.verdict.field
    reason = f"{field}: {group.verdict.sentence}" if field else group.verdict.sentence
    return [
        f"{code(group.place)}<br>job {code(group.job)}",
        text(index_name(group.index)),
        text(", ".join(group.events)),
        code(group.environment),
        f"**{WORDS[group.verdict.outcome]}**" if field else WORDS[group.verdict.outcome],
        text(reason),
    ]
