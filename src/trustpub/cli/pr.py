"""``trustpub pr``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.migration_options import add_migration_arguments
from trustpub.cli.pr_many import add_many_arguments, is_many, run_many
from trustpub.errors import TrustpubError
from trustpub.report.terminal import flush, is_terminal, note, paint_for, printable, write

if TYPE_CHECKING:
    from trustpub.cli.pr_target import Target
    from trustpub.pullrequest.outcome import Outcome, PullOptions


_EXPLANATION = (
    "The difference is above; trustpub pr --dry-run shows the texts as well. The pull request comes from a branch of "
    "its own, so nothing else changes in the repository, and trustpub pr --close takes both back."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "repositories", nargs="*", metavar="REPOSITORY", help="a checkout, or OWNER/NAME on GitHub (default: .)"
    )
    parser.add_argument("--yes", action="store_true", help="go ahead without asking")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, only show all of it")
    parser.add_argument("--api-url", metavar="URL", help="the address of GitHub's API (default: as gh finds it)")
    add_migration_arguments(parser, formats=("text", "json", "markdown"))
    pull = parser.add_argument_group("the pull request")
    pull.add_argument("--no-draft", action="store_true", help="open it ready to be merged, not as a draft")
    pull.add_argument("--registered", action="store_true", help="the publishers are registered, so it is no draft")
    pull.add_argument("--again", action="store_true", help="open one though an earlier one was declined")
    pull.add_argument("--base", metavar="BRANCH", help="the branch that it is for (default: the default branch)")
    pull.add_argument("--no-fork", action="store_true", help="use no fork where you may not push")
    pull.add_argument("--template", metavar="FILE", help="a template of your own for its text")
    pull.add_argument("--signoff", action="store_true", help="sign the commit off")
    pull.add_argument("--author", metavar="'NAME <EMAIL>'", help="the author of the commit (default: you)")
    after = parser.add_argument_group("afterwards").add_mutually_exclusive_group()
    after.add_argument("--status", action="store_true", help="show where the pull requests stand")
    after.add_argument("--ready", action="store_true", help="mark drafts ready whose publishers are registered")
    after.add_argument("--close", action="store_true", help="close them, and delete their branches")
    add_many_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Open a pull request, or see to those that are open; returns the exit status."""
    if arguments.status or arguments.ready or arguments.close:
        from trustpub.cli.pr_follow import follow

        return follow(arguments)
    from trustpub.cli.pr_options import pull_options

    options = pull_options(arguments)
    if is_many(arguments):
        if arguments.repositories:
            raise TrustpubError("name repositories, or use --org, --user or --from; not both")
        return run_many(arguments, options)
    if len(arguments.repositories) > 1:
        raise TrustpubError("name one repository, or list several in a file and use --from FILE")
    asks = not arguments.yes and not arguments.dry_run
    if asks and (arguments.format != "text" or not is_terminal(sys.stdin)):
        raise TrustpubError(
            "there is no terminal to ask at; use --yes to open the pull request without asking, or --dry-run to look"
        )
    from trustpub.cli.pr_target import target_of

    (word,) = arguments.repositories or ["."]
    return _one(target_of(word, arguments.api_url, options), options, arguments)


def _one(target: Target, options: PullOptions, arguments: argparse.Namespace) -> int:
    """The pull request of one repository, from the plan to what is to be done next."""
    from trustpub.pullrequest.outcome import PLANNED, ignore

    is_text = arguments.format == "text"
    if not arguments.yes:
        planned = target.propose(replace(options, dry_run=True), ignore)
        if planned.state != PLANNED or arguments.dry_run:
            return _shown(planned, options, arguments)
        _show_preview(planned, options, with_texts=False)
        if not _agreed(planned, options):
            note("Nothing is written.")
            return TODO
    return _shown(target.propose(options, _tell if is_text else ignore), options, arguments)


def _shown(outcome: Outcome, options: PullOptions, arguments: argparse.Namespace) -> int:
    """Print an outcome; returns the exit status that it means."""
    from trustpub.pullrequest.outcome import FAILED as IT_FAILED
    from trustpub.pullrequest.outcome import LEFT, OPENED, PLANNED, UNCHANGED, UPDATED

    if arguments.format == "json":
        from trustpub.report.pull_json import pull_json

        write(pull_json([outcome]))
    elif arguments.format == "markdown":
        from trustpub.report.pull_markdown import pull_markdown

        write(pull_markdown(outcome, options))
    elif outcome.state == PLANNED:
        _show_preview(outcome, options, with_texts=True)
        note("Nothing is written.")
    elif outcome.state != IT_FAILED:
        from trustpub.report.pull_text import next_text, notes_text, outcome_text

        paint = paint_for(sys.stdout)
        write(outcome_text(outcome, paint))
        if arguments.yes:  # otherwise they were told before the question
            write(notes_text(outcome, paint))
        if outcome.state in (OPENED, UPDATED):
            write(next_text(outcome, options, paint))
    is_told = outcome.state in (LEFT, IT_FAILED) or (arguments.format == "text" and not arguments.yes)
    if not is_told or outcome.state == UNCHANGED:
        _name_unread(outcome)
    if outcome.state == IT_FAILED:
        flush()
        note(f"trustpub: {printable(outcome.reason or '')}")
        return FAILED
    is_left = outcome.state in (LEFT, PLANNED) or (
        outcome.plan is not None and (outcome.plan.left or outcome.plan.errors)
    )
    return TODO if is_left else DONE


def _show_preview(planned: Outcome, options: PullOptions, *, with_texts: bool) -> None:
    from trustpub.report.pull_text import preview_text, texts_text

    paint = paint_for(sys.stdout)
    write(preview_text(planned, options, paint))
    if with_texts:
        write(texts_text(planned, paint))
    _name_unread(planned)


def _name_unread(outcome: Outcome) -> None:
    """Name the files that could not be read, about which nothing else is known."""
    from trustpub.report.problems import report_problems

    report_problems(outcome.full_name, () if outcome.plan is None else outcome.plan.errors)


def _agreed(planned: Outcome, options: PullOptions) -> bool:
    from trustpub.cli.asking import ask

    if planned.pull is not None:
        question = f"Update #{planned.pull.number} of {printable(planned.full_name)}?"
        answers = {"y": "yes, update it", "n": "no, write nothing"}
    else:
        kind = "draft pull request" if options.as_draft else "pull request"
        question = f"Open this {kind} in {printable(planned.full_name)}?"
        answers = {"y": "yes, open it", "n": "no, write nothing"}
    return ask(question, answers, _EXPLANATION) == "y"


def _tell(step: str, detail: Mapping[str, str]) -> None:
    """Say what was done."""
    from trustpub.pullrequest.outcome import BRANCH_STEP, COMMIT, FORK

    if detail["phase"] == "before":
        return
    if step == FORK:
        write(f"forked as {printable(detail['fork'])}\n")
    elif step == COMMIT:
        write(f"committed {printable(detail['commit'][:10])}\n")
    elif step == BRANCH_STEP:
        write(f"pushed to the branch {detail['branch']} of {printable(detail['owner'])}/{printable(detail['name'])}\n")
    flush()
