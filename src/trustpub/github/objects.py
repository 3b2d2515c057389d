"""Git's objects, kept by their ids: what is known of a repository's folders and files, and that it is what git has.

Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from trustpub.errors import InputError

TREE, FILE, EXECUTABLE, LINK, SUBMODULE = 0o040000, 0o100644, 0o100755, 0o120000, 0o160000
"""The modes that git gives entries of a folder; a file of another mode is an old one's."""


class Entry(NamedTuple):
    """An entry of a folder: its mode, and the id of what it leads to (of a submodule, a commit elsewhere)."""

    mode: int
    id: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file."""
        return self.mode not in (TREE, LINK, SUBMODULE)


class Unread(NamedTuple):
    """A file whose bytes a query did not give: too long for it, binary, or in another encoding than UTF-8."""

    size: int


Tree = Mapping[str, Entry]
"""A folder: entries by name; bytes of a name that are no UTF-8 are kept as Python keeps those of file names."""


class Objects:
    """The objects that are known so far, of one repository."""

    def __init__(self) -> None:
        self.trees: dict[str, Tree] = {}
        self.blobs: dict[str, bytes | Unread | InputError] = {}


def blob_id(data: bytes, like: str) -> str:
    """The id that git gives a file's bytes, by the hash that another id has: SHA-1, or SHA-256 for the longer ones."""
    made = hashlib.sha256() if len(like) == 64 else hashlib.sha1(usedforsecurity=False)
    made.update(b"blob %d\0" % len(data))
    made.update(data)
    return made.hexdigest()
