"""Every action and reusable workflow of the table, used as its inputs ask."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.migration.cases import WORKFLOW
from tests.migration.judging import Bench
from tests.migration.properties import check_plan, load, variants
from tests.migration.repositories import MemoryRepository
from trustpub.data import read_text
from trustpub.migration.planner import plan
from trustpub.migration.types import Options

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROWS: list[dict[str, Any]] = tomllib.loads(read_text("publishing_actions.toml"))["action"]
IDS = [row["uses"] for row in ROWS]
REFS = ("v1", "v2.3", "v7", "main", "a" * 40, f"{'b' * 40} # v7.1.0")


def workflow_with(row: dict[str, Any], ref: str) -> bytes:
    """A workflow that uses the action or workflow of a row with everything that makes it upload with a token."""
    secrets = [*row["token_inputs"], *row["user_inputs"]]
    values = {name: f"${{{{ secrets.{name.upper().replace('-', '_')} }}}}" for name in secrets}
    settings = {c["input"]: c["equals"] for key in ("condition",) if "equals" in (c := row.get(key, {"input": ""}))}
    lines = ["on:", "  release:", "    types: [published]", "jobs:", "  deploy:"]
    if row["kind"] == "reusable-workflow":
        lines += [f"    uses: {row['uses']}@{ref}"]
        lines += ["    with:", *(f"      {name}: {value}" for name, value in settings.items())] if settings else []
        inherits = not values and row.get("inherited_secrets")
        lines += ["    secrets: inherit"] if inherits else ["    secrets:"]
        lines += [f"      {name}: {value}" for name, value in values.items()]
        return "\n".join(lines).encode() + b"\n"
    lines += ["    runs-on: ubuntu-latest", "    steps:", "      - uses: actions/checkout@v7"]
    lines += [f"      - uses: {row['uses']}@{ref}"]
    given = settings | values
    lines += ["        with:", *(f"          {name}: {value}" for name, value in given.items())] if given else []
    if row.get("token_env"):
        lines += ["        env:", f"          {row['token_env'][0]}: ${{{{ secrets.PYPI_TOKEN }}}}"]
    return "\n".join(lines).encode() + b"\n"


def repository_with(row: dict[str, Any], ref: str) -> MemoryRepository:
    """A repository with that workflow."""
    return MemoryRepository({WORKFLOW: workflow_with(row, ref), "pyproject.toml": b'[project]\nname = "sample"\n'})


@pytest.mark.parametrize("ref", REFS, ids=lambda ref: ref[:5])
@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_use_is_migrated_or_left_with_a_reason(row: dict[str, Any], ref: str) -> None:
    """With every strategy, whatever the version: all that holds of every plan, and no upload gets lost."""
    repository = repository_with(row, ref)
    for options in variants(Options()):
        found = plan(repository, options)
        check_plan(repository, found, options)
        assert not found.errors
        assert all(left.reason and left.advice for left in found.left)


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("token_indexes")], ids=lambda row: row["uses"])
def test_a_call_that_uploads_to_both_indexes_is_left(row: dict[str, Any]) -> None:
    """One publish in its place would lose the other index."""
    found = plan(repository_with(row, "v1"), Options())
    assert not found.files
    assert found.left


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("replacement")], ids=lambda row: row["uses"])
def test_what_is_replaced_builds_before_it_publishes(row: dict[str, Any]) -> None:
    """The steps check out, build, and then publish, and nothing of the action is left."""
    found = plan(repository_with(row, "v1"), Options())
    (file,) = found.files
    text = file.after.decode()
    assert row["uses"] not in text.lower()
    assert "secrets." not in text
    order = [text.index(mark) for mark in ("actions/checkout@", " build", "pypa/gh-action-pypi-publish@")]
    assert order == sorted(order)
    jobs = load(file.after)["jobs"].values()
    assert [job["permissions"] for job in jobs if "id-token" in job["permissions"]]


def test_migrated_uses_pass_the_judges(oracles: Path, tmp_path: Path) -> None:
    """No judge finds anything in a migrated use that it did not find before."""
    bench = Bench(tmp_path)
    for row in ROWS:
        for ref in REFS:
            for options in variants(Options()):
                bench.add(plan(repository_with(row, ref), options), f"{row['uses']}@{ref} ({options.strategy})")
    assert len(bench.pairs) > 30
    complaints = bench.complaints()
    assert not complaints, "\n".join(complaints)


def test_no_reason_names_a_version_that_the_user_has() -> None:
    """A reason that asks for a newer version is not given for that very version."""
    for row in ROWS:
        since = re.fullmatch(r"since (v[\d.]+)", row["trusted_publishing"])
        if since is not None:
            found = plan(repository_with(row, since[1]), Options())
            assert not found.left, (row["uses"], found.left)
