"""What became different since a repository was last looked at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.cli.checkouts import NO_UPLOAD, TOKEN_UPLOAD, WORKFLOWS, checkout
from trustpub.migration.types import Publisher
from trustpub.repository.local import LocalRepository
from trustpub.wizard.look import differences, digest_of, is_migration, look_at
from trustpub.wizard.state import Json, Look, key_of

OIDC_UPLOAD = TOKEN_UPLOAD.replace(
    "    runs-on:", "    environment: pypi\n    permissions:\n      id-token: write\n    runs-on:"
).replace("        with:\n          password: ${{ secrets.PYPI_TOKEN }}\n", "")
TEST_UPLOAD = TOKEN_UPLOAD.replace("password:", "repository-url: https://test.pypi.org/legacy/\n          password:")
TEST_STEP = """\
      - uses: pypa/gh-action-pypi-publish@release/v1
        with:
          repository-url: https://test.pypi.org/legacy/
          password: ${{ secrets.TEST_TOKEN }}
"""
TWO_UPLOADS = TOKEN_UPLOAD.replace("      - name: Upload\n", f"{TEST_STEP}      - name: Upload\n")
UPLOAD = "the upload with gh-action-pypi-publish in .github/workflows/a.yml, job publish,"


def look(root: Path, choices: Mapping[str, Json] | None = None) -> Look:
    """A look at a checkout."""
    repository = LocalRepository(str(root))
    return look_at(repository, key_of(repository), choices)


def rename(folder: Path) -> None:
    """Another name for the workflow's file."""
    (folder / "a.yml").rename(folder / "release.yml")


def rewrite(old: str, new: str) -> Callable[[Path], None]:
    """Other text in the workflow."""

    def change(folder: Path) -> None:
        text = (folder / "a.yml").read_text(encoding="utf-8")
        assert old in text
        (folder / "a.yml").write_text(text.replace(old, new), encoding="utf-8")

    return change


def put(name: str, text: str) -> Callable[[Path], None]:
    """A workflow's file with this text."""

    def change(folder: Path) -> None:
        (folder / name).write_text(text, encoding="utf-8")

    return change


CHANGES: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "another secret": (
        rewrite("PYPI_TOKEN", "NEW_TOKEN"),
        [f"{UPLOAD} changed: to PyPI with PYPI_TOKEN before, to PyPI with NEW_TOKEN now"],
    ),
    "another index": (
        put("a.yml", TEST_UPLOAD),
        [
            f"{UPLOAD} changed: to PyPI with PYPI_TOKEN before, to TestPyPI with PYPI_TOKEN now",
            "the publisher registered for sampler on PyPI is not needed any more: nothing uploads it from here",
        ],
    ),
    "migrated": (
        put("a.yml", OIDC_UPLOAD),
        [f"{UPLOAD} changed: to PyPI with PYPI_TOKEN before, to PyPI with Trusted Publishing now"],
    ),
    "migrated with another environment": (
        put("a.yml", OIDC_UPLOAD.replace("environment: pypi", "environment: release")),
        [
            f"{UPLOAD} changed: to PyPI with PYPI_TOKEN before, to PyPI with Trusted Publishing now",
            "the publisher registered for sampler on PyPI fits no more: its environment is pypi, and the repository "
            "has release; register it anew",
        ],
    ),
    "vanished": (
        put("a.yml", NO_UPLOAD),
        [
            f"{UPLOAD} is gone (to PyPI with PYPI_TOKEN)",
            "the publisher registered for sampler on PyPI is not needed any more: nothing uploads it from here",
        ],
    ),
    "one more": (
        put("b.yml", TOKEN_UPLOAD.replace("publish:", "again:")),
        [f"{UPLOAD.replace('a.yml', 'b.yml').replace('publish,', 'again,')} is new (to PyPI with PYPI_TOKEN)"],
    ),
    "renamed": (
        rename,
        [
            f"{UPLOAD} is gone (to PyPI with PYPI_TOKEN)",
            f"{UPLOAD.replace('a.yml', 'release.yml')} is new (to PyPI with PYPI_TOKEN)",
            "the publisher registered for sampler on PyPI fits no more: its workflow is a.yml, and the repository has "
            "release.yml; register it anew",
        ],
    ),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_what_matters_is_told(change: Callable[[Path], None], expected: list[str], tmp_path: Path) -> None:
    """Uploads that came, went or changed, and registered publishers that fit no more, each in one sentence."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    old = look(root)
    change(root / WORKFLOWS)
    new = look(root)
    assert differences(old, new, old.publishers) == expected
    assert old.digest != new.digest


def test_the_first_of_two_alike_that_goes_is_not_taken_for_the_second(tmp_path: Path) -> None:
    """Uploads of one job by one means are told apart by where they go."""
    root = checkout(tmp_path / "repo", {"a.yml": TWO_UPLOADS})
    old = look(root)
    put("a.yml", TOKEN_UPLOAD)(root / WORKFLOWS)
    assert differences(old, look(root)) == [f"{UPLOAD} is gone (to TestPyPI with TEST_TOKEN)"]


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: None,
        rewrite("name: Release", "name: Other"),
        rewrite("      - run: python -m build\n", "      - run: true\n      - run: python -m build\n"),
        put("test.yml", NO_UPLOAD),
    ],
    ids=["nothing", "a name", "a step before it", "a workflow that does not upload"],
)
def test_what_does_not_matter_is_not_told(change: Callable[[Path], None], tmp_path: Path) -> None:
    """Changes of the workflows that leave uploads and publishers as they are."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    old = look(root)
    change(root / WORKFLOWS)
    assert differences(old, look(root), old.publishers) == []


def test_a_repository_that_moved_needs_its_publishers_anew(tmp_path: Path) -> None:
    """The owner is a field of the publisher."""
    old = look(checkout(tmp_path / "a", {"a.yml": TOKEN_UPLOAD}))
    moved = checkout(tmp_path / "b", {"a.yml": TOKEN_UPLOAD}, "git@github.com:new-owner/sampler.git")
    assert differences(old, look(moved), old.publishers) == [
        "the publisher registered for sampler on PyPI fits no more: its owner is octo-org, and the repository has "
        "new-owner; register it anew"
    ]


@pytest.mark.parametrize(
    ("change", "is_it"),
    [
        (put("a.yml", OIDC_UPLOAD), True),
        (put("a.yml", OIDC_UPLOAD.replace("environment: pypi", "environment: release")), False),
        (put("b.yml", TOKEN_UPLOAD), False),
        (rename, False),
        (put("a.yml", NO_UPLOAD), False),
        (put("README.md", ""), False),
    ],
    ids=["as planned", "another environment", "a token more", "renamed", "no upload at all", "nothing"],
)
def test_the_migration_itself_is_known_again(change: Callable[[Path], None], is_it: bool, tmp_path: Path) -> None:
    """A stored credential less, none new, and every registered publisher fits."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    old = look(root)
    change(root / WORKFLOWS)
    assert is_migration(old, look(root), old.publishers) is is_it


def test_the_choices_decide_which_publishers_are_needed(tmp_path: Path) -> None:
    """The environment that the user named is a field of the publisher, and so is what only the user could tell."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": TEST_UPLOAD}, remote=None)
    (root / "pyproject.toml").unlink()
    choices = {"environment": "release", "workflows": [f"{WORKFLOWS}/a.yml"], "owner": "me", "repository": "it"}
    (publisher,) = look(root, {**choices, "projects": {"pypi a.yml release": "thing"}}).publishers
    assert publisher == Publisher("pypi", "thing", "me", "it", "a.yml", "release")


def test_the_digest_is_that_of_the_workflows_and_actions(tmp_path: Path) -> None:
    """Their names and bytes; nothing else of the repository, and files that cannot be read do no harm."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    repository = LocalRepository(str(root))
    first = digest_of(repository)
    (root / "README.md").write_text("changed", encoding="utf-8")
    assert digest_of(repository) == first
    (root / "action.yml").write_text("runs: {using: composite, steps: []}", encoding="utf-8")
    second = digest_of(repository)
    assert second != first
    (root / WORKFLOWS / "b.yml").symlink_to("/nowhere/b.yml")
    assert digest_of(repository) not in (first, second)
    shutil.rmtree(root)
    assert digest_of(repository)
