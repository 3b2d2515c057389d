"""The files of a commit, as a repository to be planned."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.git.checkouts import WORKFLOW, add, git, new_checkout
from trustpub.errors import InputError
from trustpub.git.client import Git
from trustpub.git.errors import GitError
from trustpub.git.tree import CommitRepository
from trustpub.repository.local import MAX_READ, LocalRepository


def files_of(folder: Path) -> CommitRepository:
    """The files of the commit that is checked out."""
    opened = Git(folder)
    return opened.files_of(opened.head())


def test_reads_the_commit_and_not_the_working_tree(checkout: Path) -> None:
    """What is changed, deleted or added beside the commit does not count."""
    (checkout / WORKFLOW).write_bytes(b"changed\n")
    (checkout / "README.md").unlink()
    (checkout / "new").write_bytes(b"")
    repository = files_of(checkout)
    assert repository.read(WORKFLOW) == b"on: push\n"
    assert repository.read("README.md") == b"# sampler\n"
    assert repository.read("new") is None
    assert repository.list("") == [".github/", "README.md", "tools/"]


def test_a_clean_checkout_reads_the_same_both_ways(checkout: Path) -> None:
    """A commit answers as the folder does, for files, folders, and what is neither."""
    commit, folder = files_of(checkout), LocalRepository(str(checkout))
    for path in ("", ".github", ".github/workflows", ".github/workflows/", "tools", "missing", "README.md"):
        assert [name for name in folder.list(path) if name != ".git/"] == commit.list(path)
    for path in (WORKFLOW, "./README.md", "tools/../README.md", "tools", "missing", "README.md/x", ""):
        assert folder.read(path) == commit.read(path)


def test_line_endings_are_the_repository_s(tmp_path: Path) -> None:
    """A checkout that git gave CRLF is planned with the LF that git has."""
    origin = new_checkout(tmp_path / "origin")
    add(origin, {WORKFLOW: b"on: push\njobs: {}\n", ".gitattributes": b"*.txt eol=crlf\n", "a.txt": b"a\nb\n"})
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "--quiet", "origin", "windows")
    git(tmp_path / "windows", "config", "core.autocrlf", "true")
    assert (tmp_path / "windows" / WORKFLOW).read_bytes() == b"on: push\r\njobs: {}\r\n"
    repository = files_of(tmp_path / "windows")
    assert repository.read(WORKFLOW) == b"on: push\njobs: {}\n"
    assert repository.read("a.txt") == b"a\nb\n"
    assert Git(tmp_path / "windows").changed([WORKFLOW, "a.txt"]) == []


def test_names_of_all_kinds(checkout: Path) -> None:
    """Quotes, line breaks, leading dashes, patterns and bytes that are no UTF-8 are names like others."""
    names = ["-n", "a\nb", 'quo"te', "*", ":(top)x", "tab\t", "back\\slash", os.fsdecode(b"\xff.yml"), "\u00e9"]
    add(checkout, {f"odd/{name}": name.encode("utf-8", "surrogateescape") for name in names})
    repository = files_of(checkout)
    assert repository.list("odd") == sorted(names)
    for name in names:
        assert repository.read(f"odd/{name}") == name.encode("utf-8", "surrogateescape")


def test_links_are_followed_inside_the_commit_only(checkout: Path) -> None:
    """A link to a file or folder is followed, one that leads out is refused, one that leads to itself is nothing."""
    links = {
        "readme": "README.md",
        "flows": ".github/workflows",
        "up": "tools/../README.md",
        "outside": "../secret",
        "absolute": "/etc/passwd",
        "loop": "loop",
        "broken": "nowhere",
    }
    for name, target in links.items():
        (checkout / name).symlink_to(target)
    add(checkout, {})
    repository = files_of(checkout)
    assert repository.read("readme") == repository.read("up") == b"# sampler\n"
    assert repository.list("flows") == ["release.yml"]
    assert "flows/" in repository.list("") and "loop" in repository.list("") and "outside" in repository.list("")
    assert repository.read("flows/release.yml") == b"on: push\n"
    assert repository.read("loop") is None and repository.read("broken") is None
    for name in ("outside", "absolute", "../x"):
        with pytest.raises(InputError, match="leads out of the repository"):
            repository.read(name)


def test_a_submodule_is_an_empty_folder(checkout: Path, tmp_path: Path) -> None:
    """Its files belong to another repository."""
    other = new_checkout(tmp_path / "other")
    add(other, {"x.yml": b""})
    git(checkout, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    add(checkout, {})
    repository = files_of(checkout)
    assert "sub/" in repository.list("")
    assert repository.list("sub") == [] and repository.read("sub/x.yml") is None and repository.read("sub") is None


def test_a_repository_with_sha256(tmp_path: Path) -> None:
    """Longer ids are ids."""
    folder = new_checkout(tmp_path / "sha256", "--object-format=sha256")
    add(folder, {WORKFLOW: b"on: push\n"})
    opened = Git(folder)
    assert len(opened.head()) == 64
    assert files_of(folder).read(WORKFLOW) == b"on: push\n"
    assert opened.changed([WORKFLOW]) == []
    commit = opened.commit_files(opened.head(), {WORKFLOW: b"on: release\n"}, "Change\n")
    assert opened.files_of(commit).read(WORKFLOW) == b"on: release\n"
    opened.set_branch("new", commit, None)
    assert opened.branch_head("new") == commit


def test_a_large_file_is_refused(checkout: Path) -> None:
    """As in a folder: nothing that is looked for is anywhere near that size."""
    add(checkout, {"large": b"x" * (MAX_READ + 1), "largest": b"x" * MAX_READ})
    with pytest.raises(InputError, match="files over 5 MB are not read"):
        files_of(checkout).read("large")
    assert len(files_of(checkout).read("largest") or b"") == MAX_READ


@pytest.mark.parametrize("commit", ["HEAD", "main", "-x", "abc", "A" * 40, "a" * 41, f"{'a' * 40}\n"])
def test_only_a_whole_id_names_a_commit(commit: str, checkout: Path) -> None:
    """No word that git could read as something else."""
    with pytest.raises(InputError, match="is no id of a commit"):
        Git(checkout).files_of(commit)


def test_a_commit_that_is_not_there(checkout: Path) -> None:
    """Reading says so."""
    with pytest.raises(InputError, match="there is no commit aaaa"):
        Git(checkout).files_of("a" * 40).list("")


def test_replaced_objects_are_not_taken_for_the_real_ones(checkout: Path) -> None:
    """A replacement exists in this clone only, so nothing is planned from it."""
    head = git(checkout, "rev-parse", "HEAD")
    other = add(checkout, {WORKFLOW: b"on: other\n"})
    git(checkout, "replace", head, other)
    assert Git(checkout).files_of(head).read(WORKFLOW) == b"on: push\n"


def test_a_partial_clone_is_read_as_far_as_it_goes(checkout: Path, tmp_path: Path) -> None:
    """What it lacks is not fetched in passing, which could run a program; the error says what failed."""
    git(checkout, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{checkout}", "partial")
    repository = files_of(tmp_path / "partial")
    assert repository.list(".github/workflows") == ["release.yml"]
    with pytest.raises(GitError, match=r"git cannot read \.github/workflows/release\.yml in .*partial"):
        repository.read(WORKFLOW)
