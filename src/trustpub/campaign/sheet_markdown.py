"""The registration sheet in Markdown: a task list for an issue."""

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
from trustpub.migration.names import display
from trustpub.pypi.forms import pending_page
from trustpub.report.markdown import code, link, text


def sheet_markdown(sheet: Sheet) -> str:
    """Day by day, owner by owner, each publisher field by field with its page."""
    blocks = ["# Publishers to register\n"]
    if not sheet.days:
        return "\n".join([*blocks, f"{NOTHING}\n"])
    blocks += [f"{sentence}\n" for sentence in INTRODUCTION]
    for day in sheet.days:
        blocks.append(f"## {day_title(day)}\n")
        for registrations in (day.existing, day.pending):
            if registrations and registrations is day.pending:
                blocks.append(f"{pending_remark(day)}\n")
            for owner, found in groupby(registrations, key=lambda registration: registration.publisher.owner or ""):
                blocks.append(f"### {text(owner) or 'Owner not known'}\n")
                blocks.append("".join(_registration(registration) for registration in found))
    return "\n".join(blocks)


def _registration(registration: Registration) -> str:
    (_, project), *fields = fields_of(registration)
    index = registration.publisher.index
    form = link("open the form", page_of(registration))
    lines = [f"- [ ] {display(index)}: {code(project) or '*(fill in the project)*'} ({form})\n"]
    for name, value in fields:
        missing = "(leave empty)" if name == FIELDS[-1] else "*(fill in)*"
        lines.append(f"  - {name}: {code(value) or missing}\n")
    if kind_of(registration) == "unknown":
        lines.append(f"  - if the project is not there yet: {link('pending publishers', pending_page(index))}\n")
    if registration.pull is not None:
        lines.append(f"  - then merge {link(f'the pull request of {registration.full_name}', registration.pull)}\n")
    lines += [f"  - **{text(remark)}**\n" for remark in remarks_of(registration)]
    return "".join(lines)
