"""What the errors in a log mean, for people."""

from __future__ import annotations

from trustpub.pypi.diagnosis import Diagnosis, Field
from trustpub.pypi.errors import KnownError
from trustpub.pypi.matching import Mismatch
from trustpub.report.terminal import Paint, printable

_NOTHING = (
    "Nothing in this text is a known error of publishing. Give the whole log of the job: gh run view --log-failed "
    "prints it, and so does Download log on the page of the run."
)


def diagnosis_text(diagnosis: Diagnosis, paint: Paint) -> str:
    """Each known error with its cause and remedies, then the token's claims beside the publisher's fields."""
    blocks = [_error(error, paint) for error in diagnosis.errors]
    if diagnosis.told is not None:
        blocks.append(_comparison(diagnosis, paint))
    if diagnosis.hints:
        lines = [paint.wrapped(printable(hint), "  - ", "    ") for hint in diagnosis.hints]
        blocks.append(paint("What to change:", "bold") + "\n" + "".join(lines))
    return "\n".join(blocks) or paint.wrapped(_NOTHING, "", "")


def _error(error: KnownError, paint: Paint) -> str:
    lines = [f"{paint(error.code, 'bold', 'red')}: {paint(error.title, 'bold')}\n"]
    lines.append(paint.wrapped(error.cause, "  ", "  "))
    lines += [paint.wrapped(remedy, f"  {number}. ", "     ") for number, remedy in enumerate(error.remedies, 1)]
    return "".join(lines)


def _comparison(diagnosis: Diagnosis, paint: Paint) -> str:
    outcome = diagnosis.outcome
    if outcome is None:
        title = "The token asks for a publisher with these fields; give --repo or --publisher to compare:"
        rows = [(field.name, _value(field.token, field), "") for field in diagnosis.fields]
    else:
        title = "The token, and the publisher that comes nearest:"
        rows = [("", "token", "publisher")]
        rows += [(f.name, _value(f.token, f), _value(f.registered, f)) for f in diagnosis.fields if _is_told(f)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    marks = {field.name: field.equal for field in diagnosis.fields}
    lines = [paint.wrapped(paint(title, "bold"), "", "")]
    for name, token, registered in rows:
        line = f"  {name.ljust(widths[0])}  {token.ljust(widths[1])}  {registered}".rstrip()
        differs = marks.get(name) is False
        lines.append(f"{paint(line, 'red') if differs else line}{'   ← differs' if differs else ''}\n")
    if isinstance(outcome, Mismatch):
        lines.append(paint.wrapped(printable(f"{outcome.field}: {outcome.sentence}"), "  ", "  "))
    return "".join(lines)


def _is_told(field: Field) -> bool:
    return field.token is not None or field.registered is not None or field.name == "environment"


def _value(value: str | None, field: Field) -> str:
    if value:
        return printable(value)
    return "(none)" if field.name == "environment" and field.equal is not None else "(not told)"
