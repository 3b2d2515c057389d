"""The git database: blobs, trees, commits and references.

Source: https://docs.github.com/en/rest/git; where GitHub does what its documentation leaves out, the place says so.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import datetime
from typing import Any

from tests.servers.github import shapes, trees
from tests.servers.github.answers import not_found, refusal
from tests.servers.github.objects import FOLDER, Entry, Stamp
from tests.servers.github.state import RepositoryState
from tests.servers.github.world import WORKFLOWS, Call
from tests.servers.http import Answer

_MODES = {"100644", "100755", "040000", "160000", "120000"}


def get_blob(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/git/blobs/{file_sha}``."""
    oid = call.names["file_sha"]
    if state.objects.kind(oid) != "blob":
        return not_found()
    data = state.objects.data(oid)
    text = base64.encodebytes(data).decode()
    found = {"sha": oid, "node_id": "x", "url": f"{shapes.API}/x", "size": len(data)}
    return Answer(200, {**found, "content": text, "encoding": "base64"})


def post_blob(call: Call, state: RepositoryState) -> Answer:
    """``POST /repos/{owner}/{repo}/git/blobs``."""
    text, encoding = call.asked.body["content"], call.asked.body.get("encoding", "utf-8")
    try:
        data = base64.b64decode(text, validate=True) if encoding == "base64" else text.encode()
    except binascii.Error:
        return refusal(422, "content is not valid Base64")
    oid = state.objects.put("blob", data)
    return Answer(201, {"sha": oid, "url": f"{shapes.API}/repos/{state.full_name}/git/blobs/{oid}"})


def get_tree(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/git/trees/{tree_sha}``, of a tree, a commit or a branch."""
    tree = _tree_of(state, call.names["tree_sha"])
    if tree is None:
        return not_found()
    found = state.objects.entries(tree)
    # Whatever the value of "recursive" is, it is on: https://docs.github.com/en/rest/git/trees#get-a-tree
    if "recursive" in call.asked.query:
        found = _with_folders(state, tree, "")
    return Answer(200, _tree(state, tree, found))


def _with_folders(state: RepositoryState, tree: str, start: str) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for name, entry in state.objects.entries(tree).items():
        found[start + name] = entry
        if entry.mode == FOLDER:
            found |= _with_folders(state, entry.oid, f"{start}{name}/")
    return found


def _tree(state: RepositoryState, oid: str, entries: dict[str, Entry]) -> dict[str, Any]:
    here = f"{shapes.API}/repos/{state.full_name}/git/trees/{oid}"
    items: list[dict[str, Any]] = []
    for path, entry in entries.items():
        size = {"size": len(state.objects.data(entry.oid))} if entry.kind == "blob" else {}
        items.append({"path": path, "mode": entry.mode, "type": entry.kind, "sha": entry.oid, "url": here, **size})
    return {"sha": oid, "url": here, "tree": items, "truncated": False}


def _tree_of(state: RepositoryState, name: str) -> str | None:
    """The tree that an id of a tree or commit, or the name of a branch, stands for."""
    oid = state.refs.get(f"refs/heads/{name}", name)
    kind = state.objects.kind(oid)
    if kind == "commit":
        return state.objects.read_commit(oid).tree
    return oid if kind == "tree" else None


def post_tree(call: Call, state: RepositoryState) -> Answer:
    """``POST /repos/{owner}/{repo}/git/trees``.

    Without the right to change workflows, a tree with a changed one is "not found"; the documentation does not say so:
    https://github.com/github/docs/pull/4770.
    """
    body = call.asked.body
    known: dict[str, Entry] = {}
    if body.get("base_tree"):
        base = _tree_of(state, body["base_tree"])
        if base is None:
            return refusal(422, "base_tree is not a valid tree")
        known = trees.flat(state.objects, base)
    new = dict(known)
    for item in body["tree"]:
        refused = _put(state, new, item)
        if refused is not None:
            return refused
    touched = {path for path in new.keys() | known.keys() if new.get(path) != known.get(path)}
    if any(path.startswith(WORKFLOWS) for path in touched) and not call.world.may_change_workflows():
        return not_found()
    oid = trees.build(state.objects, new)
    return Answer(201, _tree(state, oid, state.objects.entries(oid)))


def _put(state: RepositoryState, tree: dict[str, Entry], item: dict[str, Any]) -> Answer | None:
    """Carry out an item of a new tree; a refusal when that cannot be done."""
    path, mode = item.get("path", ""), item.get("mode")
    if not path or any(part in ("", ".", "..", ".git") for part in path.split("/")):
        return refusal(422, "tree.path contains a malformed path component")
    if "sha" in item and "content" in item:
        return refusal(422, "Must supply either tree.sha or tree.content, but not both")
    if "sha" in item and item["sha"] is None:
        if not _take_out(tree, path):
            return refusal(422, "GitRPC::BadObjectState")
        return None
    if mode not in _MODES:
        return refusal(422, "Must supply a valid tree.mode")
    oid = item["sha"] if "sha" in item else state.objects.put("blob", item.get("content", "").encode())
    entry = Entry(mode, oid)
    if mode != "160000" and state.objects.kind(oid) != entry.kind:
        return refusal(422, f"tree.sha {oid} is not a valid {entry.kind}")
    _take_out(tree, path)
    # A file where a folder was wins, and the other way round.
    for parent in range(1, path.count("/") + 1):
        tree.pop("/".join(path.split("/")[:parent]), None)
    below = {f"{path}/{name}": e for name, e in trees.flat(state.objects, oid).items()} if mode == FOLDER else None
    tree.update({path: entry} if below is None else below)
    return None


def _take_out(tree: dict[str, Entry], path: str) -> bool:
    gone = [name for name in tree if name == path or name.startswith(f"{path}/")]
    for name in gone:
        del tree[name]
    return bool(gone)


def get_commit(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/git/commits/{commit_sha}``."""
    oid = call.names["commit_sha"]
    if state.objects.kind(oid) != "commit":
        return not_found()
    return Answer(200, shapes.git_commit(state, oid))


def post_commit(call: Call, state: RepositoryState) -> Answer:
    """``POST /repos/{owner}/{repo}/git/commits``: by the token's user, unless the body names somebody."""
    body = call.asked.body
    if state.objects.kind(body["tree"]) != "tree":
        return refusal(422, "Tree SHA does not exist")
    parents = body.get("parents", [])
    if any(state.objects.kind(parent) != "commit" for parent in parents):
        return refusal(422, "Parent SHA does not exist or is not a commit object")
    me = Stamp(call.world.login, f"{call.world.login}@users.noreply.github.com", call.world.second())
    author = _named(body.get("author"), me)
    committer = _named(body.get("committer"), author)
    oid = state.objects.commit(body["tree"], parents, body["message"], author, committer)
    return Answer(201, shapes.git_commit(state, oid))


def _named(given: dict[str, str] | None, otherwise: Stamp) -> Stamp:
    if given is None:
        return otherwise
    seconds = otherwise.seconds
    if "date" in given:
        seconds = int(datetime.fromisoformat(given["date"].replace("Z", "+00:00")).timestamp())
    return Stamp(_clean(given["name"]), _clean(given["email"]), seconds)


def _clean(text: str) -> str:
    """A name or address without what git takes out of them."""
    return re.sub(r"[<>\n]", "", text).strip()
