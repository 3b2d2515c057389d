"""What must hold of every rewrite, on generated workflows; and the judges on all of them at once."""

from __future__ import annotations

from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.migration.cases import WORKFLOW
from tests.migration.generator import workflows
from tests.migration.judging import Bench
from tests.migration.properties import check_plan
from tests.migration.repositories import MemoryRepository
from trustpub.migration.planner import plan
from trustpub.migration.types import Options

PROJECT = b'[project]\nname = "sample"\n\n[build-system]\nbuild-backend = "flit_core.buildapi"\n'
QUICK = settings(max_examples=100, phases=[Phase.generate], report_multiple_bugs=False)
"""Without shrinking, which takes minutes; the workflows are small as they are."""
STRATEGIES = st.sampled_from([None, "in-place", "swap", "split", "split"])


def repository_with(data: bytes) -> MemoryRepository:
    """A repository with one workflow."""
    return MemoryRepository({WORKFLOW: data, "pyproject.toml": PROJECT})


@QUICK
@given(data=workflows(), strategy=STRATEGIES)
def test_properties_hold_for_generated_workflows(data: bytes, strategy: str | None) -> None:
    """A second run changes nothing, nothing outside the plan changes, nothing is lost, and nobody gets too much."""
    options = Options(strategy=strategy)
    repository = repository_with(data)
    found = plan(repository, options)
    assert not found.errors
    assert len(found.left) + len(found.migrated) > 0
    assert not [left for left in found.left if "cannot be rewritten safely" in left.reason], found.left[0].reason
    check_plan(repository, found, options)


def test_generated_rewrites_pass_the_judges(oracles: Path, tmp_path: Path) -> None:
    """No judge finds in a rewritten workflow what it did not find in the original."""
    bench = Bench(tmp_path)

    @QUICK
    @given(data=workflows(), strategy=STRATEGIES)
    def collect(data: bytes, strategy: str | None) -> None:
        bench.add(plan(repository_with(data), Options(strategy=strategy)), f"{strategy}\n{data.decode()}")

    collect()
    assert len(bench.pairs) > 30
    complaints = bench.complaints()
    assert not complaints, "\n".join(complaints)
