"""Deployment environments: what rules guard them, and creating one without loosening what is there.

Source: https://docs.github.com/en/rest/deployments/environments. A request that creates or changes an environment
states ALL of its rules; those it leaves out are taken away. So what exists is read first, and kept.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from trustpub.github.client import GitHub
from trustpub.github.needs import CHANGE_ENVIRONMENTS, SEE_ENVIRONMENTS
from trustpub.github.reading import Reader
from trustpub.http.addresses import path_of

ALL, PROTECTED, CUSTOM = "all", "protected", "custom"
"""What may deploy: any ref, protected branches only, or the refs that patterns name."""

BRANCH, TAG = "branch", "tag"
MOST_REVIEWERS = 6


class Pattern(NamedTuple):
    """A pattern for the refs that may deploy, and whether it is one for `BRANCH` or `TAG`."""

    name: str
    kind: str = BRANCH


class Reviewer(NamedTuple):
    """Who may approve: ``User`` or ``Team``, the number, and the name (empty when only the number is known)."""

    kind: str
    id: int
    name: str = ""


class Environment(NamedTuple):
    """An environment and its rules.

    Attributes:
        wait_timer: minutes that a deployment waits.
        allowed: `ALL`, `PROTECTED` or `CUSTOM`.
        patterns: for `CUSTOM`; empty until `branch_patterns` was asked.
    """

    name: str
    reviewers: tuple[Reviewer, ...] = ()
    prevent_self_review: bool = False
    wait_timer: int = 0
    allowed: str = ALL
    patterns: tuple[Pattern, ...] = ()


class Ensured(NamedTuple):
    """What became of an environment: as it is now, whether it was created, and what was left out and why."""

    environment: Environment
    created: bool
    notes: tuple[str, ...]


def environment_names(github: GitHub, owner: str, name: str) -> list[str]:
    """The names of a repository's environments.

    Raises:
        HttpError: they cannot be listed.
    """
    path = path_of("repos", owner, name, "environments")
    items = github.pages(path, f"list the environments of {owner}/{name}", SEE_ENVIRONMENTS, "environments")
    return [item.text("name") for item in items]


def read_environment(github: GitHub, owner: str, name: str, environment: str) -> Environment | None:
    """An environment with its rules; None when there is none of that name in a repository that can be seen.

    Raises:
        HttpError: it cannot be told.
    """
    path = path_of("repos", owner, name, "environments", environment)
    what = f"look at the environment {environment} of {owner}/{name}"
    response = github.ask("GET", path, what, SEE_ENVIRONMENTS, also=(404,))
    if response.status == 404:
        return None
    found = _environment(Reader(response.json(), response))
    if found.allowed == CUSTOM:
        found = found._replace(patterns=_patterns(github, path, what))
    return found


def ensure_environment(github: GitHub, owner: str, name: str, wanted: Environment) -> Ensured:
    """Create an environment, or add the wanted rules to one that exists; no rule of it is loosened or removed.

    Args:
        github: with a token that may administrate.
        owner, name: the repository.
        wanted: reviewers by number; `CUSTOM` with the patterns that may deploy.

    Raises:
        HttpError: it cannot be done; where only a pattern failed, the environment exists already.
    """
    what = f"create the environment {wanted.name} of {owner}/{name}"
    github.require(CHANGE_ENVIRONMENTS, what)
    existing = read_environment(github, owner, name, wanted.name)
    merged, notes = (wanted, ()) if existing is None else merge(existing, wanted)
    path = path_of("repos", owner, name, "environments", wanted.name)
    if existing is None or merged._replace(patterns=existing.patterns) != existing:
        github.ask("PUT", path, what, CHANGE_ENVIRONMENTS, body=_settings(merged))
    missing = [pattern for pattern in merged.patterns if existing is None or pattern not in existing.patterns]
    for pattern in missing if merged.allowed == CUSTOM else ():
        body = {"name": pattern.name, "type": pattern.kind}
        address = f"{path}/deployment-branch-policies"
        what = f"let the {pattern.kind} {pattern.name} deploy to {wanted.name} of {owner}/{name}"
        # 303 says that there is one of that name already, so it may be asked for again.
        github.ask("POST", address, what, CHANGE_ENVIRONMENTS, body=body, also=(303,), repeatable=True)
    return Ensured(merged, existing is None, notes)


def merge(existing: Environment, wanted: Environment) -> tuple[Environment, tuple[str, ...]]:
    """The rules of both together, and what could not be added."""
    notes: list[str] = []
    known = {(reviewer.kind, reviewer.id) for reviewer in existing.reviewers}
    added = [reviewer for reviewer in wanted.reviewers if (reviewer.kind, reviewer.id) not in known]
    room = max(MOST_REVIEWERS - len(existing.reviewers), 0)
    if len(added) > room:
        notes.append(f"an environment has at most {MOST_REVIEWERS} reviewers, so {len(added) - room} are not added")
    allowed, patterns = existing.allowed, existing.patterns
    if existing.allowed == ALL or (existing.allowed == CUSTOM and not existing.patterns):
        allowed, patterns = wanted.allowed, wanted.patterns
    elif existing.allowed == CUSTOM and wanted.allowed == CUSTOM:
        fitting = [pattern for pattern in wanted.patterns if pattern not in existing.patterns]
        if fitting:
            names = ", ".join(f"{pattern.kind} {pattern.name}" for pattern in fitting)
            notes.append(f"it allows other branches and tags already; check whether {names} is to be allowed too")
    elif existing.allowed == PROTECTED and wanted.allowed == CUSTOM:
        notes.append("it allows protected branches only; a workflow that runs for a tag cannot use it like that")
    return (
        Environment(
            existing.name,
            (*existing.reviewers, *added[:room]),
            existing.prevent_self_review or wanted.prevent_self_review,
            max(existing.wait_timer, wanted.wait_timer),
            allowed,
            patterns,
        ),
        tuple(notes),
    )


def _settings(environment: Environment) -> dict[str, Any]:
    """What a request says about an environment."""
    policy = None
    if environment.allowed != ALL:
        is_protected = environment.allowed == PROTECTED
        policy = {"protected_branches": is_protected, "custom_branch_policies": not is_protected}
    return {
        "wait_timer": environment.wait_timer,
        "prevent_self_review": environment.prevent_self_review,
        "reviewers": [{"type": reviewer.kind, "id": reviewer.id} for reviewer in environment.reviewers] or None,
        "deployment_branch_policy": policy,
    }


def _environment(data: Reader) -> Environment:
    found = Environment(data.text("name"))
    for rule in data.objects("protection_rules"):
        kind = rule.text("type")
        if kind == "wait_timer":
            found = found._replace(wait_timer=rule.number("wait_timer"))
        elif kind == "required_reviewers":
            reviewers = tuple(_reviewer(item) for item in rule.objects("reviewers"))
            found = found._replace(reviewers=reviewers, prevent_self_review=rule.flag("prevent_self_review"))
    if data.has("deployment_branch_policy"):
        is_protected = data.object("deployment_branch_policy").flag("protected_branches")
        found = found._replace(allowed=PROTECTED if is_protected else CUSTOM)
    return found


def _reviewer(item: Reader) -> Reviewer:
    kind, reviewer = item.text("type"), item.object("reviewer")
    return Reviewer(kind, reviewer.number("id"), reviewer.text("login" if kind == "User" else "slug"))


def _patterns(github: GitHub, path: str, what: str) -> tuple[Pattern, ...]:
    items = github.pages(f"{path}/deployment-branch-policies", what, SEE_ENVIRONMENTS, "branch_policies")
    return tuple(Pattern(item.text("name"), item.text("type") if item.has("type") else BRANCH) for item in items)
