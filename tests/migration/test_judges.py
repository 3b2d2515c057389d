"""Every rewrite of the tables and of real workflows passes the judges that this project did not write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import require_shared
from tests.migration.cases import cases
from tests.migration.judging import Bench
from tests.migration.properties import variants
from tests.migration.test_corpus import FOLDERS, repository_of
from trustpub.migration.planner import plan
from trustpub.migration.types import Options


def test_rewrites_of_the_tables_pass_the_judges(oracles: Path, tmp_path: Path) -> None:
    """With every strategy, no judge finds in a rewritten workflow what it did not find in the original."""
    bench = Bench(tmp_path)
    for case in cases():
        for options in variants(case.options):
            bench.add(plan(case.repository, options), f"{case.table}/{case.name} ({options.strategy})", options.pin)
    assert len(bench.pairs) > 200
    complaints = bench.complaints()
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("half", [0, 1])
def test_rewrites_of_real_workflows_pass_the_judges(half: int, oracles: Path, tmp_path: Path) -> None:
    """So it is for every repository of the corpus."""
    require_shared()
    bench = Bench(tmp_path)
    for folder in FOLDERS[half::2]:
        repository = repository_of(folder)
        for options in variants(Options()):
            bench.add(plan(repository, options), f"{folder.parent.name}/{folder.name} ({options.strategy})")
    assert len(bench.pairs) > 50
    complaints = bench.complaints()
    assert not complaints, "\n".join(complaints)
