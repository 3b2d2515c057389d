"""docs/pr-many.md says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.campaign.conftest import connected
from tests.cli.contract import complaints
from tests.cli.options import helped_options, told_options
from tests.corpus import ROOT
from tests.servers.clock import FakeClock
from tests.servers.github import GitHubServer
from trustpub.campaign.record import STATES

TEXT = (ROOT / "docs" / "pr-many.md").read_text(encoding="utf-8")


def test_the_options_are_those_of_the_command() -> None:
    """It names no other, and all that are for many repositories."""
    many = {"--org", "--user", "--from", "--include", "--exclude", "--limit", "--jobs", "--stop-on-error", "--report"}
    told = told_options("pr-many")
    assert many <= told | {"--sheet"} and told <= helped_options("pr") and "--sheet" in TEXT


def test_the_json_example_is_what_the_schema_says() -> None:
    """It is valid, and holds nothing that the schema does not know."""
    (block,) = re.findall(r"^```json\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert complaints("campaign", block) == []


def test_every_state_is_told() -> None:
    """In the table of states."""
    rows = re.findall(r"^\| (`[^|]*)\|", TEXT, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([a-z]+)`", row)} >= set(STATES)


def test_the_python_example_runs(
    server: GitHubServer, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens pull requests, up to its limit."""
    (block,) = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    monkeypatch.setenv("TRUSTPUB_STATE_DIR", str(tmp_path))
    server.repositories[:] = server.repositories[:5]
    exec(block, {"github": connected(server, clock)})
    assert sum(len(state.pulls) for state in server.repositories) == 3
