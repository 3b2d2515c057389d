"""The functions that other programs call; `trustpub` itself offers them by their short names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from trustpub.errors import TrustpubError
from trustpub.repository.base import Repository
from trustpub.repository.local import LocalRepository
from trustpub.repository.opening import open_repository
from trustpub.scanning import Problem, Scan
from trustpub.scanning import scan as scan_repository

if TYPE_CHECKING:
    from trustpub.migration.types import FileChange, Options, Plan

Source = str | os.PathLike[str] | Repository
"""A repository: the path of a folder or of a single workflow file, or anything with the methods of `Repository`."""


class Applied(NamedTuple):
    """What became of a plan's files: those written, and for each other one why it is as it was."""

    written: tuple[FileChange, ...]
    problems: tuple[Problem, ...]


def scan(source: Source = ".") -> Scan:
    """Find the uploads to package indexes, and what is to be said about them. Nothing is written or executed.

    Problems with single files are in the result.

    Raises:
        InputError: the path is no repository and no file.
    """
    return scan_repository(_opened(source))


def plan(source: Source = ".", options: Options | None = None) -> Plan:
    """Plan the migration to Trusted Publishing: new text, publishers, what is left and why. Nothing is written.

    Args:
        source: the repository.
        options: what the user chose; by default the first strategy that is safe, with an environment, pinned to
            commits.

    Raises:
        InputError: the path is no repository and no file.
    """
    from trustpub.migration.planner import plan as plan_repository  # heavy, and no part of a scan

    return plan_repository(_opened(source), options)


def apply(made: Plan, source: str | os.PathLike[str] | LocalRepository | None = None) -> Applied:
    """Write a plan's files, each in one atomic replacement, unless it changed since the plan was made.

    Args:
        made: from `plan`.
        source: the checkout to write to; by default the path that the plan was made from.

    Raises:
        InputError: the path is no repository.
        TrustpubError: the plan is not of a checkout, such as one of a single file.
    """
    from trustpub.migration.carry_out import carry_out

    repository = _opened(made.path if source is None else source)
    if not isinstance(repository, LocalRepository):
        raise TrustpubError(f"{made.path}: only a checkout can be written to, not a single file")
    written, problems = carry_out(made, repository)
    return Applied(tuple(written), tuple(problems))


def _opened(source: Source) -> Repository:
    if isinstance(source, str | os.PathLike):
        return open_repository(os.fspath(source))
    return source
