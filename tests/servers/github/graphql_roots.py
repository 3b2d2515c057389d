"""Where GraphQL queries begin, and the mutations."""

from __future__ import annotations

from typing import Any, NoReturn

from graphql import GraphQLError

from tests.servers.github import shapes
from tests.servers.github.answers import SIGN_ON
from tests.servers.github.graphql_repositories import owner, pull, repository
from tests.servers.github.state import PullState, RepositoryState
from tests.servers.github.world import World


def fail(kind: str, message: str) -> NoReturn:
    """Raise an error with the type that GitHub gives."""
    raise GraphQLError(message, extensions={"type": kind})


def query(world: World, rate: dict[str, Any]) -> dict[str, Any]:
    """The fields of ``Query``."""

    def owner_of(login: str, kinds: set[str], word: str) -> dict[str, Any]:
        account = world.account(login)
        if account is None or account[1] not in kinds:
            fail("NOT_FOUND", f"Could not resolve to {word} with the login of '{login}'.")
        _check_sign_on(world, login)
        return owner(world, *account)

    def named(owner: str, name: str, followRenames: bool = True) -> dict[str, Any]:  # noqa: N803 - GitHub's word
        state = world.find(owner, name) or (world.moved(owner, name) if followRenames else None)
        _check_sign_on(world, owner)
        if state is None:
            fail("NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'.")
        return repository(world, state)

    return {
        "viewer": lambda info: owner(world, world.login, "User"),
        "user": lambda info, login: owner_of(login, {"User"}, "a User"),
        "organization": lambda info, login: owner_of(login, {"Organization"}, "an Organization"),
        "repositoryOwner": lambda info, login: owner_of(login, {"User", "Organization"}, "a RepositoryOwner"),
        "repository": lambda info, **given: named(**given),
        "node": lambda info, **given: _node(world, given["id"]),
        "nodes": lambda info, **given: [_node(world, one) for one in given["ids"]],
        "rateLimit": lambda info, **_: rate,
    }


def _check_sign_on(world: World, login: str) -> None:
    if login.lower() in world.single_sign_on:
        fail("FORBIDDEN", SIGN_ON)


def _node(world: World, node_id: str) -> dict[str, Any]:
    state, found = _by_node_id(world, node_id)
    if found is not None and state is not None:
        return pull(world, state, found)
    if state is None:
        fail("NOT_FOUND", f"Could not resolve to a node with the global id of '{node_id}'")
    return repository(world, state)


def _by_node_id(world: World, node_id: str) -> tuple[RepositoryState | None, PullState | None]:
    for state in world.repositories:
        if shapes.node_id(state) == node_id and state.permissions.get("pull"):
            return state, None
        for found in state.pulls:
            if shapes.pull_node_id(state, found) == node_id:
                return state, found
    return None, None


def mutation(world: World) -> dict[str, Any]:
    """The fields of ``Mutation``."""

    def drafted(is_draft: bool, given: dict[str, Any]) -> dict[str, Any]:
        state, found = _by_node_id(world, given["input"]["pullRequestId"])
        if state is None or found is None:
            wanted = given["input"]["pullRequestId"]
            fail("NOT_FOUND", f"Could not resolve to a node with the global id of '{wanted}'")
        if not state.permissions.get("push") and found.author != world.login:
            fail("FORBIDDEN", f"{world.login} does not have the correct permissions to execute this mutation")
        if state.archived:
            fail("UNPROCESSABLE", "Repository was archived so is read-only.")
        if found.state == "closed":
            fail("UNPROCESSABLE", "Pull request is closed")
        if is_draft and not state.allows_drafts:
            fail("UNPROCESSABLE", "Draft pull requests are not supported.")
        found.draft = is_draft
        found.updated = world.moment()
        return {"clientMutationId": given["input"].get("clientMutationId"), "pullRequest": pull(world, state, found)}

    return {
        "markPullRequestReadyForReview": lambda info, **given: drafted(False, given),
        "convertPullRequestToDraft": lambda info, **given: drafted(True, given),
    }
