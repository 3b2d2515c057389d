"""The states on disk: one small file per repository, replaced in one go, readable by the user alone."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from trustpub.errors import InputError
from trustpub.state.folder import StateError, make_private, reason, refuse_foreign, state_folder
from trustpub.state.lock import locked
from trustpub.wizard.state import Key, State, now
from trustpub.wizard.state_json import NewerSchema, dump, load

_SUFFIX = ".json"
_MAX_SIZE = 5_000_000


class BrokenState(StateError):  # noqa: N818 - what it is, not that it is wrong
    """A state that cannot be read; `Store.set_aside` keeps its file and makes room for a new one."""


class NewerState(StateError):  # noqa: N818 - what it is, not that it is wrong
    """A state that a later trustpub wrote; it is left alone."""


class Broken(NamedTuple):
    """A file among the states that is none, and the sentence about it."""

    path: str
    message: str


class Store:
    """The folder of states.

    Args:
        folder: where trustpub keeps what it remembers; None for `trustpub.state.folder.state_folder`.

    Attributes:
        keeps: whether what is saved is there the next time.
    """

    keeps = True

    def __init__(self, folder: str | None = None) -> None:
        self._above = state_folder() if folder is None else folder
        self.folder = os.path.join(self._above, "wizard")

    def path_of(self, key: Key) -> str:
        """The file of a repository's state, be there one or not."""
        words = re.sub(r"[^a-z0-9._-]+", "-", key.identity.lower())[-60:].strip(".-")
        digest = hashlib.sha256(key.identity.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return os.path.join(self.folder, f"{words}-{digest}{_SUFFIX}")

    def load(self, key: Key) -> State | None:
        """The state of a repository; None when there is none. Nothing is changed.

        Raises:
            BrokenState: the file cannot be understood.
            NewerState: a later trustpub wrote it.
            StateError: it cannot be read, or the folder is not the user's own.
        """
        self._refuse_foreign()
        return self._read(self.path_of(key))

    def save(self, state: State) -> State:
        """Replace the repository's state, so that there is always a whole one; returns it with its new time.

        A file that cannot be understood is set aside first.

        Raises:
            NewerState: a later trustpub wrote what is there; it stays.
            StateError: it cannot be written.
        """
        make_private(self._above)
        make_private(self.folder)
        path = self.path_of(state.key)
        try:
            self._read(path)
        except BrokenState:
            self.set_aside(state.key)
        saved = dataclasses.replace(state, updated=now())
        self._replace(path, dump(saved).encode("ascii"))
        return saved

    def all(self) -> list[State | Broken]:
        """All states, those last changed first, then what cannot be read.

        Raises:
            StateError: the folder cannot be read, or is not the user's own.
        """
        self._refuse_foreign()
        try:
            names = sorted(os.listdir(self.folder))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StateError(f"{self.folder} cannot be read: {reason(error)}") from None
        states: list[State] = []
        broken: list[Broken] = []
        for name in names:
            if not name.endswith(_SUFFIX):
                continue
            path = os.path.join(self.folder, name)
            try:
                state = self._read(path)
            except StateError as error:
                broken.append(Broken(path, str(error)))
                continue
            if state is not None:
                states.append(state)
        return [*sorted(states, key=lambda state: state.updated, reverse=True), *broken]

    def forget(self, key: Key) -> bool:
        """Delete a repository's state, unless a wizard is at work on it; returns whether there was one.

        Raises:
            Busy: a wizard is at work.
            StateError: it cannot be deleted.
        """
        path = self.path_of(key)
        with self.lock(key):
            try:
                os.unlink(path)
            except FileNotFoundError:
                return False
            except OSError as error:
                raise StateError(f"{path} cannot be deleted: {reason(error)}") from None
            finally:
                with contextlib.suppress(OSError):  # Windows keeps what is open
                    os.unlink(f"{path}.lock")
        return True

    def set_aside(self, key: Key) -> str:
        """Keep a state's file as ``NAME.broken-1`` (or the next number that is free); returns the new path.

        Raises:
            StateError: it cannot be moved.
        """
        path = self.path_of(key)
        number = 1
        while os.path.lexists(f"{path}.broken-{number}"):
            number += 1
        try:
            os.rename(path, f"{path}.broken-{number}")
        except OSError as error:
            raise StateError(f"{path} cannot be set aside: {reason(error)}") from None
        return f"{path}.broken-{number}"

    @contextmanager
    def lock(self, key: Key) -> Iterator[None]:
        """Be the only wizard at work on a repository while the body runs.

        Raises:
            Busy: there is another one; the sentence names its process.
            StateError: the lock cannot be taken, as where the folder cannot be written.
        """
        make_private(self._above)
        make_private(self.folder)
        path = self.path_of(key)
        with locked(f"{path}.lock", key.shown):
            self._sweep(path)
            yield

    def _refuse_foreign(self) -> None:
        refuse_foreign(self._above)
        refuse_foreign(self.folder)

    def _read(self, path: str) -> State | None:
        try:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
            with os.fdopen(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise StateError(f"{path} is no regular file, so it is not read; move it away")
                return load(file.read(_MAX_SIZE))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StateError(f"{path} cannot be read: {reason(error)}") from None
        except NewerSchema as error:
            raise NewerState(f"{path} cannot be used: {error.message}; it stays as it is, so update trustpub") from None
        except InputError as error:
            raise BrokenState(f"{path} cannot be understood: {error.message}") from None

    def _replace(self, path: str, data: bytes) -> None:
        temporary = None
        try:
            handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=f"{os.path.basename(path)}.", suffix=".tmp")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(handle)
            os.replace(temporary, path)
            temporary = None
            _sync(self.folder)
        except OSError as error:
            raise StateError(f"{path} cannot be written: {reason(error)}") from None
        finally:
            if temporary is not None:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)

    def _sweep(self, path: str) -> None:
        """Remove what a wizard that was killed while it wrote has left; its lock is gone, so nobody writes."""
        start = f"{os.path.basename(path)}."
        for name in os.listdir(self.folder):
            if name.startswith(start) and name.endswith(".tmp"):
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(self.folder, name))


def _sync(folder: str) -> None:
    """Have the folder's new entry on the disk too, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
