"""Commits and branches made through the API, against real git objects."""

from __future__ import annotations

import pytest

from tests.servers.github import GitHubServer, RepositoryState
from tests.servers.http import Answer, Cut
from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.gitdata import (
    Author,
    branch_head,
    create_branch,
    create_commit,
    create_tree,
    delete_branch,
    ensure_branch,
    move_branch,
    require_rights,
)
from trustpub.github.listing import BRANCH
from trustpub.github.objects import EXECUTABLE, FILE, LINK, SUBMODULE, TREE
from trustpub.github.repositories import repository_info
from trustpub.http.errors import HttpError

OWNER, NAME = "octo-org", "sampler"
WORKFLOW = ".github/workflows/publish.yml"
LOST = [Cut(), Cut(after=5), Answer(502)]
"""How the answer to a request gets lost: before it was made, after it was made, and by a gateway."""


@pytest.fixture
def state(server: GitHubServer) -> RepositoryState:
    """A repository with some files."""
    found = server.repository
    found.files |= {WORKFLOW: b"on: push\n", "run.sh": b"#!/bin/sh\n", "docs/x.md": b"x", "link": b"run.sh"}
    found.modes |= {"run.sh": "100755", "link": "120000"}
    return found


def top(state: RepositoryState) -> tuple[str, str]:
    """The newest commit and its tree."""
    head = state.head
    assert head is not None
    return head, state.objects.read_commit(head).tree


def commit(github: GitHub, state: RepositoryState, files: dict[str, bytes], message: str = "Change") -> str:
    """A commit on top of the default branch."""
    head, tree = top(state)
    made = create_tree(github, OWNER, NAME, tree, files)
    return create_commit(github, OWNER, NAME, made, [head], message, None)


def files_of(state: RepositoryState, made: str) -> dict[str, tuple[str, bytes]]:
    """All files of a commit, with their modes."""
    found: dict[str, tuple[str, bytes]] = {}

    def walk(tree: str, start: str) -> None:
        for name, entry in state.objects.entries(tree).items():
            if entry.kind == "tree":
                walk(entry.oid, f"{start}{name}/")
            else:
                found[start + name] = entry.mode, state.objects.data(entry.oid)

    walk(state.objects.read_commit(made).tree, "")
    return found


@pytest.mark.parametrize(
    "data",
    [b"on: release\n", b"", b"a\r\nb\r\n", b"no newline", "ünï \u202e \U0001f680\n".encode()],
    ids=["text", "empty", "carriage returns", "no newline", "other letters"],
)
def test_texts_are_sent_with_the_tree(
    server: GitHubServer, github: GitHub, state: RepositoryState, data: bytes
) -> None:
    """Every byte arrives; all other files stay as they are."""
    before = files_of(state, top(state)[0])
    made = commit(github, state, {WORKFLOW: data, "new/file": data})
    assert files_of(state, made) == {**before, WORKFLOW: ("100644", data), "new/file": ("100644", data)}
    assert not [line for line in server.lines("POST") if line.endswith("/git/blobs")]


@pytest.mark.parametrize("data", [b"caf\xe9\n", b"\xef\xbb\xbfon: push\n", b"a\0b"], ids=["latin-1", "mark", "null"])
def test_other_bytes_are_sent_on_their_own(github: GitHub, state: RepositoryState, data: bytes) -> None:
    """What is no plain UTF-8 would not survive in a JSON text."""
    made = commit(github, state, {WORKFLOW: data})
    assert files_of(state, made)[WORKFLOW] == ("100644", data)


def test_a_file_keeps_its_mode(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """An executable stays one, whether the modes are known or have to be asked for."""
    head, tree = top(state)
    for modes, requests in ((None, 2), ({"run.sh": EXECUTABLE}, 1)):
        before = github.requests
        made = create_tree(github, OWNER, NAME, tree, {"run.sh": b"new", "docs/x.md": b"y"}, modes)
        assert github.requests - before == requests
        found = files_of(state, create_commit(github, OWNER, NAME, made, [head], "x", None))
        assert found["run.sh"] == ("100755", b"new") and found["docs/x.md"] == ("100644", b"y")


@pytest.mark.parametrize(("mode", "kind"), [(LINK, "a symbolic link"), (TREE, "a folder"), (SUBMODULE, "a submodule")])
def test_what_is_no_file_is_not_written(
    server: GitHubServer, github: GitHub, state: RepositoryState, mode: int, kind: str
) -> None:
    """The text would become the link's target."""
    with pytest.raises(TrustpubError, match=f"^cannot prepare the changed files of octo-org/sampler: x is {kind}"):
        create_tree(github, OWNER, NAME, top(state)[1], {"x": b""}, {"x": mode})
    assert server.lines("POST") == []


def test_a_link_is_found_where_the_modes_are_asked_for(github: GitHub, state: RepositoryState) -> None:
    """The same refusal."""
    with pytest.raises(TrustpubError, match="link is a symbolic link"):
        create_tree(github, OWNER, NAME, top(state)[1], {"link": b"text"})


def test_a_name_that_is_no_utf_8_is_not_written(github: GitHub, state: RepositoryState) -> None:
    """The API has no words for it."""
    with pytest.raises(TrustpubError, match=r"the name 'latin-\\udce9' is no UTF-8"):
        create_tree(github, OWNER, NAME, top(state)[1], {"latin-\udce9": b""}, {"latin-\udce9": FILE})


def test_a_list_that_is_cut_is_an_error(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """Modes that are not told are not guessed."""
    server.fail(Answer(200, {"sha": "x", "truncated": True, "tree": []}), "/git/trees/")
    with pytest.raises(HttpError, match="there are more files than GitHub lists at once"):
        create_tree(github, OWNER, NAME, top(state)[1], {"x": b""})


def test_a_commit_says_who_made_it(github: GitHub, state: RepositoryState) -> None:
    """The token's owner, or who is named; the message arrives as it is."""
    head, tree = top(state)
    message = "Publish without a token\n\n@mona #1 <b>\n\nSigned-off-by: A <a@b>"
    author = Author("Ada L. \u00fc", "ada@example.org")
    made = state.objects.read_commit(create_commit(github, OWNER, NAME, tree, [head], message, author))
    assert (made.author.name, made.author.email) == author
    assert (made.message, made.parents, made.tree) == (message, (head,), tree)
    own = state.objects.read_commit(create_commit(github, OWNER, NAME, tree, [head], message, None))
    assert own.author.name == "octocat"


@pytest.mark.parametrize("branch", [BRANCH, "main2", "feature/ünï", "a/b/c-1.0"])
def test_a_branch_is_made_moved_and_deleted(github: GitHub, state: RepositoryState, branch: str) -> None:
    """And can be looked at in between."""
    assert branch_head(github, OWNER, NAME, branch) is None
    first = commit(github, state, {"x": b"1"})
    create_branch(github, OWNER, NAME, branch, first)
    assert branch_head(github, OWNER, NAME, branch) == first
    tree = create_tree(github, OWNER, NAME, state.objects.read_commit(first).tree, {"x": b"2"})
    second = create_commit(github, OWNER, NAME, tree, [first], "x", None)
    move_branch(github, OWNER, NAME, branch, second)
    assert branch_head(github, OWNER, NAME, branch) == second
    delete_branch(github, OWNER, NAME, branch)
    assert branch_head(github, OWNER, NAME, branch) is None
    delete_branch(github, OWNER, NAME, branch)


def test_a_branch_is_never_forced(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """A commit of somebody else on it makes moving it an error, and it stays as it is."""
    first = commit(github, state, {"x": b"1"})
    create_branch(github, OWNER, NAME, BRANCH, first)
    theirs = state.commit(BRANCH, {"x": b"theirs"}, "Theirs")
    with pytest.raises(HttpError, match="Update is not a fast forward") as raised:
        move_branch(github, OWNER, NAME, BRANCH, commit(github, state, {"x": b"2"}))
    assert raised.value.status == 422
    assert branch_head(github, OWNER, NAME, BRANCH) == theirs
    assert [asked.body["force"] for asked in server.asked if asked.method == "PATCH"] == [False]


def test_a_branch_that_is_there_is_not_made(github: GitHub, state: RepositoryState) -> None:
    """Not even with the same commit."""
    made = commit(github, state, {"x": b"1"})
    create_branch(github, OWNER, NAME, BRANCH, made)
    with pytest.raises(HttpError, match="Reference already exists") as raised:
        create_branch(github, OWNER, NAME, BRANCH, made)
    assert raised.value.status == 422


def test_a_branch_is_ensured(github: GitHub, state: RepositoryState) -> None:
    """Made once, found afterwards; with another commit it is somebody else's."""
    made, other = commit(github, state, {"x": b"1"}), commit(github, state, {"x": b"2"})
    assert ensure_branch(github, OWNER, NAME, BRANCH, made) is True
    assert ensure_branch(github, OWNER, NAME, BRANCH, made) is False
    with pytest.raises(HttpError, match="Reference already exists"):
        ensure_branch(github, OWNER, NAME, BRANCH, other)
    assert branch_head(github, OWNER, NAME, BRANCH) == made


@pytest.mark.parametrize("fault", LOST, ids=["cut", "cut after", "502"])
def test_a_lost_answer_is_no_lost_branch(
    server: GitHubServer, github: GitHub, state: RepositoryState, fault: Answer | Cut
) -> None:
    """Whether the branch was made before the answer got lost or not, it is there afterwards, with our commit."""
    made = commit(github, state, {"x": b"1"})
    server.fail(fault, "/git/refs")
    assert ensure_branch(github, OWNER, NAME, BRANCH, made) is True
    assert branch_head(github, OWNER, NAME, BRANCH) == made


@pytest.mark.parametrize("fault", LOST, ids=["cut", "cut after", "502"])
@pytest.mark.parametrize("what", ["/git/trees", "/git/commits", "/git/blobs"])
def test_objects_are_made_in_spite_of_lost_answers(
    server: GitHubServer, github: GitHub, state: RepositoryState, what: str, fault: Answer | Cut
) -> None:
    """Making one twice is making it once."""
    server.fail(fault, what)
    made = commit(github, state, {"x": b"\xff"})
    assert files_of(state, made)["x"] == ("100644", b"\xff")


def test_the_branch_of_an_empty_repository(server: GitHubServer, github: GitHub) -> None:
    """GitHub answers 409 there."""
    assert branch_head(github, OWNER, NAME, BRANCH) is None


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        ("repo", "workflow"),
        ("public_repo", "workflow"),
        ("workflow", "repo"),
        ("", "repo"),
        ("repo, workflow", None),
        ("public_repo, workflow", None),
        (None, None),
    ],
)
def test_scopes_are_checked_before_anything_is_written(
    server: GitHubServer, github: GitHub, state: RepositoryState, scopes: str | None, missing: str | None
) -> None:
    """The one that is missing is named exactly; of a fine-grained token nothing is known before."""
    server.scopes = scopes
    repository_info(github, OWNER, NAME)
    if missing is None:
        require_rights(github, "open it", [WORKFLOW])
    else:
        with pytest.raises(HttpError, match=f"^cannot open it: the token from GH_TOKEN lacks the scope {missing} "):
            require_rights(github, "open it", [WORKFLOW])
        with pytest.raises(HttpError, match=f"lacks the scope {missing} "):
            commit(github, state, {WORKFLOW: b"on: release\n"})
    assert server.lines("POST") == []


def test_files_that_are_no_workflows_need_less(server: GitHubServer, github: GitHub, state: RepositoryState) -> None:
    """The scope for workflows is not asked for without one."""
    server.scopes = "repo"
    repository_info(github, OWNER, NAME)
    require_rights(github, "open it", ["docs/x.md"])
    assert commit(github, state, {"docs/x.md": b"new"})


def test_the_permission_of_a_fine_grained_token_is_named(
    server: GitHubServer, github: GitHub, state: RepositoryState
) -> None:
    """GitHub says "not found" when it means the right to change workflows."""
    server.scopes, server.has_workflows_permission = None, False
    with pytest.raises(HttpError, match=r"permission Contents: write and Workflows: write \(fine-grained\)$"):
        commit(github, state, {WORKFLOW: b"on: release\n"})
    server.forbidden = ["/git/trees"]
    with pytest.raises(HttpError, match="Contents: write and Workflows: write"):
        create_tree(github, OWNER, NAME, top(state)[1], {WORKFLOW: b""}, {})
