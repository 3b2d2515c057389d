"""Git's objects, kept in memory under the ids that git itself gives them.

Source of the formats: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects and git's ``Documentation/gitformat-*``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

FILE, PROGRAM, LINK, SUBMODULE, FOLDER = "100644", "100755", "120000", "160000", "040000"


class Entry(NamedTuple):
    """What a tree says of one name: the mode with six digits, and the id."""

    mode: str
    oid: str

    @property
    def kind(self) -> str:
        """The object's type as git names it."""
        return {FOLDER: "tree", SUBMODULE: "commit"}.get(self.mode, "blob")


class Stamp(NamedTuple):
    """Who did something and when: name, address, seconds since 1970, always in UTC."""

    name: str
    email: str
    seconds: int

    def __str__(self) -> str:
        return f"{self.name} <{self.email}> {self.seconds} +0000"


class Commit(NamedTuple):
    """A commit, read."""

    tree: str
    parents: tuple[str, ...]
    author: Stamp
    committer: Stamp
    message: str


class Objects:
    """Objects of a repository and its forks; they share them, as GitHub's do."""

    def __init__(self) -> None:
        self.stored: dict[str, tuple[str, bytes]] = {}

    def put(self, kind: str, data: bytes) -> str:
        """Keep an object; its id."""
        oid = hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(data), data), usedforsecurity=False).hexdigest()
        self.stored[oid] = (kind, data)
        return oid

    def kind(self, oid: str) -> str | None:
        """The type of an object; None for one that is not there."""
        found = self.stored.get(oid)
        return None if found is None else found[0]

    def data(self, oid: str) -> bytes:
        """The bytes of an object that is there."""
        return self.stored[oid][1]

    def tree(self, entries: Mapping[str, Entry]) -> str:
        """Keep a tree of names directly in it; its id. Git sorts folders as if their names ended in a slash.

        Bytes of a name that are no UTF-8 are given as Python gives those of file names.
        """

        def place(item: tuple[str, Entry]) -> bytes:
            return _bytes(item[0]) + (b"/" if item[1].mode == FOLDER else b"")

        lines = (
            b"%s %s\0%s" % (entry.mode.lstrip("0").encode(), _bytes(name), bytes.fromhex(entry.oid))
            for name, entry in sorted(entries.items(), key=place)
        )
        return self.put("tree", b"".join(lines))

    def entries(self, tree: str) -> dict[str, Entry]:
        """The names directly in a tree."""
        data, at, found = self.data(tree), 0, {}
        while at < len(data):
            end = data.index(b"\0", at)
            mode, _, name = data[at:end].partition(b" ")
            found[name.decode("utf-8", "surrogateescape")] = Entry(
                mode.decode().zfill(6), data[end + 1 : end + 21].hex()
            )
            at = end + 21
        return found

    def commit(
        self, tree: str, parents: Iterable[str], message: str, author: Stamp, committer: Stamp | None = None
    ) -> str:
        """Keep a commit; its id."""
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {author}", f"committer {committer or author}", "", message]
        return self.put("commit", "\n".join(lines).encode())

    def read_commit(self, oid: str) -> Commit:
        """A commit that is there; a signature in it is passed over."""
        head, _, message = self.data(oid).decode("utf-8", "replace").partition("\n\n")
        lines = [line.partition(" ")[::2] for line in head.split("\n")]
        values = {key: value for key, value in lines if key in ("tree", "author", "committer")}
        parents = tuple(value for key, value in lines if key == "parent")
        return Commit(values["tree"], parents, _stamp(values["author"]), _stamp(values["committer"]), message)

    def history(self, commit: str) -> Iterator[str]:
        """A commit and all that came before it, nearest first."""
        waiting, seen = [commit], {commit}
        while waiting:
            oid = waiting.pop(0)
            yield oid
            new = [parent for parent in self.read_commit(oid).parents if parent not in seen]
            seen.update(new)
            waiting += new


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _stamp(text: str) -> Stamp:
    name, _, rest = text.partition(" <")
    email, _, when = rest.partition("> ")
    return Stamp(name, email, int(when.split()[0]))
