"""PyPI as anybody can read it: projects, releases, files, provenance, proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD, checkout
from tests.servers.clock import FakeClock
from tests.servers.http import Answer, Cut
from tests.servers.pypi import PyPIServer, github
from tests.servers.running import running_pypi
from trustpub.errors import TrustpubError
from trustpub.http.errors import HttpError
from trustpub.pypi.client import Index, Project, find_project, find_release
from trustpub.pypi.expectation import expected_of
from trustpub.pypi.proof import DIFFERENT, PROVEN, UNPROVEN, Expected, difference, prove
from trustpub.pypi.provenance import AttestedPublisher, file_publishers
from trustpub.repository.local import LocalRepository

OURS = AttestedPublisher("GitHub", "octo-org/sampler", "a.yml", "pypi")
OIDC_UPLOAD = TOKEN_UPLOAD.replace("        with:\n          password: ${{ secrets.PYPI_TOKEN }}\n", "").replace(
    "    steps:\n", "    environment: pypi\n    permissions:\n      id-token: write\n    steps:\n"
)


@pytest.fixture
def server() -> Iterator[PyPIServer]:
    """A PyPI on this machine."""
    with running_pypi() as started:
        yield started


@pytest.fixture
def index(server: PyPIServer) -> Index:
    """A reader of it."""
    return Index("pypi", {"TRUSTPUB_PYPI_URL": server.url}, clock=FakeClock())


def test_the_addresses_are_pypi_s_unless_a_mirror_is_named() -> None:
    """Each index has its variable; an address that must not be asked is refused, naming it."""
    assert Index("pypi", {}).site == "https://pypi.org"
    assert Index("testpypi", {"TRUSTPUB_PYPI_URL": "https://x"}).site == "https://test.pypi.org"
    assert Index("testpypi", {"TRUSTPUB_TESTPYPI_URL": "https://x/y/"}).site == "https://x/y"
    with pytest.raises(TrustpubError, match="TRUSTPUB_PYPI_URL is not encrypted"):
        Index("pypi", {"TRUSTPUB_PYPI_URL": "http://example.org"})


def test_a_project_is_found_by_any_spelling(server: PyPIServer, index: Index) -> None:
    """Its own spelling is given back, the latest version, and all that have files."""
    server.add("My.Project", "1.0", "my_project-1.0.tar.gz")
    server.add("My.Project", "2.0", "my_project-2.0.tar.gz")
    assert find_project(index, "my_PROJECT") == Project("My.Project", "2.0", ("1.0", "2.0"))
    assert find_project(index, "other") is None


def test_a_release_has_its_files(server: PyPIServer, index: Index) -> None:
    """By version; one that is not there is None."""
    server.add("sampler", "1.0", "sampler-1.0.tar.gz")
    release = find_release(index, "Sampler", "1.0")
    assert release is not None and [file.name for file in release.files] == ["sampler-1.0.tar.gz"]
    assert find_release(index, "sampler", "9") is None


def test_publishers_are_read_each_once(server: PyPIServer, index: Index) -> None:
    """Several attestations of one publisher are one; a file without provenance has none."""
    gitlab = {"kind": "GitLab", "repository": "g/p", "workflow_filepath": ".gitlab-ci.yml", "environment": None}
    server.add("sampler", "1.0", "a.whl", github(), github(), gitlab, {"kind": "Google", "email": "x@y"})
    server.add("sampler", "1.0", "b.whl")
    assert file_publishers(index, "Sampler", "1.0", "a.whl") == (
        OURS,
        AttestedPublisher("GitLab", "g/p", ".gitlab-ci.yml", None),
        AttestedPublisher("Google", None, None, None),
    )
    assert file_publishers(index, "sampler", "1.0", "b.whl") == ()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(200, b"<html>"), "PyPI answered with something that is no JSON"),
        (Answer(200, []), "JSON of another shape"),
        (Answer(200, {}), "JSON without attestation bundles"),
        (Answer(200, {"attestation_bundles": [{}]}), "an attestation without its publisher"),
        (Answer(200, {"attestation_bundles": [{"publisher": {"kind": 1}}]}), "an attestation without its publisher"),
        (Answer(403, {"message": "Attestations temporarily disabled"}), "403 (Attestations temporarily disabled)"),
        (Answer(406, {"message": "Request not acceptable"}), "406 (Request not acceptable); see https://status.python"),
    ],
)
def test_what_is_no_provenance_is_said_so(server: PyPIServer, index: Index, answer: Answer, sentence: str) -> None:
    """It is never taken for "no provenance"."""
    server.fail(answer)
    with pytest.raises(HttpError) as raised:
        file_publishers(index, "sampler", "1.0", "a.whl")
    assert sentence in str(raised.value) and str(raised.value).startswith("cannot look for the provenance of a.whl")


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b'{"info": {}}', b'{"info": {"name": 1}, "urls": []}'])
def test_malformed_documents_are_said_so(server: PyPIServer, index: Index, body: bytes) -> None:
    """For a project and for a release."""
    server.fail(Answer(200, body), times=2)
    for look in (lambda: find_project(index, "sampler"), lambda: find_release(index, "sampler", "1")):
        with pytest.raises(HttpError, match="PyPI answered with"):
            look()


def test_a_release_is_proven_file_by_file(server: PyPIServer, index: Index) -> None:
    """Expected, without provenance, and from somewhere else."""
    server.add("sampler", "1.0", "a.whl", github())
    server.add("sampler", "1.0", "b.whl")
    server.add("sampler", "1.0", "c.whl", github(repository="evil/sampler"))
    proof = prove(index, "sampler", None, [Expected("octo-org/sampler")])
    assert [(file.verdict, file.reason) for file in proof.files] == [
        (PROVEN, None),
        (UNPROVEN, "no provenance"),
        (DIFFERENT, "the repository is evil/sampler, not octo-org/sampler"),
    ]
    assert not proof.is_proven and prove(index, "sampler", "1.0").files[2].verdict == PROVEN


def test_every_publisher_of_a_file_must_be_expected(server: PyPIServer, index: Index) -> None:
    """One good attestation does not excuse another."""
    server.add("sampler", "1.0", "a.whl", github(), github(workflow="evil.yml"))
    proof = prove(index, "sampler", "1.0", [Expected(workflow="a.yml")])
    assert proof.files[0].reason == "the workflow is evil.yml, not a.yml"


def test_one_failing_request_is_no_proof(server: PyPIServer, index: Index) -> None:
    """A connection that keeps being cut is an error, not a file without provenance."""
    server.add("sampler", "1.0", "a.whl", github())
    server.fail(Cut(after=3), "provenance", times=4)
    with pytest.raises(HttpError, match="the connection to PyPI was cut"):
        prove(index, "sampler", "1.0")


@pytest.mark.parametrize(
    ("publisher", "expected", "reason"),
    [
        (OURS, [], None),
        (OURS, [Expected("Octo-Org/Sampler", "a.yml", "PyPI")], None),
        (OURS, [Expected(workflow="A.yml")], "the workflow is a.yml, not A.yml"),
        (OURS, [Expected(environment="")], "the environment is pypi, not none"),
        (OURS, [Expected(environment="release")], "the environment is pypi, not release"),
        (OURS, [Expected("x/y", "b.yml"), Expected("octo-org/sampler", "b.yml")], "the workflow is a.yml, not b.yml"),
        (OURS, [Expected("x/y"), Expected("octo-org/sampler")], None),
        (OURS._replace(environment=None), [Expected(environment="")], None),
        (
            OURS._replace(environment=None),
            [Expected(environment="pypi")],
            "the publisher is registered without an environment, not with pypi",
        ),
        (
            AttestedPublisher("GitLab", "octo-org/sampler", None, None),
            [Expected("octo-org/sampler")],
            "it comes from GitLab, not from GitHub",
        ),
        (
            AttestedPublisher("Google", None, None, None),
            [Expected("octo-org/sampler", "a.yml")],
            "it comes from Google, not from GitHub; the repository is none, not octo-org/sampler; "
            "the workflow is none, not a.yml",
        ),
    ],
)
def test_publishers_are_compared_as_pypi_matches_them(
    publisher: AttestedPublisher, expected: list[Expected], reason: str | None
) -> None:
    """Names on GitHub and environments ignore case, file names do not; the nearest of several is told."""
    assert difference(publisher, expected) == reason


def test_the_workflows_of_a_repository_tell_what_to_expect(tmp_path: Path) -> None:
    """Repository, file and environment of each job that publishes the project with Trusted Publishing."""
    root = checkout(tmp_path / "repo", {"a.yml": OIDC_UPLOAD, "b.yml": TOKEN_UPLOAD})
    found = expected_of(LocalRepository(str(root)), "pypi", "Sampler")
    assert found == (Expected("octo-org/sampler", "a.yml", "pypi"),)


@pytest.mark.parametrize(
    ("workflow", "index", "project", "sentence"),
    [
        (TOKEN_UPLOAD, "pypi", "sampler", "publishes sampler to PyPI with Trusted Publishing; see trustpub scan"),
        (OIDC_UPLOAD, "testpypi", "sampler", "publishes sampler to TestPyPI"),
        (OIDC_UPLOAD, "pypi", "other", "publishes other to PyPI with Trusted Publishing (they publish sampler)"),
        ("pypi: [", "pypi", "sampler", "so what to expect cannot be told"),
    ],
)
def test_where_nothing_can_be_expected_the_reason_is_told(
    workflow: str, index: str, project: str, sentence: str, tmp_path: Path
) -> None:
    """Nothing is compared with nothing."""
    root = checkout(tmp_path / "repo", {"a.yml": workflow})
    with pytest.raises(TrustpubError) as raised:
        expected_of(LocalRepository(str(root)), index, project)
    assert sentence in str(raised.value)
