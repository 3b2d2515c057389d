"""Retire the old token: its secrets on GitHub, the token itself, and what it may have been used for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from trustpub.errors import TrustpubError
from trustpub.github.afterwards import Remaining, remaining
from trustpub.pypi.token import NotAToken, take_apart
from trustpub.report.retire_text import done_text, survey_text
from trustpub.report.token_text import token_text
from trustpub.wizard.pages import is_known, open_page, settings_page
from trustpub.wizard.prompts import Choice
from trustpub.wizard.state import PROVE, WRITE, Json
from trustpub.wizard.talk import Talk

if TYPE_CHECKING:
    from trustpub.github.client import GitHub
    from trustpub.github.survey import Survey

_EXPLANATION = (
    "Deleting a secret cannot be undone: nobody can read its value any more. A secret that any workflow still names, "
    "here or on GitHub, is never deleted."
)
_TOKEN = (
    "If you have the old token at hand (in ~/.pypirc, a keyring, a password manager), it can be taken apart here: for "
    "which index and which projects it is good. It is not shown, stored or sent anywhere."
)


def run(talk: Talk) -> Mapping[str, Json]:
    """Delete the secrets that nothing uses, then lead through what only a person can do."""
    names = _freed(talk)
    if not talk.state.proven:
        talk.screen.warn("No release is proven yet. Until one is, keep the old token, in case you need to go back.")
    github = talk.github()
    deleted: list[str] = []
    if github is not None and talk.owner and talk.name:
        deleted = _delete(talk, github, talk.owner, talk.name, names)
    else:
        _by_hand(talk, names)
    _afterwards(talk, deleted or names)
    return {"secrets": list(deleted)}


def _freed(talk: Talk) -> list[str]:
    """The secrets that the migration left without a use."""
    record = talk.state.record(WRITE)
    unused = record.facts.get("unused") if record is not None else None
    return [str(name) for name in unused] if isinstance(unused, list | tuple) else []


def _delete(talk: Talk, github: GitHub, owner: str, name: str, names: Sequence[str]) -> list[str]:
    """Look, ask and delete; the names of the secrets that are gone."""
    from trustpub.github.retired import retire
    from trustpub.github.retirement import is_upload_credential
    from trustpub.github.survey import survey

    # A name that does not tell what it was for is only looked at when it is given, and then no other is.
    wanted = [] if all(is_upload_credential(secret) for secret in names) else names
    found = survey(github, talk.repository, owner, name, wanted)
    talk.screen.blank()
    talk.screen.report(survey_text(found, talk.screen.paint))
    if not found.deletable:
        return []
    found.require_scopes(github)
    if not _agreed(talk, found):
        talk.screen.say("Nothing is deleted.")
        return []
    result = retire(github, found, talk.repository)
    gone = result._replace(remaining=())
    talk.screen.report(done_text(gone, talk.screen.paint))
    state = talk.state
    for secret in result.deleted:
        place = f"environment {secret.environment}" if secret.environment else secret.place
        state = state.with_retired(place, secret.name)
    talk.remember(state)
    if result.failures:
        raise TrustpubError(str(result.failures[0]))
    return [secret.name for secret in result.deleted]


def _agreed(talk: Talk, found: Survey) -> bool:
    keep = Choice("n", "no, keep them" if len(found.deletable) > 1 else "no, keep it")
    delete = Choice("y", "yes, delete", "for good; the token itself is revoked afterwards")
    is_proven = talk.state.record(PROVE) is not None and bool(talk.state.proven)
    choices = [delete, keep] if is_proven else [keep, delete]
    return talk.ask(found.question, choices, _EXPLANATION) == "y"


def _by_hand(talk: Talk, names: Sequence[str]) -> None:
    screen = talk.screen
    why = talk.why_no_github or "the repository's place on GitHub is not known"
    screen.say(f"The secrets cannot be deleted from here: {why}.")
    shown = ", ".join(names) or "the secrets that held the old token"
    screen.numbered(
        (
            f"Open the page below and delete {shown}, if no other workflow uses them; look at the repository's, the "
            "environments' and the organization's.",
            "trustpub retire does the same later, and looks whether a workflow still uses them.",
        )
    )
    known = talk.owner and talk.name
    pages = [settings_page(talk.owner or "", talk.name or "", "secrets", "actions")] if known else []
    _until_done(talk, "Are the secrets deleted?", pages, ())


def _afterwards(talk: Talk, names: Sequence[str]) -> None:
    """What only a person can do, one after the other."""
    projects = [one.project for one in talk.publishers() if one.project is not None]
    owner, name = talk.owner or "OWNER", talk.name or "NAME"
    tasks: tuple[Remaining, ...] = remaining(owner, name, projects[0] if projects else None, names or ("PYPI",))
    for number, task in enumerate(tasks):
        talk.screen.title(f"{number + 1} of {len(tasks)}")
        talk.screen.say(task.what)
        token = (Choice("t", "take a token apart", "to see what it is good for"),) if number == 0 else ()
        _until_done(talk, "Done?", task.pages, token)


def _until_done(talk: Talk, question: str, pages: Sequence[str], more: Sequence[Choice]) -> None:
    for page in pages:
        talk.screen.address(page)
    known = [page for page in pages if is_known(page)]
    opening = [Choice("o", "open the page" if len(known) == 1 else "open the pages")] if known else []
    while True:
        key = talk.ask(question, [Choice("d", "done"), *opening, *more], f"{_EXPLANATION} {_TOKEN}")
        if key == "d":
            return
        if key == "t":
            _take_apart(talk)
        elif [page for page in known if not open_page(page)]:
            talk.screen.warn("There is no browser to be found here; copy the address above.")


def _take_apart(talk: Talk) -> None:
    """Say what a typed token is good for; nothing of it is kept."""
    text = talk.prompter.secret("The token", _TOKEN)
    if not text:
        return
    try:
        talk.screen.report(token_text(take_apart(text), talk.screen.paint))
    except NotAToken as error:
        talk.screen.bad(str(error))
