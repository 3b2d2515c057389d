"""``trustpub diff``."""

from __future__ import annotations

import argparse
import sys

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.migration_options import add_migration_arguments, options_of, plans_of
from trustpub.migration.types import Plan
from trustpub.report.problems import report_problems
from trustpub.report.terminal import note, paint_for, printable, write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="a repository, a workflow file, or - (default: .)"
    )
    add_migration_arguments(parser, formats=("text", "json", "markdown"))


def run(arguments: argparse.Namespace) -> int:
    """Print what migrate would change; returns the exit status."""
    return show(
        [plan for _, plan in plans_of(arguments.paths, options_of(arguments, guard_forks=arguments.guard_forks))],
        arguments.format,
    )


def show(plans: list[Plan], form: str) -> int:
    """Print plans that are not carried out, as ``text``, ``json`` or ``markdown``; returns the exit status."""
    if form == "json":
        from trustpub.report.plan_json import plan_json

        write(plan_json(plans))
    elif form == "markdown":
        from trustpub.report.plan_markdown import plan_markdown

        write(plan_markdown(plans))
    else:
        from trustpub.report.plan_text import difference_text, next_steps_text, title_text

        paint = paint_for(sys.stdout)
        for plan in plans:
            if plan.files or plan.left:
                write(title_text(plan, paint) if len(plans) > 1 else "")
                write(difference_text(plan, paint) + next_steps_text(plan, paint) + ("\n" if len(plans) > 1 else ""))
            elif not plan.errors:
                note(f"{printable(plan.path)}: nothing to change, no upload to PyPI uses a long-lived token.")
    for plan in plans:
        report_problems(plan.path, plan.errors)
    if any(plan.errors for plan in plans):
        return FAILED
    return TODO if any(plan.files or plan.left for plan in plans) else DONE
