"""A snapshot answers as a checkout of the same commit does, and says what it still has to be told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.pullrequest.builders import REPOSITORY
from trustpub.errors import InputError
from trustpub.github.listed import Listed
from trustpub.github.objects import EXECUTABLE, FILE, LINK, SUBMODULE, TREE, Entry, Objects, Unread, blob_id
from trustpub.github.snapshot import Place, Snapshot, Want
from trustpub.repository.local import LocalRepository

TOP = "f" * 40


def listed(tree: str | None = TOP) -> Listed:
    """A repository with a commit."""
    return REPOSITORY._replace(head="c" * 40, tree=tree)


class Commit:
    """A folder on disk as git would keep it: empty folders stand for submodules."""

    def __init__(self, folder: Path) -> None:
        self.objects = Objects()
        self.ids: dict[str, str] = {}
        self.tree = self._tree(os.fsencode(folder), "")

    def _tree(self, folder: bytes, path: str) -> str:
        entries: dict[str, Entry] = {}
        for item in os.scandir(folder):
            name = item.name.decode("utf-8", "surrogateescape")
            place = f"{path}/{name}" if path else name
            if item.is_symlink():
                entries[name] = Entry(LINK, self._blob(os.readlink(item.path)))
            elif not item.is_dir():
                with open(item.path, "rb") as file:
                    executable = item.stat().st_mode & 0o111
                    entries[name] = Entry(EXECUTABLE if executable else FILE, self._blob(file.read()))
            elif os.listdir(item.path):
                entries[name] = Entry(TREE, self._tree(item.path, place))
            else:
                entries[name] = Entry(SUBMODULE, "5" * 40)
            self.ids[place] = entries[name].id
        made = blob_id(repr(sorted(entries.items())).encode("utf-8", "surrogateescape"), TOP)
        self.objects.trees[made] = entries
        return made

    def _blob(self, data: bytes) -> str:
        made = blob_id(data, TOP)
        self.objects.blobs[made] = data
        return made

    def tell(self, snapshot: Snapshot) -> None:
        """Give a snapshot what it wants."""
        for want in list(snapshot.wanted):
            found = want.id or self.ids.get(want.path or "")
            if found in self.objects.trees:
                snapshot.objects.trees[found] = self.objects.trees[found]
            elif found in self.objects.blobs:
                snapshot.objects.blobs[found] = self.objects.blobs[found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout with what may be in one."""
    if os.name == "nt":
        pytest.skip("links need a right there")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("no")
    top = tmp_path / "checkout"
    for name, text in {
        "Makefile": "all:\n",
        "a/b/c/deep.txt": "deep",
        ".github/workflows/ci.yml": "on: push\n",
        "tools/release.sh": "#!/bin/sh\n",
        "empty": "",
        "dir.with.dots/x": "x",
        "dir.with.dots.txt": "y",
        "ünï/cödé.txt": "z",
    }.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    (top / "tools/release.sh").chmod(0o755)
    (top / "crlf").write_bytes(b"a\r\nb\xff\0")
    (top / "vendor").mkdir()
    if sys.platform == "linux":  # elsewhere file systems take no such name
        with open(os.fsencode(top) + b"/latin-\xe9", "wb") as file:
            file.write(b"latin")
    for name, target in {
        "link": "Makefile",
        "to-folder": "a/b",
        "a/up": "../Makefile",
        "a/b/chain": "../../link",
        "broken": "nowhere/at/all",
        "loop": "loop",
        "circle-1": "circle-2",
        "circle-2": "circle-1",
        "out": "../outside/secret",
        "absolute": "/etc/passwd",
        "self": ".",
        "to-vendor": "vendor",
        "a/through": "../to-folder/c",
        "slash": "a/b/",
    }.items():
        (top / name).symlink_to(target)
    return top


PATHS = [
    "",
    ".",
    "./",
    "Makefile",
    "./Makefile",
    "Makefile/",
    "Makefile/x",
    "Makefile/../Makefile",
    "nothing/../Makefile",
    "a",
    "a/",
    "a//b",
    "a/b/c/deep.txt",
    "a/b/c/none.txt",
    "a/b/../b/c/deep.txt",
    "x/y/z",
    "link",
    "link/",
    "to-folder",
    "to-folder/",
    "to-folder/c/deep.txt",
    "to-folder/../../Makefile",
    "to-folder/../up",
    "a/up",
    "a/b/chain",
    "a/through/deep.txt",
    "slash/c",
    "self",
    "self/self/self/Makefile",
    "broken",
    "broken/x",
    "loop",
    "loop/x",
    "circle-1",
    "out",
    "out/x",
    "absolute",
    "..",
    "../outside/secret",
    "a/../../outside",
    "/etc/passwd",
    "null\0character",
    "vendor",
    "vendor/",
    "vendor/x",
    "to-vendor",
    "empty",
    "crlf",
    "tools/release.sh",
    "dir.with.dots",
    "dir.with.dots/x",
    "ünï",
    "ünï/cödé.txt",
    "latin-\udce9",
    "latin-\udce9/x",
    ".github/workflows",
    ".github/workflows/ci.yml",
    ".github/actions",
    *(["makefile"] if sys.platform == "linux" else []),  # elsewhere that is the same file
]


def outcome(function: Callable[[str], Any], path: str) -> Any:
    """The value, or the words of the error."""
    try:
        return function(path)
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("path", PATHS)
def test_it_answers_as_a_checkout(folder: Path, path: str) -> None:
    """With all known, `read` and `list` give what they give for a folder on disk, errors included."""
    commit, local = Commit(folder), LocalRepository(str(folder))
    snapshot = Snapshot(listed(commit.tree))
    snapshot.objects = commit.objects
    assert outcome(snapshot.read, path) == outcome(local.read, path)
    assert outcome(snapshot.list, path) == outcome(local.list, path)
    assert not snapshot.missing


@pytest.mark.parametrize("path", PATHS)
def test_it_gets_there_by_what_it_asks_for(folder: Path, path: str) -> None:
    """With nothing known, it wants what leads to the same answer in a few rounds, and then wants nothing more."""
    commit, local = Commit(folder), LocalRepository(str(folder))
    snapshot = Snapshot(listed(commit.tree))
    for number in range(8):
        snapshot.begin()
        found = outcome(snapshot.read, path), outcome(snapshot.list, path)
        if not snapshot.missing:
            break
        assert number < 7 and snapshot.wanted
        commit.tell(snapshot)
    assert found == (outcome(local.read, path), outcome(local.list, path))


def test_a_deep_path_takes_one_round(folder: Path) -> None:
    """All folders on the way and the file itself are wanted at once, by their paths where the ids are not known."""
    commit = Commit(folder)
    snapshot = Snapshot(listed(commit.tree))
    assert snapshot.read("a/b/c/deep.txt") is None
    assert snapshot.missing == {"a/b/c/deep.txt"}
    assert list(snapshot.wanted) == [
        Want(commit.tree, None),
        *(Want(None, path) for path in ("a", "a/b", "a/b/c", "a/b/c/deep.txt")),
    ]
    commit.tell(snapshot)
    snapshot.begin()
    assert snapshot.read("a/b/c/deep.txt") == b"deep" and not snapshot.missing


def test_what_a_known_folder_does_not_have_is_not_asked_for(folder: Path) -> None:
    """A name that is not in a listed folder is known not to be there."""
    commit = Commit(folder)
    snapshot = Snapshot(listed(commit.tree))
    snapshot.objects.trees[commit.tree] = commit.objects.trees[commit.tree]
    for path in ("tox.ini", "nox/file.py", "Makefile/x"):
        assert snapshot.read(path) is None
        assert snapshot.list(path) == []
    assert not snapshot.missing


def test_a_name_that_is_no_utf_8_is_reached_by_ids(folder: Path) -> None:
    """No query can hold such a path."""
    commit = Commit(folder)
    snapshot = Snapshot(listed(commit.tree))
    assert snapshot.read("latin-\udce9/x") is None
    assert list(snapshot.wanted) == [Want(commit.tree, None)]


def test_a_file_that_a_query_could_not_give_is_wanted_as_bytes(folder: Path) -> None:
    """And one that is too large is refused with the words that a checkout has for it."""
    commit = Commit(folder)
    snapshot = Snapshot(listed(commit.tree))
    snapshot.objects.trees = commit.objects.trees
    snapshot.objects.blobs[commit.ids["crlf"]] = Unread(7)
    snapshot.objects.blobs[commit.ids["Makefile"]] = Unread(5_000_001)
    assert snapshot.read("crlf") is None
    assert list(snapshot.wanted) == [Want(commit.ids["crlf"], None, is_raw=True)]
    with pytest.raises(InputError, match=r"^Makefile: the file has 5 MB; files over 5 MB are not read$"):
        snapshot.read("Makefile")


def test_at_the_end_what_is_not_known_is_an_error(folder: Path) -> None:
    """Nothing is taken for missing from the repository only because it was not fetched."""
    snapshot = Snapshot(listed())
    snapshot.begin(is_final=True)
    with pytest.raises(InputError, match=r"^a/b: it is not read: too many files"):
        snapshot.read("a/b")
    with pytest.raises(InputError, match="it is not read"):
        snapshot.list("")


def test_an_empty_repository_has_no_files() -> None:
    """There is no commit to look into."""
    snapshot = Snapshot(listed(None)._replace(head=None))
    assert (snapshot.list(""), snapshot.read("x"), snapshot.path) == ([], None, "octo-org/sampler")


def test_it_says_who_it_is(folder: Path) -> None:
    """Owner, name and the commit's short form."""
    snapshot = Snapshot(listed())
    assert snapshot.path == "octo-org/sampler@ccccccc"
    assert snapshot.identity() == ("octo-org", "sampler")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("tools/release.sh", ("tools/release.sh", EXECUTABLE)),
        ("a/b/chain", ("Makefile", FILE)),
        ("a", None),
        ("vendor", None),
        ("none", None),
    ],
)
def test_where_a_file_really_is(folder: Path, path: str, place: tuple[str, int] | None) -> None:
    """What is written goes there, with the mode that is there."""
    commit = Commit(folder)
    snapshot = Snapshot(listed(commit.tree))
    snapshot.objects = commit.objects
    assert snapshot.place(path) == (None if place is None else Place(*place, commit.ids[place[0]]))
