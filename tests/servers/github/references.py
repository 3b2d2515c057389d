"""Branches and tags of the git database, and what may not be done to them.

Source: https://docs.github.com/en/rest/git/refs; what the documentation leaves out is marked.
"""

from __future__ import annotations

import re
from typing import Any

from tests.servers.github import shapes, trees
from tests.servers.github.answers import not_found, page_of, refusal
from tests.servers.github.repositories import resolve
from tests.servers.github.state import RepositoryState
from tests.servers.github.world import WORKFLOWS, Call, World
from tests.servers.http import Answer
from tests.servers.openapi import sample_of

_BAD_NAME = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|\.lock(/|$)|/\.|\.$|/$")
"""What ``git check-ref-format`` does not allow in a name; https://git-scm.com/docs/git-check-ref-format."""


def get(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/git/ref/{ref}``."""
    ref = f"refs/{call.names['ref']}"
    if not state.refs:
        return refusal(409, "Git Repository is empty.")
    return Answer(200, _shape(state, ref)) if ref in state.refs else not_found()


def post(call: Call, state: RepositoryState) -> Answer:
    """``POST /repos/{owner}/{repo}/git/refs``."""
    ref, oid = call.asked.body["ref"], call.asked.body["sha"]
    if not ref.startswith("refs/") or ref.count("/") < 2 or _BAD_NAME.search(ref):
        return refusal(422, f"{ref} is not a valid ref name.")
    if ref in state.refs:
        return refusal(422, "Reference already exists")
    if state.objects.kind(oid) != "commit":
        return refusal(422, "Object does not exist")
    # A branch cannot be where another one has a folder.
    if any(other.startswith(f"{ref}/") or ref.startswith(f"{other}/") for other in state.refs):
        return refusal(422, "Reference update failed")
    if changed_workflow(call.world, state, oid) is not None:
        return not_found()
    state.move(ref, oid)
    return Answer(201, _shape(state, ref))


def patch(call: Call, state: RepositoryState) -> Answer:
    """``PATCH /repos/{owner}/{repo}/git/refs/{ref}``; 422 too for one that is not there, which is undocumented."""
    ref, oid = f"refs/{call.names['ref']}", call.asked.body["sha"]
    if ref not in state.refs:
        return refusal(422, "Reference does not exist")
    if state.objects.kind(oid) != "commit":
        return refusal(422, "Object does not exist")
    if _is_protected(state, ref):
        return refusal(422, "Changes must be made through a pull request.")
    if not call.asked.body.get("force") and state.refs[ref] not in state.objects.history(oid):
        return refusal(422, "Update is not a fast forward")
    if changed_workflow(call.world, state, oid) is not None:
        return not_found()
    state.move(ref, oid)
    return Answer(200, _shape(state, ref))


def delete(call: Call, state: RepositoryState) -> Answer:
    """``DELETE /repos/{owner}/{repo}/git/refs/{ref}``."""
    ref = f"refs/{call.names['ref']}"
    if ref not in state.refs:
        return refusal(422, "Reference does not exist")
    if ref == f"refs/heads/{state.default_branch}":
        return refusal(422, "Cannot delete the default branch")
    state.move(ref, None)
    return Answer(204)


def branch(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/branches/{branch}``."""
    name = call.names["branch"]
    oid = state.branch(name)
    if oid is None:
        return not_found()
    sample = sample_of("branch-with-protection")
    protected = _is_protected(state, f"refs/heads/{name}")
    return Answer(200, {**sample, "name": name, "commit": _commit(state, oid), "protected": protected})


def commits(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/commits``: from a branch or commit on, newest first."""
    if state.head is None:
        return refusal(409, "Git Repository is empty.")
    oid = resolve(state, call.asked.query.get("sha", state.default_branch))
    if oid is None:
        return not_found()
    return Answer(200, [_commit(state, found) for found in page_of(list(state.objects.history(oid)), call.asked)])


def commit(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/commits/{ref}``."""
    oid = resolve(state, call.names["ref"])
    if oid is None:
        return refusal(422, f"No commit found for SHA: {call.names['ref']}")
    return Answer(200, _commit(state, oid))


def changed_workflow(world: World, state: RepositoryState, commit: str) -> str | None:
    """A workflow in a commit that no branch has like that and that the token may not put there; None without one."""
    if world.may_change_workflows():
        return None
    others = [state.objects.read_commit(oid).tree for oid in state.refs.values()]
    found = trees.changed(state.objects, state.objects.read_commit(commit).tree, others, WORKFLOWS)
    return found[0] if found else None


def _is_protected(state: RepositoryState, ref: str) -> bool:
    return state.is_protected and ref == f"refs/heads/{state.default_branch}"


def _shape(state: RepositoryState, ref: str) -> dict[str, Any]:
    here = f"{shapes.API}/repos/{state.full_name}/git"
    oid = state.refs[ref]
    target = {"type": "commit", "sha": oid, "url": f"{here}/commits/{oid}"}
    return {"ref": ref, "node_id": "x", "url": f"{here}/{ref}", "object": target}


def _commit(state: RepositoryState, oid: str) -> dict[str, Any]:
    read = state.objects.read_commit(oid)
    parents = [{"sha": parent, "url": f"{shapes.API}/x"} for parent in read.parents]
    told = {
        **sample_of("commit")["commit"],
        "author": shapes.stamp(read.author),
        "committer": shapes.stamp(read.committer),
        "message": read.message,
        "tree": {"sha": read.tree, "url": f"{shapes.API}/x"},
    }
    return {**sample_of("commit"), "sha": oid, "commit": told, "parents": parents}
