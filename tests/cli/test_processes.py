"""Many paths are scanned by several processes, and nobody can tell from the result."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, NO_UPLOAD, TOKEN_UPLOAD, checkout, trustpub
from trustpub.cli import processes
from trustpub.cli.processes import on_all_processors

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="processes are forked on Linux")

PATHS = [f"path {n}" for n in range(50)]


@pytest.fixture
def three_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two children beside the process itself."""
    monkeypatch.setattr(processes, "_processors", lambda: 3)


@pytest.mark.usefixtures("three_processors")
def test_every_result_is_in_its_place_and_the_work_is_shared() -> None:
    """The paths go round: one for this process, one for each child, and so on."""
    results = on_all_processors(PATHS, lambda path: [path, os.getpid()])
    assert [path for path, _ in results] == PATHS
    workers = [worker for _, worker in results]
    assert workers[0] == os.getpid()
    assert len(set(workers)) == 3
    assert workers == (workers[:3] * 17)[:50]


@pytest.mark.usefixtures("three_processors")
@pytest.mark.parametrize("paths", [PATHS[:31], [*PATHS, "-"]], ids=["few paths", "standard input"])
def test_this_process_does_all_of_it(paths: list[str]) -> None:
    """Few paths are not worth a process, and a child would take away what is to be read from standard input."""
    assert set(on_all_processors(paths, lambda _: os.getpid())) == {os.getpid()}


@pytest.mark.usefixtures("three_processors")
def test_the_share_of_a_child_that_dies_is_not_lost() -> None:
    """It is done again by this process."""
    me = os.getpid()

    def work(path: str) -> str:
        if path == PATHS[31] and os.getpid() != me:
            os.kill(os.getpid(), signal.SIGKILL)
        return path

    assert on_all_processors(PATHS, work) == PATHS


@pytest.mark.usefixtures("three_processors")
def test_an_error_in_a_child_is_raised_here() -> None:
    """It is not swallowed with the child."""

    def work(path: str) -> str:
        if path == PATHS[31]:
            raise ValueError(path)
        return path

    with pytest.raises(ValueError, match="path 31"):
        on_all_processors(PATHS, work)


@pytest.mark.usefixtures("three_processors")
def test_results_larger_than_a_pipe_arrive() -> None:
    """A pipe holds 64 KiB; a child waits until it is read."""
    assert on_all_processors(PATHS, lambda path: path * 10_000) == [path * 10_000 for path in PATHS]


def test_the_command_says_of_each_path_what_it_says_of_it_alone(tmp_path: Path) -> None:
    """The document, the problems and the exit status are those of the single scans, put together."""
    kinds = [TOKEN_UPLOAD, LEFT_UPLOAD, NO_UPLOAD, TOKEN_UPLOAD + "  broken: [\n"]
    made = [str(checkout(tmp_path / f"{n:02}", {"release.yml": kinds[n % 4]})) for n in range(40)]
    paths = [*made, str(tmp_path / "absent")]
    together = trustpub("scan", "--format", "json", *paths)
    repositories = json.loads(together.out)["repositories"]
    assert [repository["path"] for repository in repositories] == paths
    for path in [*paths[:4], paths[-1]]:
        alone = trustpub("scan", "--format", "json", path)
        assert json.loads(alone.out)["repositories"] == [repositories[paths.index(path)]]
        assert set(alone.complaints) <= set(together.complaints)
    assert len(together.complaints) == 11
    assert together.status == 2
    assert trustpub("scan", "--format", "json", *(path for path in made if made.index(path) % 4 != 3)).status == 1
    assert trustpub("scan", "--format", "json", *(made[2::4] * 4)).status == 0
