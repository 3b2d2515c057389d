"""``trustpub verify``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.repositories import open_path
from trustpub.errors import InputError
from trustpub.scanning import Problem

if TYPE_CHECKING:
    from trustpub.pypi.given import Given
    from trustpub.pypi.verification import Verification


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="a repository, a workflow file, or - (default: .)"
    )
    add_publisher_arguments(parser)
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="how to print the result"
    )


def add_publisher_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that name publishers."""
    parser.add_argument(
        "--publisher",
        action="append",
        default=[],
        metavar="OWNER/REPO:FILE[:ENV]",
        help="a publisher that is registered; may be repeated",
    )
    parser.add_argument(
        "--publishers-file", metavar="FILE.json", help="the publishers that are registered, as publishers prints them"
    )


def given_publishers(arguments: argparse.Namespace) -> list[Given]:
    """The publishers that the options name.

    Raises:
        TrustpubError: one is not of the right form, or the file cannot be read or names none.
    """
    from trustpub.pypi.given import parse_publisher, read_publishers

    given = [parse_publisher(text) for text in arguments.publisher]
    if arguments.publishers_file is not None:
        read = read_publishers(arguments.publishers_file)
        if not read:
            raise InputError("it names no publisher", path=arguments.publishers_file)
        given += read
    return given


def run(arguments: argparse.Namespace) -> int:
    """Print whether every publishing job would be matched; returns the exit status."""
    from trustpub.report.problems import report_problems
    from trustpub.report.terminal import paint_for, write

    given = given_publishers(arguments)
    found = [_verify(path, given) for path in arguments.paths]
    if arguments.format == "json":
        from trustpub.report.verify_json import verify_json

        write(verify_json(found))
    elif arguments.format == "markdown":
        from trustpub.report.verify_markdown import verify_markdown

        write(verify_markdown(found))
    else:
        from trustpub.report.verify_text import verify_text

        write(verify_text(found, paint_for(sys.stdout)))
    for verification in found:
        report_problems(verification.path, verification.errors)
    if any(verification.errors for verification in found):
        return FAILED
    return DONE if all(verification.all_match for verification in found) else TODO


def _verify(path: str, given: list[Given]) -> Verification:
    from trustpub.pypi.verification import Verification, verify

    try:
        return verify(open_path(path), given)
    except InputError as error:
        return Verification(path, None, None, errors=(Problem(error.path or path, error.line, error.message),))
