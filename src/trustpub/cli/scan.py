"""``trustpub scan``."""

from __future__ import annotations

import argparse
import gc
import sys

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.repositories import open_path
from trustpub.errors import InputError
from trustpub.scanning import Problem, Scan, scan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="a repository, a workflow file, or - (default: .)"
    )
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="how to print the result"
    )


def run(arguments: argparse.Namespace) -> int:
    """Scan the paths and print the result; returns the exit status."""
    from trustpub.report.terminal import paint_for, write

    gc.disable()  # looking for cycles would cost a sixth of the time, and all that a scan holds is small
    scans = [scan_path(path) for path in arguments.paths]
    if arguments.format == "json":
        from trustpub.report.scan_json import scan_json

        write(scan_json(scans))
    elif arguments.format == "markdown":
        from trustpub.report.scan_markdown import scan_markdown

        write(scan_markdown(scans))
    elif any(result.workflows or not result.errors for result in scans):
        from trustpub.report.scan_text import scan_text

        write(scan_text(scans, paint_for(sys.stdout)))
    if any(result.errors for result in scans):
        from trustpub.report.problems import report_problems

        for result in scans:
            report_problems(result.path, result.errors)
        return FAILED
    return TODO if any(result.to_migrate for result in scans) else DONE


def scan_path(path: str) -> Scan:
    """The scan of one path; what cannot be opened becomes an error in the result."""
    try:
        return scan(open_path(path))
    except InputError as error:
        problem = Problem(error.path or path, error.line, error.message)
        return Scan(path, None, None, (), (), (problem,), 0)
