"""What could not be read or written, for people: one line each, on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from trustpub.report.terminal import flush, note, paint_for, printable
from trustpub.scanning import Problem


def report_problems(root: str, problems: Iterable[Problem]) -> None:
    """Print the problems of one repository.

    Args:
        root: how the user named the repository; its files are named so that the user finds them from here.
        problems: in order.
    """
    flush()
    paint = paint_for(sys.stderr)
    for problem in problems:
        place = problem.path if problem.path in (root, "") else os.path.normpath(os.path.join(root, problem.path))
        place = place or root
        if problem.line is not None:
            place += f":{problem.line}"
        note(f"{paint('trustpub:', 'bold', 'red')} {printable(place)}: {printable(problem.message)}")
