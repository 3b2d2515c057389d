"""``trustpub wizard``."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from trustpub.cli.main import DONE, TODO
from trustpub.errors import TrustpubError

if TYPE_CHECKING:
    from trustpub.repository.local import LocalRepository
    from trustpub.wizard.prompts import Prompter
    from trustpub.wizard.state import Key, State
    from trustpub.wizard.store import Store

_STEPS = ("look", "choose", "preview", "write", "register", "environment", "release", "prove", "retire", "done")
_KEPT = "Everything up to here is kept. To go on:"
_NOT_KEPT = "Which steps are done is not kept, for the reason above. To begin anew:"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="a checkout (default: .)")
    parser.add_argument("--step", choices=_STEPS, metavar="NAME", help=f"go to a step: {', '.join(_STEPS)}")
    parser.add_argument("--restart", action="store_true", help="forget what was done so far, and begin anew")
    parser.add_argument("--plain", action="store_true", help="ask in plain lines, without menus")
    parser.add_argument("--summary", metavar="FILE", help="write what was done to a Markdown file, at the end")
    parser.add_argument("--api-url", metavar="URL", help="the address of GitHub's API (default: as gh finds it)")


def run(arguments: argparse.Namespace) -> int:
    """Lead through the migration; returns the exit status."""
    from trustpub.wizard.interrupts import none_lost
    from trustpub.wizard.keeping import held_store
    from trustpub.wizard.prompts import Leaving, prompter_for
    from trustpub.wizard.resume import resume
    from trustpub.wizard.run import converse, is_left_open
    from trustpub.wizard.screen import Screen
    from trustpub.wizard.state import key_of
    from trustpub.wizard.talk import End, Talk

    screen = Screen()
    prompter = prompter_for(screen, os.environ, is_plain=arguments.plain)
    repository = _checkout(arguments.path)
    key = key_of(repository)
    talk, status = None, DONE
    with none_lost(), held_store(key, screen.warn) as store:
        try:
            state = _state(store, key, prompter, restart=arguments.restart)
            talk = Talk(repository, store, state, screen, prompter, os.environ, arguments.api_url)
            converse(talk, arguments.step or (resume(talk) if state.records else None))
            status = TODO if is_left_open(talk.state) else DONE
        except End:
            screen.say("There is nothing to be done here.")
        except (Leaving, KeyboardInterrupt) as leaving:
            if isinstance(leaving, KeyboardInterrupt):
                screen.blank()  # the terminal has shown ^C
            screen.blank()
            screen.say(f"{_KEPT if store.keeps else _NOT_KEPT} trustpub wizard", style="bold")
            status = TODO
        if talk is not None and arguments.summary is not None:
            _write_summary(talk.state, arguments.summary)
    return status


def _checkout(path: str) -> LocalRepository:
    from trustpub.cli.repositories import open_path
    from trustpub.repository.local import LocalRepository

    repository = open_path(path)
    if not isinstance(repository, LocalRepository):
        raise TrustpubError("the wizard works on a repository; name its folder, not a single file")
    return repository


def _state(store: Store, key: Key, prompter: Prompter, *, restart: bool) -> State:
    """What is known of the repository; a file that cannot be understood is only set aside with the user's consent."""
    from trustpub.wizard.prompts import Choice, Leaving
    from trustpub.wizard.state import new_state
    from trustpub.wizard.store import BrokenState

    try:
        found = store.load(key)
    except BrokenState as error:
        question = f"{error}. Keep it aside and begin anew?"
        answers = [Choice("y", "yes", "the file stays, under another name"), Choice("n", "no, leave everything")]
        if prompter.choose(question, answers, "It says how far the migration is; it holds no secret.", "y") != "y":
            raise Leaving from None
        store.set_aside(key)
        found = None
    # What is forgotten is replaced when the first step is gone through, so whoever leaves before has lost nothing.
    return new_state(key) if found is None or restart else found


def _write_summary(state: State, path: str) -> None:
    from trustpub.report.terminal import note, printable
    from trustpub.wizard.summary import summary_markdown

    try:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(summary_markdown(state))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TrustpubError(f"{path}: the summary cannot be written: {reason}") from None
    note(f"The summary is in {printable(path)}")
