"""``trustpub publishers``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.migration_options import add_environment_arguments, environment_options_of
from trustpub.cli.repositories import open_path
from trustpub.errors import InputError
from trustpub.repository.identity import why_unknown
from trustpub.repository.local import LocalRepository
from trustpub.scanning import Problem

if TYPE_CHECKING:
    from trustpub.migration.types import Options
    from trustpub.pypi.wanted import Wants


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="a repository, a workflow file, or - (default: .)"
    )
    add_environment_arguments(parser)
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="how to print the result"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print what to register where; returns the exit status."""
    from trustpub.report.problems import report_problems
    from trustpub.report.terminal import paint_for, write

    options = environment_options_of(arguments)
    found = [wants_of_path(path, options) for path in arguments.paths]
    if arguments.format == "json":
        from trustpub.report.publishers_json import publishers_json

        write(publishers_json(found))
    elif arguments.format == "markdown":
        from trustpub.report.publishers_markdown import publishers_markdown

        write(publishers_markdown(found))
    else:
        from trustpub.report.publishers_text import publishers_text

        write(publishers_text(found, paint_for(sys.stdout)))
    for wants in found:
        report_problems(wants.path, wants.errors)
    return _status(found)


def wants_of_path(path: str, options: Options) -> Wants:
    """What one path needs; what cannot be opened becomes an error in the result."""
    from trustpub.pypi.wanted import Wants, wants_of

    try:
        repository = open_path(path)
    except InputError as error:
        return Wants(path, None, None, errors=(Problem(error.path or path, error.line, error.message),))
    wants = wants_of(repository, options)
    if wants.wanted and wants.owner is None and isinstance(repository, LocalRepository):
        return wants._replace(notes=(*wants.notes, why_unknown(repository)))
    return wants


def _status(found: list[Wants]) -> int:
    if any(wants.errors for wants in found):
        return FAILED
    open_ends = (wants.unserved or any(wanted.problems for wanted in wants.wanted) for wants in found)
    return TODO if any(open_ends) else DONE
