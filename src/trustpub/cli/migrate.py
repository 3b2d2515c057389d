"""``trustpub migrate``."""

from __future__ import annotations

import argparse
import dataclasses
import sys

from trustpub.cli.asking import ask
from trustpub.cli.diff import show
from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.migration_options import add_migration_arguments, options_of, plans_of
from trustpub.errors import TrustpubError
from trustpub.migration.carry_out import carry_out
from trustpub.migration.selection import only
from trustpub.migration.types import Plan
from trustpub.report.problems import report_problems
from trustpub.report.terminal import is_terminal, note, paint_for, printable, write
from trustpub.repository.base import Repository
from trustpub.repository.local import LocalRepository
from trustpub.scanning import Problem

_ANSWERS = {
    "y": "yes, write these files",
    "n": "no, write nothing of this repository",
    "q": "quit, and write nothing more",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("paths", nargs="*", default=["."], metavar="PATH", help="a repository (default: .)")
    add_migration_arguments(parser)
    parser.add_argument("--yes", action="store_true", help="write without asking, and without showing the difference")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, only show (as diff does)")


def run(arguments: argparse.Namespace) -> int:
    """Show the change, ask, write; returns the exit status."""
    options = options_of(arguments, guard_forks=arguments.guard_forks)
    if arguments.dry_run:
        return show([plan for _, plan in plans_of(arguments.paths, options)], arguments.format)
    if not arguments.yes and (arguments.format == "json" or not is_terminal(sys.stdin)):
        raise TrustpubError("there is no terminal to ask at; use --yes to write without asking, or --dry-run to look")
    found = [_writable(repository, plan) for repository, plan in plans_of(arguments.paths, options)]
    if arguments.format == "json":
        from trustpub.report.plan_json import plan_json

        plans = [_carried_out(repository, plan) for repository, plan in found]
        write(plan_json(plans))
        for plan in plans:
            report_problems(plan.path, plan.errors)
        return _status(plans)
    return _conversation(found, arguments.yes)


def _status(plans: list[Plan]) -> int:
    if any(plan.errors for plan in plans):
        return FAILED
    return TODO if any(plan.left for plan in plans) else DONE


def _writable(repository: Repository | None, plan: Plan) -> tuple[LocalRepository | None, Plan]:
    """The plan, or in its place an error where it has no repository to be written to."""
    if repository is None or isinstance(repository, LocalRepository):
        return repository, plan
    problem = Problem(plan.path, None, "migrate changes a repository, not a single file; name its folder, or use diff")
    return None, Plan(plan.path, plan.owner, plan.name, errors=(*plan.errors, problem))


def _carried_out(repository: LocalRepository | None, plan: Plan) -> Plan:
    """Write a plan's files; the plan with what was written, and with what could not be among its errors."""
    if repository is None or not plan.files:
        return plan
    written, problems = carry_out(plan, repository)
    part = only(plan, {file.path for file in written})
    return dataclasses.replace(part, errors=(*plan.errors, *problems))


def _conversation(found: list[tuple[LocalRepository | None, Plan]], sure: bool) -> int:
    """Go through the repositories, asking for each unless the user is sure; returns the exit status."""
    from trustpub.report.plan_text import difference_text, left_text, next_steps_text, title_text, written_text

    paint = paint_for(sys.stdout)
    plans: list[Plan] = []
    declined = False
    for repository, plan in found:
        if len(found) > 1 and (plan.files or plan.left):
            write(title_text(plan, paint))
        write(left_text(plan, paint) if sure else difference_text(plan, paint))
        answer = "y" if sure or not plan.files else _ask(len(plan.files))
        if answer == "y":
            plan = _carried_out(repository, plan)
            write(written_text(plan, paint))
            if plan.files:
                write(next_steps_text(plan, paint))
            elif not plan.left and not plan.errors:
                note(f"{printable(plan.path)}: nothing to change, no upload to PyPI uses a long-lived token.")
        else:
            declined = True
        report_problems(plan.path, plan.errors)
        plans.append(plan)
        if answer == "q":
            note("Stopped; nothing more is written.")
            break
        if answer == "n":
            note("Nothing is written.")
    return max(_status(plans), TODO if declined else DONE)


def _ask(count: int) -> str:
    """The answer to whether to write: ``y``, ``n`` or ``q`` (also at the end of input and on Ctrl-C)."""
    files = "this file" if count == 1 else f"these {count} files"
    return ask(f"Write {files}?", _ANSWERS, "The difference is above; nothing is written before you say yes.") or "q"
