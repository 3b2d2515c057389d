"""Repositories in pages and by name, as the local GitHub's GraphQL shows them."""

from __future__ import annotations

from itertools import chain

import pytest

from tests.servers.github import GitHubServer, RepositoryState
from tests.servers.http import Answer, Cut
from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.hosts import Host
from trustpub.github.listing import BRANCH, Gathered, Unseen, named, owned_by
from trustpub.github.needs import OPEN_PULLS
from trustpub.http.errors import HttpError

CI = b"on: push\njobs: {}\n"
TIMEOUT = {
    "errors": [{"message": "Something went wrong while executing your query. This may be the result of a timeout"}]
}


def fill(server: GitHubServer, count: int) -> None:
    """An organization with so many repositories."""
    server.repositories[:] = [
        RepositoryState(name=f"r{number:03}", files={".github/workflows/ci.yml": CI}) for number in range(count)
    ]


def names(github: GitHub, login: str = "octo-org", *, is_user: bool | None = None) -> list[list[str]]:
    """The names on each page."""
    return [[found.listed.name for found in page] for page in owned_by(github, login, is_user=is_user)]


def one(github: GitHub, full_name: str = "octo-org/sampler") -> Gathered:
    """A repository that is shown."""
    (found,) = named(github, [full_name])
    assert isinstance(found, Gathered)
    return found


def test_pages_of_fifty(server: GitHubServer, github: GitHub) -> None:
    """Each page is one request; all repositories come, once, by name."""
    fill(server, 101)
    assert [len(page) for page in names(github)] == [50, 50, 1]
    assert github.requests == 3
    assert list(chain(*names(github))) == [f"r{number:03}" for number in range(101)]


def test_the_workflows_come_with_the_page(server: GitHubServer, github: GitHub) -> None:
    """Nothing more is asked for workflows, local actions, metadata, and files that are not there."""
    server.repository.files |= {
        ".github/workflows/ci.yml": CI,
        ".github/actions/publish/action.yml": b"name: publish\n",
        "pyproject.toml": b"[project]\n",
        "setup.py": b"setup()\n",
        "src/x.py": b"",
    }
    snapshot = one(github).snapshot
    assert snapshot.list(".github/workflows") == ["ci.yml"]
    assert snapshot.read(".github/workflows/ci.yml") == CI
    assert snapshot.read(".github/actions/publish/action.yml") == b"name: publish\n"
    assert snapshot.read("pyproject.toml") == b"[project]\n"
    assert (snapshot.read("Makefile"), snapshot.read("tox.ini"), snapshot.list("")) == (
        None,
        None,
        [".github/", "pyproject.toml", "setup.py", "src/"],
    )
    assert not snapshot.missing and github.requests == 1


def test_what_is_said_of_a_repository(server: GitHubServer, github: GitHub) -> None:
    """All that decides whether it gets a pull request."""
    state = server.repository
    state.files["README"] = b"x"
    state.permissions = {"pull": True, "push": True}
    state.topics = ["python", "no-trustpub"]
    head = state.head
    assert head is not None
    listed = one(github).listed
    assert listed.full_name == "octo-org/sampler" and listed.database_id == 42
    assert (listed.default_branch, listed.head) == ("main", head)
    assert listed.tree == state.objects.read_commit(head).tree
    assert listed.subjects == ("Change files",)
    assert listed.topics == ("python", "no-trustpub")
    assert listed.is_organization and listed.can_write and listed.can_fork
    assert not (listed.can_administrate or listed.is_archived or listed.is_fork or listed.is_private)
    assert (listed.our_branch, listed.pulls) == (None, ())


@pytest.mark.parametrize("flag", ["archived", "disabled", "locked", "private"])
def test_why_a_repository_is_passed_over(server: GitHubServer, github: GitHub, flag: str) -> None:
    """Each of these is told apart from the others."""
    server.repository.files["README"] = b"x"
    setattr(server.repository, flag, True)
    listed = one(github).listed
    told = {name: getattr(listed, f"is_{name}") for name in ("archived", "disabled", "locked", "private", "fork")}
    assert [name for name, is_so in told.items() if is_so] == [flag]


def test_an_empty_repository(server: GitHubServer, github: GitHub) -> None:
    """It has no branch, no commit and no files."""
    found = one(github)
    assert (found.listed.default_branch, found.listed.head, found.listed.tree) == (None, None, None)
    assert found.snapshot.list("") == []


def test_our_branch_and_our_pull_requests(server: GitHubServer, github: GitHub) -> None:
    """The branch with its message and parents, and the pull requests from it, newest first."""
    state = server.repository
    state.files["README"] = b"x"
    head = state.head
    ours = state.commit(BRANCH, {"README": b"y"}, "Publish without a token\n\nTrustpub-Change: 1")
    for title in ("first", "second"):
        path = "/repos/octo-org/sampler/pulls"
        body = {"head": f"octo-org:{BRANCH}", "base": "main", "title": title, "body": "text", "draft": True}
        github.ask("POST", path, "open", OPEN_PULLS, body=body)
        if title == "first":
            github.ask("PATCH", f"{path}/1", "close", OPEN_PULLS, body={"state": "closed"})
    listed = one(github).listed
    assert listed.our_branch is not None
    assert listed.our_branch.commit == ours and listed.our_branch.parents == (head,)
    assert listed.our_branch.message.startswith("Publish without a token\n\nTrustpub-Change: 1")
    assert [(pull.number, pull.title, pull.state) for pull in listed.pulls] == [
        (2, "second", "open"),
        (1, "first", "closed"),
    ]
    newest = listed.pulls[0]
    assert (newest.is_draft, newest.head_owner, newest.head_commit) == (True, "octo-org", ours)
    assert (newest.author, newest.body, newest.base) == ("octocat", "text", "main")


def test_repositories_by_name(server: GitHubServer, github: GitHub) -> None:
    """In the order that was asked for, many in one request; what is not shown says why."""
    fill(server, 3)
    server.repositories[1].permissions = {}
    found = named(github, ["octo-org/r002", "octo-org/r001", "octo-org/r000", "octo-org/none"])
    assert github.requests == 1
    assert [item.listed.name if isinstance(item, Gathered) else item.full_name for item in found] == [
        "r002",
        "octo-org/r001",
        "r000",
        "octo-org/none",
    ]
    unseen = [item for item in found if isinstance(item, Unseen)]
    assert all("Could not resolve to a Repository" in item.reason for item in unseen) and len(unseen) == 2


@pytest.mark.parametrize("name", ["sampler", "a/b/c", "/x", "x/", "", "https://github.com/o/r"])
def test_what_is_no_name_of_a_repository(github: GitHub, name: str) -> None:
    """It is said before anything is asked."""
    with pytest.raises(TrustpubError, match=r"is no repository on GitHub; it looks like OWNER/NAME$"):
        named(github, [name])
    assert github.requests == 0


@pytest.mark.parametrize("name", ['x"){a}', "x\\n$", "ünï", "}}} #"])
def test_names_are_never_part_of_a_query(server: GitHubServer, github: GitHub, name: str) -> None:
    """They travel as variables, whatever is in them."""
    (found,) = named(github, [f"octo-org/{name}"])
    assert isinstance(found, Unseen)
    assert name not in server.asked[-1].body["query"]


@pytest.mark.parametrize(
    "fault",
    [Answer(502), Answer(504), Answer(200, TIMEOUT), Cut(), Cut(after=5)],
    ids=["502", "504", "timeout", "cut", "cut in the middle"],
)
@pytest.mark.parametrize("times", [1, 3])
def test_a_page_that_is_too_much_is_asked_for_in_halves(
    server: GitHubServer, github: GitHub, fault: Answer | Cut, times: int
) -> None:
    """Half as many each time; nothing is lost or doubled."""
    fill(server, 101)
    server.fail(fault, "graphql", times=times)
    found = list(chain(*names(github)))
    assert found == [f"r{number:03}" for number in range(101)]
    asked = [request.body["variables"]["first"] for request in server.asked]
    assert asked[: times + 1] == [50, 25, 12, 6][: times + 1]


@pytest.mark.parametrize("times", [1, 3])
def test_names_that_are_too_much_are_asked_for_in_halves(server: GitHubServer, github: GitHub, times: int) -> None:
    """The order stays."""
    fill(server, 20)
    server.fail(Answer(502), "graphql", times=times)
    wanted = [f"octo-org/r{number:03}" for number in range(20)]
    assert [item.listed.full_name for item in named(github, wanted) if isinstance(item, Gathered)] == wanted


def test_a_server_that_keeps_failing(server: GitHubServer, github: GitHub) -> None:
    """In the end one repository is asked for, patiently, and then it is given up."""
    fill(server, 3)
    server.fail(Answer(502), "graphql", times=100)
    with pytest.raises(HttpError, match=r"^cannot list the repositories of octo-org: GitHub has trouble \(502\)"):
        names(github)
    assert [request.body["variables"]["first"] for request in server.asked] == [50, 25, 12, 6, 3, 1, 1, 1, 1]


def test_somebody_that_is_not_there(github: GitHub) -> None:
    """One sentence with the name."""
    with pytest.raises(HttpError, match=r"^cannot list the repositories of nobody: GitHub knows no person or org"):
        names(github, "nobody")


def test_a_person_is_no_organization(server: GitHubServer, github: GitHub) -> None:
    """And the other way round; the right option is named."""
    server.accounts["mona"] = "User"
    with pytest.raises(TrustpubError, match=r"mona is a person; use --user mona$"):
        names(github, "mona", is_user=False)
    with pytest.raises(TrustpubError, match=r"octo-org is an organization; use --org octo-org$"):
        names(github, is_user=True)
    assert names(github, "mona", is_user=True) == [[]]
    assert names(github, is_user=False) == [["sampler"]]


def test_without_a_token_nothing_is_asked(server: GitHubServer) -> None:
    """GraphQL answers nobody without one."""
    github = GitHub(Host("github.com", server.url, True))
    with pytest.raises(TrustpubError, match="there is no GitHub token; set GH_TOKEN"):
        names(github)
    assert github.requests == 0


def test_a_wrong_token(stranger: GitHub) -> None:
    """The same words as for the REST API."""
    with pytest.raises(HttpError, match="GitHub does not accept the token from GITHUB_TOKEN"):
        names(stranger)


def test_single_sign_on_is_told_from_an_owner_that_is_not_there(server: GitHubServer, github: GitHub) -> None:
    """With GitHub's words."""
    words = "Resource protected by organization SAML enforcement."
    error = {"type": "FORBIDDEN", "path": ["repositoryOwner"], "message": words}
    server.fail(Answer(200, {"data": {"repositoryOwner": None}, "errors": [error]}), "graphql")
    with pytest.raises(
        HttpError, match=r"GitHub does not show them \(Resource protected by organization SAML"
    ) as raised:
        names(github)
    assert raised.value.status == 403
