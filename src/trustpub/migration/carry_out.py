"""Writing a plan into a checkout."""

from __future__ import annotations

from trustpub.errors import InputError
from trustpub.migration.types import FileChange, Plan
from trustpub.repository.local import LocalRepository
from trustpub.repository.write import replace_file
from trustpub.scanning import Problem


def carry_out(plan: Plan, repository: LocalRepository) -> tuple[list[FileChange], list[Problem]]:
    """Replace the files of a plan, each atomically; returns those written, and those that could not be."""
    written: list[FileChange] = []
    problems: list[Problem] = []
    for change in plan.files:
        try:
            replace_file(repository, change.path, change.before, change.after)
            written.append(change)
        except InputError as error:
            problems.append(Problem(error.path or change.path, error.line, error.message))
    return written, problems
