"""Prove: which publisher uploaded each file of the release."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.errors import TrustpubError
from trustpub.migration.types import Publisher
from trustpub.pypi.proof import Expected, Proof, prove
from trustpub.report.proof_text import proof_text
from trustpub.wizard.prompts import Choice, Leaving
from trustpub.wizard.state import Json, State
from trustpub.wizard.steps.register import name_of
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


def expected_of(publishers: list[Publisher], index: str, project: str) -> tuple[Expected, ...]:
    """The publishers that a project's release may come from."""
    return tuple(
        dict.fromkeys(
            Expected(
                f"{one.owner}/{one.repository}" if one.owner and one.repository else None,
                one.workflow,
                one.environment or "",
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
    publishers = [one for one in talk.publishers() if one.project is not None]
    if not publishers:
        talk.screen.good("No project is published from here, so there is nothing to prove.")
        return {"nothing": True}
    while True:
        unproven = [one for one in _projects(publishers) if not _is_proven(talk, publishers, *one)]
        if not unproven:
            return {}
        key = talk.ask("Not everything is proven. And now?", _ANSWERS, _EXPLANATION)
        if key == "l":
            raise Leaving
        if key == "g":
            return {"unproven": [f"{project} on {index}" for index, project in unproven]}


def _projects(publishers: list[Publisher]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((one.index, one.project) for one in publishers if one.project is not None))


def _is_proven(talk: Talk, publishers: list[Publisher], index: str, project: str) -> bool:
    screen = talk.screen
    screen.blank()
    try:
        proof = prove(talk.index(index), project, None, expected_of(publishers, index, project))
    except TrustpubError as error:
        screen.warn(str(error))
        return False
    screen.report(proof_text(proof, screen.paint))
    if proof.is_proven:
        talk.remember(talk.state.with_proven(index, proof.project, proof.version))
        return True
    if is_older(proof, talk.state):
        shown = name_of(next(one for one in publishers if (one.index, one.project) == (index, project)))
        screen.warn(f"That release is older than this migration; the next release of {shown} is the one to look at.")
    return False
