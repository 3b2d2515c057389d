"""Paths and texts inside a checkout, bounded."""

from __future__ import annotations

import posixpath
import re

from trustpub.errors import InputError
from trustpub.repository.base import Repository

MAX_FILE = 400_000
"""Bytes of the largest file that is read as a recipe; those that people write are far smaller."""
MAX_FILES = 100
"""How many files one recipe may lead to."""

CHECKOUT = "$__CHECKOUT__"
"""Stands for the absolute path of the checkout while a recipe is read; `shown` takes it out again."""

_WORKSPACES = re.compile(
    r"\$__CHECKOUT__(?!\w)|\$GITHUB_WORKSPACE(?!\w)|\$\{GITHUB_WORKSPACE\}|\$\{\{\s*github\.workspace\s*\}\}|/github/workspace(?=/|$)"
)


class Files:
    """The files of a checkout as texts, each read once. ``problems`` collects why some could not be."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.problems: list[str] = []
        self._texts: dict[str, str | None] = {}

    def text(self, path: str) -> str | None:
        """The text of a file; None when there is none, or it cannot be read (which is then noted as a problem)."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _read(self, path: str) -> str | None:
        if not is_inside(path):
            self.problems.append(f"{path} lies outside the checkout")
            return None
        if len(self._texts) >= MAX_FILES:
            self.problems.append(f"{path} is not read: the recipe leads to too many files")
            return None
        try:
            data = self.repository.read(path)
        except InputError as error:
            self.problems.append(str(error))
            return None
        if data is None:
            return None
        if len(data) > MAX_FILE:
            self.problems.append(f"{path} is not read: it has more than {MAX_FILE // 1000} kB")
            return None
        return data.decode(errors="replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\0", "\ufffd")

    def first(self, folder: str, names: tuple[str, ...]) -> tuple[str, str] | None:
        """Path and text of the first of these files that is in a folder."""
        for name in names:
            path = join(folder, name)
            text = self.text(path)
            if text is not None:
                return path, text
        return None

    def names(self, folder: str) -> list[str]:
        """The names in a folder, as `Repository.list` gives them; [] when they cannot be told."""
        if not is_inside(folder):
            return []
        try:
            return self.repository.list(folder)
        except InputError:
            return []

    def exists(self, path: str) -> bool:
        """Whether there is a file or a folder of that path."""
        parent, _, name = join("", path).rpartition("/")
        names = self.names(parent)
        return name in names or f"{name}/" in names


def join(folder: str, path: str) -> str:
    """A path seen from the checkout's root; absolute, or with ``..`` or ``$`` in front, when it lies elsewhere."""
    workspace = _WORKSPACES.match(path)
    if workspace is not None:
        folder, path = "", path[workspace.end() :].lstrip("/")
    place = posixpath.normpath(posixpath.join(folder, path))
    return "" if place == "." else place


_SHOWN = re.compile(r"\$__CHECKOUT__(?P<rest>(?:/[\w.@%+,*?\[\]-]+)*)(?P<slash>/?)")


def shown(text: str, folder: str) -> str:
    """A text with absolute paths of the checkout as they are seen from a folder of it."""
    if CHECKOUT not in text:
        return text
    if not is_inside(folder):
        return text.replace(CHECKOUT, "$GITHUB_WORKSPACE")
    return _SHOWN.sub(lambda m: relative(join("", m["rest"].lstrip("/")), folder) + m["slash"], text)


def relative(path: str, folder: str) -> str:
    """A path of the checkout as seen from one of its folders."""
    return posixpath.relpath(path or ".", folder or ".") if is_inside(path) and is_inside(folder) else path


def is_inside(path: str) -> bool:
    """Whether a joined path lies in the checkout for certain."""
    return (
        not path.startswith(("/", "~"))
        and path != ".."
        and not path.startswith("../")
        and not re.search(r"[$`\0]", path)
    )
