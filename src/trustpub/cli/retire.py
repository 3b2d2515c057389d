"""``trustpub retire``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.place import checkout_of, github_of, place_of
from trustpub.errors import TrustpubError
from trustpub.report.terminal import flush, is_terminal, note, paint_for, printable, write

if TYPE_CHECKING:
    from trustpub.github.client import GitHub
    from trustpub.github.retired import Retired
    from trustpub.github.survey import Survey
    from trustpub.repository.local import LocalRepository

_EXPLANATION = (
    "Deleting a secret cannot be undone: nobody can read its value any more. Do it only after a release went through "
    "with Trusted Publishing (trustpub prove PROJECT shows whether it did)."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="a checkout (default: .)")
    parser.add_argument("--secret", action="append", default=[], metavar="NAME", help="only this one (may be repeated)")
    parser.add_argument("--repository", metavar="OWNER/NAME", help="on GitHub (default: as the git remote says)")
    parser.add_argument("--yes", action="store_true", help="delete without asking")
    parser.add_argument("--dry-run", action="store_true", help="delete nothing, only show")
    parser.add_argument("--api-url", metavar="URL", help="the address of GitHub's API (default: as gh finds it)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the result")


def run(arguments: argparse.Namespace) -> int:
    """List the secrets, ask, delete, and say what remains; returns the exit status."""
    from trustpub.github.survey import survey

    asks = not arguments.yes and not arguments.dry_run
    if asks and (arguments.format == "json" or not is_terminal(sys.stdin)):
        raise TrustpubError("there is no terminal to ask at; use --yes to delete without asking, or --dry-run to look")
    if any(not name.strip() for name in arguments.secret):
        raise TrustpubError("--secret is empty; give it a name, or leave it out")
    checkout = checkout_of(arguments.path, "retire")
    owner, name = place_of(checkout, arguments.repository)
    github = github_of(arguments.api_url, f"look at the secrets of {owner}/{name}")
    found = survey(github, checkout, owner, name, arguments.secret)
    result = _carry_out(github, checkout, found, arguments)
    if arguments.format == "json":
        from trustpub.report.retire_json import retire_json

        write(retire_json(result))
    for error in result.failures:
        flush()
        note(f"trustpub: {printable(str(error))}")
    if result.failures:
        return FAILED
    return TODO if result.is_left else DONE


def _carry_out(github: GitHub, checkout: LocalRepository, found: Survey, arguments: argparse.Namespace) -> Retired:
    """Show, ask and delete, as far as the user wants it."""
    from trustpub.github.retired import look, retire
    from trustpub.report.retire_text import done_text, survey_text

    is_text = arguments.format == "text"
    paint = paint_for(sys.stdout)
    if is_text:
        write(survey_text(found, paint))
    if arguments.dry_run or not found.deletable:
        return look(found)
    found.require_scopes(github)
    if not arguments.yes and not _agreed(found):
        note("Nothing is deleted.")
        return look(found)
    result = retire(github, found, checkout)
    if is_text:
        write(done_text(result, paint))
    return result


def _agreed(found: Survey) -> bool:
    from trustpub.cli.asking import ask

    answers = {"y": "yes, delete", "n": "no, delete nothing"}
    return ask(printable(found.question), answers, _EXPLANATION) == "y"
