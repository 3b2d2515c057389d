"""Tables for spreadsheets, in which nothing that comes from a repository is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from trustpub.report.terminal import printable

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a formula begins with; source: https://owasp.org/www-community/attacks/CSV_Injection."""


def csv_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table as RFC 4180 has it, with a line of titles."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return made.getvalue()


def cell(foreign: str) -> str:
    """Text for one cell: one line, and with an apostrophe before what a spreadsheet would take for a formula."""
    text = printable(foreign)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
