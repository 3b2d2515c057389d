"""What a checkout tells: its commit, branch, remotes and history."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.git.checkouts import WORKFLOW, add, git, new_checkout
from trustpub.errors import InputError, TrustpubError
from trustpub.git.client import Git
from trustpub.git.errors import GitError
from trustpub.git.identity import Identity


def test_head_and_branch(checkout: Path) -> None:
    """The commit is git's own word, and the branch is named without its folder."""
    assert Git(checkout).head() == git(checkout, "rev-parse", "HEAD")
    assert Git(checkout).branch() == "main"


def test_a_detached_head_has_no_branch(checkout: Path) -> None:
    """A commit that is checked out without a branch is still the head."""
    git(checkout, "checkout", "--quiet", "--detach")
    assert (Git(checkout).branch(), len(Git(checkout).head())) == (None, 40)


def test_a_branch_without_a_commit(tmp_path: Path) -> None:
    """Before the first commit there is a branch, no history, and a sentence for whoever needs a commit."""
    opened = Git(new_checkout(tmp_path / "new"))
    assert (opened.branch(), opened.subjects(), opened.branch_exists("main")) == ("main", [], False)
    with pytest.raises(InputError, match="has no commit yet"):
        opened.head()


def test_a_tag_named_like_the_branch_changes_nothing(checkout: Path) -> None:
    """A reference is named whole, so that no tag or remote can stand in for a branch."""
    first = git(checkout, "rev-parse", "HEAD")
    git(checkout, "tag", "main")
    second = add(checkout, {"README.md": b"two\n"})
    assert first != second
    assert (Git(checkout).branch(), Git(checkout).branch_head("main")) == ("main", second)


def test_subjects_are_the_newest_first_without_merges(checkout: Path) -> None:
    """Up to as many as asked for; what a merge is called says nothing of a manner."""
    git(checkout, "checkout", "--quiet", "-b", "side")
    add(checkout, {"side": b""}, "ci: Side\n\nBody")
    git(checkout, "checkout", "--quiet", "main")
    add(checkout, {"other": b""}, "Add \"other\" 'file' \u00e9")
    git(checkout, "merge", "--quiet", "--no-ff", "-m", "Merge branch side", "side")
    subjects = Git(checkout).subjects()
    assert sorted(subjects) == sorted(["Add \"other\" 'file' \u00e9", "ci: Side", "Start"])
    assert len(Git(checkout).subjects(1)) == 1


def test_a_shallow_clone_has_the_history_that_it_has(checkout: Path, tmp_path: Path) -> None:
    """Nothing is fetched to know more."""
    add(checkout, {"README.md": b"two\n"}, "Second")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{checkout}", "shallow")
    opened = Git(tmp_path / "shallow")
    assert opened.subjects() == ["Second"]
    assert opened.default_branch("origin") == "main"
    assert opened.default_branch("upstream") is None


def test_remotes_with_odd_names(checkout: Path) -> None:
    """A remote's name may hold dots, slashes and quotes; the addresses are as git uses them."""
    git(checkout, "remote", "add", "origin", "gh:octo-org/sampler")
    git(checkout, "config", "remote.a.b/c.url", "https://example.org/x.git")
    git(checkout, "config", 'remote.quo"ted.url', "/somewhere")
    git(checkout, "config", "url.https://github.com/.insteadOf", "gh:")
    assert Git(checkout).remotes() == {
        "origin": "https://github.com/octo-org/sampler",
        "a.b/c": "https://example.org/x.git",
        'quo"ted': "/somewhere",
    }
    assert Git(checkout).files_of(Git(checkout).head()).identity() == ("octo-org", "sampler")


def test_identity_is_what_git_would_sign_with(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings tell it, variables overrule them, and nothing is made up from the machine's name."""
    assert Git(checkout).identity() == Identity("Maintainer", "maintainer@example.org")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Somebody Else")
    assert Git(checkout).identity() == Identity("Somebody Else", "maintainer@example.org")
    monkeypatch.delenv("GIT_COMMITTER_NAME")
    git(checkout, "config", "--unset", "user.email")
    monkeypatch.delenv("EMAIL", raising=False)
    assert Git(checkout).identity() is None


def test_a_worktree_is_a_checkout(checkout: Path, tmp_path: Path) -> None:
    """A further working tree of the same repository has its own head and branch."""
    git(checkout, "worktree", "add", "--quiet", "-b", "second", str(tmp_path / "second"))
    assert Git(tmp_path / "second").branch() == "second"
    assert Git(tmp_path / "second").head() == Git(checkout).head()


def test_a_bare_repository_has_commits_but_no_working_tree(checkout: Path, tmp_path: Path) -> None:
    """Reading and committing work there; asking for changes of the working tree is refused."""
    git(tmp_path, "clone", "--quiet", "--bare", str(checkout), "bare.git")
    opened = Git(tmp_path / "bare.git")
    assert opened.is_bare
    assert opened.files_of(opened.head()).read(WORKFLOW) == b"on: push\n"
    with pytest.raises(InputError, match="no working tree"):
        opened.changed([WORKFLOW])


@pytest.mark.parametrize(
    "name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"]
)
def test_variables_that_redirect_git_are_passed_over(
    name: str, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checkout that was named is the one that is looked at, also inside a hook of another one."""
    other = new_checkout(tmp_path / "other")
    add(other, {"x": b""})
    monkeypatch.setenv(name, str(other / ".git"))
    assert Git(checkout).branch() == "main"
    assert Git(checkout).files_of(Git(checkout).head()).list("") == [".github/", "README.md", "tools/"]


def test_a_folder_inside_a_checkout_is_refused(checkout: Path) -> None:
    """Paths are meant from the top, so only the top is taken; git's own folder is none."""
    with pytest.raises(InputError, match="folder inside a checkout; name the checkout itself"):
        Git(checkout / "tools")
    with pytest.raises(InputError, match="git's own folder"):
        Git(checkout / ".git")


def test_what_is_no_checkout_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without git, a file, and nothing at all each have their sentence."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(GitError, match="folder is no git checkout; name the top folder of a clone"):
        Git(tmp_path / "folder")
    for name in ("file", "missing"):
        with pytest.raises(InputError, match="there is no such folder"):
            Git(tmp_path / name)


def test_a_checkout_of_another_user_is_explained(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's refusal is passed on with the command that git asks for."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    from trustpub.git import environment

    monkeypatch.setattr(environment, "_KEPT", (*environment._KEPT, "GIT_TEST_ASSUME_DIFFERENT_OWNER"))
    with pytest.raises(GitError, match="another user owns it; if you trust it, run 'git config --global --add safe"):
        Git(checkout)


def test_missing_git_is_explained(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence says what to install; the current folder is never searched for a program."""
    fake = tmp_path / "git"
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".:")
    with pytest.raises(TrustpubError, match="git is not installed, or not on the PATH"):
        Git(checkout)


def test_broken_settings_are_explained(checkout: Path) -> None:
    """The file and the line are git's to name."""
    with (checkout / ".git" / "config").open("a") as file:
        file.write("[broken\n")
    with pytest.raises(GitError, match=r"settings cannot be read \(bad config line \d+ in file \.git/config\)"):
        Git(checkout)


def test_a_newer_format_is_explained(checkout: Path) -> None:
    """A repository that this git does not understand is not touched."""
    git(checkout, "config", "core.repositoryFormatVersion", "9")
    with pytest.raises(GitError, match="newer than this git knows"):
        Git(checkout)


def test_an_old_git_is_explained(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that lacks an option says so; the sentence names the version to install."""
    old = tmp_path / "bin" / "git"
    old.parent.mkdir()
    old.write_text(
        "#!/bin/sh\necho \"error: unknown option \\`show-scope'\" >&2\necho 'usage: git config [x]' >&2\nexit 129\n"
    )
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(old.parent))
    with pytest.raises(GitError, match=r"too old .*\(unknown option `show-scope'\); install git 2\.29 or a newer one"):
        Git(checkout)
