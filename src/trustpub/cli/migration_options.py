"""The options that diff and migrate share."""

from __future__ import annotations

import argparse
import dataclasses

from trustpub.cli.repositories import open_path
from trustpub.errors import InputError
from trustpub.migration.planner import plan
from trustpub.migration.types import PINS, STRATEGIES, Options, Plan
from trustpub.pypi.forms import check_environment
from trustpub.repository.base import Repository
from trustpub.repository.identity import why_unknown
from trustpub.repository.local import LocalRepository
from trustpub.scanning import Problem


def add_migration_arguments(parser: argparse.ArgumentParser, formats: tuple[str, ...] = ("text", "json")) -> None:
    """The options of the change itself, and of how it is printed."""
    parser.add_argument(
        "--strategy", choices=STRATEGIES, help="use this strategy only (default: the first that is safe)"
    )
    add_environment_arguments(parser)
    parser.add_argument(
        "--pin",
        choices=PINS,
        default="sha",
        help="pin added actions to a commit, to a tag, or follow the file's other actions (default: sha)",
    )
    parser.add_argument(
        "--guard-forks", action="store_true", help="add a condition that keeps forks from trying to publish"
    )
    parser.add_argument("--format", choices=formats, default="text", help="how to print the result")


def add_environment_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the environment that a migration adds."""
    environment = parser.add_mutually_exclusive_group()
    environment.add_argument(
        "--environment", metavar="NAME", help="name of the environment to add (default: pypi, or testpypi for TestPyPI)"
    )
    environment.add_argument("--no-environment", action="store_true", help="add no environment")


def options_of(arguments: argparse.Namespace, *, guard_forks: bool = False) -> Options:
    """The options as the library takes them; ``guard_forks`` is the option of that name where there is one.

    Raises:
        TrustpubError: the environment's name is one that PyPI does not take.
    """
    found = environment_options_of(arguments)
    return dataclasses.replace(found, strategy=arguments.strategy, pin=arguments.pin, guard_forks=guard_forks)


def environment_options_of(arguments: argparse.Namespace) -> Options:
    """Those of `add_environment_arguments`; everything else is as it is by default.

    Raises:
        TrustpubError: the environment's name is one that PyPI does not take.
    """
    name: str | None = arguments.environment
    if name is not None:
        check_environment(name, "--environment")
    return Options(environment=name, use_environment=not arguments.no_environment)


def plans_of(paths: list[str], options: Options) -> list[tuple[Repository | None, Plan]]:
    """The plan of each path, in order; what cannot be opened becomes an error in its plan."""
    found: list[tuple[Repository | None, Plan]] = []
    for path in paths:
        try:
            repository = open_path(path)
        except InputError as error:
            found.append((None, Plan(path, None, None, errors=(_problem(error, path),))))
            continue
        found.append((repository, _with_note(plan(repository, options), repository)))
    return found


def _problem(error: InputError, path: str) -> Problem:
    return Problem(error.path or path, error.line, error.message)


_ONLY_THIS_FILE = "only this file was looked at, so whether another workflow uses the same secrets is unknown"


def _with_note(made: Plan, repository: Repository) -> Plan:
    """The plan, with what the user should know about a single file, or about a checkout whose owner is unknown."""
    if not made.publishers:
        return made
    if not isinstance(repository, LocalRepository):
        return dataclasses.replace(made, unused_secrets=(), notes=(*made.notes, _ONLY_THIS_FILE))
    if made.owner:
        return made
    return dataclasses.replace(made, notes=(*made.notes, why_unknown(repository)))
