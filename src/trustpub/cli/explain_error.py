"""``trustpub explain-error``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.repositories import open_path
from trustpub.cli.verify import add_publisher_arguments, given_publishers
from trustpub.errors import InputError
from trustpub.pypi.log_end import end_of, read_log
from trustpub.report.terminal import is_terminal, note, paint_for, write

if TYPE_CHECKING:
    from trustpub.pypi.matching import RegisteredPublisher


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="the error, or the job's whole log (default: -, stdin)"
    )
    parser.add_argument("--repo", metavar="PATH", help="compare with the publishers that its workflows need")
    add_publisher_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the result")


def run(arguments: argparse.Namespace) -> int:
    """Print what the errors in a log mean; returns the exit status."""
    from trustpub.pypi.diagnosis import diagnose

    publishers = [given.publisher for given in given_publishers(arguments)]
    repository = None
    broken = False
    if arguments.repo is not None:
        implied, repository, broken = _implied(arguments.repo)
        publishers += [] if publishers else implied
    diagnosis = diagnose(_read(arguments.file), publishers, repository)
    if arguments.format == "json":
        from trustpub.report.diagnosis_json import diagnosis_json

        write(diagnosis_json(diagnosis))
    else:
        from trustpub.report.diagnosis_text import diagnosis_text

        write(diagnosis_text(diagnosis, paint_for(sys.stdout)))
    if broken:
        return FAILED
    return DONE if diagnosis.errors or diagnosis.told is not None else TODO


def _implied(path: str) -> tuple[list[RegisteredPublisher], str | None, bool]:
    """The publishers that a repository's workflows need, its name on GitHub, and whether a file could not be read.

    Raises:
        InputError: there is no repository.
    """
    from trustpub.pypi.publishing import publishings
    from trustpub.pypi.verification import as_registered
    from trustpub.pypi.wanted import registered_now
    from trustpub.report.problems import report_problems

    repository = open_path(path)
    found = publishings(repository)
    report_problems(path, found.errors)
    owner, name = repository.identity()
    publishers = [as_registered(publisher) for publisher in registered_now(found, repository)]
    return list(dict.fromkeys(publishers)), f"{owner}/{name}" if owner else None, bool(found.errors)


def _read(path: str) -> str:
    """The end of a log.

    Raises:
        InputError: it cannot be read.
    """
    if path != "-":
        return read_log(path)
    if sys.stdin is None:
        raise InputError("standard input is closed, so there is no log to read", path="-")
    if is_terminal(sys.stdin):
        note("Paste the error or the log; end it with Ctrl-D.")
    try:
        return end_of(sys.stdin.buffer)
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}", path=path) from None
