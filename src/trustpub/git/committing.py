"""A new commit from a commit and some files, made of objects alone: no index, no working tree, no filter, no hook.

Sources: git-hash-object(1), git-mktree(1), git-commit-tree(1).
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from trustpub.errors import InputError
from trustpub.git.command import Command
from trustpub.git.errors import GitError, failure, spoken
from trustpub.git.identity import Identity
from trustpub.git.tree import EXECUTABLE, FILE, FOLDER, Entry, Tree


def tree_with(tree: Tree, files: Mapping[str, bytes]) -> str:
    """The id of a tree that is a commit's but for some files, which keep their modes.

    Args:
        tree: the commit.
        files: the new bytes, by path; a file that is not there yet is added.

    Raises:
        InputError: a path is no plain path, or there is something else than a file at it.
        GitError: git cannot write.
    """
    changed: dict[str, dict[str, Entry]] = {}
    for path, data in files.items():
        _check(path)
        folder, name = posixpath.split(path)
        before = tree.entry(path)
        _check_place(tree, path, before)
        mode = FILE if before is None else before.mode
        _changed(changed, tree, folder)[name] = Entry(mode, _blob(tree.command, path, data), name)
    for folder in sorted(_with_parents(changed), key=lambda folder: folder.count("/") + bool(folder), reverse=True):
        identifier = _write(tree.command, _changed(changed, tree, folder))
        if not folder:
            return identifier
        parent, name = posixpath.split(folder)
        _changed(changed, tree, parent)[name] = Entry(FOLDER, identifier, name)
    return tree.command.text("rev-parse", f"{tree.commit}^{{tree}}", what="read the commit")


def commit(command: Command, tree: str, parents: Sequence[str], message: str, author: Identity | None) -> str:
    """The id of a new commit, signed where the user's settings ask for it (``commit.gpgSign``).

    Args:
        command: the checkout.
        tree: what it holds.
        parents: the commits that it follows.
        message: its message, as it is to be.
        author: who made it; None for the user.

    Raises:
        InputError: the message cannot be one.
        GitError: git does not know who the user is, or cannot sign or write.
    """
    if "\0" in message or not message.strip():
        raise InputError("a commit's message must hold text, and no null character")
    extra = {} if author is None else {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email}
    if author is not None and committer(command) is None:
        extra |= {"GIT_COMMITTER_NAME": author.name, "GIT_COMMITTER_EMAIL": author.email}
    signs = command.settings.is_true("commit.gpgsign")
    if signs:
        command.refuse_own_programs(signing=True)
    followed = [argument for parent in parents for argument in ("-p", parent)]
    arguments = ["commit-tree", *(["-S"] if signs else []), *followed, "-F", "-", tree]
    done = command.done(
        "-c",
        "user.useConfigOnly=true",
        *arguments,
        what="commit",
        data=message.encode("utf-8", "surrogateescape"),
        extra=extra,
        allowed=(0, 1, 128),
        terminal=signs,
    )
    if done.status != 0:
        raise _refused(done.err, command)
    return done.out.decode().strip()


def committer(command: Command) -> Identity | None:
    """Who the user is by git's settings, or None when these do not tell; nothing is made up from the machine's name."""
    done = command.done(
        "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT", what="tell who you are", allowed=(0, 1, 128)
    )
    name, _, rest = done.out.decode("utf-8", "surrogateescape").partition(" <")
    email = rest.partition(">")[0]
    return Identity(name, email) if done.status == 0 and name and email else None


def _refused(said: bytes, command: Command) -> GitError:
    words = spoken(said)
    if "tell me who you are" in words or "user.useConfigOnly" in words or "auto-detection" in words:
        return GitError(
            "git does not know who you are, so nothing is committed; run 'git config --global user.name NAME' and "
            "'git config --global user.email ADDRESS', or name an author",
            words,
        )
    if "sign" in words:
        return GitError(
            f"the commit cannot be signed, as commit.gpgSign asks: {words}; see to your key, and try again", words
        )
    return failure("commit", said, command.path)


def _check(path: str) -> None:
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") or part.lower() == ".git" for part in parts):
        raise InputError("it is no path that a commit can hold", path=path.replace("\0", "\\0"))


def _check_place(tree: Tree, path: str, before: Entry | None) -> None:
    if before is not None and before.mode not in (FILE, EXECUTABLE):
        raise InputError("it is a folder, a symbolic link or a submodule in the commit, not a file", path=path)
    folder = posixpath.dirname(path)
    while folder:
        above = tree.entry(folder)
        if above is not None and above.mode != FOLDER:
            raise InputError(f"{folder} is a symbolic link, a submodule or a file in the commit", path=path)
        folder = posixpath.dirname(folder)


def _changed(changed: dict[str, dict[str, Entry]], tree: Tree, folder: str) -> dict[str, Entry]:
    if folder not in changed:
        changed[folder] = dict(tree.entries(folder))
    return changed[folder]


def _with_parents(changed: Mapping[str, object]) -> set[str]:
    found = set(changed)
    for folder in changed:
        while folder:
            folder = posixpath.dirname(folder)
            found.add(folder)
    return found


def _blob(command: Command, path: str, data: bytes) -> str:
    return command.text("hash-object", "--no-filters", "-w", "--stdin", what=f"store {path}", data=data)


def _write(command: Command, entries: Mapping[str, Entry]) -> str:
    kinds = {FOLDER: "tree", "160000": "commit"}
    lines = "".join(f"{e.mode} {kinds.get(e.mode, 'blob')} {e.object}\t{e.name}\0" for e in entries.values())
    data = lines.encode("utf-8", "surrogateescape")
    return command.text("mktree", "-z", "--missing", what="store a folder", data=data)
