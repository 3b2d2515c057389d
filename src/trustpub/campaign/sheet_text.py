"""The registration sheet on a terminal."""

from __future__ import annotations

from itertools import groupby

from trustpub.campaign.sheet import Registration, Sheet
from trustpub.campaign.sheet_words import (
    FIELDS,
    INTRODUCTION,
    NOTHING,
    day_title,
    fields_of,
    kind_of,
    page_of,
    pending_remark,
    remarks_of,
)
from trustpub.pypi.forms import pending_page
from trustpub.report.terminal import Paint, printable


def sheet_text(sheet: Sheet, paint: Paint) -> str:
    """Day by day, owner by owner, each publisher field by field with its page."""
    if not sheet.days:
        return f"{NOTHING}\n"
    blocks = ["".join(paint.wrapped(sentence, "", "") for sentence in INTRODUCTION)]
    for day in sheet.days:
        lines = [paint(day_title(day), "bold") + "\n"]
        for registrations in (day.existing, day.pending):
            if registrations and registrations is day.pending:
                lines.append(paint.wrapped(pending_remark(day), "  ", "  "))
            for owner, found in groupby(registrations, key=lambda registration: registration.publisher.owner or ""):
                lines.append(f"  {paint(printable(owner) or '(owner not known)', 'bold')}\n")
                for registration in found:
                    lines += _registration(registration, paint)
        blocks.append("".join(lines))
    return "\n".join(blocks)


def _registration(registration: Registration, paint: Paint) -> list[str]:
    (_, project), *fields = fields_of(registration)
    unknown = paint("(fill in)", "yellow")
    lines = [f"    {paint(printable(project), 'bold') or unknown}\n"]
    for name, value in fields:
        missing = "(leave empty)" if name == FIELDS[-1] else unknown
        lines.append(f"      {name.ljust(16)} {printable(value) or missing}\n")
    lines.append(f"      {paint(printable(page_of(registration)), 'cyan')}\n")
    if kind_of(registration) == "unknown":
        lines.append(f"      if the project is not there yet: {pending_page(registration.publisher.index)}\n")
    if registration.pull is not None:
        lines.append(f"      then merge {printable(registration.pull)}\n")
    for remark in remarks_of(registration):
        lines.append(paint.wrapped(printable(remark), f"      {paint('!', 'bold', 'red')} ", "        "))
    return lines
