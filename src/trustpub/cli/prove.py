"""``trustpub prove``."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from trustpub.cli.main import DONE, TODO
from trustpub.cli.repositories import owner_and_name
from trustpub.report.terminal import paint_for, write

if TYPE_CHECKING:
    from trustpub.pypi.proof import Expected


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("project", metavar="PROJECT", help="a project's name on the index")
    parser.add_argument("release", metavar="VERSION", nargs="?", help="a version (default: the latest)")
    parser.add_argument("--index", choices=("pypi", "testpypi"), default="pypi", help="where (default: pypi)")
    parser.add_argument("--repository", metavar="OWNER/NAME", help="the repository that it should come from")
    parser.add_argument("--workflow", metavar="FILE", help="the workflow's file name that it should come from")
    parser.add_argument(
        "--environment", metavar="NAME", help="the environment that its publisher should have ('' for none)"
    )
    parser.add_argument("--path", metavar="PATH", help="expect what the workflows of this repository publish from")
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="how to print the result"
    )


def run(arguments: argparse.Namespace) -> int:
    """Look at the files of a release and print who uploaded them; returns the exit status."""
    from trustpub.cli.waiting import announce
    from trustpub.pypi.client import Index
    from trustpub.pypi.proof import prove

    expected = _expected(arguments)
    index = Index(arguments.index, os.environ, on_wait=announce)
    proof = prove(index, arguments.project, arguments.release, expected)
    if arguments.format == "json":
        from trustpub.report.proof_json import proof_json

        write(proof_json(proof))
    elif arguments.format == "markdown":
        from trustpub.report.proof_markdown import proof_markdown

        write(proof_markdown(proof))
    else:
        from trustpub.report.proof_text import proof_text

        write(proof_text(proof, paint_for(sys.stdout)))
    return DONE if proof.is_proven else TODO


def _expected(arguments: argparse.Namespace) -> tuple[Expected, ...]:
    """What the user expects: the options, which go before what the workflows of a repository imply."""
    from trustpub.pypi.proof import Expected

    given = Expected(arguments.repository, _file_name(arguments.workflow), arguments.environment)
    if given.repository is not None:
        owner_and_name(given.repository)
    if arguments.path is None:
        return () if given == Expected() else (given,)
    from trustpub.cli.repositories import open_path
    from trustpub.pypi.expectation import expected_of

    implied = expected_of(open_path(arguments.path), arguments.index, arguments.project)
    merged = (
        Expected(*(one if one is not None else other for one, other in zip(given, wanted, strict=True)))
        for wanted in implied
    )
    return tuple(dict.fromkeys(merged))


def _file_name(workflow: str | None) -> str | None:
    """The file's name, also of one given with its folders."""
    return None if workflow is None else workflow.replace("\\", "/").rsplit("/", 1)[-1]
