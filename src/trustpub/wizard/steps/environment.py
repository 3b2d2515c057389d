"""Guard the environment on GitHub: through the API, or explained."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.github.environments import Pattern
from trustpub.github.fitting import fitting_patterns
from trustpub.migration.types import Publisher
from trustpub.repository.base import WORKFLOWS
from trustpub.wizard.pages import open_page, settings_page
from trustpub.wizard.prompts import Choice
from trustpub.wizard.state import Json
from trustpub.wizard.talk import Talk
from trustpub.workflow.load import load_workflow

_EXPLANATION = (
    "The publisher on PyPI is bound to the environment's name, and GitHub lets a job use the environment only as its "
    "rules allow. Required reviewers make every release wait until one of them approves it."
)


def wanted_environments(publishers: list[Publisher]) -> dict[str, list[str]]:
    """The environments of the publishers, each with the paths of the workflows that use it."""
    found: dict[str, list[str]] = {}
    for publisher in publishers:
        if publisher.environment is not None:
            paths = found.setdefault(publisher.environment, [])
            path = f"{WORKFLOWS}/{publisher.workflow}"
            if path not in paths:
                paths.append(path)
    return found


def instructions(name: str, patterns: tuple[Pattern, ...], reason: str | None) -> list[str]:
    """How to set an environment up by hand, in the words of GitHub's page.

    Source: https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments.
    """
    steps = [
        f"Press New environment, type {name} and press Configure environment; if it is there already, open it.",
        "Tick Required reviewers, add those who may approve a release (yourself, if you are alone), and leave Prevent "
        "self-review off unless somebody else can approve.",
    ]
    if patterns:
        rules = " and ".join(f"the {pattern.kind} {pattern.name}" for pattern in patterns)
        steps.append(
            "Under Deployment branches and tags choose Selected branches and tags, and add a rule for each of: "
            f"{rules}. The kind (Branch or Tag) is chosen beside the name."
        )
    else:
        steps.append(f"Leave Deployment branches and tags at No restriction: {reason}.")
    return steps


def run(talk: Talk) -> Mapping[str, Json]:
    """Go through the environments."""
    environments = wanted_environments(talk.publishers())
    if not environments:
        talk.screen.good("No publisher is bound to an environment, so there is none to guard.")
        return {"nothing": True}
    for name, paths in environments.items():
        _by_hand(talk, name, paths)
    return {}


def _by_hand(talk: Talk, name: str, paths: list[str]) -> None:
    screen = talk.screen
    patterns, reason = _fitting(talk, paths)
    screen.title(f"Environment {name}")
    owner, repository = talk.owner, talk.name
    page = settings_page(owner, repository, "environments") if owner and repository else None
    if page is not None:
        screen.address(page)
    screen.numbered(instructions(name, patterns, reason))
    opening = [Choice("o", "open the page in the browser")] if page is not None else []
    answers = [Choice("d", "done, it has its rules"), *opening]
    while talk.ask(f"Is the environment {name} set up?", answers, _EXPLANATION) == "o":
        if page is None or not open_page(page):
            screen.warn("There is no browser to be found here; copy the address above.")
    talk.remember(talk.state.with_environment(name, created=False))


def _fitting(talk: Talk, paths: list[str]) -> tuple[tuple[Pattern, ...], str | None]:
    """The branches and tags that all of these workflows' runs are for; none, with the reason, where it is not told."""
    patterns: dict[Pattern, None] = {}
    for path in paths:
        data = talk.repository.read(path)
        workflow = None if data is None else load_workflow(talk.repository, path, data)
        if workflow is None:
            return (), f"{path} is not there"
        found = fitting_patterns(workflow, "main")
        if not found.patterns:
            return (), found.reason
        patterns.update(dict.fromkeys(found.patterns))
    return tuple(patterns), None
