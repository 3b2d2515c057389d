"""Repositories: one, those of an owner, their files, people and forks."""

from __future__ import annotations

import base64
from typing import Any

from tests.servers.github import shapes, trees
from tests.servers.github.answers import invalid, not_found, page_of, refusal
from tests.servers.github.objects import FOLDER, LINK, SUBMODULE, Entry
from tests.servers.github.state import RepositoryState
from tests.servers.github.world import Call
from tests.servers.http import Answer
from tests.servers.openapi import sample_of


def get(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}``."""
    return Answer(200, shapes.repository(state, "full-repository"))


def contents(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/contents/{path}``: a file, or what is in a folder."""
    path, ref = call.names["path"], call.asked.query.get("ref", state.default_branch)
    commit = resolve(state, ref)
    if commit is None:
        # A repository that can be seen has a top folder, even where a test gave it no files.
        return Answer(200, []) if not path and not state.refs else not_found()
    tree = state.objects.read_commit(commit).tree
    entry = trees.at(state.objects, tree, path)
    if entry is None:
        return not_found()
    if entry.mode != FOLDER:
        return Answer(200, {**_entry(path, entry), **_text(state, entry)})
    start = f"{path}/" if path else ""
    return Answer(200, [_entry(start + name, below) for name, below in state.objects.entries(entry.oid).items()])


def resolve(state: RepositoryState, ref: str) -> str | None:
    """The commit of a branch, tag, full reference or commit id."""
    for name in (ref, f"refs/heads/{ref}", f"refs/tags/{ref}", f"refs/{ref}"):
        if name in state.refs:
            return state.refs[name]
    if ref == "HEAD":
        return state.head
    return ref if state.objects.kind(ref) == "commit" else None


def _entry(path: str, entry: Entry) -> dict[str, Any]:
    kind = {FOLDER: "dir", LINK: "symlink", SUBMODULE: "submodule"}.get(entry.mode, "file")
    links = {"git": None, "html": None, "self": f"{shapes.API}/x"}
    urls = {"url": f"{shapes.API}/x", "git_url": None, "html_url": None, "download_url": None}
    name = path.rsplit("/", 1)[-1]
    return {"type": kind, "name": name, "path": path, "sha": entry.oid, "size": 1, "_links": links, **urls}


def _text(state: RepositoryState, entry: Entry) -> dict[str, Any]:
    if entry.mode == SUBMODULE:
        return {"submodule_git_url": "https://github.com/x/x"}
    data = state.objects.data(entry.oid)
    if entry.mode == LINK:
        return {"target": data.decode()}
    return {"encoding": "base64", "content": base64.encodebytes(data).decode(), "size": len(data)}


def collaborators(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/collaborators``."""
    people = [_person(number, name, push) for number, (name, push) in enumerate(state.people.items(), 1)]
    return Answer(200, page_of(people, call.asked))


def _person(number: int, name: str, push: bool) -> dict[str, Any]:
    permissions = {"pull": True, "push": push, "admin": False}
    known = {"login": name, "id": number, "type": "User", "site_admin": False}
    return {**known, "role_name": "write" if push else "read", "permissions": permissions}


def of_organization(call: Call) -> Answer:
    """``GET /orgs/{org}/repos``."""
    return _owned(call, call.names["org"], {"Organization"})


def of_user(call: Call) -> Answer:
    """``GET /users/{username}/repos``; organizations answer here too."""
    return _owned(call, call.names["username"], {"Organization", "User"})


def _owned(call: Call, login: str, kinds: set[str]) -> Answer:
    account = call.world.account(login)
    if account is None or account[1] not in kinds:
        return not_found()
    states = page_of(call.world.owned_by(login), call.asked)
    return Answer(200, [shapes.repository(state, "minimal-repository") for state in states])


def mine(call: Call) -> Answer:
    """``GET /user/repos``."""
    states = page_of(call.world.owned_by(call.world.login), call.asked)
    return Answer(200, [shapes.repository(state, "repository") for state in states])


def me(call: Call) -> Answer:
    """``GET /user``."""
    return Answer(200, {**sample_of("private-user"), **shapes.user(call.world.login)})


def account(call: Call) -> Answer:
    """``GET /users/{username}``; organizations answer here too."""
    found = call.world.account(call.names["username"])
    if found is None:
        return not_found()
    return Answer(200, {**sample_of("public-user"), **shapes.user(*found)})


def fork(call: Call, state: RepositoryState) -> Answer:
    """``POST /repos/{owner}/{repo}/forks``: an existing fork is given back; git objects of a new one come later.

    Source: https://docs.github.com/en/rest/repos/forks#create-a-fork
    """
    body, world = call.asked.body or {}, call.world
    if not state.allows_forks:
        return refusal(403, "The repository exists, but forking is disabled.")
    if state.head is None:
        return refusal(
            403, "The repository exists, but it contains no Git content. Empty repositories cannot be forked."
        )
    owner = world.account(body.get("organization") or world.login)
    if owner is None:
        return invalid("Fork", field="organization", code="invalid")
    existing = next((s for s in world.repositories if s.parent is state and s.owner == owner[0]), None)
    if existing is None:
        existing = _forked(call, state, owner)
    return Answer(202, shapes.repository(existing, "full-repository"))


def _forked(call: Call, state: RepositoryState, owner: tuple[str, str]) -> RepositoryState:
    body = call.asked.body or {}
    name, taken = body.get("name") or state.name, {s.full_name.lower() for s in call.world.repositories}
    while f"{owner[0]}/{name}".lower() in taken:
        name += "-1"
    new = RepositoryState(
        *(owner[0], name, owner[1], state.default_branch),
        private=state.private,
        parent=state,
        waits=call.world.fork_delay,
        objects=state.objects,
    )
    for ref, oid in state.refs.items():
        if not body.get("default_branch_only") or ref == f"refs/heads/{state.default_branch}":
            new.move(ref, oid)
    call.world.repositories.append(new)
    return new


def forks(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/forks``."""
    found = [s for s in call.world.repositories if s.parent is state and s.permissions.get("pull", False)]
    return Answer(200, [shapes.repository(s, "minimal-repository") for s in page_of(found, call.asked)])
