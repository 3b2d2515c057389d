"""Merge and release: what to watch, and what a failure means."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.errors import InputError
from trustpub.migration.names import display
from trustpub.pypi.diagnosis import diagnose
from trustpub.pypi.verification import as_registered
from trustpub.report.diagnosis_text import diagnosis_text
from trustpub.wizard.logs import ask_for_log
from trustpub.wizard.pages import actions_page
from trustpub.wizard.prompts import Choice, Leaving
from trustpub.wizard.state import BRANCH, PULL_REQUEST, WORKING_TREE, Json, State
from trustpub.wizard.talk import Talk

_EXPLANATION = (
    "A release that fails leaves nothing broken: the old token still works from the old workflow, and a failed release "
    "can be run again once the cause is mended. PyPI takes no new files for a version that is more than 14 days old."
)
_ANSWERS = (
    Choice("l", "not yet; leave and come back", "trustpub wizard goes on here"),
    Choice("r", "released, and it went through"),
    Choice("f", "it failed: explain the error", "from the job's log, pasted or in a file"),
)


def tasks(state: State, owner: str | None, name: str | None) -> list[str]:
    """What to do now, in order."""
    merge = {
        WORKING_TREE: "Commit the change and merge it.",
        BRANCH: f"Push the branch {state.written.branch if state.written else ''} and merge it.",
        PULL_REQUEST: "Take the draft mark off the pull request (trustpub pr --ready does it), and merge it: "
        f"{state.written.pull_request if state.written else ''}",
    }
    found = [merge[state.written.where]] if state.written is not None else []
    found.append("Make a release as you always do: push the tag, publish the release, or start the workflow.")
    where = f" on {actions_page(owner, name)}" if owner and name else ""
    found.append(
        f"Watch the publishing job{where}. If the environment has required reviewers, it waits until one approves it."
    )
    found.append("The upload must go through without a password; the PyPA action also says that it signs attestations.")
    return found


def run(talk: Talk) -> Mapping[str, Json]:
    """Say what to do, and explain what failed, until a release went through."""
    screen = talk.screen
    missing = [one for one in talk.publishers() if not talk.state.is_registered(one)]
    if missing:
        names = ", ".join(f"{one.project or 'a project'} on {display(one.index)}" for one in missing)
        screen.warn(
            f"Not registered yet, as far as you said: {names}. Do not merge before that, or the next release fails."
        )
    screen.numbered(tasks(talk.state, talk.owner, talk.name))
    while True:
        key = talk.ask("How did it go?", _ANSWERS, _EXPLANATION)
        if key == "r":
            return {}
        if key == "l":
            raise Leaving
        _explain(talk)


def _explain(talk: Talk) -> None:
    """Read a log, and say what its errors mean."""
    try:
        log = ask_for_log(talk)
    except InputError as error:
        talk.screen.bad(str(error))
        return
    if log.strip():
        publishers = list(dict.fromkeys(as_registered(one) for one in talk.publishers()))
        repository = f"{talk.owner}/{talk.name}" if talk.owner and talk.name else None
        talk.screen.blank()
        talk.screen.report(diagnosis_text(diagnose(log, publishers, repository), talk.screen.paint))
