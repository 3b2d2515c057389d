"""Branches, here and at a remote: only ever forward, and only from where they are known to be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.git.checkouts import WORKFLOW, add, git, program
from trustpub.errors import InputError
from trustpub.git.client import Git
from trustpub.git.errors import GitError

BRANCH = "trustpub/trusted-publishing"


@pytest.fixture
def bare(checkout: Path, tmp_path: Path) -> Path:
    """A bare repository that the checkout came from, as its remote ``origin``."""
    git(tmp_path, "clone", "--quiet", "--bare", str(checkout), "bare.git")
    git(checkout, "remote", "add", "origin", str(tmp_path / "bare.git"))
    return tmp_path / "bare.git"


def commits(checkout: Path) -> tuple[Git, str, str]:
    """The checkout, a commit on top of it, and one on top of that."""
    opened = Git(checkout)
    first = opened.commit_files(opened.head(), {WORKFLOW: b"one\n"}, "One\n")
    return opened, first, opened.commit_files(first, {WORKFLOW: b"two\n"}, "Two\n")


def test_a_new_branch_and_one_that_goes_on(checkout: Path, bare: Path) -> None:
    """The remote gets the commits under the branch's name, and nothing else; the checkout's own branches stay."""
    opened, first, second = commits(checkout)
    git(checkout, "tag", "-a", "v1", "-m", "v1")
    git(checkout, "config", "push.followTags", "true")
    assert opened.remote_head("origin", BRANCH) is None
    opened.push("origin", first, BRANCH, None)
    assert opened.remote_head("origin", BRANCH) == first
    opened.push("origin", second, BRANCH, first)
    assert git(bare, "rev-parse", BRANCH) == second
    assert git(bare, "for-each-ref", "--format=%(refname)").split() == ["refs/heads/main", f"refs/heads/{BRANCH}"]
    assert git(checkout, "branch", "--format=%(refname:short)") == "main"


def test_pushing_what_is_there_already_is_no_fault(checkout: Path, bare: Path) -> None:
    """After a break the same step can be done again."""
    opened, first, _ = commits(checkout)
    for _time in range(2):
        opened.push("origin", first, BRANCH, None)


@pytest.mark.parametrize("case", ["exists", "gone", "moved", "backward", "unknown"])
def test_a_branch_that_is_elsewhere_is_left_alone(case: str, checkout: Path, bare: Path) -> None:
    """Whatever somebody else did to the branch meanwhile is kept, and nothing is forced."""
    opened, first, second = commits(checkout)
    there: str | None = {"exists": second, "gone": None, "moved": second, "backward": second, "unknown": "a" * 40}[case]
    expected = {"exists": None, "gone": first, "moved": first, "backward": second, "unknown": "b" * 40}[case]
    pushed = {"exists": first, "gone": second, "moved": opened.head(), "backward": first, "unknown": second}[case]
    if case == "unknown":
        git(bare, "branch", BRANCH, "main")
        there = git(bare, "rev-parse", "main")
    elif there is not None:
        opened.push("origin", there, BRANCH, None)
    with pytest.raises(GitError, match="is not where it was expected to be; somebody else pushed to it, so nothing"):
        opened.push("origin", pushed, BRANCH, expected)
    assert opened.remote_head("origin", BRANCH) == there


def test_a_push_to_a_default_branch_that_forked_off_is_refused(checkout: Path, bare: Path, tmp_path: Path) -> None:
    """History of the remote that is not known here is never overwritten."""
    git(tmp_path, "clone", "--quiet", "bare.git", "other")
    git(tmp_path / "other", "config", "user.name", "Other")
    git(tmp_path / "other", "config", "user.email", "other@example.org")
    theirs = add(tmp_path / "other", {"theirs": b""})
    git(tmp_path / "other", "push", "--quiet", "origin", "main")
    opened, first, _ = commits(checkout)
    with pytest.raises(GitError, match="is not where it was expected to be"):
        opened.push("origin", first, "main", opened.head())
    assert opened.fetch("origin", "main") == theirs
    with pytest.raises(GitError, match="is not where it was expected to be"):
        opened.push("origin", first, "main", theirs)
    assert git(bare, "rev-parse", "main") == theirs


def test_fetching_changes_no_reference(checkout: Path, bare: Path, tmp_path: Path) -> None:
    """The commits are there to be built upon; branches, tags and FETCH_HEAD are as they were."""
    git(tmp_path, "clone", "--quiet", "bare.git", "other")
    git(tmp_path / "other", "config", "user.name", "Other")
    git(tmp_path / "other", "config", "user.email", "other@example.org")
    theirs = add(tmp_path / "other", {"theirs": b"new\n"})
    git(tmp_path / "other", "tag", "v9")
    git(tmp_path / "other", "push", "--quiet", "origin", f"HEAD:{BRANCH}", "v9")
    git(checkout, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    before = git(checkout, "for-each-ref")
    opened = Git(checkout)
    assert opened.fetch("origin", BRANCH) == theirs
    assert opened.files_of(theirs).read("theirs") == b"new\n"
    assert git(checkout, "for-each-ref") == before
    assert not (checkout / ".git" / "FETCH_HEAD").exists()
    assert opened.fetch("origin", "missing") is None


def test_what_the_remote_says_is_passed_on(checkout: Path, bare: Path) -> None:
    """A hook of the remote that refuses is quoted."""
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'error: GH006: Protected branch update failed.' >&2\nexit 1\n")
    hook.chmod(0o755)
    opened, first, _ = commits(checkout)
    with pytest.raises(GitError, match=r"git cannot push .* to origin.*: remote: error: GH006: Protected branch"):
        opened.push("origin", first, BRANCH, None)


def test_a_missing_workflow_scope_is_named(checkout: Path, bare: Path) -> None:
    """GitHub's refusal is explained with what to do about it."""
    hook = bare / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        "#!/bin/sh\necho 'refusing to allow a Personal Access Token to create or update workflow "
        "`.github/workflows/release.yml` without `workflow` scope' >&2\nexit 1\n"
    )
    hook.chmod(0o755)
    opened, first, _ = commits(checkout)
    with pytest.raises(GitError, match=r"may not change workflows \(\.github/workflows/release\.yml\); .* 'workflow'"):
        opened.push("origin", first, BRANCH, None)


def test_secrets_of_addresses_are_not_shown(checkout: Path) -> None:
    """Neither a user's name, nor a password or token before the host, nor a query."""
    git(checkout, "remote", "add", "origin", "http://user:s3cret-t0ken@127.0.0.1:9/o/r.git?access=s3cret")
    opened, first, _ = commits(checkout)
    for remote in ("origin", "http://s3cret@127.0.0.1:9/o/r.git", "http://user:s3@cret@127.0.0.1:9/o/r"):
        with pytest.raises(GitError) as raised:
            opened.push(remote, first, BRANCH, None)
        assert "s3" not in str(raised.value) and "cret" not in str(raised.value)
        assert "127.0.0.1" in str(raised.value)


@pytest.mark.parametrize("remote", ["upstream", "-o", "--upload-pack=x", "", "ext::sh -c x", "../bare.git"])
def test_what_is_no_remote(remote: str, checkout: Path, bare: Path) -> None:
    """A name that no remote has, an option, and an address that runs a program are refused."""
    opened, first, _ = commits(checkout)
    calls: list[Callable[[], object]] = [
        lambda: opened.push(remote, first, BRANCH, None),
        lambda: opened.remote_head(remote, BRANCH),
    ]
    for call in calls:
        with pytest.raises(InputError, match=r"there is no git remote .*; the remotes are: origin"):
            call()


@pytest.mark.parametrize(
    "name", ["", "-x", "a..b", "a b", "a~1", "a^", "a:b", "x.lock", "HEAD", "a\nb", "nul\0", "@{x"]
)
def test_what_git_takes_for_no_branch(name: str, checkout: Path, bare: Path) -> None:
    """Names that git refuses, and those that it would read as something else."""
    opened, first, _ = commits(checkout)
    calls: list[Callable[[], object]] = [
        lambda: opened.push("origin", first, name, None),
        lambda: opened.set_branch(name, first, None),
        lambda: opened.branch_exists(name),
    ]
    for call in calls:
        with pytest.raises(InputError, match="is no name that git takes for a branch"):
            call()


@pytest.mark.parametrize("name", ["a'b", 'quo"te', "emoji-\U0001f680", "a/b/c", "$(x)", "`x`", "a;b", "\u202ex"])
def test_names_that_only_look_dangerous(name: str, checkout: Path, bare: Path) -> None:
    """No shell sees them."""
    opened, first, second = commits(checkout)
    opened.set_branch(name, first, None)
    opened.set_branch(name, second, first)
    opened.push("origin", second, name, None)
    assert opened.branch_head(name) == opened.remote_head("origin", name) == second


def test_a_local_branch_is_only_moved_from_where_it_is(checkout: Path) -> None:
    """As at a remote, what others did to it is kept."""
    opened, first, second = commits(checkout)
    opened.set_branch(BRANCH, first, None)
    for expected in (None, second):
        with pytest.raises(GitError, match="is not where it was expected to be, so it stays there"):
            opened.set_branch(BRANCH, second, expected)
    opened.set_branch(BRANCH, second, first)
    assert opened.branch_head(BRANCH) == second
    with pytest.raises(GitError, match="is not where it was expected to be"):
        opened.set_branch("missing", second, first)


def test_a_branch_that_is_checked_out_is_not_moved(checkout: Path, tmp_path: Path) -> None:
    """Moving it would make the working tree look changed; also in another working tree."""
    opened, first, _ = commits(checkout)
    head = opened.head()
    with pytest.raises(GitError, match=r"the branch main is checked out in .*checkout, so it is not moved"):
        opened.set_branch("main", first, head)
    git(checkout, "worktree", "add", "--quiet", "-b", "second", str(tmp_path / "second"))
    with pytest.raises(GitError, match=r"the branch second is checked out in .*second, so it is not moved"):
        opened.set_branch("second", first, head)


def test_a_branch_beside_one_of_its_beginning(checkout: Path) -> None:
    """Git cannot have both; the sentence says which one is in the way."""
    opened, first, _ = commits(checkout)
    git(checkout, "branch", "trustpub")
    with pytest.raises(GitError, match="git cannot have a branch trustpub/trusted-publishing beside one"):
        opened.set_branch(BRANCH, first, None)


def test_credential_helpers_of_the_user_are_asked(checkout: Path, tmp_path: Path, own_settings: Path) -> None:
    """They are how people sign in; only the terminal is not used for it."""
    mark = tmp_path / "mark"
    helper = program(tmp_path / "helper", mark)
    own_settings.write_text(f"[credential]\n\thelper = {helper}\n")
    from tests.git.serving import asking_for_credentials

    with asking_for_credentials() as address:
        opened, first, _ = commits(checkout)
        with pytest.raises(GitError, match=r"it cannot sign in there without asking: .*'gh auth setup-git'"):
            opened.push(f"{address}/o/r.git", first, BRANCH, None)
    assert "helper get" in mark.read_text()
