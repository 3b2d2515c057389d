"""Rules that fit: which refs a workflow publishes from, and whom a rule against self-review locks out.

Sources: "Events that trigger workflows" of GitHub Actions (the column ``GITHUB_REF``); "Deployments and environments"
for the patterns of an environment, which are Ruby's ``File.fnmatch`` and not those of a workflow's filters.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from trustpub.github.environments import BRANCH, TAG, Environment, Pattern
from trustpub.github.repositories import Person
from trustpub.workflow.model import Workflow
from trustpub.workflow.triggers import Trigger
from trustpub.workflow.values import strings
from trustpub.yamlcst import Mapping

_ON_DEFAULT_BRANCH = {"schedule", "workflow_run", "repository_dispatch", "workflow_dispatch"}
_PLAIN = string.ascii_letters + string.digits + "_./-"


class Fitting(NamedTuple):
    """The patterns that let a workflow's runs deploy; empty, with the reason, where none can be told."""

    patterns: tuple[Pattern, ...]
    reason: str | None = None


class SelfReview(NamedTuple):
    """What a rule against approving one's own run does: whether nobody is left who may approve, and the sentence."""

    locks_out: bool
    message: str | None


def fitting_patterns(workflow: Workflow, default_branch: str) -> Fitting:
    """The branches and tags that a workflow's runs are for.

    ``workflow_dispatch`` is taken to run on the default branch, though a person may choose another ref.
    """
    patterns: list[Pattern] = []
    for event, trigger in workflow.triggers.items():
        if event in _ON_DEFAULT_BRANCH:
            patterns.append(Pattern(default_branch, BRANCH))
        elif event in ("release", "create"):
            patterns.append(Pattern("*", TAG))
        elif event == "push":
            if _leaves_out(trigger):
                return Fitting((), "it runs for pushes to all branches or tags but some, which no pattern says")
            found = _pushed(trigger)
            if found is None:
                return Fitting((), "it runs for every push, to any branch or tag")
            patterns += found
        elif event == "workflow_call":
            return Fitting((), "it is called by other workflows, whose triggers decide")
        elif event not in ("pull_request", "pull_request_target"):
            return Fitting((), f"it is not known which branches and tags runs of {event} are for")
    return Fitting(tuple(dict.fromkeys(patterns)), None if patterns else "nothing starts it but pull requests")


def _leaves_out(trigger: Trigger) -> bool:
    """Whether a push is told by what it is not to."""
    settings = trigger.settings
    return isinstance(settings, Mapping) and any(settings.get(f"{kind}-ignore") for kind in ("tags", "branches"))


def _pushed(trigger: Trigger) -> list[Pattern] | None:
    """The patterns of a push; None when it is limited to nothing."""
    if not isinstance(trigger.settings, Mapping):
        return None
    tags, branches = (strings(trigger.settings.get(key)) for key in ("tags", "branches"))
    if not tags and not branches:
        return None
    return [*_translated(tags, TAG), *_translated(branches, BRANCH)]


def _translated(filters: Iterable[str], kind: str) -> list[Pattern]:
    """A workflow's filters as an environment's patterns: what only the former know is widened to ``*``.

    ``**``, which matches slashes, is widened to two patterns, since ``*`` matches none here.
    """
    found = []
    for text in filters:
        prefix = text[: len(text) - len(text.lstrip(_PLAIN))]
        rest = text[len(prefix) :]
        if text.startswith("!"):
            continue
        if rest in ("", "*"):
            found.append(Pattern(text, kind))
        else:  # a quantifier belongs to the character before it: v? is v or nothing
            begin = prefix[:-1] if rest[0] in "?+" else prefix
            found += [Pattern(f"{begin}{end}", kind) for end in (("*", "*/*") if "**" in rest else ("*",))]
    return found


def self_review(environment: Environment, people: Sequence[Person]) -> SelfReview:
    """Whether ``prevent_self_review`` leaves anybody who may approve a release.

    Args:
        environment: with its reviewers.
        people: all of the repository, from `trustpub.github.repositories.people`.
    """
    if not environment.prevent_self_review or not environment.reviewers:
        return SelfReview(False, None)
    users = {reviewer.id for reviewer in environment.reviewers if reviewer.kind == "User"}
    has_team = any(reviewer.kind == "Team" for reviewer in environment.reviewers)
    releasers = {person.id for person in people if person.can_write}
    if has_team or len(users) > 1 or not releasers <= users:
        return SelfReview(False, None)
    message = (
        "whoever starts a release may not approve it, and nobody else can: with a single maintainer, leave the rule "
        "against self-review off"
    )
    return SelfReview(True, message)
