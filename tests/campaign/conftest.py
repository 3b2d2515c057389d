"""A GitHub with an organization of many repositories, and campaigns over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.campaign.organization import OWNER, organization
from tests.servers.clock import FakeClock
from tests.servers.github import GitHubServer
from tests.servers.running import SECRET, running_github
from trustpub.campaign.journal import opened_journal
from trustpub.campaign.report import Report
from trustpub.campaign.run import CampaignOptions, CampaignRun
from trustpub.campaign.targets import ORGANIZATION, Target
from trustpub.github.client import GitHub
from trustpub.github.hosts import Host
from trustpub.github.tokens import Token
from trustpub.http.secret import Secret
from trustpub.http.transport import Settings

TARGET = Target(ORGANIZATION, OWNER)
Run = Callable[..., Report]


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    """The server, with one repository of each kind."""
    with running_github() as started:
        started.repositories[:] = organization(31)
        yield started


@pytest.fixture
def clock() -> FakeClock:
    """A clock that nobody waits for."""
    return FakeClock()


@pytest.fixture
def state(tmp_path: Path) -> dict[str, str]:
    """An environment whose state folder is the test's own."""
    return {"TRUSTPUB_STATE_DIR": str(tmp_path / "state")}


def connected(server: GitHubServer, clock: FakeClock, patience: float = 10_000) -> GitHub:
    """A client with the token that the server accepts."""
    host = Host("github.com", server.url, True)
    return GitHub(host, Token(Secret(SECRET), "GH_TOKEN"), clock=clock, settings=Settings(patience=patience))


@pytest.fixture
def run(server: GitHubServer, clock: FakeClock, state: dict[str, str]) -> Run:
    """Runs a campaign over the organization, from looking to its end, as one process would; returns the report."""

    def carried_out(options: CampaignOptions | None = None, target: Target = TARGET) -> Report:
        with opened_journal(state, "github.com", target) as journal:
            campaign = CampaignRun(connected(server, clock), target, options or CampaignOptions(), journal, clock=clock)
            campaign.look()
            return campaign.write()

    return carried_out
