"""A pull request from a checkout: real git, pushing to the local GitHub over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD, WORKFLOWS
from tests.git.checkouts import add, git, new_checkout
from tests.git.checkouts import state as untouched
from tests.pullrequest.test_remote import writes
from tests.servers.github import GitHubServer
from tests.servers.github.state import RepositoryState
from tests.servers.running import SECRET
from trustpub.errors import TrustpubError
from trustpub.git.client import Git
from trustpub.git.identity import Identity
from trustpub.github.client import GitHub
from trustpub.github.listed import BRANCH
from trustpub.pullrequest.local import propose_from_checkout
from trustpub.pullrequest.outcome import LEFT, OPENED, PLANNED, SKIPPED, UNCHANGED, UPDATED, Outcome, PullOptions
from trustpub.repository.local import LocalRepository

GITHUB = "https://github.com/octo-org/sampler.git"


def redirected(folder: Path, server: GitHubServer, password: str = SECRET) -> dict[str, str]:
    """Variables for a git that finds github.com on this machine, and signs in there."""
    settings = folder / "gitconfig"
    address = server.url.replace("http://", f"http://octocat:{password}@")
    settings.write_text(f'[url "{address}/"]\n\tinsteadOf = https://github.com/\n', encoding="utf-8")
    return {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "GIT_CONFIG_GLOBAL": str(settings),
        "GIT_CONFIG_NOSYSTEM": "1",
    }


def clone(folder: Path, server: GitHubServer, *options: str) -> Path:
    """A clone of the repository on the local GitHub, whose user is known."""
    git(folder.parent, "clone", "--quiet", *options, GITHUB, str(folder))
    git(folder, "config", "user.name", "Maintainer")
    git(folder, "config", "user.email", "maintainer@example.org")
    return folder


@pytest.fixture
def checkout(server: GitHubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh clone."""
    home = tmp_path / "home"
    home.mkdir()
    for name, value in redirected(home, server).items():
        monkeypatch.setenv(name, value)
    server.repository.settle()
    return clone(tmp_path / "checkout", server)


def proposed(github: GitHub, checkout: Path, **options: Any) -> Outcome:
    """What becomes of the repository that a checkout is of."""
    return propose_from_checkout(Git(checkout), github, LocalRepository(str(checkout)), PullOptions(**options))


def test_git_commits_and_pushes_and_the_api_opens(
    server: GitHubServer, github: GitHub, state: RepositoryState, checkout: Path
) -> None:
    """The commit is git's user's; the working tree, the index and the branches stay as they are."""
    before, branches = untouched(checkout), git(checkout, "branch", "--list")
    outcome = proposed(github, checkout)
    assert outcome.state == OPENED and outcome.plan is not None and outcome.texts is not None
    commit = state.objects.read_commit(state.pulls[0].head)
    assert list(commit.parents) == [state.head] and commit.author.name == "Maintainer"
    assert state.texts(BRANCH) == {**state.files, f"{WORKFLOWS}/a.yml": outcome.plan.files[0].after}
    assert writes(server) == ["POST /repos/octo-org/sampler/pulls"] and outcome.requests == 3
    assert (untouched(checkout), git(checkout, "branch", "--list")) == (before, branches)
    assert proposed(github, checkout).state == UNCHANGED and len(writes(server)) == 1


def test_a_dry_run_touches_neither_side(
    server: GitHubServer, github: GitHub, state: RepositoryState, checkout: Path
) -> None:
    """Nothing is fetched either."""
    state.files["README.md"] = b"newer\n"
    before = len([line for line in server.lines() if ".git/" in line])
    assert proposed(github, checkout, dry_run=True).state == PLANNED
    assert set(state.refs) == {"refs/heads/main"} and writes(server) == []
    assert len([line for line in server.lines() if ".git/" in line]) == before


def test_a_clone_that_is_behind_gets_what_it_lacks(github: GitHub, state: RepositoryState, checkout: Path) -> None:
    """The change is made on what GitHub has, and no reference of the checkout moves."""
    references = git(checkout, "for-each-ref")
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    outcome = proposed(github, checkout)
    assert outcome.state == OPENED and outcome.plan is not None and len(outcome.plan.files) == 2
    assert list(state.objects.read_commit(state.pulls[0].head).parents) == [state.head]
    after = git(checkout, "for-each-ref").replace(f"\trefs/remotes/origin/{BRANCH}", "")
    assert [line for line in after.splitlines() if "\t" in line] == references.splitlines()


@pytest.mark.parametrize("where", ["same clone", "another clone"])
def test_it_is_brought_up_to_date_from_any_clone(
    server: GitHubServer, github: GitHub, state: RepositoryState, checkout: Path, where: str, tmp_path: Path
) -> None:
    """The branch goes forward; it shows nothing but our change against the base."""
    proposed(github, checkout)
    old = state.pulls[0].head
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    place = checkout if where == "same clone" else clone(tmp_path / "other", server, "--single-branch")
    assert proposed(github, place).state == UPDATED
    assert list(state.objects.read_commit(state.pulls[0].head).parents) == [old, state.head]
    changed = {path for path, data in state.texts(BRANCH).items() if state.files[path] != data}
    assert changed == {f"{WORKFLOWS}/a.yml", f"{WORKFLOWS}/b.yml"}


def test_work_in_progress_is_left_alone_and_told(github: GitHub, state: RepositoryState, checkout: Path) -> None:
    """The pull request is made from what is on GitHub."""
    (checkout / WORKFLOWS / "a.yml").write_text("# being edited\n", encoding="utf-8")
    outcome = proposed(github, checkout)
    assert outcome.state == OPENED
    assert outcome.notes == (
        f"{WORKFLOWS}/a.yml has changes here that are not committed; they are no part of the pull request, and stay as "
        "they are",
    )
    assert b"being edited" not in state.texts(BRANCH)[f"{WORKFLOWS}/a.yml"]
    assert (checkout / WORKFLOWS / "a.yml").read_text(encoding="utf-8") == "# being edited\n"


def test_who_may_not_push_goes_through_a_fork(
    server: GitHubServer, github: GitHub, state: RepositoryState, checkout: Path
) -> None:
    """The commit is pushed to the fork's address, which is written as the remote's is."""
    state.permissions = {"admin": False, "push": False, "pull": True}
    outcome = proposed(github, checkout)
    assert outcome.state == OPENED and outcome.head_owner == "octocat"
    (pull,) = state.pulls
    assert (pull.head_owner, pull.head_repository.name) == ("octocat", "sampler")
    assert state.branch(BRANCH) is None and proposed(github, checkout).state == UNCHANGED


def test_author_and_sign_off(github: GitHub, state: RepositoryState, checkout: Path) -> None:
    """The sign-off is of git's user where no author is named."""
    proposed(github, checkout, sign_off=True)
    message = state.objects.read_commit(state.pulls[0].head).message
    assert message.rstrip().endswith("Signed-off-by: Maintainer <maintainer@example.org>")
    assert "Trustpub-Change: " in message
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    assert proposed(github, checkout, sign_off=True, author=Identity("Ada", "ada@example.org")).state == UPDATED
    commit = state.objects.read_commit(state.pulls[0].head)
    assert commit.author.name == "Ada" and commit.message.rstrip().endswith("Signed-off-by: Ada <ada@example.org>")


def test_a_branch_that_others_pushed_first_is_not_overwritten(
    github: GitHub, state: RepositoryState, checkout: Path
) -> None:
    """It is told, and stays."""
    theirs = state.commit(BRANCH, {"README.md": b"theirs\n"}, "Theirs")
    outcome = proposed(github, checkout)
    assert outcome.state == LEFT and state.branch(BRANCH) == theirs and state.pulls == []


def test_a_push_that_is_refused_is_one_sentence(
    server: GitHubServer, github: GitHub, state: RepositoryState, checkout: Path
) -> None:
    """With the scope that git's own token lacks; no pull request is opened."""
    server.scopes = "repo"
    with pytest.raises(TrustpubError, match="give it the scope 'workflow'") as caught:
        proposed(github, checkout)
    assert SECRET not in str(caught.value) and state.pulls == [] and state.branch(BRANCH) is None


def test_a_wrong_password_is_one_sentence(
    server: GitHubServer, github: GitHub, state: RepositoryState, checkout: Path, tmp_path: Path
) -> None:
    """And is not repeated."""
    state.private = True
    redirected(tmp_path / "home", server, "planted-password")
    with pytest.raises(TrustpubError) as caught:
        proposed(github, checkout)
    assert "sign in" in str(caught.value) and "planted-password" not in str(caught.value) and state.pulls == []


def test_a_checkout_of_a_fork_is_told(server: GitHubServer, github: GitHub, checkout: Path) -> None:
    """Releases are made from where it came from."""
    fork = RepositoryState(
        owner="octocat", owner_type="User", parent=server.repository, objects=server.repository.objects
    )
    fork.move("refs/heads/main", server.repository.head)
    server.repositories.append(fork)
    git(checkout, "remote", "set-url", "origin", "https://github.com/octocat/sampler.git")
    outcome = proposed(github, checkout)
    assert outcome.state == SKIPPED and outcome.reason == "it is a fork, and releases are made where it came from"


@pytest.mark.parametrize(
    ("remote", "said"),
    [
        (None, "has no git remote"),
        ("https://ghe.corp.example/a/b.git", "PyPI trusts GitHub Actions of github.com only"),
    ],
)
def test_a_remote_that_names_no_repository_is_told(
    github: GitHub, tmp_path: Path, checkout: Path, remote: str | None, said: str
) -> None:
    """With the way to say it."""
    folder = new_checkout(tmp_path / "other")
    add(folder, {f"{WORKFLOWS}/a.yml": TOKEN_UPLOAD.encode()})
    if remote is not None:
        git(folder, "remote", "add", "origin", remote)
    with pytest.raises(TrustpubError, match=said) as caught:
        proposed(github, folder)
    assert "trustpub pr OWNER/NAME" in str(caught.value)


@pytest.mark.parametrize("key", ["url", "pushurl"])
def test_it_is_pushed_to_the_repository_alone(
    github: GitHub, state: RepositoryState, checkout: Path, tmp_path: Path, key: str
) -> None:
    """Other places that a push to the remote would go to as well get nothing."""
    git(tmp_path, "init", "--quiet", "--bare", "mirror.git")
    if key == "pushurl":
        git(checkout, "config", "--add", "remote.origin.pushurl", GITHUB)
    git(checkout, "config", "--add", f"remote.origin.{key}", str(tmp_path / "mirror.git"))
    assert proposed(github, checkout).state == OPENED and state.branch(BRANCH) is not None
    assert git(tmp_path / "mirror.git", "branch", "--list") == ""


def test_a_remote_that_pushes_elsewhere_is_told(
    server: GitHubServer, github: GitHub, state: RepositoryState, checkout: Path, tmp_path: Path
) -> None:
    """Before anything is written, here or there."""
    git(tmp_path, "init", "--quiet", "--bare", "elsewhere.git")
    git(checkout, "config", "remote.origin.pushurl", str(tmp_path / "elsewhere.git"))
    with pytest.raises(TrustpubError, match="git would push to another place than octo-org/sampler"):
        proposed(github, checkout)
    assert git(tmp_path / "elsewhere.git", "branch", "--list") == "" and state.pulls == [] == writes(server)


def test_a_checkout_without_a_commit_will_do(
    github: GitHub, state: RepositoryState, checkout: Path, tmp_path: Path
) -> None:
    """Its own files play no part."""
    folder = new_checkout(tmp_path / "empty")
    git(folder, "remote", "add", "origin", GITHUB)
    git(folder, "config", "user.name", "Maintainer")
    git(folder, "config", "user.email", "maintainer@example.org")
    outcome = proposed(github, folder)
    assert (outcome.state, outcome.notes) == (OPENED, ()) and len(state.pulls) == 1
