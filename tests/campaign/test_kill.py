"""A campaign that is killed at any moment and run again ends as one that was not, with no pull request twice."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.forking import Forker
from tests.campaign.organization import KINDS, OWNER, kept, organization, repository_of
from tests.servers.github import GitHubServer
from tests.servers.github.state import RepositoryState
from tests.servers.http import Answer, Asked, Fault
from tests.servers.running import SECRET

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is neither fork nor SIGKILL")

SMALL = ("action", "none", "twine", "reader", "taken", "link", "no-drafts")
"""The kinds of a small organization: opened in several ways, in a fork too, left, and skipped."""
SMALL_REQUESTS = 34
"""About as many as a campaign over it takes."""
IS_THOROUGH = bool(os.environ.get("TRUSTPUB_THOROUGH"))
"""Whether a campaign over three hundred repositories is killed fifty times too."""

BEFORE, WITHIN, AFTER = "before", "within", "after"
"""When a request is answered, seen from the kill: not at all; carried out, but the answer is lost; a little before."""
NEVER = (-1, BEFORE, 0.0)


class KillingServer(GitHubServer):
    """Kills whoever asks, at the request of a number."""

    victim = 0
    countdown = -1
    when = BEFORE
    delay = 0.0
    due = 0

    def decide(self, asked: Asked, fault: Fault | None) -> Answer:
        """The answer; it may be that nobody is there any more to hear it."""
        self.countdown -= 1
        if self.countdown == 0 and self.when == BEFORE:
            self.kill()
            return Answer(500)
        answer = super().decide(asked, fault)
        if self.countdown == 0 and self.when == WITHIN:
            self.kill()
        elif self.countdown == 0 and self.when == AFTER:
            self.due = threading.get_ident()
        return answer

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer; then, it may be, kill."""
        super().handle(handler)
        if self.due == threading.get_ident():
            self.due = 0
            time.sleep(self.delay)
            self.kill()

    def kill(self) -> None:
        """Kill the victim, once, unless it came to its end by itself."""
        self.countdown = -1
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.victim, signal.SIGKILL)


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    """The process that forks campaigns."""
    with Forker() as found:
        yield found


def small() -> list[RepositoryState]:
    """A small organization."""
    return [repository_of(kind) for kind in KINDS if kind.name in SMALL]


def order(server: GitHubServer, folder: Path, jobs: int, limit: int | None = None) -> dict[str, Any]:
    """What the forking process is told."""
    return {
        "url": server.url,
        "org": OWNER,
        "state": str(folder / "state"),
        "report": str(folder / "report.json"),
        "jobs": jobs,
        "limit": limit,
    }


def carried_through(
    forker: Forker, repositories: list[RepositoryState], folder: Path, kills: list[tuple[int, str, float]], jobs: int
) -> tuple[dict[str, object], dict[str, Any], int]:
    """Run a campaign with kills until it ends; what is on GitHub, the report without its counts, how often it ran."""
    folder.mkdir()
    server = KillingServer(SECRET)
    server.repositories[:] = repositories
    with server:
        runs, status = 0, -signal.SIGKILL
        while status != 0:
            with server._lock:  # the child must not ask before its number is known
                server.victim = forker.start(order(server, folder, jobs))
                server.countdown, server.when, server.delay = kills[runs] if runs < len(kills) else NEVER
            status = forker.finish()
            runs += 1
            assert status in (0, -signal.SIGKILL), status
    assert server.violations == []
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {state.full_name: kept(state) for state in server.repositories}, comparable(report), runs


def comparable(report: dict[str, Any]) -> dict[str, Any]:
    """A report without the numbers of requests and the time, which differ."""
    for record in report["repositories"]:
        del record["requests"]
    del report["started"], report["totals"]["requests"], report["totals"]["requests_for_looking"]
    return report


def moments(chance: random.Random, requests: int) -> list[tuple[int, str, float]]:
    """One to three kills."""
    return [
        (chance.randint(1, requests), chance.choice((BEFORE, WITHIN, AFTER)), chance.random() * 0.02)
        for _ in range(chance.choice((1, 1, 2, 3)))
    ]


@pytest.mark.parametrize(("jobs", "wanted_kills"), [(1, 25), (4, 25)])
def test_fifty_kills(forker: Forker, tmp_path: Path, jobs: int, wanted_kills: int) -> None:
    """Before a request, while its answer is under way, or just after: GitHub and the report end the same."""
    wanted, report, _ = carried_through(forker, small(), tmp_path / "whole", [], jobs)
    assert report["totals"]["states"] == {"opened": 4, "left": 2, "skipped": 1}
    chance, kills, number = random.Random(20261124 + jobs), 0, 0
    while kills < wanted_kills:
        number += 1
        planned = moments(chance, SMALL_REQUESTS)
        got, again, runs = carried_through(forker, small(), tmp_path / str(number), planned, jobs)
        kills += runs - 1
        assert got == wanted, planned
        assert again == report, planned


def test_kills_over_many_repositories(forker: Forker, tmp_path: Path) -> None:
    """The same over all kinds; three hundred of them where there is time for it."""
    chance, count = random.Random(300), 300 if IS_THOROUGH else 93
    wanted, report, _ = carried_through(forker, organization(count), tmp_path / "whole", [], 4)
    for number in range(17 if IS_THOROUGH else 1):
        kills = [(at, chance.choice((BEFORE, WITHIN, AFTER)), 0.0) for at in chance.choices(range(1, count), k=3)]
        got, again, runs = carried_through(forker, organization(count), tmp_path / str(number), kills, 4)
        assert got == wanted and again == report and runs > 1
