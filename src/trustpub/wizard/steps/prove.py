"""Prove: which publisher uploaded each file of the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trustpub.errors import TrustpubError
from trustpub.migration.names import display
from trustpub.migration.types import Publisher
from trustpub.pypi.client import find_project
from trustpub.pypi.proof import Expected, Proof, prove
from trustpub.report.proof_text import proof_text
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
        unproven = [place for place in projects if not _is_proven(talk, publishers, *place)]
        if not unproven:
            return {}
        names = ", ".join(f"{project} on {display(index)}" for index, project in unproven)
        key = talk.ask(f"Not proven yet: {names}. And now?", _ANSWERS, _EXPLANATION)
        if key == "l":
            raise Leaving
        if key == "g":
            return {"unproven": [f"{project} on {display(index)}" for index, project in unproven]}


def _is_proven(talk: Talk, publishers: Sequence[Publisher], index: str, project: str) -> bool:
    screen = talk.screen
    screen.blank()
    try:
        found = find_project(talk.index(index), project)
        if found is None:
            screen.warn(f"{display(index)} has no release of {project} yet.")
            return False
        proof = prove(talk.index(index), project, found.latest, expected_of(publishers, index, project))
    except TrustpubError as error:
        screen.warn(str(error))
        return False
    screen.report(proof_text(proof, screen.paint))
    if proof.is_proven:
        talk.remember(talk.state.with_proven(index, project, proof.version))
        return True
    if is_older(proof, talk.state):
        screen.warn(f"That release is older than this migration; the next release of {project} is the one to look at.")
    return False
