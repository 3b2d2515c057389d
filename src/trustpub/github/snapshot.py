"""The files of one commit on GitHub, as far as they are known, and what was asked for and is not known yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from trustpub.errors import InputError
from trustpub.github.listed import Listed
from trustpub.github.objects import LINK, SUBMODULE, TREE, Entry, Objects, Tree, Unread
from trustpub.repository.local import MAX_READ

_MOST_LINKS = 40
_OUTSIDE = "it leads out of the repository (a symbolic link or '..'), so it is not read"


class Want(NamedTuple):
    """An object to fetch: by its id, or by its path in the commit where the id is not known yet.

    Attributes:
        is_raw: that only its bytes help, since a query showed it and could not give them.
    """

    id: str | None
    path: str | None
    is_raw: bool = False


class Place(NamedTuple):
    """Where a file really is, links followed: its path from the top of the repository, git's mode and git's id."""

    path: str
    mode: int
    id: str


class _Unknown(Exception):  # noqa: N818 - it ends a look-up, and is no fault
    """Something has to be fetched first."""

    def __init__(self, wants: Sequence[Want]) -> None:
        self.wants = wants


class Snapshot:
    """A `trustpub.repository.base.Repository` that answers from what was fetched, as a checkout of the commit would.

    What is not known is noted in `missing`, and answered as if it were not there: while anything is missing, whatever
    was made of the answers is preliminary. `trustpub.github.gathering.gather` fetches it and has the work done again.

    Attributes:
        listed: the repository and its commit.
        objects: what is known.
        missing: paths, of files and folders, that were asked for since `begin` and are not known yet.
        wanted: the objects that answer them, or lead closer to it.
    """

    def __init__(self, listed: Listed) -> None:
        self.listed = listed
        self.objects = Objects()
        self.missing: set[str] = set()
        self.wanted: dict[Want, None] = {}
        self._is_final = False

    @property
    def path(self) -> str:
        """``OWNER/NAME@COMMIT`` with the commit's short form."""
        commit = f"@{self.listed.head[:7]}" if self.listed.head else ""
        return f"{self.listed.full_name}{commit}"

    def identity(self) -> tuple[str | None, str | None]:
        """Owner and name."""
        return self.listed.owner, self.listed.name

    def begin(self, *, is_final: bool = False) -> None:
        """Forget what was missing: the work starts anew.

        Args:
            is_final: that nothing will be fetched any more; what is not known is an `InputError` from now on.
        """
        self.missing.clear()
        self.wanted.clear()
        self._is_final = is_final

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None; see `trustpub.repository.base.Repository.read`."""
        try:
            place = self._located(path)
            return None if place is None else self._bytes(place.id, path)
        except _Unknown as unknown:
            self._miss(path, unknown)
            return None

    def list(self, folder: str) -> list[str]:
        """Names directly in a folder; see `trustpub.repository.base.Repository.list`."""
        try:
            parts = self._real(folder, "the folder ")
            entry = self._entry(parts)
            if entry is None or entry.mode != TREE:  # the folder of a submodule is empty in a fresh clone
                return []
            tree = self._tree(entry.id, [])
        except _Unknown as unknown:
            self._miss(folder, unknown)
            return []
        return sorted(name + ("/" if self._is_folder([*parts, name], found) else "") for name, found in tree.items())

    def place(self, path: str) -> Place | None:
        """Where a file really is; None when there is none.

        Raises:
            InputError: it leads out of the repository, or in circles.
        """
        try:
            return self._located(path)
        except _Unknown as unknown:
            self._miss(path, unknown)
            return None

    def _located(self, path: str) -> Place | None:
        parts = self._real(path)
        entry = self._entry(parts)
        return Place("/".join(parts), entry.mode, entry.id) if entry is not None and entry.is_file else None

    def _real(self, path: str, subject: str = "") -> Sequence[str]:
        """The names on the way to a path, symbolic links followed; a name that is not there stays as it is."""
        if "\0" in path:
            raise InputError("the path holds a null character", path=path.replace("\0", "\\0"))
        if path.startswith("/"):
            raise InputError(_OUTSIDE, path=path)
        rest, parts, links = path.split("/")[::-1], list[str](), 0
        while rest:
            name = rest.pop()
            if name in ("", "."):
                continue
            if name == "..":
                if not parts:
                    raise InputError(_OUTSIDE, path=path)
                parts.pop()
                continue
            parts.append(name)
            entry = self._entry(parts, rest)
            if entry is None or entry.mode != LINK:
                continue
            links += 1
            if links > _MOST_LINKS:
                raise InputError(f"{subject}cannot be read: too many levels of symbolic links", path=path)
            target = self._bytes(entry.id, path).decode("utf-8", "surrogateescape")
            if target.startswith("/"):
                raise InputError(_OUTSIDE, path=path)
            parts.pop()
            rest += target.split("/")[::-1]
        return parts

    def _entry(self, parts: Sequence[str], rest: Sequence[str] = ()) -> Entry | None:
        """What is at a place without links on the way; ``rest``, from its end, is where the look-up goes on."""
        if self.listed.tree is None:
            return None
        entry = Entry(TREE, self.listed.tree)
        for number, part in enumerate(parts):
            if entry.mode != TREE:
                return None
            ahead = [*parts, *(name for name in reversed(rest) if name not in ("", "."))]
            found = self._tree(entry.id, _ahead(ahead, number + 1)).get(part)
            if found is None:
                return None
            entry = found
        return entry

    def _tree(self, id: str, ahead: Sequence[str]) -> Tree:  # noqa: A002 - git's word for it
        if id in self.objects.trees:
            return self.objects.trees[id]
        known = self.objects.blobs.get(id)
        if isinstance(known, InputError):
            raise known
        raise _Unknown([Want(id, None), *(Want(None, path) for path in ahead)])

    def _bytes(self, id: str, path: str) -> bytes:  # noqa: A002 - git's word for it
        data = self.objects.blobs.get(id)
        if isinstance(data, bytes):
            return data
        if isinstance(data, InputError):
            raise data.at(path)
        if isinstance(data, Unread) and data.size > MAX_READ:
            size = f"{data.size // 1_000_000} MB"
            raise InputError(f"the file has {size}; files over {MAX_READ // 1_000_000} MB are not read", path=path)
        raise _Unknown([Want(id, None, is_raw=data is not None)])

    def _is_folder(self, parts: Sequence[str], entry: Entry) -> bool:
        """Whether an entry is a folder, or a link to one."""
        if entry.mode != LINK:
            return entry.mode in (TREE, SUBMODULE)
        path = "/".join(parts)
        try:
            found = self._entry(self._real(path))
        except InputError:
            return False
        except _Unknown as unknown:
            if not self._is_final:
                self._miss(path, unknown)
            return False
        return found is not None and found.mode in (TREE, SUBMODULE)

    def _miss(self, path: str, unknown: _Unknown) -> None:
        """Note what is not known.

        Raises:
            InputError: nothing will be fetched any more.
        """
        if self._is_final:
            reason = "it is not read: too many files lead to one another for reading them from GitHub; use a checkout"
            raise InputError(reason, path=path)
        self.missing.add(path)
        self.wanted.update(dict.fromkeys(unknown.wants))


def _ahead(names: Sequence[str], depth: int) -> list[str]:
    """The paths below a folder that are likely asked for next: asking for all at once saves a request for each."""
    if ".." in names:
        return []
    try:
        "/".join(names).encode()
    except UnicodeEncodeError:  # a name that no query can hold; it is reached by the ids of the folders
        return []
    return ["/".join(names[:number]) for number in range(depth, len(names) + 1)]
