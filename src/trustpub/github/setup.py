"""Setting up the environments that publishers need: what fits the workflows, what is there, and what would be added.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from trustpub.errors import InputError, TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.environments import ALL, CUSTOM, TAG, Environment, Pattern, Reviewer, merge, read_environment
from trustpub.github.fitting import fitting_patterns, self_review
from trustpub.github.needs import SEE_PEOPLE
from trustpub.github.reading import Reader
from trustpub.github.repositories import RepositoryInfo, people
from trustpub.github.rules import additions
from trustpub.http.addresses import path_of
from trustpub.http.errors import HttpError
from trustpub.migration.types import Publisher
from trustpub.pypi.forms import environment_problem
from trustpub.repository.base import WORKFLOWS, Repository
from trustpub.scanning import workflow_paths
from trustpub.workflow.load import load_workflow
from trustpub.workflow.model import Workflow


class Wish(NamedTuple):
    """What an environment is to get.

    Attributes:
        environment: its rules; reviewers by number.
        workflows: paths of those whose jobs use it.
        notes: what else to know of the rules.
    """

    environment: Environment
    workflows: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Outlook(NamedTuple):
    """What would become of an environment.

    Attributes:
        wish: what is wanted.
        existing: as it is; None when there is none.
        merged: as it would be: nothing of what is there is loosened.
        additions: what would be added, in words; empty when it is as wanted.
        notes: what else to know.
        warnings: what would keep a release from being published.
    """

    wish: Wish
    existing: Environment | None
    merged: Environment
    additions: tuple[str, ...]
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def environments_of(publishers: Iterable[Publisher]) -> dict[str, list[str]]:
    """The environments that publishers are bound to, each with the paths of the publishers' workflows."""
    found: dict[str, list[str]] = {}
    for publisher in publishers:
        if publisher.environment is not None:
            paths = found.setdefault(publisher.environment, [])
            path = f"{WORKFLOWS}/{publisher.workflow}"
            if path not in paths:
                paths.append(path)
    return found


def wish_for(
    repository: Repository,
    name: str,
    workflows: Sequence[str],
    default_branch: str,
    *,
    reviewers: Sequence[Reviewer] = (),
    prevent_self_review: bool = False,
    patterns: Sequence[Pattern] = (),
) -> Wish:
    """The rules that an environment is to get: those that were asked for, and patterns that fit its workflows.

    Args:
        repository: with the workflows.
        name: of the environment.
        workflows: paths of those that are to use it; others whose jobs name it already are found.
        default_branch: the repository's.
        reviewers, prevent_self_review: who may approve, and whether whoever starts a release may.
        patterns: the branches and tags that may deploy; () for those that fit the workflows' triggers.
    """
    found, notes = _read(repository, name, workflows)
    fitting, reason = _fitting(found, default_branch)
    chosen = tuple(dict.fromkeys(patterns)) or fitting
    refused = environment_problem(name)
    if refused is not None:
        notes.append(f"PyPI takes no publisher with this name: {refused}; name the environment differently")
    if not chosen and reason:
        notes.append(f"any branch and tag may use it: {reason}")
    if not patterns and Pattern("*", TAG) in chosen:
        notes.append("* matches no tag with a slash in it; for tags such as lib/v1.0 add a pattern: lib/*")
    for kind in dict.fromkeys(pattern.kind for pattern in fitting if patterns):
        if all(pattern.kind != kind for pattern in patterns):
            names = ", ".join(pattern.name for pattern in fitting if pattern.kind == kind)
            notes.append(f"the workflows also run for the {kind} {names}, and no pattern lets these runs publish")
    environment = Environment(name, tuple(reviewers), prevent_self_review, 0, CUSTOM if chosen else ALL, tuple(chosen))
    return Wish(environment, tuple(workflow.path for workflow in found), tuple(notes))


def outlook(github: GitHub, info: RepositoryInfo, wish: Wish) -> Outlook:
    """Compare a wish with what is there. Nothing is changed; `ensure_environment` carries `Wish.environment` out.

    Raises:
        HttpError: the environment cannot be read.
    """
    existing = read_environment(github, info.owner, info.name, wish.environment.name)
    merged, notes = (wish.environment, ()) if existing is None else merge(existing, wish.environment)
    told = [*wish.notes, *notes]
    if info.is_private and merged.reviewers:
        told.append("in a private repository GitHub takes reviewers with its Enterprise plan only")
    warnings: list[str] = []
    if merged.prevent_self_review and not merged.reviewers:
        told.append("the rule against self-review does nothing without reviewers")
    elif merged.prevent_self_review:
        try:
            message = self_review(merged, people(github, info.owner, info.name)).message
            warnings += [message] if message else []
        except HttpError as error:
            told.append(f"whether the rule against self-review leaves anybody who may approve is not known: {error}")
    return Outlook(wish, existing, merged, additions(existing, merged), tuple(told), tuple(warnings))


def reviewers_named(github: GitHub, logins: Iterable[str]) -> tuple[Reviewer, ...]:
    """The people of these logins, each once, with the numbers by which rules name them.

    Raises:
        HttpError: there is none of that login, or it cannot be told.
        TrustpubError: it is an organization's.
    """
    found: dict[int, Reviewer] = {}
    for login in logins:
        what = f"look up the reviewer {login}"
        response = github.ask("GET", path_of("users", login), what, SEE_PEOPLE)
        data = Reader(response.json(), response)
        if data.text("type") != "User":
            raise TrustpubError(f"{login} is no person, so it cannot be a reviewer; name somebody's login")
        found[data.number("id")] = Reviewer("User", data.number("id"), data.text("login"))
    return tuple(found.values())


def _read(repository: Repository, name: str, wanted: Sequence[str]) -> tuple[list[Workflow], list[str]]:
    """The workflows that are to use an environment, and those whose jobs name it; and what could not be read."""
    found: list[Workflow] = []
    notes: list[str] = []
    try:
        paths = [path for path in workflow_paths(repository) if path.startswith(f"{WORKFLOWS}/")]
    except InputError as error:
        return [], [f"the workflows cannot be read: {error.message}"]
    for path in paths:
        try:
            data = repository.read(path) or b""
            if path not in wanted and name.lower().encode() not in data.lower():
                continue
            workflow = load_workflow(repository, path, data)
        except InputError as error:
            notes.append(f"{path} cannot be read, so whether it uses the environment is not known: {error.message}")
            continue
        if workflow is not None and (path in wanted or _names(workflow, name)):
            found.append(workflow)
    return found, notes


def _names(workflow: Workflow, name: str) -> bool:
    """Whether a job names the environment; GitHub compares without regard to case."""
    names = (job.environment.name for job in workflow.jobs.values() if job.environment is not None)
    return any(found.lower() == name.lower() for found in names)


def _fitting(workflows: Sequence[Workflow], default_branch: str) -> tuple[tuple[Pattern, ...], str | None]:
    """The branches and tags that all of these workflows' runs are for; none, with the reason, where one cannot tell."""
    patterns: dict[Pattern, None] = {}
    for workflow in workflows:
        fitting = fitting_patterns(workflow, default_branch)
        if not fitting.patterns:
            return (), f"{workflow.path}: {fitting.reason}"
        patterns.update(dict.fromkeys(fitting.patterns))
    return tuple(patterns), None if patterns else "no workflow here uses it"
