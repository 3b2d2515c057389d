"""The rules of environments in words: what they are, what is added to them, and how to set them by hand."""

from __future__ import annotations

from trustpub.github.environments import ALL, CUSTOM, PROTECTED, Environment
from trustpub.github.needs import CHANGE_ENVIRONMENTS


def rules_of(environment: Environment) -> tuple[str, ...]:
    """The rules of an environment in words; () when it has none."""
    rules: list[str] = []
    if environment.reviewers:
        names = ", ".join(reviewer.name or f"{reviewer.kind} {reviewer.id}" for reviewer in environment.reviewers)
        rules.append(f"each run waits until one of these approves it: {names}")
    if environment.prevent_self_review:
        rules.append("nobody approves a run that they started themselves")
    if environment.wait_timer:
        rules.append(f"each run waits {environment.wait_timer} minutes")
    if environment.allowed == PROTECTED:
        rules.append("only protected branches may use it")
    if environment.allowed == CUSTOM:
        names = ", ".join(f"the {pattern.kind} {pattern.name}" for pattern in environment.patterns)
        rules.append(f"only these may use it: {names}" if names else "no branch and no tag may use it")
    return tuple(rules)


def by_hand(wanted: Environment) -> tuple[str, ...]:
    """How to set an environment up on GitHub's page (Settings, Environments), in its words.

    Source: https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments.
    """
    names = ", ".join(reviewer.name for reviewer in wanted.reviewers)
    reviewers = names or "those who may approve a release (yourself, if you are alone)"
    steps = [
        f"Press New environment, type {wanted.name} and press Configure environment; if it is there already, open it.",
        f"Tick Required reviewers and add {reviewers}.",
    ]
    if wanted.prevent_self_review:
        steps.append("Tick Prevent self-review, if somebody besides you may approve.")
    else:
        steps.append("Leave Prevent self-review off, unless somebody else may approve.")
    if wanted.patterns:
        refs = " and ".join(f"the {pattern.kind} {pattern.name}" for pattern in wanted.patterns)
        steps.append(
            "Under Deployment branches and tags choose Selected branches and tags, and add a rule for each of: "
            f"{refs}. Whether it is for a branch or a tag is chosen beside the name."
        )
    else:
        steps.append("Leave Deployment branches and tags at No restriction.")
    return (*steps, "Press Save protection rules.")


WITH_A_TOKEN = f"A GitHub token of somebody who may administrate the repository needs {CHANGE_ENVIRONMENTS}"
"""What would let trustpub do it."""


def settings_page(owner: str, name: str) -> str:
    """The page of a repository's environments."""
    return f"https://github.com/{owner}/{name}/settings/environments"


def additions(existing: Environment | None, merged: Environment) -> tuple[str, ...]:
    """What the merged rules have beyond those that exist, in words."""
    if existing is None:
        return ("the environment itself", *rules_of(merged))
    known = {(reviewer.kind, reviewer.id) for reviewer in existing.reviewers}
    added = tuple(reviewer for reviewer in merged.reviewers if (reviewer.kind, reviewer.id) not in known)
    changes = Environment(
        merged.name,
        added,
        merged.prevent_self_review and not existing.prevent_self_review,
        merged.wait_timer if merged.wait_timer > existing.wait_timer else 0,
        merged.allowed if (merged.allowed, merged.patterns) != (existing.allowed, existing.patterns) else ALL,
        merged.patterns,
    )
    return rules_of(changes)
