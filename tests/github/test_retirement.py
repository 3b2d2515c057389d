"""Which secrets may go: only those that nothing names, or may name, here or on GitHub."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.checkouts import NO_UPLOAD, TOKEN_UPLOAD, checkout
from tests.servers.github import EnvironmentState, GitHubServer, OrganizationSecret
from tests.servers.http import Answer, Cut
from trustpub.errors import TrustpubError
from trustpub.github.afterwards import Project, projects_by_secrets, remaining, security_history
from trustpub.github.client import GitHub
from trustpub.github.retired import retire
from trustpub.github.retirement import is_upload_credential
from trustpub.github.survey import Survey, survey
from trustpub.http.errors import HttpError
from trustpub.repository.local import LocalRepository

FOREIGN = "on: push\njobs:\n  a:\n    uses: other/tools/.github/workflows/x.yml@v1\n    secrets: inherit\n"


def look(
    server: GitHubServer,
    github: GitHub,
    folder: Path,
    here: str = NO_UPLOAD,
    there: str = NO_UPLOAD,
    wanted: tuple[str, ...] = (),
) -> Survey:
    """Survey a checkout with one workflow, and the same or another one on GitHub's default branch."""
    root = checkout(folder / "repo", {"a.yml": here})
    server.repository.files = {".github/workflows/a.yml": there.encode()}
    return survey(github, LocalRepository(str(root)), "octo-org", "sampler", wanted)


def obstacles(found: Survey) -> dict[str, str | None]:
    """The candidates' names, and why they must stay."""
    return {candidate.secret.name: candidate.obstacle for candidate in found.verdicts.candidates}


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        *((name, True) for name in ("PYPI_TOKEN", "TEST_PYPI_API_TOKEN", "TWINE_PASSWORD", "UV_PUBLISH_TOKEN")),
        *((name, True) for name in ("POETRY_PYPI_TOKEN_PYPI", "FLIT_PASSWORD", "HATCH_INDEX_AUTH", "pypi_password")),
        *((name, False) for name in ("CODECOV_TOKEN", "NPM_TOKEN", "GH_PAT", "LOUVRE_KEY", "DEPLOY_KEY", "SUV_X")),
    ],
)
def test_names_tell_what_a_secret_was_for(name: str, is_one: bool) -> None:
    """They name the index or a tool that uploads; for others the user must say so."""
    assert is_upload_credential(name) is is_one


def test_what_nothing_names_may_go(server: GitHubServer, github: GitHub, tmp_path: Path) -> None:
    """In the repository and in its environments; others are only mentioned."""
    server.repository.secrets = {"PYPI_TOKEN", "DEPLOY_KEY"}
    server.repository.environments = {"pypi": EnvironmentState(secrets={"TWINE_PASSWORD"})}
    found = look(server, github, tmp_path)
    assert [(s.name, s.environment) for s in found.deletable] == [("PYPI_TOKEN", None), ("TWINE_PASSWORD", "pypi")]
    assert [secret.name for secret in found.verdicts.others] == ["DEPLOY_KEY"]
    assert found.question == (
        "Delete PYPI_TOKEN of the repository octo-org/sampler and TWINE_PASSWORD of the environment pypi of "
        "octo-org/sampler, for good?"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${{ secrets.PYPI_\\\n      TOKEN }}", "names it, with escapes"),
        ("${{ secrets['PYPI_\\x54OKEN'] }}", "names it, with escapes"),
        ("${{ s\\u0065crets[matrix.name] }}", "can read every secret"),
        ("${{ toJSON(\\U00000073ecrets) }}", "can read every secret"),
    ],
)
def test_what_is_named_with_escapes_stays(
    text: str, reason: str, server: GitHubServer, github: GitHub, tmp_path: Path
) -> None:
    """Between double quotes a name can be broken over lines, and letters can be written by their numbers."""
    server.repository.secrets = {"PYPI_TOKEN"}
    workflow = f'{NO_UPLOAD}        env: {{X: "{text}"}}\n'
    assert reason in str(obstacles(look(server, github, tmp_path, here=workflow))["PYPI_TOKEN"])


@pytest.mark.parametrize(
    "mention",
    [
        "${{ secrets.PYPI_TOKEN }}",
        "${{ secrets['pypi_token'] }}",
        "${{ Secrets [ 'Pypi_Token' ] }}",
        "${{ secrets.OTHER || secrets.PYPI_TOKEN }}",
        "a comment about PYPI_TOKEN",
    ],
)
@pytest.mark.parametrize("place", ["in the checkout", "on GitHub's branch main"])
def test_what_is_named_anywhere_stays(
    server: GitHubServer, github: GitHub, tmp_path: Path, mention: str, place: str
) -> None:
    """In the checkout or on GitHub, in any spelling, in a comment too; the place is told."""
    server.repository.secrets = {"PYPI_TOKEN", "PYPI_TOKEN_OLD"}
    text = NO_UPLOAD + f"      - run: x # {mention}\n"
    here, there = (text, NO_UPLOAD) if place == "in the checkout" else (NO_UPLOAD, text)
    found = look(server, github, tmp_path, here, there)
    assert obstacles(found) == {
        "PYPI_TOKEN": f".github/workflows/a.yml:7 {place} names it",
        "PYPI_TOKEN_OLD": None,
    }


@pytest.mark.parametrize(
    "text",
    [
        FOREIGN,
        NO_UPLOAD + "        env:\n          A: ${{ toJSON(secrets) }}\n",
        NO_UPLOAD + "        env:\n          A: ${{ secrets[matrix.x] }}\n",
    ],
    ids=["handed on", "all of them", "a computed name"],
)
@pytest.mark.parametrize("is_here", [True, False])
def test_what_may_be_used_stays(server: GitHubServer, github: GitHub, tmp_path: Path, text: str, is_here: bool) -> None:
    """Where a workflow can read every secret, none may go, and none is said to be unused."""
    server.repository.secrets = {"PYPI_TOKEN", "DEPLOY_KEY"}
    found = look(server, github, tmp_path, text if is_here else NO_UPLOAD, NO_UPLOAD if is_here else text)
    (reason,) = obstacles(found).values()
    assert reason is not None and "can read every secret, so whether this one is used cannot be told" in reason
    assert found.deletable == () and found.verdicts.others == ()


def test_what_an_upload_still_uses_is_shown_whatever_its_name(
    server: GitHubServer, github: GitHub, tmp_path: Path
) -> None:
    """A migration that is not done yet: the report says which secret stands in the way."""
    server.repository.secrets = {"DEPLOY"}
    found = look(server, github, tmp_path, TOKEN_UPLOAD.replace("PYPI_TOKEN", "DEPLOY"))
    assert obstacles(found) == {"DEPLOY": ".github/workflows/a.yml:14 in the checkout names it"}


def test_a_name_from_the_user_counts_and_alone(server: GitHubServer, github: GitHub, tmp_path: Path) -> None:
    """In any case of letters; one that is nowhere is told."""
    server.repository.secrets = {"PYPI_TOKEN", "DEPLOY_KEY"}
    found = look(server, github, tmp_path, wanted=("deploy_key", "GONE"))
    assert obstacles(found) == {"DEPLOY_KEY": None}
    assert found.verdicts.missing == ("GONE",) and found.verdicts.others == ()


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        (OrganizationSecret("selected", ["octo-org/sampler"]), None),
        (OrganizationSecret("all"), "octo-org shares it with all repositories, whose workflows are not looked at"),
        (OrganizationSecret("private"), "octo-org shares it with all private repositories"),
        (
            OrganizationSecret("selected", ["octo-org/sampler", "octo-org/other"]),
            "octo-org shares it with 1 other repository (octo-org/other, ...)",
        ),
    ],
)
def test_an_organization_s_secret_goes_only_if_nobody_else_gets_it(
    server: GitHubServer, github: GitHub, tmp_path: Path, secret: OrganizationSecret, reason: str | None
) -> None:
    """The page of the organization is named for the rest."""
    server.organization_secrets = {"PYPI_TOKEN": secret}
    (found,) = obstacles(look(server, github, tmp_path)).values()
    assert (found is None) == (reason is None)
    if found is not None and reason is not None:
        assert found.startswith(reason)
        assert found.endswith("https://github.com/organizations/octo-org/settings/secrets/actions")


def test_an_organization_s_secret_whose_reach_is_hidden_stays(
    server: GitHubServer, github: GitHub, tmp_path: Path
) -> None:
    """Without the right to look, nothing is assumed."""
    server.organization_secrets = {"PYPI_TOKEN": OrganizationSecret("selected", ["octo-org/sampler"])}
    server.forbidden.append("/orgs/")
    (found,) = obstacles(look(server, github, tmp_path)).values()
    assert found is not None and found.startswith("whether other repositories use it cannot be told (GitHub refuses it")


def test_a_user_s_repository_has_no_organization(server: GitHubServer, github: GitHub, tmp_path: Path) -> None:
    """It is not asked for its secrets."""
    server.repository.owner_type = "User"
    assert look(server, github, tmp_path).unseen == ()
    assert not any("organization" in line for line in server.lines())


@pytest.mark.parametrize("place", ["environments", "environments/pypi/secrets", "organization-secrets"])
def test_a_place_that_cannot_be_seen_is_told(server: GitHubServer, github: GitHub, tmp_path: Path, place: str) -> None:
    """The others are looked at all the same."""
    server.repository.secrets = {"PYPI_TOKEN"}
    server.repository.environments = {"pypi": EnvironmentState()}
    server.forbidden.append(place)
    found = look(server, github, tmp_path)
    assert len(found.unseen) == 1 and found.unseen[0].startswith("cannot list the ")
    assert len(found.deletable) == 1


@pytest.mark.parametrize("hidden", ["contents", "contents/.github/workflows/a.yml"])
def test_workflows_that_github_hides_keep_everything(
    server: GitHubServer, github: GitHub, tmp_path: Path, hidden: str
) -> None:
    """A 404 may mean that the token may not read files; that nothing is there is never believed."""
    server.repository.secrets = {"PYPI_TOKEN"}
    server.hidden.append(hidden)
    found = look(server, github, tmp_path)
    assert found.deletable == ()
    (reason,) = obstacles(found).values()
    assert reason is not None and reason.startswith("not every workflow on GitHub's branch main can be read: ")


def test_a_workflow_that_cannot_be_read_here_keeps_everything(
    server: GitHubServer, github: GitHub, tmp_path: Path
) -> None:
    """A link that leads nowhere could name anything."""
    root = checkout(tmp_path / "repo", {"a.yml": NO_UPLOAD})
    (root / ".github" / "workflows" / "b.yml").symlink_to("nowhere.yml")
    server.repository.secrets = {"PYPI_TOKEN"}
    server.repository.files = {".github/workflows/a.yml": NO_UPLOAD.encode()}
    found = survey(github, LocalRepository(str(root)), "octo-org", "sampler")
    place = "not every workflow in the checkout can be read"
    assert obstacles(found) == {"PYPI_TOKEN": f"{place}: .github/workflows/b.yml is a link or no regular file"}


def test_an_archived_repository_is_told(server: GitHubServer, github: GitHub, tmp_path: Path) -> None:
    """Its secrets cannot be changed."""
    server.repository.archived = True
    with pytest.raises(TrustpubError, match="octo-org/sampler is archived"):
        look(server, github, tmp_path)


def test_deleting_goes_on_after_a_failure(server: GitHubServer, github: GitHub, tmp_path: Path) -> None:
    """What could not be deleted is told, and the rest is gone."""
    server.repository.secrets = {"PYPI_A", "PYPI_B", "PYPI_C"}
    found = look(server, github, tmp_path)
    server.fail(Answer(409, {"message": "Conflict"}), "PYPI_B")
    server.fail(Cut(), "DELETE /repos/octo-org/sampler/actions/secrets/PYPI_C")
    done = retire(github, found, LocalRepository(str(tmp_path / "repo")))
    assert [secret.name for secret in done.deleted] == ["PYPI_A", "PYPI_C"]
    assert server.repository.secrets == {"PYPI_B"} and len(done.failures) == 1 and done.is_left
    assert "something else is changing it just now" in str(done.failures[0])


def test_all_scopes_are_checked_before_the_first_deletion(server: GitHubServer, github: GitHub, tmp_path: Path) -> None:
    """A token that may delete some but not all deletes none."""
    server.repository.secrets = {"PYPI_A"}
    server.organization_secrets = {"PYPI_B": OrganizationSecret("selected", ["octo-org/sampler"])}
    found = look(server, github, tmp_path)
    server.scopes = "repo"
    look(server, github, tmp_path / "again")
    with pytest.raises(HttpError, match=r"cannot delete the secret PYPI_B of the organization octo-org: .*admin:org"):
        found.require_scopes(github)


@pytest.mark.parametrize(
    ("names", "sites"),
    [
        (["PYPI_TOKEN"], {"https://pypi.org"}),
        (["TEST_PYPI_TOKEN"], {"https://test.pypi.org"}),
        (["TESTPYPI"], {"https://test.pypi.org"}),
        (["LATEST_PYPI_TOKEN"], {"https://pypi.org"}),
        (["PYPI_TOKEN", "PYPI_TEST_TOKEN"], {"https://pypi.org", "https://test.pypi.org"}),
    ],
)
def test_what_remains_names_the_pages_of_the_index(names: list[str], sites: set[str]) -> None:
    """Where the token is revoked, and where the security history is."""
    steps = remaining("octo-org", "sampler", projects_by_secrets("sampler", names))
    pages = {page for step in steps for page in step.pages}
    assert {page.split("/manage/")[0] for page in pages if "/manage/" in page} == sites
    assert {f"{site}/manage/project/sampler/history/" for site in sites} <= pages
    assert {"https://github.com/octo-org/sampler/actions", "https://github.com/settings/security-log"} <= pages


def test_the_security_history_can_be_looked_through_before_anything_is_deleted() -> None:
    """For each project on each index that it is on; the accounts of an index once, a name that is not known as such."""
    task = security_history([Project("pypi", "a b"), Project("pypi", None), Project("testpypi", "sampler")])
    assert "tokens that you did not make" in task.what
    assert task.pages == (
        "https://pypi.org/manage/account/",
        "https://test.pypi.org/manage/account/",
        "https://pypi.org/manage/project/a%20b/history/",
        "https://pypi.org/manage/project/PROJECT/history/",
        "https://test.pypi.org/manage/project/sampler/history/",
    )
