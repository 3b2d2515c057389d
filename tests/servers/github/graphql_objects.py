"""Git's objects and references as GraphQL shows them.

Each object is a dictionary of values, and of functions of what was asked for where a value has arguments or costs
something. A field that no dictionary has is a fault of the local GitHub, and is said to be one.
"""

from __future__ import annotations

import base64
from typing import Any

from tests.servers.github import shapes, trees
from tests.servers.github.graphql_lists import connection
from tests.servers.github.objects import Entry, Stamp
from tests.servers.github.repositories import resolve
from tests.servers.github.state import RepositoryState

LONGEST_TEXT = 512_000
"""Bytes of a file from which on GitHub cuts its text."""


def by_expression(state: RepositoryState, expression: str) -> dict[str, Any] | None:
    """What ``git rev-parse`` finds for ``REVISION`` or ``REVISION:PATH``, a revision being a branch, a tag or an id."""
    revision, colon, path = expression.partition(":")
    oid = resolve(state, revision) or (revision if state.objects.kind(revision) is not None else None)
    if oid is None or not colon:
        return None if oid is None else by_id(state, oid)
    tree = state.objects.read_commit(oid).tree if state.objects.kind(oid) == "commit" else oid
    if state.objects.kind(tree) != "tree":
        return None
    entry = trees.at(state.objects, tree, path)
    return None if entry is None or entry.kind == "commit" else by_id(state, entry.oid)


def by_id(state: RepositoryState, oid: str) -> dict[str, Any] | None:
    """An object; None for one that is not there."""
    kind = state.objects.kind(oid)
    shape = {"commit": commit, "tree": _tree, "blob": _blob}.get(kind or "")
    if shape is None:
        return None
    known = {"id": f"{oid[:20]}", "oid": oid, "abbreviatedOid": oid[:7]}
    links = {"commitUrl": f"https://github.com/{state.full_name}/commit/{oid}"}
    return {**known, **links, **shape(state, oid)}


def commit(state: RepositoryState, oid: str) -> dict[str, Any]:
    """A commit."""
    read = state.objects.read_commit(oid)
    headline, _, rest = read.message.strip("\n").partition("\n")
    return {
        "__typename": "Commit",
        "oid": oid,
        "id": oid[:20],
        "message": read.message.rstrip("\n"),
        "messageHeadline": headline,
        "messageBody": rest.strip("\n"),
        "authoredDate": shapes.stamp(read.author)["date"],
        "committedDate": shapes.stamp(read.committer)["date"],
        "author": _person(read.author),
        "committer": _person(read.committer),
        "url": f"https://github.com/{state.full_name}/commit/{oid}",
        "tree": lambda info: by_id(state, read.tree),
        "parents": lambda info, **given: connection(read.parents, lambda one: by_id(state, one), given),
        "history": lambda info, **given: connection(
            list(state.objects.history(oid)), lambda one: by_id(state, one), given
        ),
    }


def _person(stamp: Stamp) -> dict[str, Any]:
    return {"__typename": "GitActor", "user": None, **shapes.stamp(stamp)}


def _tree(state: RepositoryState, oid: str) -> dict[str, Any]:
    entries = state.objects.entries(oid).items()
    return {"__typename": "Tree", "entries": lambda info: [_entry(state, name, entry) for name, entry in entries]}


def _entry(state: RepositoryState, name: str, entry: Entry) -> dict[str, Any]:
    return {
        "name": name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
        "nameRaw": base64.b64encode(name.encode("utf-8", "surrogateescape")).decode(),
        "type": entry.kind,
        "mode": int(entry.mode, 8),
        "oid": entry.oid,
        "size": len(state.objects.data(entry.oid)) if entry.kind == "blob" else 0,
        "object": lambda info: by_id(state, entry.oid),
    }


def _blob(state: RepositoryState, oid: str) -> dict[str, Any]:
    data = state.objects.data(oid)
    is_binary = b"\0" in data[:8000]
    return {
        "__typename": "Blob",
        "byteSize": len(data),
        "isBinary": is_binary,
        "isTruncated": len(data) > LONGEST_TEXT,
        "text": None if is_binary else _text(data),
    }


def _text(data: bytes) -> str:
    """The text of a file; GitHub turns other encodings into UTF-8 without saying so."""
    try:
        return data[:LONGEST_TEXT].decode()
    except UnicodeDecodeError:
        return data[:LONGEST_TEXT].decode("latin-1")


def ref(state: RepositoryState, name: str) -> dict[str, Any] | None:
    """A reference, by its full name or, where there is none of that, its short one."""
    full = next((one for one in (name, f"refs/heads/{name}", f"refs/tags/{name}") if one in state.refs), None)
    if full is None:
        return None
    oid, prefix = state.refs[full], "/".join(full.split("/")[:2]) + "/"
    known = {"id": f"REF_{state.number}_{full}", "name": full[len(prefix) :], "prefix": prefix}
    return {**known, "target": lambda info: by_id(state, oid)}
