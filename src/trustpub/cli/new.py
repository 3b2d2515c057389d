"""``trustpub new``."""

from __future__ import annotations

import argparse
import os
import sys

from trustpub.cli.asking import ask
from trustpub.cli.main import DONE, TODO
from trustpub.cli.migration_options import options_of
from trustpub.errors import InputError, TrustpubError
from trustpub.newworkflow.backends import BACKENDS
from trustpub.newworkflow.choices import BUILDERS, DEFAULT_OUTPUT, INDEXES, TRIGGERS, Choices
from trustpub.newworkflow.compose import NewWorkflow, compose
from trustpub.newworkflow.detect import Facts, detect
from trustpub.newworkflow.existing import require_no_upload
from trustpub.report.terminal import is_terminal, note, paint_for, printable, write
from trustpub.repository.create import create_file
from trustpub.repository.local import LocalRepository

_YES_OR_NO = {"y": "yes", "n": "no"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="the project's top folder (default: .)")
    names = [backend.name for backend in BACKENDS]
    parser.add_argument(
        "--backend",
        choices=names,
        metavar="NAME",
        help=f"the build backend: {', '.join(names)} (default: as the metadata says)",
    )
    native = parser.add_mutually_exclusive_group()
    native.add_argument("--native", action="store_true", default=None, help="wheels hold compiled code")
    native.add_argument("--pure", action="store_false", dest="native", default=None, help="wheels are pure Python")
    parser.add_argument(
        "--builder", choices=BUILDERS, help="build with pip or uv (default: uv where the project uses it)"
    )
    parser.add_argument(
        "--trigger",
        choices=TRIGGERS,
        default=TRIGGERS[0],
        help="publish when a release is published, or when a tag v* is pushed (default: release)",
    )
    parser.add_argument("--index", choices=INDEXES, default="pypi", help="where to publish (default: pypi)")
    environment = parser.add_mutually_exclusive_group()
    environment.add_argument(
        "--environment", metavar="NAME", help="name of the environment (default: pypi, or testpypi for TestPyPI)"
    )
    environment.add_argument("--no-environment", action="store_true", help="use no environment")
    parser.add_argument("--output", metavar="FILE", default=DEFAULT_OUTPUT, help=f"default: {DEFAULT_OUTPUT}")
    parser.add_argument("--force", action="store_true", help="also where a workflow uploads already")
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, only print the workflow")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the result")
    parser.set_defaults(strategy=None, pin="sha")


def run(arguments: argparse.Namespace) -> int:
    """Detect, ask what is open, show, write; returns the exit status."""
    asks = not arguments.yes and arguments.format == "text" and is_terminal(sys.stdin)
    if not (asks or arguments.yes or arguments.dry_run):
        raise TrustpubError("there is no terminal to ask at; use --yes to write without asking, or --dry-run to look")
    repository = _project(arguments.path)
    if not arguments.force:
        require_no_upload(repository)
    facts = detect(repository, arguments.backend)
    choices = _choices(arguments, facts, asks)
    if choices is None:
        return _stopped()
    made = compose(repository, facts, choices)
    if not arguments.dry_run:
        if asks and not _agreed(made):
            return _stopped()
        create_file(repository, made.path, made.text.encode())
    _report(repository, facts, choices, made, arguments)
    return DONE


def _project(path: str) -> LocalRepository:
    """The folder as a repository.

    Raises:
        InputError: it is none, or lies below the top of a git checkout, where GitHub looks for no workflows.
    """
    if not os.path.isdir(path):
        raise InputError("there is no such folder; name the top folder of a project", path=path)
    repository = LocalRepository(path)
    above = os.path.dirname(repository.root)
    while not repository.is_git and above != os.path.dirname(above):
        if os.path.exists(os.path.join(above, ".git")):
            raise InputError(f"it lies in a git checkout, and workflows belong to its top; name {above}", path=path)
        above = os.path.dirname(above)
    return repository


def _choices(arguments: argparse.Namespace, facts: Facts, asks: bool) -> Choices | None:
    """What the user wants; None when the user leaves.

    Raises:
        TrustpubError: an option is not possible, or something is open and nobody can be asked.
    """
    options = options_of(arguments)
    native = facts.native.answer if arguments.native is None else bool(arguments.native)
    if native is None:
        if not asks:
            raise TrustpubError(f"{facts.native.why}; say --native or --pure")
        answer = ask(
            f"{printable(facts.native.why)}.\nDo the project's wheels hold compiled code?",
            _YES_OR_NO,
            "Compiled code needs a wheel for each system and Python; pure Python needs one wheel for all.",
        )
        if answer is None:
            return None
        native = answer == "y"
    return Choices(
        facts.backend,
        native,
        arguments.builder or facts.builder,
        arguments.trigger,
        INDEXES[arguments.index],
        options.environment,
        options.use_environment,
        arguments.output,
    )


def _agreed(made: NewWorkflow) -> bool:
    write(made.text)
    return ask(f"Write {made.path}?", _YES_OR_NO, "The file is new; nothing else is changed.") == "y"


def _stopped() -> int:
    note("Nothing is written.")
    return TODO


def _report(
    repository: LocalRepository, facts: Facts, choices: Choices, made: NewWorkflow, arguments: argparse.Namespace
) -> None:
    if arguments.format == "json":
        from trustpub.report.new_json import new_json

        write(new_json(repository, facts, choices, made, written=not arguments.dry_run))
        return
    from trustpub.report.new_text import new_text

    if arguments.dry_run:
        write(made.text)
        note(new_text(repository, facts, choices, made, paint_for(sys.stderr), written=False).rstrip("\n"))
    else:
        write(new_text(repository, facts, choices, made, paint_for(sys.stdout), written=True))
