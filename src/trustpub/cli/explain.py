"""``trustpub explain``."""

from __future__ import annotations

import argparse
import sys

from trustpub.cli.main import DONE
from trustpub.documentation.pages import Page, first_sentence, page_named, pages
from trustpub.report.page_text import page_text
from trustpub.report.terminal import Paint, paint_for, write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="a rule or a strategy (default: list them)")


def run(arguments: argparse.Namespace) -> int:
    """Print a page, or the list of pages; returns the exit status."""
    paint = paint_for(sys.stdout)
    if arguments.name is None:
        write(_list(pages(), paint))
    else:
        write(page_text(page_named(arguments.name).text(), paint))
    return DONE


def _list(found: list[Page], paint: Paint) -> str:
    width = max(len(page.name) for page in found)
    lines: list[str] = []
    for kind, title in (("rule", "Rules"), ("strategy", "Strategies")):
        lines.append(("\n" if lines else "") + paint(title, "bold") + "\n")
        lines += [
            paint.wrapped(first_sentence(page.text()), f"  {page.name.ljust(width)}  ", " " * (width + 4))
            for page in found
            if page.kind == kind
        ]
    return "".join(lines)
