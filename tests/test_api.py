"""The functions that other programs call."""

from __future__ import annotations

from pathlib import Path

import pytest

import trustpub
from tests.cli.checkouts import LEFT_UPLOAD, TOKEN_UPLOAD, WORKFLOWS, checkout, fingerprint


class Memory:
    """A repository that lies nowhere."""

    path = "memory"

    def read(self, path: str) -> bytes | None:
        """One workflow."""
        return TOKEN_UPLOAD.encode() if path == f"{WORKFLOWS}/a.yml" else None

    def list(self, folder: str) -> list[str]:
        """Its name."""
        return ["a.yml"] if folder == WORKFLOWS else []

    def identity(self) -> tuple[str | None, str | None]:
        """Known without git."""
        return "octo-org", "sampler"


def test_every_public_name_can_be_loaded() -> None:
    """`__all__` is true, and what is not public does not exist."""
    for name in trustpub.__all__:
        assert getattr(trustpub, name).__name__ == name
    assert set(trustpub.__all__) < set(dir(trustpub))
    with pytest.raises(AttributeError, match="no attribute 'migrate'"):
        trustpub.migrate  # noqa: B018


def test_scan_plan_and_apply_do_what_the_commands_do(tmp_path: Path) -> None:
    """From a path to written files; only the last writes."""
    root = checkout(tmp_path, {"a.yml": TOKEN_UPLOAD, "b.yml": LEFT_UPLOAD})
    before = fingerprint(root)
    found = trustpub.scan(root)
    assert [upload.secrets for upload in found.uploads] == [("PYPI_TOKEN",), ("PYPI_TOKEN",)]
    made = trustpub.plan(str(root))
    assert [file.path for file in made.files] == [f"{WORKFLOWS}/a.yml"]
    assert [left.upload.workflow for left in made.left] == [f"{WORKFLOWS}/b.yml"]
    assert made.publishers[0].owner == "octo-org" and made.unused_secrets == ()
    assert fingerprint(root) == before
    done = trustpub.apply(made)
    assert [file.path for file in done.written] == [f"{WORKFLOWS}/a.yml"] and done.problems == ()
    assert (root / WORKFLOWS / "a.yml").read_bytes() == made.files[0].after
    assert trustpub.plan(root).files == ()


def test_options_reach_the_plan(tmp_path: Path) -> None:
    """The environment's name is the one that was asked for."""
    root = checkout(tmp_path, {"a.yml": TOKEN_UPLOAD})
    made = trustpub.plan(root, trustpub.Options(environment="release"))
    assert made.publishers[0].environment == "release"


def test_a_repository_may_be_any_object_with_the_methods() -> None:
    """It is scanned and planned like a folder; it cannot be written to."""
    repository: trustpub.Repository = Memory()
    assert len(trustpub.scan(repository).to_migrate) == 1
    made = trustpub.plan(repository)
    assert made.owner == "octo-org" and made.files
    with pytest.raises(trustpub.InputError, match="memory: there is no such file or folder"):
        trustpub.apply(made)


def test_a_plan_is_written_to_the_checkout_that_is_named(tmp_path: Path) -> None:
    """A plan of one checkout fits another one with the same files, and is refused file by file where they differ."""
    one = checkout(tmp_path / "one", {"a.yml": TOKEN_UPLOAD})
    two = checkout(tmp_path / "two", {"a.yml": TOKEN_UPLOAD})
    three = checkout(tmp_path / "three", {"a.yml": LEFT_UPLOAD})
    made = trustpub.plan(one)
    assert len(trustpub.apply(made, two).written) == 1
    done = trustpub.apply(made, trustpub.LocalRepository(str(three)))
    assert done.written == () and "changed while" in done.problems[0].message
    assert (one / WORKFLOWS / "a.yml").read_text(encoding="utf-8") == TOKEN_UPLOAD


def test_a_single_file_is_planned_but_not_written(tmp_path: Path) -> None:
    """The sentence says why."""
    file = tmp_path / "a.yml"
    file.write_text(TOKEN_UPLOAD, encoding="utf-8")
    made = trustpub.plan(file)
    assert made.files
    with pytest.raises(trustpub.TrustpubError, match="only a checkout can be written to"):
        trustpub.apply(made)
    assert file.read_text(encoding="utf-8") == TOKEN_UPLOAD


def test_a_path_that_is_nothing_raises(tmp_path: Path) -> None:
    """The error names the path, and is one of the package's own."""
    with pytest.raises(trustpub.InputError) as raised:
        trustpub.scan(tmp_path / "nothing")
    assert raised.value.path == str(tmp_path / "nothing") and isinstance(raised.value, trustpub.TrustpubError)
