"""Every kind of workflow and of repository that real organizations have ends as it should in one campaign."""

from __future__ import annotations

from tests.campaign.conftest import Run
from tests.servers.github import GitHubServer
from tests.servers.organization import organization
from trustpub.pullrequest.outcome import OPENED


def test_a_made_up_organization(server: GitHubServer, run: Run) -> None:
    """Whatever uploads, whatever it is called, and whoever may do what; few requests for each."""
    members = {member.state.name: member for member in organization(300)}
    server.repositories[:] = [member.state for member in members.values()]
    report = run()
    found = {
        record.name: (members[record.name].kind.name, record.state, record.reason or "") for record in report.records
    }
    assert set(found) == set(members)
    wrong = {
        told
        for name, told in found.items()
        if told[1] != members[name].kind.expected or members[name].kind.reason not in told[2]
    }
    assert wrong == set()
    assert report.reading / 300 <= 0.1
    assert max(record.requests for record in report.in_state(OPENED)) <= 8
