"""The objects of the local GitHub are git's own: the same ids, and trees that change as git's do."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.github import RepositoryState, trees
from tests.servers.github.bare import Bare, environment
from tests.servers.github.objects import LINK, PROGRAM, Objects, Stamp

FILES = {
    "a": b"a file where others have a folder\n",
    "a.b/c": b"\x00\xff",
    "a-b": b"",
    "ab/x/y/z": b"deep\r\n",
    "ab.txt": "größer\n".encode(),
    "é/ü": b"not ASCII\n",
    'q"\\ \t`': b"quotes\n",
    "run.sh": b"#!/bin/sh\n",
    "link": b"run.sh",
}
MODES = {"run.sh": PROGRAM, "link": LINK}


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment(), check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.mark.skipif(os.name == "nt", reason="modes, links and these names are no matter of files on Windows")
def test_ids_are_those_of_git(tmp_path: Path) -> None:
    """Of files, folders and a commit, whatever the names sort like and whatever the modes."""
    git(tmp_path, "init", "-q", "-b", "main")
    for path, data in FILES.items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if MODES.get(path) == LINK:
            place.symlink_to(data.decode())
        else:
            place.write_bytes(data)
            place.chmod(0o755 if path in MODES else 0o644)
    who = ["-c", "user.name=Ä. B", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]
    git(tmp_path, "-c", "core.autocrlf=false", "add", ".")
    git(tmp_path, *who, "commit", "-q", "-m", "One\n\nand more")
    objects = Objects()
    seconds = int(git(tmp_path, "log", "-1", "--format=%at"))
    zone = git(tmp_path, "log", "-1", "--format=%ai")[-5:]
    tree = trees.of_files(objects, FILES, MODES)
    assert tree == git(tmp_path, "rev-parse", "HEAD^{tree}")
    if zone == "+0000":
        stamp = Stamp("Ä. B", "a@example.org", seconds)
        assert objects.commit(tree, [], "One\n\nand more\n", stamp) == git(tmp_path, "rev-parse", "HEAD")


def test_git_finds_no_fault_with_what_is_on_disk(tmp_path: Path) -> None:
    """And reads the same files, branches and parents."""
    state = RepositoryState(files=dict(FILES), modes=dict(MODES))
    first = state.head
    other = state.commit("trustpub/x", {"only": b"1"}, "Leave one file")
    bare = Bare(state, tmp_path / "x.git")
    bare.write()
    git(bare.path, "fsck", "--full", "--strict")
    assert git(bare.path, "rev-parse", "HEAD") == first
    assert git(bare.path, "rev-parse", "trustpub/x", "trustpub/x^") == f"{other}\n{first}"
    listed = git(bare.path, "ls-tree", "-r", "-z", "HEAD").split("\0")[:-1]
    assert {line.partition("\t")[2]: line[:6] for line in listed} == {p: MODES.get(p, "100644") for p in FILES}


names = st.lists(st.sampled_from(["a", "a.", "a-", "b", "é"]), min_size=1, max_size=3).map("/".join)


@given(st.dictionaries(names, st.binary(max_size=3), max_size=8))
def test_what_is_built_reads_back(files: dict[str, bytes]) -> None:
    """Any set of files that a folder can hold is found in its tree, each alone and all together."""
    files = {p: d for p, d in files.items() if not any(other.startswith(f"{p}/") for other in files)}
    objects = Objects()
    tree = trees.of_files(objects, files, {})
    assert {path: objects.data(entry.oid) for path, entry in trees.flat(objects, tree).items()} == files
    for path, data in files.items():
        entry = trees.at(objects, tree, path)
        assert entry is not None and objects.data(entry.oid) == data
    assert trees.at(objects, tree, "a/missing") is None


def test_a_changed_file_is_a_commit_on_top() -> None:
    """Tests change files as somebody who pushes does, and see what requests pushed."""
    state = RepositoryState(files={"a": b"1"})
    first = state.head
    state.files["a"] = b"2"
    second = state.head
    assert second != first and second is not None
    assert state.objects.read_commit(second).parents == (first,)
    state.move("refs/heads/main", first)
    assert state.files == {"a": b"1"} and state.head == first
