"""``trustpub status``."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from trustpub.cli.main import DONE, FAILED, TODO
from trustpub.errors import InputError, TrustpubError
from trustpub.report.terminal import flush, is_terminal, note, paint_for, printable, write

if TYPE_CHECKING:
    from trustpub.wizard.state import Key, State
    from trustpub.wizard.store import Broken, Store

_EXPLANATION = (
    "Only what the wizard remembers is deleted: which steps were done, what was chosen, which publishers are "
    "registered. Nothing changes in the repository, on GitHub or on PyPI, and the wizard can begin anew."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="a checkout, or OWNER/NAME of a repository (default: .)"
    )
    parser.add_argument("--all", action="store_true", help="all migrations that were begun with the wizard")
    parser.add_argument("--forget", action="store_true", help="delete what is remembered of them, after a question")
    parser.add_argument("--yes", action="store_true", help="with --forget: delete without asking")
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="how to print the result"
    )


class _Found(NamedTuple):
    """The states that were asked for, the words for which there is none, and files that cannot be read."""

    states: list[State]
    nothing: list[str]
    broken: list[Broken]


def run(arguments: argparse.Namespace) -> int:
    """Print where the migrations stand, or forget them; returns the exit status."""
    from trustpub.wizard.store import Store

    if arguments.all and arguments.paths:
        raise TrustpubError("name paths, or use --all; not both")
    if arguments.forget and arguments.format != "text":
        raise TrustpubError("--forget shows nothing; leave --format out")
    if arguments.forget and not arguments.yes and not is_terminal(sys.stdin):
        raise TrustpubError("there is no terminal to ask at; use --yes to forget without asking")
    store = Store()
    found = _all(store) if arguments.all else _named(store, arguments.paths or ["."])
    if arguments.forget:
        return _forget(store, found, asks=not arguments.yes)
    return _show(found, arguments.format)


def _show(found: _Found, form: str) -> int:
    from trustpub.wizard.standing import standing_of

    standings = [standing_of(state) for state in found.states]
    if form == "json":
        from trustpub.report.status_json import status_json

        write(status_json(standings, found.nothing, found.broken))
    elif form == "markdown":
        from trustpub.report.status_markdown import status_markdown

        write(status_markdown(standings))
    else:
        from trustpub.report.status_text import nothing_text, status_text

        write(status_text(standings, paint_for(sys.stdout)) + nothing_text(found.nothing))
        if not any(found):
            write("No migration was begun with the wizard; trustpub wizard begins one.\n")
    _complain(found)
    if found.broken:
        return FAILED
    return DONE if all(standing.is_finished for standing in standings) else TODO


def _complain(found: _Found) -> None:
    flush()
    for item in found.broken:
        note(f"trustpub: {printable(item.message)}")


def _all(store: Store) -> _Found:
    from trustpub.wizard.store import Broken

    everything = store.all()
    states = [item for item in everything if not isinstance(item, Broken)]
    return _Found(states, [], [item for item in everything if isinstance(item, Broken)])


def _named(store: Store, words: list[str]) -> _Found:
    """The states that words name: each a checkout, or a repository whose checkout may be gone."""
    from trustpub.state.folder import StateError
    from trustpub.wizard.store import Broken

    found = _Found([], [], [])
    for word in words:
        key = _key(store, word)
        try:
            state = store.load(key)
        except StateError as error:
            found.broken.append(Broken(store.path_of(key), str(error)))
            continue
        if state is None:
            found.nothing.append(key.shown)
        else:  # this checkout is the one to compare with, even if the wizard last ran in another
            found.states.append(dataclasses.replace(state, key=key))
    return found


def _key(store: Store, word: str) -> Key:
    """The key of a checkout, or of a state whose repository or former checkout has this name.

    Raises:
        InputError: it is neither.
    """
    from trustpub.repository.local import LocalRepository
    from trustpub.repository.opening import open_repository
    from trustpub.wizard.state import key_of

    if os.path.lexists(word):
        repository = open_repository(word)
        if not isinstance(repository, LocalRepository):
            raise InputError("a migration is that of a repository; name its folder, not a single file", path=word)
        return key_of(repository)
    names = (word.lower(), os.path.realpath(word))
    for state in _all(store).states:
        if state.key.identity in names or state.key.checkout in names:
            return state.key
    raise InputError("there is no such folder, and no migration of that name is remembered", path=word)


def _forget(store: Store, found: _Found, *, asks: bool) -> int:
    """Delete what is remembered, each after a question; what cannot be read stays, and is told."""
    from trustpub.cli.asking import ask

    answers = {"y": "yes, forget", "n": "no, keep"}
    kept = 0
    for state in found.states:
        shown = printable(state.key.shown)
        if asks and ask(f"Forget how far the migration of {shown} is?", answers, _EXPLANATION) != "y":
            note(f"{shown} is kept.")
            kept += 1
            continue
        store.forget(state.key)
        write(f"forgotten: {shown}\n")
    for name in found.nothing:
        write(f"{printable(name)}: nothing is remembered\n")
    _complain(found)
    if found.broken:
        return FAILED
    return TODO if kept else DONE
