"""What ``trustpub pr`` for many repositories prints and writes: the report, the sheet, and what is remembered."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from trustpub.cli.main import FAILED, TODO
from trustpub.errors import TrustpubError
from trustpub.report.terminal import flush, note, paint_for, printable, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trustpub.campaign.report import Report
    from trustpub.campaign.targets import Target
    from trustpub.github.client import GitHub
    from trustpub.github.listed import Pull


def check_outputs(arguments: argparse.Namespace) -> None:
    """Make sure, before any work is done, that the files that the user asked for can be written.

    Raises:
        TrustpubError: one cannot.
    """
    from trustpub.campaign.outputs import ending_of

    for path, option in ((arguments.report, "--report"), (arguments.sheet, "--sheet")):
        if path is not None:
            ending_of(path, option)
    paths = {os.path.realpath(path) for path in (arguments.report, arguments.sheet) if path is not None}
    if arguments.report is not None and arguments.sheet is not None and len(paths) == 1:
        raise TrustpubError("--report and --sheet name the same file; name two")


def finished(report: Report, arguments: argparse.Namespace, done: int) -> int:
    """Print and write the report; returns the exit status."""
    from trustpub.campaign.outputs import report_forms
    from trustpub.campaign.report_text import report_text
    from trustpub.pullrequest.outcome import FAILED as REPOSITORY_FAILED

    if arguments.format == "text":
        write(report_text(report, paint_for(sys.stdout)))
    else:
        write(report_forms()[{"json": ".json", "markdown": ".md"}[arguments.format]](report))
    _write_files(report, arguments)
    if report.stopped is not None:
        flush()
        note(f"trustpub: {printable(report.stopped)}")
    if report.stopped is not None or report.in_state(REPOSITORY_FAILED):
        return FAILED
    return TODO if report.wants_attention else done


def tell_memory(arguments: argparse.Namespace, github: GitHub, target: Target, pulls: Mapping[str, Pull]) -> None:
    """After the status of many: what the journal knows, and the files that the user asked for.

    Args:
        arguments: of the command.
        github: as it was asked.
        target: which repositories.
        pulls: the pull requests as they are now, by full names in lower case.

    Raises:
        TrustpubError: the journal cannot be read, or a file cannot be written.
    """
    from trustpub.campaign.memory import remember
    from trustpub.campaign.report import totals

    check_outputs(arguments)
    memory = remember(os.environ, github.host.name, target, pulls, github.requests)
    if memory is None:
        if arguments.report or arguments.sheet:
            raise TrustpubError("nothing is remembered of these repositories, so there is nothing to write to a file")
        return
    if arguments.format == "text":
        paint = paint_for(sys.stdout)
        ended = f"and ended {memory.finished}" if memory.finished else "and was interrupted"
        write("\n" + paint(f"The last campaign began {memory.report.started} {ended}", "bold") + "\n")
        for name, opened in memory.opened.items():
            if name in pulls:
                write(f"  {printable(name)} #{pulls[name].number} was opened {opened[:10]}\n")
        for sentence in [*totals(memory.report), *memory.report.notes]:
            write(paint.wrapped(printable(sentence), "  ", "    "))
    _write_files(memory.report, arguments)


def _write_files(report: Report, arguments: argparse.Namespace) -> None:
    """The files that the user asked for."""
    from trustpub.campaign.outputs import ending_of, report_forms, sheet_forms, write_file

    if arguments.report is not None:
        write_file(arguments.report, report_forms()[ending_of(arguments.report, "--report")](report))
    if arguments.sheet is not None:
        from trustpub.campaign.known_projects import KnownProjects
        from trustpub.campaign.sheet import sheet_of

        known = KnownProjects(os.environ, on_trouble=note)
        write_file(
            arguments.sheet, sheet_forms()[ending_of(arguments.sheet, "--sheet")](sheet_of(report.records, known))
        )
