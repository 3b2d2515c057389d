"""Repositories, their owners and their pull requests as GraphQL shows them."""

from __future__ import annotations

from typing import Any

from tests.servers.github import shapes
from tests.servers.github.graphql_lists import connection
from tests.servers.github.graphql_objects import by_expression, by_id, commit, ref
from tests.servers.github.state import PullState, RepositoryState
from tests.servers.github.world import World

_PERMISSIONS = {"admin": "ADMIN", "maintain": "MAINTAIN", "push": "WRITE", "triage": "TRIAGE", "pull": "READ"}


def owner(world: World, login: str, kind: str) -> dict[str, Any]:
    """A person or an organization."""
    return {
        "__typename": kind,
        "id": f"O_{login}",
        "login": login,
        "url": f"https://github.com/{login}",
        "name": None,
        "viewerIsAMember": kind == "Organization",
        "repository": lambda info, name, **_: _optional(world, world.find(login, name)),
        "repositories": lambda info, **given: connection(
            _listed(world, login, kind, given), lambda state: repository(world, state), given
        ),
    }


def _optional(world: World, state: RepositoryState | None) -> dict[str, Any] | None:
    return None if state is None else repository(world, state)


def _listed(world: World, login: str, kind: str, given: dict[str, Any]) -> list[RepositoryState]:
    """An owner's repositories; unless it is said otherwise, also those of others that a person works on."""
    found = world.owned_by(login)
    if kind == "User" and "COLLABORATOR" in (given.get("ownerAffiliations") or ()):
        found += [s for s in world.repositories if login in s.people and s not in found]
    for name in ("isArchived", "isFork", "isLocked"):
        if given.get(name) is not None:
            found = [state for state in found if _about(state)[name] == given[name]]
    if given.get("privacy") is not None:
        found = [state for state in found if state.private == (given["privacy"] == "PRIVATE")]
    order = given.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    if order["field"] == "NAME":
        found.sort(key=lambda state: state.name.lower())
    else:
        found.sort(key=lambda state: state.number)
    return found[::-1] if order["direction"] == "DESC" else found


def repository(world: World, state: RepositoryState) -> dict[str, Any]:
    """A repository."""
    if state.waits:
        state.waits -= 1
        return {**_about(state), "isEmpty": True, **_without_commits()}
    head = state.head
    return {
        **_about(state),
        "owner": owner(world, state.owner, state.owner_type),
        "isEmpty": head is None,
        "parent": lambda info: _optional(world, state.parent),
        "defaultBranchRef": None if head is None else ref(state, f"refs/heads/{state.default_branch}"),
        "ref": lambda info, **given: ref(state, given["qualifiedName"]),
        "object": lambda info, **given: (
            by_id(state, given["oid"]) if given.get("oid") else by_expression(state, given.get("expression") or "")
        ),
        "repositoryTopics": lambda info, **given: connection(state.topics, _topic, given),
        "pullRequests": lambda info, **given: connection(
            _wanted(state, given), lambda one: pull(world, state, one), given
        ),
        "pullRequest": lambda info, **given: next(
            (pull(world, state, one) for one in state.pulls if one.number == given["number"]), None
        ),
    }


def _without_commits() -> dict[str, Any]:
    return {"defaultBranchRef": None, "ref": lambda info, **_: None, "object": lambda info, **_: None}


def _about(state: RepositoryState) -> dict[str, Any]:
    held = next((name for key, name in _PERMISSIONS.items() if state.permissions.get(key)), None)
    return {
        "__typename": "Repository",
        "id": shapes.node_id(state),
        "databaseId": state.number,
        "name": state.name,
        "nameWithOwner": state.full_name,
        "url": f"https://github.com/{state.full_name}",
        "description": None,
        "isArchived": state.archived,
        "isDisabled": state.disabled,
        "isLocked": state.locked,
        "isFork": state.parent is not None,
        "isPrivate": state.private,
        "isTemplate": False,
        "isMirror": False,
        "isInOrganization": state.owner_type == "Organization",
        "visibility": "PRIVATE" if state.private else "PUBLIC",
        "forkingAllowed": state.allows_forks,
        "viewerPermission": held,
        "viewerCanAdminister": held == "ADMIN",
        "diskUsage": 1,
        "sshUrl": f"git@github.com:{state.full_name}.git",
    }


def _topic(name: str) -> dict[str, Any]:
    return {"id": f"T_{name}", "url": "https://github.com", "topic": {"id": f"N_{name}", "name": name}}


def _wanted(state: RepositoryState, given: dict[str, Any]) -> list[PullState]:
    found = list(state.pulls)
    if given.get("states"):
        found = [pull for pull in found if pull_state(pull) in given["states"]]
    if given.get("headRefName"):
        found = [pull for pull in found if pull.head_branch == given["headRefName"]]
    if given.get("baseRefName"):
        found = [pull for pull in found if pull.base_branch == given["baseRefName"]]
    order = given.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    if order["field"] == "UPDATED_AT":
        found.sort(key=lambda pull: pull.updated)
    return found[::-1] if order["direction"] == "DESC" else found


def pull_state(found: PullState) -> str:
    """How GraphQL names the state, which knows a third one."""
    return "MERGED" if found.merged else found.state.upper()


def _commits(state: RepositoryState, found: PullState) -> list[str]:
    """What the head branch has and the base branch has not, oldest first."""
    base = state.branch(found.base_branch)
    known = set() if base is None else set(state.objects.history(base))
    return [oid for oid in state.objects.history(found.head) if oid not in known][::-1]


def pull(world: World, state: RepositoryState, found: PullState) -> dict[str, Any]:
    """A pull request."""
    source = found.head_repository
    is_there = source in world.repositories
    return {
        "__typename": "PullRequest",
        "id": shapes.pull_node_id(state, found),
        "databaseId": state.number * 1000 + found.number,
        "number": found.number,
        "url": f"https://github.com/{state.full_name}/pull/{found.number}",
        "state": pull_state(found),
        "isDraft": found.draft,
        "title": found.title,
        "body": found.body or "",
        "createdAt": found.created,
        "updatedAt": found.updated,
        "closed": found.state == "closed",
        "closedAt": found.closed,
        "merged": found.merged,
        "mergedAt": found.closed if found.merged else None,
        "headRefName": found.head_branch,
        "headRefOid": found.head,
        "baseRefName": found.base_branch,
        "baseRefOid": state.branch(found.base_branch) or found.head,
        "isCrossRepository": source is not state,
        "author": lambda info: owner(world, found.author, "User"),
        "headRepositoryOwner": lambda info: owner(world, source.owner, source.owner_type) if is_there else None,
        "headRepository": lambda info: repository(world, source) if is_there else None,
        "repository": lambda info: repository(world, state),
        "headRef": lambda info: ref(source, f"refs/heads/{found.head_branch}") if is_there else None,
        "commits": lambda info, **given: connection(
            _commits(state, found), lambda oid: {"id": oid, "url": "x", "commit": commit(state, oid)}, given
        ),
        "viewerDidAuthor": found.author == world.login,
        "viewerCanUpdate": bool(state.permissions.get("push")) or found.author == world.login,
    }
