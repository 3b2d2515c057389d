"""``trustpub pr`` for many repositories: ``--org``, ``--user``, ``--from``."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from trustpub.cli.main import DONE, TODO
from trustpub.cli.pr_many_output import check_outputs, finished
from trustpub.errors import TrustpubError
from trustpub.report.terminal import flush, is_terminal, note, paint_for, write

if TYPE_CHECKING:
    from trustpub.campaign.report import Report
    from trustpub.campaign.run import CampaignOptions, CampaignRun
    from trustpub.campaign.targets import Target
    from trustpub.cli.progress import Progress
    from trustpub.github.client import GitHub
    from trustpub.github.hosts import Host
    from trustpub.http.clock import Clock
    from trustpub.pullrequest.outcome import PullOptions

_PATIENCE = 4000
"""Seconds that a campaign waits for GitHub's limits: an hour, after which the longest of them begins anew, and more."""

_MOST_JOBS = 16

_EXPLANATION = (
    "The plan is above. Each repository gets a branch and a pull request; nothing else changes in it. Whatever you "
    "leave can be gone on with by the same command, and trustpub pr --close withdraws them."
)


def add_many_arguments(parser: argparse.ArgumentParser) -> None:
    """The options for many repositories."""
    group = parser.add_argument_group("many repositories")
    which = group.add_mutually_exclusive_group()
    which.add_argument("--org", metavar="ORG", help="all repositories of an organization")
    which.add_argument("--user", metavar="USER", help="all repositories of a person")
    which.add_argument(
        "--from", metavar="FILE", dest="from_file", help="those that a file lists, one OWNER/NAME a line"
    )
    group.add_argument(
        "--include", metavar="GLOB", action="append", default=[], help="only those whose name matches (may be repeated)"
    )
    group.add_argument(
        "--exclude", metavar="GLOB", action="append", default=[], help="none whose name matches (may be repeated)"
    )
    group.add_argument("--limit", metavar="N", type=_count, help="at most so many pull requests in this run")
    group.add_argument("--jobs", metavar="N", type=_jobs, help="so many repositories at the same time (default: 4)")
    group.add_argument("--stop-on-error", action="store_true", help="end with the first repository that fails")
    group.add_argument("--report", metavar="FILE", help="write the report: .md, .json, .csv or .txt")
    group.add_argument("--sheet", metavar="FILE", help="write what to register on PyPI: .md, .json, .csv or .txt")


def is_many(arguments: argparse.Namespace) -> bool:
    """Whether the command is about many repositories.

    Raises:
        TrustpubError: an option that goes with many was given without naming them.
    """
    if arguments.org is not None or arguments.user is not None or arguments.from_file is not None:
        return True
    for option in ("include", "exclude", "limit", "jobs", "stop_on_error", "report", "sheet"):
        if getattr(arguments, option):
            name = f"--{option.replace('_', '-')}"
            raise TrustpubError(f"{name} goes with many repositories: --org ORG, --user USER or --from FILE")
    return False


def run_many(arguments: argparse.Namespace, pulls: PullOptions) -> int:
    """Look at all, show the plan, ask, open the pull requests, report; returns the exit status."""
    from trustpub.campaign.journal import opened_journal
    from trustpub.campaign.run import CampaignRun
    from trustpub.campaign.stop import Stop, StoppableClock
    from trustpub.cli.progress import Progress

    if pulls.base is not None:
        raise TrustpubError("--base goes with one repository; for many, it is the default branch of each")
    check_outputs(arguments)
    asks = not arguments.yes and not arguments.dry_run
    if asks and (arguments.format != "text" or not is_terminal(sys.stdin)):
        raise TrustpubError(
            "there is no terminal to ask at; use --yes to open the pull requests without asking, or --dry-run to look"
        )
    target, options = target_of(arguments), _options(arguments, pulls)
    progress, stop = Progress(), Stop()
    clock = StoppableClock(stop)
    github, host = connected(arguments.api_url, f"look at the repositories of {target}", progress, clock)
    if arguments.dry_run:
        campaign = CampaignRun(github, target, options, listener=progress, stop=stop, clock=clock)
        return _planned(campaign, progress, arguments)
    with opened_journal(os.environ, host.name, target) as journal:
        campaign = CampaignRun(github, target, options, journal, listener=progress, stop=stop, clock=clock)
        return _carried_out(campaign, progress, arguments)


def _planned(campaign: CampaignRun, progress: Progress, arguments: argparse.Namespace) -> int:
    """Show the plan only."""
    try:
        plan = campaign.look()
    finally:
        progress.end()
    return finished(plan, arguments, TODO if campaign.pulls else DONE)


def _carried_out(campaign: CampaignRun, progress: Progress, arguments: argparse.Namespace) -> int:
    """Show the plan, ask, and do it."""
    try:
        plan = campaign.look()
        progress.end()
        if campaign.is_resumed:
            note(f"Going on with what was interrupted; it began at {plan.started}.")
        if not campaign.pulls:
            return finished(campaign.write(), arguments, DONE)
        if arguments.format == "text":
            _show_plan(campaign, plan)
        if not arguments.yes and not _agreed(campaign.pulls):
            note("Nothing is written.")
            return TODO
        report = campaign.write()
    finally:
        progress.end()
    return finished(report, arguments, DONE)


def _show_plan(campaign: CampaignRun, plan: Report) -> None:
    from trustpub.campaign.report_text import question_text, report_text
    from trustpub.campaign.run import REQUESTS_EACH

    paint = paint_for(sys.stdout)
    write(report_text(plan, paint) + "\n")
    write(question_text(campaign.pulls, campaign.seconds, campaign.pulls * REQUESTS_EACH))
    flush()


def _agreed(count: int) -> bool:
    from trustpub.cli.asking import ask

    what = "this pull request" if count == 1 else f"these {count} pull requests"
    return ask(f"Open {what}?", {"y": "yes, open them", "n": "no, open none"}, _EXPLANATION) == "y"


def _options(arguments: argparse.Namespace, pulls: PullOptions) -> CampaignOptions:
    from trustpub.campaign.globs import Globs
    from trustpub.campaign.run import CampaignOptions

    return CampaignOptions(
        pulls,
        Globs(tuple(arguments.include), tuple(arguments.exclude)),
        arguments.limit,
        arguments.stop_on_error,
        arguments.jobs or 4,
    )


def target_of(arguments: argparse.Namespace) -> Target:
    """What the user named.

    Raises:
        TrustpubError: it is no name that GitHub gives to an account.
    """
    from trustpub.campaign.targets import FILE, ORGANIZATION, USER, Target, account

    if arguments.from_file is not None:
        return Target(FILE, os.path.abspath(arguments.from_file))
    if arguments.user is not None:
        return account(USER, arguments.user)
    return account(ORGANIZATION, arguments.org)


def connected(api_url: str | None, what: str, progress: Progress, clock: Clock) -> tuple[GitHub, Host]:
    """GitHub, with the user's token, and patient enough for many requests.

    Raises:
        TrustpubError: PyPI does not trust that GitHub, or there is no token.
    """
    from trustpub.github.client import GitHub
    from trustpub.github.hosts import NOT_TRUSTED, choose_host
    from trustpub.github.tokens import find_token, no_token
    from trustpub.http.transport import Settings

    host = choose_host(api_url, os.environ)
    if not host.is_trusted:
        raise TrustpubError(
            f"cannot {what}: GitHub is {host.name} by your settings, and {NOT_TRUSTED}; set GH_HOST to github.com"
        )
    token = find_token(host, os.environ)
    if token is None:
        raise no_token(what, host)
    settings = Settings(patience=_PATIENCE)
    return GitHub(host, token, settings=settings, clock=clock, on_wait=progress.waits), host


def _count(text: str) -> int:
    """A number from 1 for an option."""
    if not text.isdecimal() or not 1 <= int(text[:9]) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1")
    return int(text)


def _jobs(text: str) -> int:
    """How many repositories at the same time; GitHub wants few requests at a time, see its best practices:
    https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api.
    """
    if _count(text) > _MOST_JOBS:
        raise argparse.ArgumentTypeError(f"{text!r} is too many; GitHub wants few requests at the same time")
    return int(text)
