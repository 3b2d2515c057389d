"""Which index an address or a name means, and which names speak of a credential."""

from __future__ import annotations

import pytest

from trustpub.uploads.indexes import index_of_name, index_of_url, index_of_urls, one_index
from trustpub.uploads.names import looks_like_pypi_credential, looks_like_user, speaks_of_testpypi

URLS = (
    ("https://upload.pypi.org/legacy/", "pypi"),
    ("https://UPLOAD.PyPI.org/legacy", "pypi"),
    ("https://pypi.python.org/pypi", "pypi"),
    ("https://user:password@upload.pypi.org/legacy/", "pypi"),
    ("  https://test.pypi.org/legacy/  ", "testpypi"),
    ("https://testpypi.python.org/pypi", "testpypi"),
    ("", "pypi"),
    ("https://upload.pypi.org.evil.example/legacy/", "other"),
    ("https://acme.jfrog.io/artifactory/api/pypi/local", "other"),
    ("http://localhost:3141/root/dev", "other"),
    ("${{ secrets.URL }}", "unknown"),
    ("testpypi", "unknown"),
    (None, "unknown"),
)


@pytest.mark.parametrize(("url", "expected"), URLS)
def test_address(url: str | None, expected: str) -> None:
    """The host decides; what is no address is unknown, and an empty one is the tool's default."""
    assert index_of_url(url) == expected


NAMES = (
    ("pypi", "pypi"),
    ("PyPI", "pypi"),
    ("", "pypi"),
    ("testpypi", "testpypi"),
    ("test-pypi", "testpypi"),
    ("pypi_test", "testpypi"),
    ("test", "testpypi"),
    ("https://test.pypi.org/legacy/", "testpypi"),
    ("artifactory", "other"),
    ("my-nexus", "other"),
    ("gitlab", "other"),
    ("codeartifact", "other"),
    ("acme", "unknown"),
    ("$REPOSITORY", "unknown"),
    ("${{ inputs.private }}", "unknown"),
    (None, "unknown"),
)


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_name(name: str | None, expected: str) -> None:
    """A repository's name is taken for what it usually stands for; any other is unknown."""
    assert index_of_name(name) == expected


def test_address_that_a_run_completes() -> None:
    """Where only the path is decided by a run, the host tells the index; else nothing does."""
    assert index_of_urls("https://acme.example/${{ inputs.feed }}", None) == "other"
    assert index_of_urls("https://${{ inputs.host }}/legacy/", None) == "unknown"
    assert index_of_urls("$(aws codeartifact get-repository-endpoint --domain d)", None) == "other"


def test_one_index() -> None:
    """Several possible indexes are unknown unless they agree."""
    assert one_index(["pypi", "pypi"]) == "pypi"
    assert one_index(["pypi", "testpypi"]) == "unknown"
    assert one_index([]) == "unknown"


CREDENTIALS = (
    *(("PYPI_TOKEN", True), ("pypi_password", True), ("TWINE_PASSWORD", True), ("TEST_PYPI_API_TOKEN", True)),
    *(("UV_PUBLISH_TOKEN", True), ("POETRY_HTTP_BASIC_PYPI_PASSWORD", True), ("FLIT_PASSWORD", True)),
    *(("PYPI_USERNAME", True), ("MATURIN_PYPI_TOKEN", True), ("PYPI_USER_NAME", True)),
    *(("PYPI_URL", False), ("PYPI_REPOSITORY", False), ("TWINE_REPOSITORY_URL", False), ("PYPI_VERSION", False)),
    *(("PYPI_PACKAGE_NAME", False), ("SLACK_PYPI_WEBHOOK", False), ("GITHUB_TOKEN", False), ("NPM_TOKEN", False)),
)


@pytest.mark.parametrize(("name", "expected"), CREDENTIALS)
def test_credential_name(name: str, expected: bool) -> None:
    """A name speaks of a credential for PyPI when it names PyPI or a tool, and not something else of it."""
    assert looks_like_pypi_credential(name) is expected


def test_user_and_test_names() -> None:
    """User names are told from passwords, and TestPyPI from PyPI, by name."""
    assert looks_like_user("PYPI_USERNAME") and looks_like_user("twine_user") and not looks_like_user("PYPI_TOKEN")
    assert speaks_of_testpypi("TEST_PYPI_TOKEN") and speaks_of_testpypi("PYPI-TEST") and not speaks_of_testpypi("PYPI")
