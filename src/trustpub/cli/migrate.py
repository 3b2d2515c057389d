"""``trustpub migrate``."""

from __future__ import annotations

import argparse
import dataclasses
import sys

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.migration_options import add_migration_arguments, options_of, plans_of
from trustpub.errors import TrustpubError
from trustpub.migration.carry_out import carry_out
from trustpub.migration.types import Plan
from trustpub.report.terminal import Paint, wants_colour, write
from trustpub.repository.base import Repository
from trustpub.repository.local import LocalRepository
from trustpub.scanning import Problem

_HELP = """\
  y  write these files
  n  write nothing of this repository
  q  stop here
  ?  this help
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add_migration_arguments(parser)
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, only show (as diff does)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the result")


def run(arguments: argparse.Namespace) -> int:
    """Show the change, ask, write; returns the exit status."""
    if not arguments.yes and not arguments.dry_run and (arguments.format == "json" or not sys.stdin.isatty()):
        raise TrustpubError("there is no terminal to ask at; use --yes to write without asking, or --dry-run to look")
    found = plans_of(arguments.paths, options_of(arguments))
    if arguments.format == "json":
        from trustpub.report.plan_json import plan_json

        plans = [plan if arguments.dry_run else _written(plan, repository) for repository, plan in found]
        sys.stdout.write(plan_json(plans))
    else:
        plans = _conversation(found, arguments)
    if any(plan.errors for plan in plans):
        return FAILED
    return TODO if any(plan.left or (plan.files and arguments.dry_run) for plan in plans) else DONE


def _written(plan: Plan, repository: Repository | None) -> Plan:
    """Write a plan's files; the plan with what was written, and with what could not be among its errors."""
    if not plan.files:
        return plan
    if not isinstance(repository, LocalRepository):
        problem = Problem(plan.path, None, "a single file is not written; name the repository, or use diff")
        return dataclasses.replace(plan, files=(), errors=(*plan.errors, problem))
    written, problems = carry_out(plan, repository)
    return dataclasses.replace(plan, files=tuple(written), errors=(*plan.errors, *problems))


def _conversation(found: list[tuple[Repository | None, Plan]], arguments: argparse.Namespace) -> list[Plan]:
    from trustpub.report.plan_text import difference_text, left_text, next_steps_text

    paint = Paint(wants_colour(sys.stdout))
    plans: list[Plan] = []
    for repository, plan in found:
        write(difference_text(plan, paint))
        if not plan.files:
            if not plan.left and not plan.errors:
                print(f"{plan.path}: nothing to change.", file=sys.stderr)
            plans.append(plan)
            continue
        if not arguments.dry_run and not arguments.yes:
            answer = _ask(len(plan.files))
            if answer == "q":
                print("Stopped; nothing more is written.", file=sys.stderr)
                plans.append(dataclasses.replace(plan, files=()))
                break
            if answer == "n":
                print("Nothing written.", file=sys.stderr)
                plans.append(dataclasses.replace(plan, files=()))
                continue
        if not arguments.dry_run:
            done = _written(plan, repository)
            new_problems = done.errors[len(plan.errors) :]
            write(left_text(dataclasses.replace(done, left=(), errors=new_problems), paint))
            for file in done.files:
                write(f"{paint('written', 'green')} {file.path}\n")
            plan = done
        write(next_steps_text(plan, paint))
        plans.append(plan)
    return plans


def _ask(count: int) -> str:
    """The answer to whether to write: ``y``, ``n`` or ``q`` (also at the end of input)."""
    files = "this file" if count == 1 else f"these {count} files"
    while True:
        try:
            answer = input(f"Write {files}? [y/n/q/?] ").strip().lower()
        except EOFError:
            print()
            return "q"
        if answer in ("y", "yes"):
            return "y"
        if answer in ("n", "no"):
            return "n"
        if answer in ("q", "quit"):
            return "q"
        print(_HELP, end="")
