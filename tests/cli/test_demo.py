"""The demo goes the whole way on its own example, in a temporary folder that it removes."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from tests.cli.checkouts import WORKFLOWS, trustpub
from tests.cli.terminal import Session
from trustpub.cli.demo import write_example


def test_the_demo_shows_every_step_and_cleans_up(tmp_path: Path) -> None:
    """Scan, diff, migrate, the PyPI pages and what is left, each under the line that a user would type; status 0."""
    start = time.monotonic()
    done = trustpub("demo", TMPDIR=str(tmp_path))
    assert time.monotonic() - start < 10
    assert (done.status, done.err) == (0, "")
    commands = [line.split("   #")[0] for line in done.out.splitlines() if line.startswith("$ ")]
    assert commands == ["$ trustpub scan", "$ trustpub diff", "$ trustpub migrate", "$ trustpub scan"]
    for words in (
        "4 uploads use a long-lived token.",
        "Left to you:",
        "written .github/workflows/release.yml",
        "owner=octo-org&repository=sampler&workflow_filename=release.yml&environment=pypi",
        "revoke the token itself",
        "1 upload uses a long-lived token.",
    ):
        assert words in done.out
    assert list(tmp_path.iterdir()) == []


def test_the_demo_runs_with_no_input_at_all(tmp_path: Path) -> None:
    """It asks nothing, so that it can run anywhere; --exit-zero changes nothing."""
    assert trustpub("demo", "--exit-zero", TMPDIR=str(tmp_path)).status == 0


def test_keep_leaves_the_example_and_says_where(tmp_path: Path) -> None:
    """The kept folder is the repository as it was before, on which every command can be tried."""
    done = trustpub("demo", "--keep", TMPDIR=str(tmp_path))
    (folder,) = tmp_path.iterdir()
    assert str(folder) in done.out
    again = trustpub("scan", "--format", "json", folder)
    (repository,) = json.loads(again.out)["repositories"]
    assert (repository["owner"], repository["name"]) == ("octo-org", "sampler")
    assert sorted(upload["auth"] for upload in repository["uploads"]) == ["token"] * 4


def test_the_example_shows_each_strategy_and_one_that_is_left(tmp_path: Path) -> None:
    """The commands say of the example what the demo is there to show."""
    write_example(str(tmp_path))
    done = trustpub("diff", "--format", "json", tmp_path)
    (repository,) = json.loads(done.out)["repositories"]
    strategies = {
        entry["workflow"].removeprefix(f"{WORKFLOWS}/"): entry["strategy"] for entry in repository["migrated"]
    }
    assert strategies == {"release.yml": "in-place", "plugin.yml": "swap", "wheels.yml": "split"}
    assert [entry["workflow"] for entry in repository["left"]] == [f"{WORKFLOWS}/nightly.yml"]
    assert {publisher["project"] for publisher in repository["publishers"]} == {"sampler", "sampler-plugin"}


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_a_person_gets_time_to_read(tmp_path: Path) -> None:
    """On a terminal the demo waits between its parts, and still ends within ten seconds or so."""
    start = time.monotonic()
    session = Session("demo", cwd=tmp_path, width=80, TMPDIR=str(tmp_path))
    assert session.finish() == 0
    assert 4 < time.monotonic() - start < 15
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_control_c_cleans_up_too(tmp_path: Path) -> None:
    """The example goes also when the demo is stopped."""
    session = Session("demo", cwd=tmp_path, width=80, TMPDIR=str(tmp_path))
    session.answer("stored tokens.\n", b"\x03")
    assert session.finish() == 2
    assert session.text.endswith("trustpub: stopped\n")
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_folder_that_cannot_be_written_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence with what to do, status 2."""
    from trustpub.cli.main import main

    def full(**_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    assert main(["demo"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err == (
        "trustpub: the example cannot be written to the temporary folder: no space left on device; "
        "set TMPDIR to another folder\n"
    )
