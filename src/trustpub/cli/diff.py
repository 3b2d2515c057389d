"""``trustpub diff``."""

from __future__ import annotations

import argparse
import sys

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.migration_options import add_migration_arguments, options_of, plans_of
from trustpub.report.terminal import Paint, wants_colour, write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add_migration_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the result")


def run(arguments: argparse.Namespace) -> int:
    """Print what migrate would change; returns the exit status."""
    plans = [plan for _, plan in plans_of(arguments.paths, options_of(arguments))]
    if arguments.format == "json":
        from trustpub.report.plan_json import plan_json

        sys.stdout.write(plan_json(plans))
    else:
        from trustpub.report.plan_text import difference_text, next_steps_text

        paint = Paint(wants_colour(sys.stdout))
        for plan in plans:
            write(difference_text(plan, paint) + next_steps_text(plan, paint))
        if not any(plan.files or plan.left or plan.errors for plan in plans):
            print("Nothing to change: no upload to PyPI uses a long-lived token.", file=sys.stderr)
    if any(plan.errors for plan in plans):
        return FAILED
    return TODO if any(plan.files or plan.left for plan in plans) else DONE
