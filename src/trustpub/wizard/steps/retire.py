"""Retire the old token: its secrets on GitHub, the token itself, and what it may have been used for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from trustpub.errors import TrustpubError
from trustpub.github.afterwards import Project, Remaining, remaining
from trustpub.migration.names import display
from trustpub.migration.types import Publisher
from trustpub.pypi.token import NotAToken, take_apart
from trustpub.report.retire_text import done_text, survey_text
from trustpub.report.token_text import token_text
from trustpub.scanning import scan
from trustpub.uploads.types import PYPI, Upload
from trustpub.wizard.pages import is_known, open_page, settings_page
from trustpub.wizard.prompts import Choice, Leaving
from trustpub.wizard.state import WRITE, Json, State
from trustpub.wizard.steps.look import place_of
from trustpub.wizard.steps.prove import projects_of
from trustpub.wizard.summary import seen_in_history
from trustpub.wizard.talk import Skip, Talk

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
_PLACEHOLDER = re.compile(r"/OWNER/NAME/|/PROJECT/")
"""What stands in an address for a name that is not known; such an address is shown, and not opened."""
_LATER = Choice("l", "leave and come back", "trustpub wizard goes on with this step")
_GO_ON = Choice("g", "go on all the same")


def unproven(state: State, publishers: Sequence[Publisher]) -> list[str]:
    """The projects, with their indexes, of which no release is proven, or was seen in PyPI's history."""
    known = {f"{record.project} on {display(record.index)}" for record in state.proven} | {*seen_in_history(state)}
    names = [f"{project} on {display(index)}" for index, project in projects_of(publishers)]
    return [name for name in names if name not in known]


def tasks_of(owner: str, name: str, publishers: Sequence[Publisher]) -> list[Remaining]:
    """What only a person can do, with the pages of every project and index."""
    projects = [Project(index, project) for index, project in projects_of(publishers)]
    return list(remaining(owner, name, projects or [Project(PYPI, None)]))


def run(talk: Talk) -> Mapping[str, Json]:
    """Delete the secrets that nothing uses, then lead through what only a person can do."""
    publishers, using = talk.publishers(), scan(talk.repository).to_migrate
    if _is_too_early(talk, publishers, using) and talk.ask("And now?", [_LATER, _GO_ON], _EXPLANATION) == "l":
        raise Leaving
    github, names = talk.github(), _freed(talk)
    found = None
    if github is None or talk.owner is None or talk.name is None:
        why = talk.why_no_github or "the repository's place on GitHub is not known"
        talk.screen.say(f"The secrets cannot be deleted from here: {why}.")
    else:
        found = _survey(talk, github, talk.owner, talk.name, names)
    if github is not None and found is not None:
        _delete(talk, github, found)
    else:
        _by_hand(talk, names, {secret for upload in using for secret in upload.secrets})
    tasks = tasks_of(talk.owner or "OWNER", talk.name or "NAME", publishers)
    for number, task in enumerate(tasks):
        talk.screen.title(f"For you to do, {number + 1} of {len(tasks)}")
        talk.screen.say(task.what)
        token = (Choice("t", "take a token apart", "to see what it is good for"),) if number == 0 else ()
        _until_done(talk, "Done?", task.pages, token)
    return {}


def _is_too_early(talk: Talk, publishers: Sequence[Publisher], using: Sequence[Upload]) -> bool:
    """Whether a release may still need the old token; the reasons are on the screen then.

    Args:
        talk: for the screen and the state.
        publishers: that are needed.
        using: the uploads of the checkout that use a stored credential.
    """
    missing = unproven(talk.state, publishers)
    if missing:
        talk.screen.warn(f"No release is proven yet of {', '.join(missing)}. Until then, keep the way back open.")
    if using:
        talk.screen.warn("In this checkout a stored credential is still used, and without it these uploads fail:")
        talk.screen.points(dict.fromkeys(f"{upload.workflow}, {place_of(upload)}: {_how(upload)}" for upload in using))
        talk.screen.say("If they are changed and merged on GitHub already, pull that first; else change them first.")
    return bool(missing or using)


def _how(upload: Upload) -> str:
    return ", ".join(upload.secrets) or "a credential that is no secret"


def _freed(talk: Talk) -> list[str]:
    """The secrets that the migration left without a use."""
    record = talk.state.record(WRITE)
    unused = record.facts.get("unused") if record is not None else None
    return [str(name) for name in unused] if isinstance(unused, list | tuple) else []


def _survey(talk: Talk, github: GitHub, owner: str, name: str, names: Sequence[str]) -> Survey | None:
    """What GitHub tells of the secrets, shown; None, with the reason on the screen, where they cannot be deleted."""
    from trustpub.github.retirement import is_upload_credential
    from trustpub.github.survey import survey

    # A name that does not tell what it was for is only looked at when it is given, and then no other is.
    wanted = [] if all(is_upload_credential(secret) for secret in names) else names
    try:
        found = survey(github, talk.repository, owner, name, wanted)
        if found.deletable:
            found.require_scopes(github)
    except TrustpubError as error:
        talk.screen.warn(str(error))
        talk.screen.say("So the secrets cannot be deleted from here. Go back a step to try again.")
        return None
    talk.screen.blank()
    talk.screen.report(survey_text(found, talk.screen.paint))
    return found


def _delete(talk: Talk, github: GitHub, found: Survey) -> None:
    """Ask, delete, and say what has to stay."""
    if found.deletable:
        _ask_and_delete(talk, github, found)
    if any(candidate.obstacle is not None for candidate in found.verdicts.candidates):
        question = "Some secrets have to stay for now, for the reasons above. And now?"
        if talk.ask(question, [_LATER, _GO_ON], _EXPLANATION) == "l":
            raise Leaving


def _ask_and_delete(talk: Talk, github: GitHub, found: Survey) -> None:
    from trustpub.github.retired import retire

    delete = Choice("y", "yes, delete", "for good; the token itself is revoked afterwards")
    keep = Choice("n", "no, and leave this step for later", "it counts as skipped")
    is_proven = not unproven(talk.state, talk.publishers())
    if talk.ask(found.question, [delete, keep] if is_proven else [keep, delete], _EXPLANATION) == "n":
        talk.screen.say("Nothing is deleted.")
        raise Skip
    result = retire(github, found, talk.repository)
    talk.screen.report(done_text(result._replace(remaining=()), talk.screen.paint))
    state = talk.state
    for secret in result.deleted:
        state = state.with_retired(
            f"environment {secret.environment}" if secret.environment else secret.place, secret.name
        )
    talk.remember(state)
    if result.failures:
        raise TrustpubError(str(result.failures[0]))


def _by_hand(talk: Talk, names: Sequence[str], used: Collection[str]) -> None:
    """Say which secrets to delete where, until the user says that it is done; none that is still used."""
    screen = talk.screen
    screen.say("With a GitHub token, trustpub retire deletes them, and looks whether a workflow still uses them.")
    free = [name for name in names if name not in used]
    if used:
        screen.warn(f"Keep {', '.join(sorted(used))} for now: see above.")
    if names and not free:
        return
    screen.say(
        f"Delete {', '.join(free) or 'what held the old token'}, but nothing that a workflow still uses. Look among "
        "the repository's secrets, those of its environments, and the organization's."
    )
    owner, name = talk.owner, talk.name
    pages = [settings_page(owner, name, "secrets", "actions")] if owner and name else []
    _until_done(talk, "Are the secrets deleted?", pages, ())


def _until_done(talk: Talk, question: str, pages: Sequence[str], more: Sequence[Choice]) -> None:
    for page in pages:
        talk.screen.address(page)
    known = [page for page in pages if is_known(page) and not _PLACEHOLDER.search(page)]
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
