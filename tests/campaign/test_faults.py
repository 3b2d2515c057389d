"""A campaign where GitHub is strict and the network bad: it ends as it should, and never asks more than it may."""

from __future__ import annotations

import random
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from tests.campaign.conftest import Run
from tests.campaign.organization import organization
from tests.campaign.test_run import NEEDING, everything, pulls, surprises, writes
from tests.servers.clock import FakeClock
from tests.servers.github import GitHubServer
from tests.servers.github.limits import Limits
from tests.servers.http import Answer, Cut, Fault
from tests.servers.running import SECRET
from trustpub.campaign.run import CampaignOptions
from trustpub.pullrequest.outcome import UNCHANGED

FAULTS: tuple[Fault, ...] = (
    Answer(403, {"message": "You have exceeded a secondary rate limit."}, {"Retry-After": "7"}),
    Answer(429, {"message": "Too many requests"}, {"Retry-After": "3"}),
    Answer(502, b"<html>Bad gateway</html>"),
    Answer(503, {"message": "Service unavailable"}),
    Cut(),
    Cut(after=20),
)
"""What goes wrong; a cut connection loses the answer to a request that was carried out."""


class FaultyServer(GitHubServer):
    """Something goes wrong with a part of the requests."""

    share = 0.0
    chance = random.Random(0)

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer, or not."""
        with self._lock:
            if self.chance.random() < self.share:
                self.fail(self.chance.choice(FAULTS))
        super().handle(handler)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    """The server, with one repository of each kind."""
    server = FaultyServer(SECRET)
    server.repositories[:] = organization(31)
    with server:
        yield server
    assert server.violations == []


@pytest.mark.parametrize("jobs", [1, 4])
def test_sixty_requests_a_minute(server: FaultyServer, clock: FakeClock, run: Run, jobs: int) -> None:
    """It waits for the next minute as often as it must, and a second between two changes.

    The second is only looked at for one thread: the sleep of one moves the clock of all.
    """
    server.limits = Limits(60, 60, clock, spacing=1.0 if jobs == 1 else 0.0, in_flight=jobs - 1)
    start = clock.now()
    report = run(CampaignOptions(jobs=jobs))
    assert surprises(report) == {} and report.stopped is None
    assert clock.now() - start >= len(writes(server)) - 1


@pytest.mark.parametrize(("seed", "jobs"), [(1, 1), (2, 1), (3, 4)])
def test_faults_beside_it(server: FaultyServer, clock: FakeClock, run: Run, seed: int, jobs: int) -> None:
    """Refusals, failures and cut connections in between: each repository ends as it should, with one pull request."""
    server.limits = Limits(60, 60, clock, writes_per_minute=40, in_flight=jobs)
    server.share, server.chance = 0.08, random.Random(seed)
    report = run(CampaignOptions(jobs=jobs))
    assert surprises(report) == {} and report.stopped is None
    assert pulls(server) == NEEDING + 1 and len(clock.waits) > 10
    server.share, before, asked = 0.0, everything(server), len(server.asked)
    again = run(CampaignOptions(jobs=jobs))
    assert writes(server, asked) == [] and everything(server) == before
    assert len(again.in_state(UNCHANGED)) == NEEDING
