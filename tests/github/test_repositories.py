"""Repositories, people, files and secrets as GitHub tells them."""

from __future__ import annotations

import pytest

from tests.servers.github import EnvironmentState, GitHubServer, OrganizationSecret
from tests.servers.http import Answer, Cut
from trustpub.errors import InputError
from trustpub.github.client import GitHub
from trustpub.github.contents import RemoteRepository
from trustpub.github.repositories import Person, people, repository_info
from trustpub.github.secrets import (
    Reach,
    StoredSecret,
    delete_secret,
    environment_secrets,
    organization_secrets,
    reach,
    repository_secrets,
)
from trustpub.http.errors import HttpError
from trustpub.scanning import scan

REPOSITORY = ("octo-org", "sampler")


def test_a_repository_is_told_by_its_present_name(server: GitHubServer, github: GitHub) -> None:
    """After a renaming GitHub redirects; owner and name are then the new ones."""
    server.fail(Answer(301, None, {"Location": f"{server.url}/repos/octo-org/sampler"}))
    found = repository_info(github, "octo-org", "sampler")
    assert (found.id, found.full_name, found.is_organization, found.default_branch) == (
        42,
        "octo-org/sampler",
        True,
        "main",
    )
    assert found.can_administrate and found.can_write and not found.is_archived


def test_people_with_the_right_to_write_are_marked(server: GitHubServer, github: GitHub) -> None:
    """Those who can only read are listed too."""
    server.repository.people = {"ada": True, "bob": False}
    assert people(github, *REPOSITORY) == [Person(1, "ada", True), Person(2, "bob", False)]


def test_secrets_come_in_pages(server: GitHubServer, github: GitHub) -> None:
    """All of them are listed, however many pages there are."""
    server.repository.secrets = {f"S{number:03}" for number in range(250)}
    assert [secret.name for secret in repository_secrets(github, *REPOSITORY)] == [f"S{n:03}" for n in range(250)]
    assert len(server.asked) == 3


def test_secrets_of_every_place(server: GitHubServer, github: GitHub) -> None:
    """Of the repository, of an environment whose name holds a slash, and of the organization."""
    server.repository.secrets = {"A"}
    server.repository.environments = {"release/pypi": EnvironmentState(secrets={"B"})}
    server.organization_secrets = {
        "C": OrganizationSecret(),
        "D": OrganizationSecret("selected", ["octo-org/other"]),
    }
    found = (
        repository_secrets(github, *REPOSITORY)
        + environment_secrets(github, *REPOSITORY, "release/pypi")
        + organization_secrets(github, *REPOSITORY)
    )
    assert [(s.name, s.place, s.environment) for s in found] == [
        ("A", "repository", None),
        ("B", "environment", "release/pypi"),
        ("C", "organization", None),
    ]


def test_the_reach_of_an_organization_s_secret(server: GitHubServer, github: GitHub) -> None:
    """Everybody, or the repositories that were selected."""
    server.organization_secrets = {
        "A": OrganizationSecret("private"),
        "B": OrganizationSecret("selected", ["octo-org/sampler", "octo-org/other"]),
    }
    assert reach(github, "octo-org", "A") == Reach("private", ())
    assert reach(github, "octo-org", "B") == Reach("selected", ("octo-org/sampler", "octo-org/other"))


@pytest.mark.parametrize("place", ["repository", "environment", "organization"])
def test_a_secret_is_deleted_where_it_is(server: GitHubServer, github: GitHub, place: str) -> None:
    """And nowhere else, though others have the same name."""
    server.repository.secrets = {"X"}
    server.repository.environments = {"pypi": EnvironmentState(secrets={"X"})}
    server.organization_secrets = {"X": OrganizationSecret()}
    delete_secret(github, *REPOSITORY, StoredSecret("X", place, "pypi" if place == "environment" else None, ""))
    left = {
        "repository": bool(server.repository.secrets),
        "environment": bool(server.repository.environments["pypi"].secrets),
        "organization": bool(server.organization_secrets),
    }
    assert left == {name: name != place for name in left}


def test_a_deletion_whose_answer_was_lost_is_done(server: GitHubServer, github: GitHub) -> None:
    """The second attempt finds nothing, which is what was wanted."""
    server.repository.secrets = {"X"}
    server.fail(Cut(), "DELETE")
    delete_secret(github, *REPOSITORY, StoredSecret("X", "repository", None, ""))
    assert server.repository.secrets == set() and len(server.lines("DELETE")) == 2


def test_a_secret_that_is_not_there_cannot_be_deleted(server: GitHubServer, github: GitHub) -> None:
    """A 404 at the first attempt is an error: it may mean that the token has no permission."""
    with pytest.raises(HttpError, match=r"cannot delete the secret X of the repository octo-org/sampler: .*404"):
        delete_secret(github, *REPOSITORY, StoredSecret("X", "repository", None, ""))


def test_a_repository_can_be_scanned_where_it_is(server: GitHubServer, github: GitHub) -> None:
    """The same analysis as of a checkout, one request for each folder and file."""
    upload = (
        b"on: release\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: twine upload -p ${{ secrets.T }} dist/*\n"
    )
    server.repository.files = {".github/workflows/a.yml": upload, ".github/workflows/x/y": b"", "README.md": b"x"}
    remote = RemoteRepository(github, *REPOSITORY, "main")
    assert [found.secrets for found in scan(remote).uploads] == [("T",)]
    assert remote.list(".github/workflows") == ["a.yml", "x/"]
    assert remote.read("none") is None and remote.read(".github") is None and remote.list("README.md") == []
    assert remote.identity() == REPOSITORY
    assert {asked.query["ref"] for asked in server.asked} == {"main"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"encoding": "none", "content": ""}, "too large for GitHub to hand it out"),
        ({"content": "a"}, "no base64"),
        ({"content": None}, "JSON without the text 'content'"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_of_that_file(
    server: GitHubServer, github: GitHub, changes: dict[str, str], sentence: str
) -> None:
    """It names the file; the others are read all the same."""
    answer = {"type": "file", "encoding": "base64", "content": "", **changes}
    server.fail(Answer(200, answer))
    with pytest.raises(InputError, match=sentence) as raised:
        RemoteRepository(github, *REPOSITORY, "main").read("a.yml")
    assert raised.value.path == "a.yml"


def test_a_link_is_no_file(server: GitHubServer, github: GitHub) -> None:
    """Symbolic links are not followed."""
    server.fail(Answer(200, {"type": "symlink", "target": "/etc/passwd"}))
    assert RemoteRepository(github, *REPOSITORY, "main").read("a.yml") is None
