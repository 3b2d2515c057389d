"""The local GitHub keeps GitHub's rules where a client might break them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.servers.asking import ask
from tests.servers.github import GitHubServer
from tests.servers.http import Answer
from tests.servers.running import running_github

WORKFLOW = ".github/workflows/a.yml"


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    """The server, with two files of which one may be executed."""
    with running_github() as started:
        started.repository.files = {WORKFLOW: b"on: push\n", "run.sh": b"#!\n"}
        started.repository.modes = {"run.sh": "100755"}
        yield started


def branch(server: GitHubServer, name: str = "x", **files: str) -> str:
    """A branch with changed files, made as a client makes one; the commit."""
    items = [{"path": p, "mode": "100644", "type": "blob", "content": text} for p, text in files.items()]
    head = server.repository.head
    tree = ask(server, "POST", "git/trees", {"base_tree": head, "tree": items})
    made = ask(server, "POST", "git/commits", {"message": "Change", "tree": tree.body["sha"], "parents": [head]})
    answer = ask(server, "POST", "git/refs", {"ref": f"refs/heads/{name}", "sha": made.body["sha"]})
    assert (tree.status, made.status, answer.status) == (201, 201, 201)
    return str(made.body["sha"])


def opened(server: GitHubServer, **body: Any) -> Answer:
    """A pull request for a branch."""
    return ask(server, "POST", "pulls", {"title": "t", "head": "x", "base": "main", **body})


def test_a_new_tree_is_the_old_one_with_changes(server: GitHubServer) -> None:
    """Modes stay, folders come and go with their files, and a file takes the place of a folder."""
    server.repository.files |= {"a/b": b"1", "a/c": b"2"}
    items = [
        {"path": "run.sh", "mode": "100755", "type": "blob", "content": "new"},
        {"path": "a/b", "mode": "100644", "type": "blob", "sha": None},
        {"path": "d/e/f", "mode": "100644", "type": "blob", "content": "ü"},
    ]
    made = ask(server, "POST", "git/trees", {"base_tree": server.repository.head, "tree": items})
    shown = ask(server, "GET", f"git/trees/{made.body['sha']}", recursive="1")
    modes = {item["path"]: item["mode"] for item in shown.body["tree"] if item["type"] == "blob"}
    assert modes == {WORKFLOW: "100644", "run.sh": "100755", "a/c": "100644", "d/e/f": "100644"}
    items = [{"path": "a", "mode": "100644", "type": "blob", "content": ""}]
    made = ask(server, "POST", "git/trees", {"base_tree": made.body["sha"], "tree": items})
    shown = ask(server, "GET", f"git/trees/{made.body['sha']}", recursive="1")
    assert [item["path"] for item in shown.body["tree"]] == [
        *(".github", ".github/workflows", WORKFLOW, "a", "d", "d/e", "d/e/f", "run.sh")
    ]


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"path": "../x", "mode": "100644", "content": ""}, "malformed path"),
        ({"path": ".git/config", "mode": "100644", "content": ""}, "malformed path"),
        ({"path": "x", "mode": "100644", "sha": "0" * 40}, "not a valid blob"),
        ({"path": "gone", "mode": "100644", "sha": None}, "BadObjectState"),
    ],
)
def test_what_is_no_tree(server: GitHubServer, item: dict[str, Any], words: str) -> None:
    """Paths that git does not allow, objects that are not there, and deleting nothing."""
    answer = ask(server, "POST", "git/trees", {"base_tree": server.repository.head, "tree": [item]})
    assert answer.status == 422 and words in answer.body["message"]


def test_a_branch_only_moves_on(server: GitHubServer) -> None:
    """It is made once, moves to what came after it, and back only by force."""
    first = server.repository.head
    commit = branch(server, "trustpub/x", a="1")
    again = ask(server, "POST", "git/refs", {"ref": "refs/heads/trustpub/x", "sha": first})
    back = ask(server, "PATCH", "git/refs/heads/trustpub/x", {"sha": first, "force": False})
    absent = ask(server, "PATCH", "git/refs/heads/y", {"sha": first})
    inside = ask(server, "POST", "git/refs", {"ref": "refs/heads/trustpub", "sha": first})
    words = ["already exists", "not a fast forward", "does not exist", "update failed"]
    for answer, word in zip((again, back, absent, inside), words, strict=True):
        assert answer.status == 422 and word in answer.body["message"]
    assert server.repository.branch("trustpub/x") == commit
    assert ask(server, "PATCH", "git/refs/heads/trustpub/x", {"sha": first, "force": True}).status == 200


def test_workflows_need_their_scope(server: GitHubServer) -> None:
    """A tree with a changed workflow is not found without it; another one is made as ever."""
    server.scopes = "repo"
    for path, status in ((WORKFLOW, 404), (".github/workflows/new.yml", 404), ("workflows/a.yml", 201)):
        item = {"path": path, "mode": "100644", "type": "blob", "content": "x"}
        body = {"base_tree": server.repository.head, "tree": [item]}
        assert ask(server, "POST", "git/trees", body).status == status
    server.scopes, server.has_workflows_permission = None, False
    item = {"path": WORKFLOW, "mode": "100644", "type": "blob", "content": "x"}
    assert ask(server, "POST", "git/trees", {"base_tree": server.repository.head, "tree": [item]}).status == 404


def test_a_pull_request_is_opened_once(server: GitHubServer) -> None:
    """Not without a branch, nor without commits of its own, nor a second time while it is open."""
    assert opened(server).body["errors"][0]["field"] == "head"
    server.repository.move("refs/heads/x", server.repository.head)
    assert "No commits between main and x" in opened(server).body["errors"][0]["message"]
    server.repository.move("refs/heads/x", None)
    branch(server, a="1")
    assert opened(server, draft=True).status == 201
    assert "already exists for octo-org:x" in opened(server).body["errors"][0]["message"]
    assert ask(server, "PATCH", "pulls/1", {"state": "closed"}).status == 200
    assert opened(server).body["number"] == 2


def test_a_pull_request_follows_its_branch(server: GitHubServer) -> None:
    """And is closed when that is deleted, after which it cannot be opened again."""
    branch(server, a="1")
    opened(server)
    commit = server.repository.commit("x", {"a": b"2"}, "More")
    assert ask(server, "GET", "pulls/1").body["head"]["sha"] == commit
    assert ask(server, "DELETE", "git/refs/heads/x").status == 204
    shown = ask(server, "GET", "pulls/1").body
    assert (shown["state"], shown["head"]["sha"]) == ("closed", commit)
    assert ask(server, "PATCH", "pulls/1", {"state": "open"}).status == 422


def test_a_filter_without_an_owner_is_none(server: GitHubServer) -> None:
    """As on GitHub, which then lists everything."""
    branch(server, a="1")
    opened(server)
    found = {
        head: len(ask(server, "GET", "pulls", head=head).body) for head in ("other", "octo-org:other", "OCTO-ORG:x")
    }
    assert found == {"other": 1, "octo-org:other": 0, "OCTO-ORG:x": 1}


def test_nobody_writes_where_they_may_not(server: GitHubServer) -> None:
    """An archived repository, one that may only be read, and a protected default branch."""
    state, body = server.repository, {"content": "x"}
    state.archived = True
    assert ask(server, "POST", "git/blobs", body).status == 403
    state.archived, state.permissions = False, {"pull": True}
    assert ask(server, "POST", "git/blobs", body).status == 404
    state.permissions, state.is_protected = {"pull": True, "push": True}, True
    commit = branch(server, a="1")
    assert ask(server, "PATCH", "git/refs/heads/main", {"sha": commit}).status == 422
    state.permissions = {}
    assert ask(server, "GET", "git/ref/heads/main").status == 404


def test_a_fork_takes_its_time(server: GitHubServer) -> None:
    """It is there at once, and its branches are later; a second request gives the same one."""
    server.fork_delay = 2
    names = [ask(server, "POST", "forks", {}).body["full_name"] for _ in range(2)]
    path = "/repos/octocat/sampler/git/ref/heads/main"
    assert names == ["octocat/sampler"] * 2 and len(server.repositories) == 2
    assert [ask(server, "GET", path).status for _ in range(3)] == [409, 409, 200]
    assert server.repositories[1].head == server.repository.head
