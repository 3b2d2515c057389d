"""What the user's choices make of a repository: the options, the plan, and the publishers that are needed.

The names under which choices are kept: ``strategy``, ``environment``, ``use_environment``, ``pin``, ``guard_forks`` (as
in `Options`); ``workflows``, a list of paths; ``owner`` and ``repository``, where the git remote does not tell them;
``projects``, an object from ``INDEX FILE.yml ENVIRONMENT`` to the project's name, where no metadata tells it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from trustpub.migration.selection import only
from trustpub.migration.types import Options, Plan, Publisher
from trustpub.repository.base import Repository
from trustpub.wizard.state import Json, Key


def options_of(choices: Mapping[str, Json]) -> Options:
    """The options of the migration; what was not chosen is as it is by default."""
    return Options(
        told(choices, "strategy"),
        told(choices, "environment"),
        choices.get("use_environment") is not False,
        told(choices, "pin") or Options.pin,
        choices.get("guard_forks") is True,
    )


def chosen_part(whole: Plan, choices: Mapping[str, Json]) -> Plan:
    """The plan for the workflows that were chosen; all of it when none were."""
    chosen = choices.get("workflows")
    return only(whole, {str(path) for path in chosen}) if isinstance(chosen, list | tuple) else whole


def needed_publishers(repository: Repository, key: Key, choices: Mapping[str, Json], made: Plan) -> list[Publisher]:
    """The publishers to register: those of the change, then those of workflows that need no change.

    Args:
        repository: as it is now.
        key: its place on GitHub.
        choices: what the user chose and told.
        made: the chosen part of the plan.
    """
    from trustpub.pypi.publishing import publishings
    from trustpub.pypi.wanted import registered_now

    now = registered_now(publishings(repository), repository)
    return list(dict.fromkeys(placed(publisher, key, choices) for publisher in (*made.publishers, *now)))


def placed(publisher: Publisher, key: Key, choices: Mapping[str, Json]) -> Publisher:
    """The publisher, with its place on GitHub and its project as the user told them where nothing else does."""
    project = publisher.project or told(told_projects(choices), project_key(publisher))
    owner, name = key.owner or told(choices, "owner"), key.name or told(choices, "repository")
    return dataclasses.replace(publisher, owner=owner, repository=name, project=project)


def told_projects(choices: Mapping[str, Json]) -> Mapping[str, Json]:
    """The names of projects that the user told, by `project_key`."""
    names = choices.get("projects")
    return names if isinstance(names, Mapping) else {}


def project_key(publisher: Publisher) -> str:
    """What the name of a publisher's project is kept under; jobs with other environments may publish other projects."""
    return " ".join(filter(None, (publisher.index, publisher.workflow, publisher.environment)))


def told(choices: Mapping[str, Json], name: str) -> str | None:
    """A text among the choices; None for none, or an empty one."""
    value = choices.get(name)
    return value if isinstance(value, str) and value else None
