"""``trustpub pr --status``, ``--ready`` and ``--close``: what becomes of pull requests that are there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.errors import TrustpubError
from trustpub.http.errors import HttpError
from trustpub.report.terminal import flush, is_terminal, note, paint_for, printable, write

if TYPE_CHECKING:
    from trustpub.campaign.targets import Target as CampaignTarget
    from trustpub.github.client import GitHub
    from trustpub.github.listing import Unseen
    from trustpub.pullrequest.status import PullStatus

_READY = (
    "A draft that is merged before its publishers are registered makes the next release fail. trustpub pr --status "
    "shows each of them with the page on which it is registered."
)
_CLOSE = (
    "The pull request is closed, and its branch deleted unless others pushed to it. trustpub pr --again opens another."
)


def follow(arguments: argparse.Namespace) -> int:
    """Show where the pull requests stand, and do with them what was asked for; returns the exit status."""
    changes = arguments.ready or arguments.close
    asks = changes and not arguments.yes and not arguments.dry_run
    if asks and (arguments.format != "text" or not is_terminal(sys.stdin)):
        raise TrustpubError("there is no terminal to ask at; use --yes to go ahead without asking, or --status to look")
    github, found, target = _found(arguments)
    errors: list[str] = []
    if changes and not arguments.dry_run:
        found = [_done(github, one, arguments, errors) for one in found]
    _print(found, errors, arguments)
    if target is not None and arguments.status:
        _tell_memory(github, target, found, arguments)
    for error in errors:
        flush()
        note(f"trustpub: {printable(error)}")
    return _status(found, errors, arguments)


def _tell_memory(
    github: GitHub, target: CampaignTarget, found: Sequence[PullStatus | Unseen], arguments: argparse.Namespace
) -> None:
    """What the campaigns over many repositories left behind, as of today."""
    from trustpub.cli.pr_many_output import tell_memory
    from trustpub.pullrequest.status import PullStatus

    shown = [one for one in found if isinstance(one, PullStatus)]
    tell_memory(arguments, github, target, {s.full_name.lower(): s.pull for s in shown if s.pull is not None})


def _status(found: Sequence[PullStatus | Unseen], errors: Sequence[str], arguments: argparse.Namespace) -> int:
    from trustpub.pullrequest.status import DRAFT, PullStatus

    shown = [one for one in found if isinstance(one, PullStatus)]
    if errors or len(shown) < len(found):
        return FAILED
    waits = [status for status in shown if (status.state == DRAFT if arguments.ready else status.is_open)]
    return TODO if waits else DONE


def _found(arguments: argparse.Namespace) -> tuple[GitHub, list[PullStatus | Unseen], CampaignTarget | None]:
    """GitHub, where the pull requests of the named repositories stand, and what was named where they are many."""
    from trustpub.cli.place import github_of
    from trustpub.cli.pr_many import is_many
    from trustpub.pullrequest.status import statuses

    if is_many(arguments):
        return _of_many(arguments)
    names = list(dict.fromkeys(_full_name(word) for word in arguments.repositories or ["."]))
    github = github_of(arguments.api_url, f"look at the pull requests of {names[0]}")
    return github, statuses(github, names), None


def _full_name(word: str) -> str:
    from trustpub.cli.place import checkout_of
    from trustpub.cli.pr_target import name_on_github
    from trustpub.pullrequest.local import place_of

    return name_on_github(word) or "/".join(place_of(checkout_of(word, "pr")))


def _of_many(arguments: argparse.Namespace) -> tuple[GitHub, list[PullStatus | Unseen], CampaignTarget]:
    """The same for all repositories of an account or a list; those without a pull request are left out."""
    from trustpub.campaign.globs import Globs
    from trustpub.campaign.names_file import read_names
    from trustpub.campaign.select import Selection
    from trustpub.campaign.targets import FILE
    from trustpub.cli.place import github_of
    from trustpub.cli.pr_many import target_of
    from trustpub.cli.pr_many_output import check_outputs
    from trustpub.github.listing import Unseen
    from trustpub.pullrequest.status import status_at_a_glance, status_of

    check_outputs(arguments)
    target = target_of(arguments)
    lines = read_names(target.name) if target.kind == FILE else []
    github = github_of(arguments.api_url, f"look at the pull requests of {target}")
    selection = Selection(github, target, lines, Globs(tuple(arguments.include), tuple(arguments.exclude)))
    status = status_of if arguments.close else status_at_a_glance
    found: list[PullStatus | Unseen] = [status(github, one.listed) for one in selection if one.listed.pulls]
    found += [Unseen(record.full_name, record.reason or "") for record in selection.unseen]
    return github, found, target


def _done(
    github: GitHub, one: PullStatus | Unseen, arguments: argparse.Namespace, errors: list[str]
) -> PullStatus | Unseen:
    """What a pull request is afterwards; as it was where nothing was to be done, or the user said no."""
    from trustpub.pullrequest.status import DRAFT, PullStatus, close, ready

    if not isinstance(one, PullStatus) or not one.is_open or not one.is_mine:
        return one
    try:
        if arguments.close:
            return close(github, one) if arguments.yes or _agreed_to_close(one) else one
        if one.state == DRAFT and (arguments.yes or _agreed_to_ready(one)):
            return ready(github, one)
    except HttpError as error:
        errors.append(str(error))
    return one


def _agreed_to_ready(status: PullStatus) -> bool:
    """Ask whether each publisher is registered."""
    from trustpub.cli.asking import ask
    from trustpub.report.pull_status_text import listed, place_text, publisher_text

    publishers = [printable(publisher_text(publisher)) for publisher in status.publishers or ()]
    named = listed(publishers) if publishers else "its publishers"
    what = f"{'Is' if len(publishers) == 1 else 'Are'} {named} registered"
    answers = {"y": "yes, so it can be merged", "n": "no, leave it a draft"}
    return ask(f"{place_text(status)}: {what}?", answers, _READY) == "y"


def _agreed_to_close(status: PullStatus) -> bool:
    from trustpub.cli.asking import ask
    from trustpub.report.pull_status_text import place_text

    branch = "" if status.is_changed else " and delete its branch"
    return ask(f"Close {place_text(status)}{branch}?", {"y": "yes, close it", "n": "no, leave it"}, _CLOSE) == "y"


def _print(found: Sequence[PullStatus | Unseen], errors: Sequence[str], arguments: argparse.Namespace) -> None:
    if arguments.format == "json":
        from trustpub.report.pull_status_json import statuses_json

        write(statuses_json(found, errors))
    elif arguments.format == "markdown":
        from trustpub.report.pull_status_markdown import statuses_markdown

        write(statuses_markdown(found))
    else:
        from trustpub.report.pull_status_text import statuses_text

        write(statuses_text(found, paint_for(sys.stdout)))
