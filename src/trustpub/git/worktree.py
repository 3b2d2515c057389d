"""Which files of a working tree differ from a commit, found out without git's filters."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable

from trustpub.errors import InputError
from trustpub.git.tree import LINK, Tree
from trustpub.repository.local import LocalRepository


def changed(tree: Tree, paths: Iterable[str]) -> list[str]:
    """Those of some paths whose staged or present state is not the commit's.

    Git's own answer would run the programs that attributes name as filters; so the bytes are compared here.
    """
    wanted = list(dict.fromkeys(paths))
    staged = _staged(tree, wanted)
    repository = LocalRepository(tree.command.folder)
    return [path for path in wanted if _differs(tree, path, staged.get(path), repository)]


def _staged(tree: Tree, paths: list[str]) -> dict[str, tuple[str, str, bool]]:
    """The mode, the object and whether it is left out of the working tree (sparse), for each staged path."""
    if not paths:
        return {}
    said = tree.command.text("ls-files", "-s", "-t", "-z", "--", *paths, what="read the index")
    found: dict[str, tuple[str, str, bool]] = {}
    for line in said.split("\0")[:-1]:
        facts, _, path = line.partition("\t")
        tag, mode, identifier, stage = facts.split(" ")
        found[path] = (mode, identifier if stage == "0" else "", tag == "S")
    return found


def _differs(tree: Tree, path: str, staged: tuple[str, str, bool] | None, repository: LocalRepository) -> bool:
    entry = tree.entry(path)
    if entry is None or staged is None:
        there = os.path.lexists(os.path.join(repository.root, path))
        return there or staged is not None or entry is not None
    mode, identifier, is_left_out = staged
    if identifier != entry.object or mode != entry.mode:
        return True
    place = os.path.join(repository.root, path)
    if mode == LINK:
        return not os.path.islink(place) or _identifier(os.fsencode(os.readlink(place)), identifier) != identifier
    if os.path.islink(place):
        return True
    try:
        data = repository.read(path)
    except InputError:
        return True
    if data is None:
        return not (is_left_out and not os.path.lexists(place))
    return identifier not in (_identifier(data, identifier), _identifier(data.replace(b"\r\n", b"\n"), identifier))


def _identifier(data: bytes, like: str) -> str:
    """The id of a blob. Source: git's object format, SHA-1 or, with ids of 64 digits, SHA-256."""
    make = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return make(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
