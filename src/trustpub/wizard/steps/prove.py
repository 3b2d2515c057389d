"""Prove: which publisher uploaded each file of the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trustpub.errors import TrustpubError
from trustpub.github.afterwards import Project, history_page
from trustpub.migration.names import display
from trustpub.migration.types import Publisher
from trustpub.pypi.client import find_project
from trustpub.pypi.proof import UNPROVEN, Expected, Proof, prove
from trustpub.report.proof_text import proof_text
from trustpub.wizard.pages import open_page
from trustpub.wizard.prompts import Choice, Leaving
from trustpub.wizard.state import Json, State
from trustpub.wizard.talk import Talk

_EXPLANATION = (
    "PyPI keeps with each file the publisher that uploaded it, when the upload carried attestations, as the PyPA "
    "action's does. A release that was made with a token has none. It can take a minute until PyPI shows a release."
)
_ANSWERS = (
    Choice("a", "look again"),
    Choice("l", "not there yet; leave and come back", "that is normal: trustpub wizard looks again then"),
    Choice("g", "go on without proof", "for example when the tool makes no attestations, and the job's log is clear"),
)
_HISTORY = Choice("o", "open the project's history on PyPI")
_SEEN = Choice("h", "the history shows it: no user's token uploaded that release", "noted as what you saw")
_ONLY_HISTORY = (
    "Not every tool makes attestations; the PyPA action does. Without them, only the project's history tells its "
    "owners how the release came: added by a user, it was a token; otherwise it was the publisher."
)

_PROVEN, _UNTOLD, _MISSING = "proven", "untold", "missing"
"""What became of a project's proof; untold: a release of this migration is there, and nothing tells who uploaded it."""


def projects_of(publishers: Sequence[Publisher]) -> list[tuple[str, str]]:
    """The indexes and projects that are published, each once."""
    return list(dict.fromkeys((one.index, one.project) for one in publishers if one.project is not None))


def expected_of(publishers: Sequence[Publisher], index: str, project: str) -> tuple[Expected, ...]:
    """The publishers that a project's release may come from; an environment that a run decides is not compared."""
    return tuple(
        dict.fromkeys(
            Expected(
                f"{one.owner}/{one.repository}" if one.owner and one.repository else None,
                one.workflow,
                one.environment,
            )
            for one in publishers
            if (one.index, one.project) == (index, project)
        )
    )


def is_older(proof: Proof, state: State) -> bool:
    """Whether all files of a release were uploaded before this migration began; False where it is not told."""
    times = [file.file.uploaded for file in proof.files]
    return all(times) and max(times) < state.started


def run(talk: Talk) -> Mapping[str, Json]:
    """Look at the latest release of every project, until each is proven or the user goes on."""
    publishers = talk.publishers()
    projects = projects_of(publishers)
    if not projects:
        talk.screen.good("No project is known to be published from here, so there is nothing to prove.")
        return {"nothing": True}
    while True:
        found = {place: _look(talk, publishers, *place) for place in projects}
        unproven = [place for place in projects if found[place] != _PROVEN]
        if not unproven:
            return {}
        names: list[Json] = [f"{project} on {display(index)}" for index, project in unproven]
        histories = [history_page(Project(*place)) for place in unproven if found[place] == _UNTOLD]
        key = _ask(talk, f"Not proven yet: {', '.join(map(str, names))}. And now?", histories, len(unproven))
        if key == "l":
            raise Leaving
        if key in ("g", "h"):
            return {"unproven" if key == "g" else "seen": names}


def _ask(talk: Talk, question: str, histories: Sequence[str], count: int) -> str:
    """What to do about projects that are not proven; their histories help where there are releases to be seen."""
    if not histories:
        return talk.ask(question, _ANSWERS, _EXPLANATION)
    talk.screen.say(_ONLY_HISTORY)
    for page in histories:
        talk.screen.address(page)
    answers = [_HISTORY, *([_SEEN] if len(histories) == count else []), *_ANSWERS]
    default = _HISTORY.key
    while (key := talk.ask(question, answers, _EXPLANATION, default=default)) == _HISTORY.key:
        default = _SEEN.key if len(histories) == count else _ANSWERS[0].key
        if [page for page in histories if not open_page(page)]:
            talk.screen.warn("There is no browser to be found here; copy the address above.")
    return key


def _look(talk: Talk, publishers: Sequence[Publisher], index: str, project: str) -> str:
    """Look at the latest release of a project, and show what is seen."""
    screen = talk.screen
    screen.blank()
    try:
        found = find_project(talk.index(index), project)
        if found is None:
            screen.warn(f"{display(index)} has no release of {project} yet.")
            return _MISSING
        proof = prove(talk.index(index), project, found.latest, expected_of(publishers, index, project))
    except TrustpubError as error:
        screen.warn(str(error))
        return _MISSING
    screen.report(proof_text(proof, screen.paint))
    if proof.is_proven:
        talk.remember(talk.state.with_proven(index, project, proof.version))
        return _PROVEN
    if is_older(proof, talk.state):
        screen.warn(f"That release is older than this migration; the next release of {project} is the one to look at.")
        return _MISSING
    return _UNTOLD if all(file.verdict == UNPROVEN and file.file.uploaded for file in proof.files) else _MISSING
