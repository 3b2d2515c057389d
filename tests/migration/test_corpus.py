"""What must hold of every rewrite of real workflows, with every strategy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import CORPORA, SHARED, require_shared
from tests.migration.properties import check_plan, variants
from tests.migration.repositories import MemoryRepository
from trustpub.migration.planner import plan
from trustpub.migration.types import Options

FOLDERS = sorted(
    (path for name in CORPORA for path in (SHARED / "corpus" / name).glob("*") if path.is_dir()),
    key=lambda path: path.as_posix(),
)


def repository_of(folder: Path) -> MemoryRepository:
    """A repository of the corpus, in memory."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    owner, _, name = folder.name.lstrip("0123456789").lstrip("+").partition("+")
    return MemoryRepository(files, (owner, name))


def test_the_corpus_is_there() -> None:
    """The tests below have something to work on; without the corpus this one says so."""
    require_shared()
    assert len(FOLDERS) > 100


@pytest.mark.parametrize("part", range(8))
def test_properties_hold_for_real_workflows(part: int) -> None:
    """A second run changes nothing, nothing outside the plan changes, nothing is lost, and nobody gets too much."""
    require_shared()
    problems: list[str] = []
    changed = 0
    for folder in FOLDERS[part::8]:
        repository = repository_of(folder)
        for options in variants(Options()):
            found = plan(repository, options)
            changed += len(found.files)
            try:
                check_plan(repository, found, options)
            except AssertionError as error:
                problems.append(f"{folder.parent.name}/{folder.name} ({options.strategy}): {error}")
    assert not problems, "\n".join(problems)
    assert changed
