"""A checkout: what is read of it, what is refused, and who it is on GitHub."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from trustpub.errors import InputError
from trustpub.repository.local import MAX_READ, LocalRepository


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, without this machine's configuration."""
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *words], cwd=folder, env=env, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A new git repository."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


def test_reads_files(tmp_path: Path) -> None:
    """A file's bytes come back as they are; a missing one, a folder, and what lies below a file are None."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.yml").write_bytes(b"\xff\x00\r\n")
    repository = LocalRepository(str(tmp_path))
    assert repository.read("a/b.yml") == b"\xff\x00\r\n"
    assert repository.read("a/../a/b.yml") == b"\xff\x00\r\n"
    assert [repository.read(path) for path in ("a", "a/gone", "gone/b", "a/b.yml/c")] == [None] * 4


def test_lists_folders(tmp_path: Path) -> None:
    """Names are sorted and folders marked; a missing folder is empty."""
    (tmp_path / "b").mkdir()
    (tmp_path / "a.yml").touch()
    repository = LocalRepository(str(tmp_path))
    assert repository.list("") == ["a.yml", "b/"]
    assert repository.list("gone") == [] and repository.list("a.yml") == []


def test_follows_links_inside(tmp_path: Path) -> None:
    """A symbolic link to a file of the repository is read."""
    (tmp_path / "real.yml").write_text("x")
    (tmp_path / "link.yml").symlink_to("real.yml")
    assert LocalRepository(str(tmp_path)).read("link.yml") == b"x"


def test_refuses_links_out(tmp_path: Path) -> None:
    """A link out of the repository, to a file, to a folder, or by dots, is refused with its name."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret").write_text("secret")
    (inside / "file").symlink_to(outside / "secret")
    (inside / "folder").symlink_to(outside)
    repository = LocalRepository(str(inside))
    for path in ("file", "folder/secret", "../outside/secret", str(outside / "secret"), "x/../../outside/secret"):
        with pytest.raises(InputError, match="leads out of the repository") as caught:
            repository.read(path)
        assert caught.value.path == path
    with pytest.raises(InputError, match="leads out of the repository"):
        repository.list("folder")


def test_refuses_a_neighbour_with_the_same_start(tmp_path: Path) -> None:
    """A folder whose name merely begins like the root's is outside."""
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo-other").mkdir()
    (tmp_path / "repo-other" / "a").touch()
    with pytest.raises(InputError, match="leads out"):
        LocalRepository(str(tmp_path / "repo")).read("../repo-other/a")


def test_refuses_a_folder_that_became_a_link(tmp_path: Path) -> None:
    """A link that takes the place of a file after others of its folder were read is still refused."""
    inside = tmp_path / "inside"
    (inside / "a").mkdir(parents=True)
    (inside / "a" / "one").write_text("1")
    (tmp_path / "secret").write_text("secret")
    repository = LocalRepository(str(inside))
    assert repository.read("a/one") == b"1"
    (inside / "a" / "two").symlink_to(tmp_path / "secret")
    with pytest.raises(InputError, match="leads out"):
        repository.read("a/two")


def test_a_root_that_is_a_link(tmp_path: Path) -> None:
    """The user may name the repository by a link; its own files are inside."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").write_text("x")
    (tmp_path / "link").symlink_to("real")
    assert LocalRepository(str(tmp_path / "link")).read("a") == b"x"


def test_refuses_large_files(tmp_path: Path) -> None:
    """A file over the limit is refused by its size, and not read."""
    with open(tmp_path / "large", "wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InputError, match="has 50 MB; files over 5 MB are not read"):
        LocalRepository(str(tmp_path)).read("large")
    with open(tmp_path / "limit", "wb") as file:
        file.truncate(MAX_READ)
    assert len(LocalRepository(str(tmp_path)).read("limit") or b"") == MAX_READ


def test_refuses_odd_paths(tmp_path: Path) -> None:
    """A path with a null character is refused; a link to itself and a pipe are no files."""
    repository = LocalRepository(str(tmp_path))
    with pytest.raises(InputError, match="null character"):
        repository.read("a\0b")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(InputError, match="cannot be read"):
        repository.read("loop")
    os.mkfifo(tmp_path / "pipe")
    assert repository.read("pipe") is None


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_names_what_it_may_not_read(tmp_path: Path) -> None:
    """A file and a folder without permission are errors with the reason."""
    (tmp_path / "file").touch(mode=0)
    (tmp_path / "folder").mkdir(mode=0)
    repository = LocalRepository(str(tmp_path))
    with pytest.raises(InputError, match="cannot be read: permission denied"):
        repository.read("file")
    with pytest.raises(InputError, match="cannot be read: permission denied"):
        repository.list("folder")


REMOTES = (
    pytest.param("https://github.com/owner/name", ("owner", "name"), id="https"),
    pytest.param("https://github.com/owner/name.git", ("owner", "name"), id="https-with-suffix"),
    pytest.param("https://github.com/owner/name/", ("owner", "name"), id="https-with-slash"),
    pytest.param("https://user:ghp_abc@github.com/owner/name.git", ("owner", "name"), id="https-with-token"),
    pytest.param("https://x-access-token:abc@github.com/owner/na.me", ("owner", "na.me"), id="dot-in-the-name"),
    pytest.param("http://github.com/owner/name", ("owner", "name"), id="http"),
    pytest.param("git@github.com:owner/name.git", ("owner", "name"), id="scp-like"),
    pytest.param("github.com:owner/name", ("owner", "name"), id="scp-like-without-user"),
    pytest.param("org-123@github.com:owner/name.git", ("owner", "name"), id="scp-like-of-an-organization"),
    pytest.param("ssh://git@github.com/owner/name.git", ("owner", "name"), id="ssh"),
    pytest.param("ssh://git@github.com:22/owner/name.git", ("owner", "name"), id="ssh-with-port"),
    pytest.param("ssh://git@ssh.github.com:443/owner/name.git", ("owner", "name"), id="ssh-over-https-port"),
    pytest.param("git://github.com/owner/name.git", ("owner", "name"), id="git"),
    pytest.param("https://GitHub.com/Owner/Name", ("Owner", "Name"), id="host-in-any-case"),
    pytest.param("https://gitlab.com/owner/name", (None, None), id="gitlab"),
    pytest.param("https://github.acme.example/owner/name", (None, None), id="enterprise"),
    pytest.param("https://evil.example/github.com/owner/name", (None, None), id="host-in-the-path"),
    pytest.param("https://github.com.evil.example/owner/name", (None, None), id="longer-host"),
    pytest.param("git@github.com.evil.example:owner/name.git", (None, None), id="longer-host-scp-like"),
    pytest.param("https://gist.github.com/owner/0123", (None, None), id="gist"),
    pytest.param("/srv/git/name.git", (None, None), id="path"),
    pytest.param("https://github.com/owner", (None, None), id="no-repository"),
)


@pytest.mark.parametrize(("url", "expected"), REMOTES)
def test_identity(checkout: Path, url: str, expected: tuple[str | None, str | None]) -> None:
    """Owner and name come from the remote in each of git's spellings, and only when the host is GitHub's."""
    git(checkout, "remote", "add", "origin", url)
    assert LocalRepository(str(checkout)).identity() == expected


def test_identity_with_several_remotes(checkout: Path) -> None:
    """``origin`` counts; without it the only remote does, and of several none."""
    git(checkout, "remote", "add", "mine", "git@github.com:me/name.git")
    repository = LocalRepository(str(checkout))
    assert repository.identity() == ("me", "name")
    git(checkout, "remote", "add", "other", "git@github.com:other/name.git")
    assert repository.identity() == (None, None)
    git(checkout, "remote", "add", "origin", "git@github.com:owner/name.git")
    assert repository.identity() == ("owner", "name")
    assert list(repository.remotes()) == ["mine", "other", "origin"]


def test_identity_without_git(tmp_path: Path, checkout: Path) -> None:
    """A folder without git, one without a remote, and one whose configuration cannot be read have no identity."""
    assert LocalRepository(str(tmp_path)).identity() == (None, None) and not LocalRepository(str(tmp_path)).is_git
    assert LocalRepository(str(checkout)).identity() == (None, None) and LocalRepository(str(checkout)).is_git
    (checkout / ".git" / "config").write_bytes(b"\xff\xfe[remote\n\x00")
    assert LocalRepository(str(checkout)).identity() == (None, None)


def test_identity_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    """A configuration that is a pipe is not opened."""
    (tmp_path / ".git").mkdir()
    os.mkfifo(tmp_path / ".git" / "config")
    assert LocalRepository(str(tmp_path)).identity() == (None, None)


def test_identity_of_a_worktree(checkout: Path, tmp_path: Path) -> None:
    """A worktree has the remotes of the repository it belongs to."""
    git(checkout, "remote", "add", "origin", "https://github.com/owner/name")
    git(checkout, "-c", "user.name=n", "-c", "user.email=e@e", "commit", "--quiet", "--allow-empty", "-m", "m")
    git(checkout, "worktree", "add", "--quiet", str(tmp_path / "tree"))
    assert (tmp_path / "tree" / ".git").is_file()
    assert LocalRepository(str(tmp_path / "tree")).identity() == ("owner", "name")


def test_git_is_never_run(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The remote is read from git's file: a foreign folder must not have git run in it."""
    git(checkout, "remote", "add", "origin", "https://github.com/owner/name")
    monkeypatch.setenv("PATH", "")
    assert LocalRepository(str(checkout)).identity() == ("owner", "name")
