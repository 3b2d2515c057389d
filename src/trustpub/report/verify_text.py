"""What was verified, for people."""

from __future__ import annotations

from trustpub.pypi.remarks import Remark
from trustpub.pypi.verification import DIFFERS, FAILS, MATCHES, UNDECIDED, Verification
from trustpub.report.terminal import Paint, printable
from trustpub.report.verify_grouping import WORDS, JobVerdict, grouped, summary
from trustpub.rules.rule import index_name

_STYLES = {MATCHES: "green", DIFFERS: "red", UNDECIDED: "yellow", FAILS: "red"}


def verify_text(found: list[Verification], paint: Paint) -> str:
    """Each job with the outcome for every event, and what no matching tells."""
    return "\n".join(_repository(one, paint) for one in found if one.verdicts or not one.errors)


def _repository(verification: Verification, paint: Paint) -> str:
    name = f"{verification.owner}/{verification.name}" if verification.owner else verification.path
    lines = [paint(printable(name), "bold") + "\n"]
    last = ""
    for group in grouped(verification):
        title = f"  {printable(group.place)}  {printable(f'job {group.job!r}')} → {index_name(group.index)}\n"
        lines += [title] if title != last else []
        last = title
        lines += _group(group, paint)
    if verification.remarks:
        lines.append("  " + paint("What PyPI cannot see:", "bold") + "\n")
        lines += [_remark(remark, paint) for remark in verification.remarks]
    return "".join(lines) + f"\n{summary(verification)}\n"


def _group(group: JobVerdict, paint: Paint) -> list[str]:
    outcome = group.verdict.outcome
    word = paint(WORDS[outcome], "bold", _STYLES[outcome])
    runs = printable(f"{', '.join(group.events)}; environment {group.environment}")
    lines = [paint.wrapped(f"{word}: {runs}", "    ", "      ")]
    field = group.verdict.field
    reason = f"{field}: {group.verdict.sentence}" if field else group.verdict.sentence
    return [*lines, paint.wrapped(printable(reason), "      ", "      ")]


def _remark(remark: Remark, paint: Paint) -> str:
    place = printable(f"{remark.workflow}:{remark.line}")
    return paint.wrapped(printable(f"{remark.message} [{remark.code}]"), f"    {place}  ", "      ")
