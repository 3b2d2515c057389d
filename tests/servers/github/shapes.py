"""Repositories, people, commits and pull requests as the REST API shows them.

Fields that no test looks at have the least value that GitHub's description allows.
"""

from __future__ import annotations

from typing import Any

from tests.servers.github.objects import Stamp
from tests.servers.github.state import PullState, RepositoryState
from tests.servers.github.world import iso
from tests.servers.openapi import sample_of

API = "https://api.github.com"


def user(login: str, kind: str = "User") -> dict[str, Any]:
    """An owner or author."""
    return {**sample_of("simple-user"), "login": login, "type": kind, "html_url": f"https://github.com/{login}"}


def repository(state: RepositoryState, schema: str) -> dict[str, Any]:
    """A repository, as one of the schemas that there are for it."""
    found = {
        **sample_of(schema),
        "id": state.number,
        "node_id": node_id(state),
        "name": state.name,
        "full_name": state.full_name,
        "owner": user(state.owner, state.owner_type),
        "html_url": f"https://github.com/{state.full_name}",
        "url": f"{API}/repos/{state.full_name}",
        "default_branch": state.default_branch,
        "archived": state.archived,
        "disabled": state.disabled,
        "private": state.private,
        "fork": state.parent is not None,
        "topics": state.topics,
        "permissions": {"admin": False, "push": False, "pull": False, **state.permissions},
        "size": 0 if state.head is None else 1,
    }
    if schema == "full-repository" and state.parent is not None:
        found["parent"] = found["source"] = repository(state.parent, "repository")
    return found


def node_id(state: RepositoryState) -> str:
    """The id that GraphQL knows a repository by."""
    return f"R_{state.number}"


def pull_node_id(state: RepositoryState, pull: PullState) -> str:
    """The id that GraphQL knows a pull request by."""
    return f"PR_{state.number}_{pull.number}"


def stamp(who: Stamp) -> dict[str, str]:
    """Who did something, and when."""
    return {"name": who.name, "email": who.email, "date": iso(who.seconds)}


def git_commit(state: RepositoryState, oid: str) -> dict[str, Any]:
    """A commit of the git database."""
    commit, here = state.objects.read_commit(oid), f"{API}/repos/{state.full_name}/git"
    parents = [{"sha": parent, "url": f"{here}/commits/{parent}", "html_url": "x"} for parent in commit.parents]
    return {
        **sample_of("git-commit"),
        "sha": oid,
        "url": f"{here}/commits/{oid}",
        "author": stamp(commit.author),
        "committer": stamp(commit.committer),
        "tree": {"sha": commit.tree, "url": f"{here}/trees/{commit.tree}"},
        "message": commit.message,
        "parents": parents,
    }


def pull(state: RepositoryState, found: PullState, schema: str) -> dict[str, Any]:
    """A pull request; ``schema`` is ``pull-request`` or, in lists, ``pull-request-simple``."""
    here = f"{API}/repos/{state.full_name}/pulls/{found.number}"
    base = state.branch(found.base_branch) or "0" * 40
    shown = {
        **sample_of(schema),
        "id": state.number * 1000 + found.number,
        "node_id": pull_node_id(state, found),
        "number": found.number,
        "url": here,
        "html_url": f"https://github.com/{state.full_name}/pull/{found.number}",
        "state": found.state,
        "draft": found.draft,
        "title": found.title,
        "body": found.body,
        "user": user(found.author),
        "created_at": found.created,
        "updated_at": found.updated,
        "closed_at": found.closed,
        "merged_at": found.closed if found.merged else None,
        "head": _end(found.head_repository, found.head_branch, found.head),
        "base": _end(state, found.base_branch, base),
    }
    return {**shown, "merged": found.merged} if schema == "pull-request" else shown


def _end(state: RepositoryState, branch: str, oid: str) -> dict[str, Any]:
    return {
        "label": f"{state.owner}:{branch}",
        "ref": branch,
        "sha": oid,
        "repo": repository(state, "repository"),
        "user": user(state.owner, state.owner_type),
    }
