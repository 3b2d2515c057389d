"""The file of a journal: where it lies, who may write it, what it holds, and what happens when it cannot be read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from trustpub.campaign.targets import Target
from trustpub.errors import TrustpubError
from trustpub.state.folder import make_private, reason, state_folder

SCHEMA = 1
_APPLICATION = 0x74707562
"""Marks the file as a journal of trustpub; see https://www.sqlite.org/pragma.html#pragma_application_id."""
_FOLDER = "campaigns"
_PARTS = ("", "-wal", "-shm")
"""The files of one database in WAL mode; see https://www.sqlite.org/walformat.html#files_on_disk."""

_TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE campaign (
  number INTEGER PRIMARY KEY,
  started TEXT NOT NULL,
  finished TEXT,
  options TEXT NOT NULL,
  requests INTEGER NOT NULL
);
CREATE TABLE repository (
  full_name TEXT PRIMARY KEY,
  campaign INTEGER NOT NULL REFERENCES campaign,
  changed TEXT NOT NULL,
  step TEXT,
  detail TEXT,
  opened TEXT,
  basis TEXT,
  record TEXT
);
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {SCHEMA};
COMMIT;
"""


class JournalError(TrustpubError):
    """The journal cannot be read or written."""


class _Broken(Exception):  # noqa: N818 - never leaves this module
    """The file is no journal; its text says why."""


def journal_path(environment: Mapping[str, str], host: str, target: Target) -> str:
    """The journal of a target on a host, be there one or not; nothing is made."""
    words = re.sub(r"[^a-z0-9._-]+", "-", target.key.lower())[-60:].strip(".-")
    digest = hashlib.sha256(f"{host}\n{target.key}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return os.path.join(state_folder(environment), _FOLDER, f"{words}-{digest}.sqlite3")


def make_folder(environment: Mapping[str, str]) -> None:
    """Make the folder of the journals, which only the user may look into.

    Raises:
        TrustpubError: it cannot be made.
    """
    above = state_folder(environment)
    make_private(above)
    make_private(os.path.join(above, _FOLDER))


def connect(path: str) -> tuple[sqlite3.Connection, str | None]:
    """A connection to a journal, which is made when it is missing; and a sentence when there was one that is broken.

    A broken one is kept under another name: what it knew is on GitHub too, so nothing is done twice without it.

    Raises:
        JournalError: it cannot be opened, or a later trustpub wrote it.
    """
    try:
        return _connect(path), None
    except _Broken as error:
        kept = _set_aside(path)
        sentence = (
            f"the journal {path} cannot be understood ({error}); it is kept as {kept}, and what was done so far is "
            "read from GitHub"
        )
        try:
            return _connect(path), sentence
        except _Broken as again:
            raise JournalError(f"the journal {path} cannot be written: {again}; see to the disk") from None


def connect_to_read(path: str) -> sqlite3.Connection | None:
    """A connection to a journal that is there, for reading, also while a campaign writes it; None when there is none.

    Raises:
        JournalError: it cannot be read.
    """
    if not os.path.exists(path):
        return None
    try:
        return _connect(path)
    except _Broken as error:
        raise JournalError(
            f"the journal {path} cannot be understood ({error}); move it away, and what was done is read from GitHub"
        ) from None


@contextmanager
def explained(path: str) -> Iterator[None]:
    """Turn SQLite's errors into a sentence.

    Raises:
        JournalError: the body failed.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise JournalError(
            f"the journal {path} cannot be used: {error}; see to the disk and go on with the same command"
        ) from None


def _connect(path: str) -> sqlite3.Connection:
    connection = None
    try:
        # Made for the user alone before SQLite opens it: it gives its other files the same rights.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        _prepare(connection, path)
    except OSError as error:
        raise JournalError(f"the journal {path} cannot be opened: {reason(error)}") from None
    except sqlite3.OperationalError as error:
        _close(connection)
        raise JournalError(f"the journal {path} cannot be used: {error}; see to the disk, or move it away") from None
    except sqlite3.DatabaseError as error:
        _close(connection)
        raise _Broken(str(error)) from None
    except (_Broken, JournalError):
        _close(connection)
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    """Check what the file is, and make the tables of a new one."""
    version, application = _pragma(connection, "user_version"), _pragma(connection, "application_id")
    if application == _APPLICATION and isinstance(version, int) and version > SCHEMA:
        raise JournalError(f"a later trustpub wrote the journal {path}; it stays as it is, so update trustpub")
    if _pragma(connection, "quick_check") != "ok":
        raise _Broken("parts of it are damaged")
    is_empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    if not is_empty and (application, version) != (_APPLICATION, SCHEMA):
        raise _Broken("it holds something else")
    # What is committed is on the disk, whatever happens next: see https://www.sqlite.org/pragma.html#pragma_synchronous.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    if is_empty:
        connection.executescript(_TABLES)


def _pragma(connection: sqlite3.Connection, name: str) -> object:
    row = connection.execute(f"PRAGMA {name}").fetchone()
    return None if row is None else row[0]


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        with contextlib.suppress(sqlite3.Error):
            connection.close()


def _set_aside(path: str) -> str:
    """Keep a file as ``NAME.broken-1`` (or the next number that is free); returns the new path."""
    number = 1
    while os.path.lexists(f"{path}.broken-{number}"):
        number += 1
    kept = f"{path}.broken-{number}"
    try:
        for part in _PARTS:
            if os.path.lexists(path + part):
                os.rename(path + part, kept + part)
    except OSError as error:
        raise JournalError(f"the journal {path} cannot be set aside: {reason(error)}") from None
    return kept
