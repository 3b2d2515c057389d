"""``trustpub scan``."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence

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
    if arguments.format == "json":
        return _write_json(arguments.paths)
    scans = [scan_path(path) for path in arguments.paths]
    if arguments.format == "markdown":
        from trustpub.report.scan_markdown import scan_markdown

        write(scan_markdown(scans))
    elif any(result.workflows or not result.errors for result in scans):
        from trustpub.report.scan_text import scan_text

        write(scan_text(scans, paint_for(sys.stdout)))
    return _status([(result.path, result.errors, bool(result.to_migrate)) for result in scans])


def _write_json(paths: list[str]) -> int:
    from trustpub.cli.processes import on_all_processors
    from trustpub.report.scan_json import repository_json, scan_json
    from trustpub.report.terminal import write

    def told(path: str) -> tuple[str, str, tuple[Problem, ...], bool]:
        result = scan_path(path)
        return repository_json(result), result.path, result.errors, bool(result.to_migrate)

    results = on_all_processors(paths, told)
    write(scan_json([text for text, *_ in results]))
    return _status([(path, [Problem(*error) for error in errors], todo) for _, path, errors, todo in results])


def _status(results: Sequence[tuple[str, Sequence[Problem], bool]]) -> int:
    """The exit status, of each repository's path, its errors (which are reported), and whether it has work to do."""
    if any(errors for _, errors, _ in results):
        from trustpub.report.problems import report_problems

        for path, errors, _ in results:
            report_problems(path, errors)
        return FAILED
    return TODO if any(todo for _, _, todo in results) else DONE


def scan_path(path: str) -> Scan:
    """The scan of one path; what cannot be opened becomes an error in the result."""
    try:
        return scan(open_path(path))
    except InputError as error:
        problem = Problem(error.path or path, error.line, error.message)
        return Scan(path, None, None, (), (), (problem,), 0)
