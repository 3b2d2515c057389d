"""``trustpub environment``."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.cli.place import checkout_of, place_of, trusted_host
from trustpub.errors import TrustpubError
from trustpub.report.terminal import flush, is_terminal, note, paint_for, printable, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trustpub.github.client import GitHub
    from trustpub.github.environments import Pattern, Reviewer
    from trustpub.github.repositories import RepositoryInfo
    from trustpub.github.setup import Wish
    from trustpub.report.environment_json import Entry
    from trustpub.repository.local import LocalRepository

_EXPLANATION = (
    "The rules are added to what is there; none is loosened or taken away. They can be changed at any time on the "
    "repository's page, under Settings, Environments."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="a checkout (default: .)")
    parser.add_argument(
        "--name", metavar="NAME", help="the environment (default: those that the publishers need, such as pypi)"
    )
    parser.add_argument(
        "--reviewer", action="append", default=[], metavar="LOGIN", help="who may approve a run (may be repeated)"
    )
    parser.add_argument(
        "--tag", action="append", default=[], metavar="PATTERN", help="tags that may publish (default: by the triggers)"
    )
    parser.add_argument(
        "--branch", action="append", default=[], metavar="PATTERN", help="branches that may publish (likewise)"
    )
    parser.add_argument(
        "--prevent-self-review", action="store_true", help="nobody may approve a run that they started themselves"
    )
    parser.add_argument("--repository", metavar="OWNER/NAME", help="on GitHub (default: as the git remote says)")
    parser.add_argument("--yes", action="store_true", help="set it up without asking")
    parser.add_argument("--dry-run", action="store_true", help="change nothing, only show")
    parser.add_argument("--api-url", metavar="URL", help="the address of GitHub's API (default: as gh finds it)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the result")


def run(arguments: argparse.Namespace) -> int:
    """Show what there is and what would be added, ask, and add it; returns the exit status."""
    asks = not arguments.yes and not arguments.dry_run
    if asks and (arguments.format == "json" or not is_terminal(sys.stdin)):
        raise TrustpubError("there is no terminal to ask at; use --yes to go ahead, or --dry-run to look")
    _refuse_empty(arguments)
    checkout = checkout_of(arguments.path, "environment")
    owner, name = place_of(checkout, arguments.repository)
    github = _github(arguments.api_url, f"look at the environments of {owner}/{name}")
    if github is None:
        entries = _left(checkout, owner, name, arguments)
    else:
        entries = _with_github(github, checkout, owner, name, arguments)
    if arguments.format == "json":
        from trustpub.report.environment_json import environment_json

        write(environment_json(owner, name, entries))
    return _status(entries)


def _refuse_empty(arguments: argparse.Namespace) -> None:
    """See to it that no option is empty, as one of an unset variable is: such a pattern would let nothing publish.

    Raises:
        TrustpubError: one is.
    """
    for option, values in (
        ("--tag", arguments.tag),
        ("--branch", arguments.branch),
        ("--reviewer", arguments.reviewer),
    ):
        if any(not value.strip() for value in values):
            raise TrustpubError(f"{option} is empty; give it a value, or leave it out")


def _github(api_url: str | None, what: str) -> GitHub | None:
    """GitHub with the user's token; None without one, since nothing can be set up then."""
    from trustpub.cli.waiting import announce
    from trustpub.github.client import GitHub
    from trustpub.github.tokens import find_token

    host = trusted_host(api_url, what)
    token = find_token(host, os.environ)
    return None if token is None else GitHub(host, token, on_wait=announce)


def _left(checkout: LocalRepository, owner: str, name: str, arguments: argparse.Namespace) -> list[Entry]:
    """Explain how to do it by hand."""
    from trustpub.git.default import default_branch_here
    from trustpub.github.environments import Reviewer
    from trustpub.report.environment_json import Entry
    from trustpub.report.environment_text import by_hand_text

    reviewers = [Reviewer("User", 0, login) for login in arguments.reviewer]
    wishes = _wishes(checkout, arguments, default_branch_here(checkout.root), reviewers)
    if arguments.format == "text":
        why = "There is no GitHub token, so nothing can be looked at or set up from here"
        write(by_hand_text(owner, name, wishes, why, paint_for(sys.stdout)))
    return [Entry(wish) for wish in wishes]


def _with_github(
    github: GitHub, checkout: LocalRepository, owner: str, name: str, arguments: argparse.Namespace
) -> list[Entry]:
    from trustpub.github.needs import CHANGE_ENVIRONMENTS
    from trustpub.github.repositories import repository_info
    from trustpub.github.setup import outlook, reviewers_named
    from trustpub.report.environment_json import Entry
    from trustpub.report.environment_text import outlook_text

    info = repository_info(github, owner, name)
    if not arguments.dry_run:
        _require_right(info)
        github.require(CHANGE_ENVIRONMENTS, f"set up the environments of {info.full_name}")
    reviewers = reviewers_named(github, arguments.reviewer)
    entries: list[Entry] = []
    for wish in _wishes(checkout, arguments, info.default_branch, reviewers):
        entries.append(Entry(wish, outlook(github, info, wish)))
    if arguments.format == "text":
        paint = paint_for(sys.stdout)
        write("\n".join(outlook_text(entry.outlook, paint) for entry in entries if entry.outlook is not None))
    if arguments.dry_run:
        return entries
    return [_carried_out(github, info, entry, arguments) for entry in entries]


def _require_right(info: RepositoryInfo) -> None:
    if info.is_archived:
        raise TrustpubError(f"{info.full_name} is archived, and its environments cannot be changed; unarchive it")
    if not info.can_administrate:
        raise TrustpubError(
            f"only those who may administrate {info.full_name} can set up its environments, and you may not; ask one "
            "of them, or look with --dry-run"
        )


def _wishes(
    checkout: LocalRepository, arguments: argparse.Namespace, default_branch: str, reviewers: Sequence[Reviewer]
) -> list[Wish]:
    """What is wanted of each environment.

    Raises:
        TrustpubError: there is none that is needed, or the name is none that PyPI takes.
    """
    from trustpub.github.environments import BRANCH, TAG, Pattern
    from trustpub.github.setup import environments_of, wish_for
    from trustpub.migration.types import Options
    from trustpub.pypi.forms import check_environment
    from trustpub.pypi.wanted import wants_of

    patterns: list[Pattern] = [Pattern(name, TAG) for name in arguments.tag]
    patterns += [Pattern(name, BRANCH) for name in arguments.branch]
    if arguments.name is not None:
        check_environment(arguments.name, "--name")
    wants = wants_of(checkout, Options(environment=arguments.name))
    needed = environments_of(wanted.publisher for wanted in wants.wanted)
    if arguments.name is not None:
        same = [paths for name, paths in needed.items() if name.lower() == arguments.name.lower()]
        needed = {arguments.name: same[0] if same else []}
    if not needed:
        raise TrustpubError(f"{checkout.path}: no publisher needs an environment here; name one with --name")
    return [
        wish_for(
            checkout,
            name,
            paths,
            default_branch,
            reviewers=reviewers,
            prevent_self_review=arguments.prevent_self_review,
            patterns=patterns,
        )
        for name, paths in needed.items()
    ]


def _carried_out(github: GitHub, info: RepositoryInfo, entry: Entry, arguments: argparse.Namespace) -> Entry:
    """Ask and set one environment up; a failure is part of the result, so that the others are done."""
    from trustpub.github.environments import ensure_environment
    from trustpub.http.errors import HttpError
    from trustpub.report.environment_text import ensured_text

    if entry.outlook is None or not entry.outlook.additions:
        return entry
    wanted = entry.wish.environment
    if not arguments.yes and not _agreed(wanted.name, info, is_risky=bool(entry.outlook.warnings)):
        note(f"Nothing is changed at {printable(wanted.name)}.")
        return entry
    try:
        ensured = ensure_environment(github, info.owner, info.name, wanted)
    except HttpError as error:
        flush()
        note(f"trustpub: {printable(str(error))}")
        return entry._replace(error=str(error))
    if arguments.format == "text":
        write(ensured_text(ensured, paint_for(sys.stdout)))
    return entry._replace(ensured=ensured)


def _agreed(environment: str, info: RepositoryInfo, *, is_risky: bool) -> bool:
    from trustpub.cli.asking import ask

    answers = {"y": "yes, set it up", "n": "no, leave it"}
    risk = " although it would stop releases" if is_risky else ""
    question = f"Set up the environment {environment} of {info.full_name}{risk}?"
    return ask(printable(question), answers, _EXPLANATION) == "y"


def _status(entries: Sequence[Entry]) -> int:
    from trustpub.report.environment_json import AS_WANTED, CHANGED, CREATED
    from trustpub.report.environment_json import FAILED as NOT_DONE

    states = {entry.state for entry in entries}
    if NOT_DONE in states:
        return FAILED
    return DONE if states <= {AS_WANTED, CREATED, CHANGED} else TODO
