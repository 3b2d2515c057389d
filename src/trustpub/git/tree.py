"""The files of one commit."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from trustpub.errors import InputError
from trustpub.git.command import Command
from trustpub.git.errors import GitError
from trustpub.repository.local import MAX_READ

FILE, EXECUTABLE, LINK, FOLDER, SUBMODULE = "100644", "100755", "120000", "040000", "160000"
"""Modes of entries. Source: git-fast-import(1) and the tree objects' own format."""

_MOST_LINKS = 20


class Entry(NamedTuple):
    """One entry of a tree: its mode, the id of its object, and its name."""

    mode: str
    object: str
    name: str


class Tree:
    """Reads the trees and files of one commit; each folder is read once."""

    def __init__(self, command: Command, commit: str) -> None:
        """Take a commit by its whole id.

        Raises:
            InputError: that is no id.
        """
        if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", commit):
            raise InputError(f"{commit!r} is no id of a commit")
        self.command = command
        self.commit = commit
        self._folders: dict[str, dict[str, Entry]] = {}

    def entries(self, folder: str) -> dict[str, Entry]:
        """What lies directly in a folder ("" for the top), by name; {} when there is no such folder."""
        known = self._folders.get(folder)
        if known is None:
            if folder:
                found = self.entry(folder)
                known = self._read(found.object) if found is not None and found.mode == FOLDER else {}
            else:
                known = self._read(f"{self.commit}^{{tree}}")
            self._folders[folder] = known
        return known

    def entry(self, path: str) -> Entry | None:
        """The entry of a path, or None."""
        return self.entries(posixpath.dirname(path)).get(posixpath.basename(path))

    def blob(self, entry: Entry, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: it is too large.
            GitError: it is not here, as in a partial clone.
        """
        done = self.command.done("cat-file", "blob", entry.object, what=f"read {path}", most=MAX_READ)
        if done.is_cut:
            raise InputError(f"files over {MAX_READ // 1_000_000} MB are not read", path=path)
        return done.out

    def _read(self, tree: str) -> dict[str, Entry]:
        try:
            done = self.command.done("ls-tree", "-z", "--full-tree", tree, what=f"read commit {self.commit[:12]}")
        except GitError as error:
            if "Not a valid object name" in error.said or "not a tree object" in error.said:
                raise InputError(f"there is no commit {self.commit}", path=self.command.path) from None
            raise
        if done.is_cut:
            raise InputError("a folder of it holds too many files to be read", path=self.command.path)
        found: dict[str, Entry] = {}
        for line in done.out.decode("utf-8", "surrogateescape").split("\0")[:-1]:
            facts, _, name = line.partition("\t")
            mode, _, identifier = facts.split(" ")
            found[name] = Entry(mode, identifier, name)
        return found


class CommitRepository:
    """The files of a commit as a `trustpub.repository.base.Repository`: what git has, not what a checkout made of it.

    Line endings are those of the repository, whatever ``core.autocrlf`` and attributes make of them in the working
    tree. Symbolic links are followed inside the commit; submodules are empty folders.
    """

    def __init__(self, tree: Tree, path: str, identity: tuple[str | None, str | None]) -> None:
        self.path = path
        self._tree = tree
        self._identity = identity

    @property
    def commit(self) -> str:
        """The id of the commit."""
        return self._tree.commit

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None; see `trustpub.repository.base.Repository.read`."""
        entry = self._followed(path)
        return self._tree.blob(entry, path) if entry is not None and entry.mode in (FILE, EXECUTABLE) else None

    def list(self, folder: str) -> list[str]:
        """Names directly in a folder; see `trustpub.repository.base.Repository.list`."""
        place = self._place(folder)
        entries = {} if place is None else self._tree.entries(place)
        return sorted(entry.name + ("/" if self._is_folder(entry, place or "") else "") for entry in entries.values())

    def identity(self) -> tuple[str | None, str | None]:
        """Owner and name on GitHub, as the checkout's remotes tell them."""
        return self._identity

    def _is_folder(self, entry: Entry, folder: str) -> bool:
        if entry.mode != LINK:
            return entry.mode in (FOLDER, SUBMODULE)
        try:
            place = self._place(posixpath.join(folder, entry.name))
        except InputError:
            return False
        found = None if not place else self._tree.entry(place)
        return place == "" or (found is not None and found.mode in (FOLDER, SUBMODULE))

    def _followed(self, path: str) -> Entry | None:
        place = self._place(path)
        return self._tree.entry(place) if place else None

    def _place(self, path: str) -> str | None:
        """A path with its symbolic links followed; None where there is nothing.

        Raises:
            InputError: it leads out of the repository.
        """
        parts = [part for part in path.split("/") if part not in ("", ".")]
        place: list[str] = []
        links = 0
        while parts:
            part = parts.pop(0)
            if part == "..":
                if not place:
                    raise _outside(path)
                place.pop()
                continue
            entry = self._tree.entries("/".join(place)).get(part)
            if entry is None:
                return None
            if entry.mode != LINK:
                place.append(part)
                continue
            links += 1
            target = self._tree.blob(entry, path).decode("utf-8", "surrogateescape")
            if target.startswith("/"):
                raise _outside(path)
            if links > _MOST_LINKS:
                return None
            parts = [piece for piece in target.split("/") if piece not in ("", ".")] + parts
        return "/".join(place)


def _outside(path: str) -> InputError:
    return InputError("it leads out of the repository (a symbolic link or '..'), so it is not read", path=path)
