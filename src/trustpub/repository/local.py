"""A checkout on this machine."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping

from trustpub.errors import InputError

MAX_READ = 5_000_000
"""Larger files are not read; nothing that is looked for is anywhere near that size."""

_GITHUB_REMOTE = re.compile(
    r"^(?:https?://(?:[^/@]*@)?|ssh://(?:[^/@]*@)?|git://|(?:[^/@:]*@)?)(?i:(?:www\.|ssh\.)?github\.com)(?::\d+(?=/))?[/:]/?"
    r"(?P<owner>[A-Za-z0-9-]+)/(?P<name>[A-Za-z0-9._-]+?)(?:\.git)?/?$"
)


class LocalRepository:
    """The files below a folder. Symbolic links that lead out of it are refused; nothing is ever executed."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root = os.path.realpath(path)
        self._plain: set[str] = set()

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None; see `trustpub.repository.base.Repository.read`."""
        place = self.locate(path)
        try:
            status = os.stat(place)
            if not stat.S_ISREG(status.st_mode):
                return None
            if status.st_size > MAX_READ:
                size = status.st_size // 1_000_000
                raise InputError(
                    f"the file has {size} MB; files over {MAX_READ // 1_000_000} MB are not read", path=path
                )
            with open(place, "rb") as file:
                return file.read(MAX_READ + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise InputError(f"cannot be read: {_reason(error)}", path=path) from None

    def locate(self, path: str) -> str:
        """The real place of a path.

        Raises:
            InputError: it lies outside the repository.
        """
        if "\0" in path:
            raise InputError("the path holds a null character", path=path.replace("\0", "\\0"))
        if self._is_plain(path):
            return os.path.join(self.root, path)
        place = os.path.realpath(os.path.join(self.root, path))
        if place != self.root and not place.startswith(self.root.rstrip(os.sep) + os.sep):
            raise InputError("it leads out of the repository (a symbolic link or '..'), so it is not read", path=path)
        return place

    def _is_plain(self, path: str) -> bool:
        """Whether a path goes down from the root through folders, and neither up nor through a symbolic link."""
        parts = path.split("/")
        if ".." in parts or path.startswith("/") or os.sep != "/":
            return False
        place = self.root
        for number, part in enumerate(parts):
            place = f"{place}/{part}"
            if place in self._plain:
                continue
            try:
                if stat.S_ISLNK(os.lstat(place).st_mode):
                    return False
            except OSError:
                return False
            if number < len(parts) - 1:
                self._plain.add(place)
        return True

    def list(self, folder: str) -> list[str]:
        """Names directly in a folder; see `trustpub.repository.base.Repository.list`."""
        try:
            with os.scandir(self.locate(folder)) as entries:
                return sorted(entry.name + ("/" if _is_folder(entry) else "") for entry in entries)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise InputError(f"the folder cannot be read: {_reason(error)}", path=folder) from None

    def identity(self) -> tuple[str | None, str | None]:
        """Owner and name from the git remote (``origin``, else the only one), or (None, None)."""
        return github_identity(self.remotes())

    def remotes(self) -> dict[str, str]:
        """Names and addresses of the git remotes, read from git's own file (git is not run in a foreign folder)."""
        config = self._git_config()
        remotes: dict[str, str] = {}
        section = None
        for line in config.splitlines():
            line = line.strip()
            if line.startswith("["):
                match = re.match(r'(?i:\[remote) "(.*)"\]', line)
                section = match.group(1) if match else None
            elif section is not None and (match := re.match(r"(?i:url)\s*=\s*(.*)$", line)):
                remotes.setdefault(section, match.group(1).strip().strip('"'))
        return remotes

    @property
    def is_git(self) -> bool:
        """Whether the folder is the top of a git checkout."""
        return os.path.exists(os.path.join(self.root, ".git"))

    def _git_config(self) -> str:
        git = os.path.join(self.root, ".git")
        try:
            if os.path.isfile(git):  # a worktree or a submodule: "gitdir: PATH"
                with open(git, encoding="utf-8", errors="replace") as file:
                    target = file.read(4096).partition("gitdir:")[2].strip()
                git = os.path.join(self.root, target)
                common = os.path.join(git, "commondir")
                if os.path.isfile(common):
                    with open(common, encoding="utf-8", errors="replace") as file:
                        git = os.path.join(git, file.read(4096).strip())
            config = os.path.join(git, "config")
            if not os.path.isfile(config):  # opening a pipe would wait for ever
                return ""
            with open(config, encoding="utf-8", errors="replace") as file:
                return file.read(1_000_000)
        except OSError:
            return ""


def github_identity(remotes: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Owner and name on GitHub by the address of the remote ``origin``, else of the only one, or (None, None)."""
    url = remotes.get("origin") or (next(iter(remotes.values())) if len(remotes) == 1 else None)
    match = _GITHUB_REMOTE.match(url or "")
    return (match["owner"], match["name"]) if match else (None, None)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder; a link that leads to itself is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
