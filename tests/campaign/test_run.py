"""A campaign over an organization: every repository ends in the right state, for few requests, and only once."""

from __future__ import annotations

import dataclasses
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.campaign.conftest import TARGET, Run, connected
from tests.campaign.organization import KINDS, OWNER, PLANTED, WORKFLOWS, kept, kind_of, organization
from tests.cli.checkouts import TOKEN_UPLOAD
from tests.cli.contract import complaints
from tests.servers.clock import FakeClock
from tests.servers.github import GitHubServer
from tests.servers.http import Answer
from tests.servers.running import SECRET
from trustpub.campaign.globs import Globs
from trustpub.campaign.journal import read_journal
from trustpub.campaign.record import WAITING
from trustpub.campaign.report import Report
from trustpub.campaign.report_tables import report_json
from trustpub.campaign.run import CampaignOptions, CampaignRun
from trustpub.campaign.targets import FILE, USER, Target
from trustpub.errors import InputError, TrustpubError
from trustpub.github.listed import BRANCH
from trustpub.http.errors import HttpError
from trustpub.pullrequest.outcome import FAILED, OPENED, PLANNED, SKIPPED, UNCHANGED, UPDATED, PullOptions

NEEDING = sum(kind.state == OPENED for kind in KINDS)
"""Of one repository of each kind, so many get a pull request."""
TRIED = NEEDING + 2
"""For so many one is planned: that a draft is refused, or a branch is somebody else's, is seen on a closer look."""


def surprises(report: Report) -> dict[str, tuple[str, str | None]]:
    """The repositories that did not end as their kind does."""
    found = {}
    for record in report.records:
        kind = kind_of(record.name)
        is_told = record.reason is None if kind.reason is None else (record.reason or "").startswith(kind.reason)
        if record.state != kind.state or not is_told:
            found[record.name] = (record.state, record.reason)
    return found


def writes(server: GitHubServer, since: int = 0) -> list[str]:
    """The requests that change something."""
    return [asked.line for asked in server.asked[since:] if asked.method != "GET" and asked.line != "POST /graphql"]


def everything(server: GitHubServer) -> dict[str, object]:
    """All that campaigns may change."""
    return {state.full_name: kept(state) for state in server.repositories}


def pulls(server: GitHubServer) -> int:
    """How many pull requests there are."""
    return sum(len(state.pulls) for state in server.repositories)


def test_every_kind_ends_as_it_should(server: GitHubServer, run: Run) -> None:
    """Opened, left with a reason, or skipped with a reason; each one is in the report once."""
    report = run()
    assert surprises(report) == {} and report.stopped is None
    assert [record.name for record in report.records] == sorted(s.name for s in server.repositories if s.owner == OWNER)
    assert len(report.in_state(OPENED)) == NEEDING and pulls(server) == NEEDING + 1
    assert complaints("campaign", report_json(report)) == []


def test_three_hundred_repositories(server: GitHubServer, run: Run, state: dict[str, str]) -> None:
    """Few requests; a second run writes nothing, with its journal or without, and says that all is up to date."""
    server.repositories[:] = organization(300)
    report = run()
    assert surprises(report) == {} and len(report.records) == 300
    opened = report.in_state(OPENED)
    assert report.reading / 300 <= 0.1
    assert max(record.requests for record in opened) <= 8
    before, asked = everything(server), len(server.asked)
    again = run()
    assert writes(server, asked) == [] and again.requests / 300 <= 0.1
    shutil.rmtree(state["TRUSTPUB_STATE_DIR"])
    without = run()
    # That drafts are refused is only known once one is tried; nothing of it stays.
    assert {line.split("/")[3].rpartition("-")[0] for line in writes(server, asked)} <= {"no-drafts"}
    assert everything(server) == before and without.reading / 300 <= 0.1
    for later in (again, without):
        assert len(later.in_state(UNCHANGED)) == len(opened)
        assert later.in_state(OPENED, UPDATED, FAILED, WAITING) == []


def test_a_plan_writes_nothing(server: GitHubServer, clock: FakeClock, state: dict[str, str]) -> None:
    """It says what would be done, and leaves no trace, on GitHub or here."""
    before = everything(server)
    campaign = CampaignRun(connected(server, clock), TARGET, CampaignOptions(), clock=clock)
    plan = campaign.look()
    assert plan.is_plan and campaign.pulls == len(plan.in_state(PLANNED)) == TRIED
    assert campaign.seconds == 4 * campaign.pulls
    assert writes(server) == [] and everything(server) == before and not Path(state["TRUSTPUB_STATE_DIR"]).exists()
    assert complaints("campaign", report_json(plan)) == []


def test_the_token_and_literal_tokens_are_in_no_result(server: GitHubServer, run: Run, state: dict[str, str]) -> None:
    """Neither in the report, nor in the journal, nor in what is written to GitHub, but for the old file itself."""
    text = report_json(run())
    journal = b"".join(path.read_bytes() for path in Path(state["TRUSTPUB_STATE_DIR"]).rglob("*") if path.is_file())
    (literal,) = [found for found in server.repositories if found.name.startswith("literal-")]
    proposed = "".join(f"{pull.title}{pull.body}" for found in server.repositories for pull in found.pulls)
    changed = b"".join(literal.texts(BRANCH).values())
    for secret in (SECRET, PLANTED):
        assert secret not in text and secret.encode() not in journal and secret not in proposed
        assert secret.encode() not in changed


def test_a_limit_takes_some_today_and_others_tomorrow(server: GitHubServer, run: Run) -> None:
    """Each run goes on with those that wait; in the end each has one pull request."""
    reports = [run(CampaignOptions(limit=6)) for _ in range(4)]
    assert [len(report.in_state(WAITING)) for report in reports] == [TRIED - 6, TRIED - 12, 0, 0]
    opened = [len(report.in_state(OPENED)) for report in reports]
    assert max(opened) <= 6 and sum(opened) == NEEDING and opened[-1] == 0
    assert len(reports[-1].in_state(UNCHANGED)) == NEEDING and pulls(server) == NEEDING + 1


def test_the_first_error_stops_it_if_that_is_wanted(server: GitHubServer, run: Run) -> None:
    """What was not reached waits, and the next run does it."""
    server.fail(Answer(403, {"message": "Resource protected by organization SAML enforcement"}), "POST /repos")
    report = run(CampaignOptions(stops_on_error=True, jobs=1))
    assert len(report.in_state(FAILED)) == 1 and report.in_state(OPENED) == []
    assert len(report.in_state(WAITING)) == TRIED - 1
    assert report.stopped is not None and "failed, and --stop-on-error was given" in report.stopped
    assert surprises(run()) == {}


def test_an_error_of_one_repository_does_not_stop_the_others(server: GitHubServer, run: Run) -> None:
    """It is told in the report, and tried again by the next run."""
    server.fail(Answer(403, {"message": "Resource protected by organization SAML enforcement"}), "POST /repos")
    report = run(CampaignOptions(jobs=1))
    (failed,) = report.in_state(FAILED)
    assert failed.reason is not None and "SAML enforcement" in failed.reason and report.stopped is None
    assert len(report.in_state(OPENED)) == NEEDING - 1
    again = run()
    assert [record.name for record in again.in_state(OPENED)] == [failed.name]


def test_a_token_that_is_not_accepted_any_more_stops_it(server: GitHubServer, run: Run) -> None:
    """No further repository is tried with it."""
    server.fail(Answer(401, {"message": "Bad credentials"}), "/git/commits")
    report = run(CampaignOptions(jobs=1))
    assert report.stopped is not None and "GitHub does not accept the token" in report.stopped
    assert len(report.in_state(WAITING)) == TRIED and len(writes(server)) == 2
    assert surprises(run()) == {}


def test_a_failing_server_stops_it_in_the_end(server: GitHubServer, run: Run) -> None:
    """Some repositories in a row that fail for it, and it is left for later."""
    server.fail(Answer(500, {"message": "Server Error"}), "/git/trees", times=1000)
    report = run(CampaignOptions(jobs=1))
    assert len(report.in_state(FAILED)) == 5 and report.stopped is not None
    assert "5 repositories in a row failed" in report.stopped
    server.orders.clear()
    assert surprises(run()) == {}


def test_what_people_do_between_two_runs_is_respected(server: GitHubServer, run: Run) -> None:
    """A pull request that was closed, merged, or pushed to; a change of the workflow; a new repository."""
    run()
    by_kind = {state.name.rpartition("-")[0]: state for state in server.repositories if state.owner == OWNER}
    by_kind["action"].pulls[0].state = "closed"
    server.merge(by_kind["twine"], by_kind["twine"].pulls[0])
    by_kind["poetry"].commit(BRANCH, {**by_kind["poetry"].texts(BRANCH), "x": b"y"}, "A further commit")
    by_kind["windows"].files[f"{WORKFLOWS}/new.yml"] = TOKEN_UPLOAD.encode()
    by_kind["tests"].files[f"{WORKFLOWS}/new.yml"] = TOKEN_UPLOAD.encode()
    records = {record.name.rpartition("-")[0]: record for record in run().records}
    assert (records["action"].state, records["action"].reason) == (
        SKIPPED,
        "#1 was closed without being merged; --again opens a new one",
    )
    assert (records["twine"].state, records["twine"].reason) == (SKIPPED, "it migrated with #1")
    assert records["poetry"].state in (UNCHANGED, "left")
    assert by_kind["poetry"].texts(BRANCH)["x"] == b"y"
    assert records["windows"].state == UPDATED and records["tests"].state == OPENED
    assert {len(state.pulls) for state in by_kind.values() if state.name in {r.name for r in records.values()}} <= {
        0,
        1,
    }


def test_other_options_are_looked_at_anew(server: GitHubServer, run: Run) -> None:
    """What the journal knows of a repository holds for the same options only."""
    run()
    (state,) = [found for found in server.repositories if found.name.startswith("declined-")]
    report = run(CampaignOptions(PullOptions(again=True)))
    assert [record.name for record in report.in_state(OPENED)] == [state.name] and len(state.pulls) == 2


def test_a_list_of_names(server: GitHubServer, run: Run, tmp_path: Path) -> None:
    """Its repositories only; patterns hold for it; what GitHub does not show is told, and no reason to stop."""
    names = [state.full_name for state in server.repositories if state.owner == OWNER][:6]
    path = tmp_path / "list"
    path.write_text("\n".join([*names, f"{OWNER}/gone-000"]), encoding="utf-8")
    report = run(CampaignOptions(globs=Globs(exclude=("twine*",))), Target(FILE, str(path)))
    assert (len(report.records), report.left_out) == (6, 1)
    (failed,) = report.in_state(FAILED)
    assert failed.name == "gone-000" and "Could not resolve to a Repository" in str(failed.reason)
    assert {record.full_name for record in report.in_state(OPENED)} == {
        name for name in names if kind_of(name.partition("/")[2]).state == OPENED and "twine" not in name
    }


def test_a_list_with_old_names(server: GitHubServer, run: Run, tmp_path: Path) -> None:
    """A repository that was renamed is known by its name of today, and listed twice it is dealt with once."""
    state = server.repositories[0]
    state.former = [f"{OWNER}/once"]
    path = tmp_path / "list"
    path.write_text(f"# ours\n{OWNER}/once\n{state.full_name.upper()}\n", encoding="utf-8")
    report = run(None, Target(FILE, str(path)))
    assert [record.full_name for record in report.records] == [state.full_name] and len(state.pulls) == 1
    assert report.notes == (
        f"{OWNER}/once (line 2) is {state.full_name} today",
        "lines 2 and 3 are the same repository",
    )


def test_two_campaigns_that_share_repositories(server: GitHubServer, run: Run, tmp_path: Path) -> None:
    """Over an organization and over a list of its repositories, at once: no pull request is opened twice."""
    path = tmp_path / "list"
    path.write_text("\n".join(state.full_name for state in server.repositories), encoding="utf-8")
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda target: run(None, target), [TARGET, Target(FILE, str(path))]))
    assert pulls(server) == NEEDING + 1 and all(len(report.records) == 31 for report in reports)
    asked = len(server.asked)
    assert run().in_state(OPENED, UPDATED, FAILED) == [] and writes(server, asked) == []
    for state in server.repositories:
        if state.owner == OWNER and kind_of(state.name).state == OPENED:
            assert [pull.state for pull in state.pulls] == ["open"]


def test_patterns_leave_out(server: GitHubServer, run: Run) -> None:
    """They are counted, and nothing is done in them."""
    report = run(CampaignOptions(globs=Globs(("action*", "none*"))))
    assert {record.name.rpartition("-")[0] for record in report.records} == {"action", "none"}
    assert report.left_out == 29 and pulls(server) == 2


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (Target(USER, OWNER), "octo-org is an organization; use --org octo-org"),
        (Target("org", "nobody"), "GitHub knows no person or organization of that name"),
        (Target(FILE, "/nowhere"), "/nowhere: cannot be read"),
    ],
)
def test_what_cannot_be_listed(run: Run, target: Target, sentence: str) -> None:
    """One sentence, before anything is done."""
    with pytest.raises(TrustpubError, match=sentence):
        run(None, target)


def test_a_missing_scope_is_named_before_anything_is_written(server: GitHubServer, run: Run, clock: FakeClock) -> None:
    """Once, and not for each repository; a plan is shown all the same, and says it."""
    server.scopes = "repo"
    plan = CampaignRun(connected(server, clock), TARGET, CampaignOptions(), clock=clock).look()
    assert len(plan.in_state(PLANNED)) == TRIED and "lacks the scope workflow" in plan.notes[0]
    with pytest.raises(HttpError, match="lacks the scope workflow"):
        run()
    assert writes(server) == []


@pytest.mark.parametrize("template", ["{{ nothing.at.all }}", "{% if %}", "{{ 1 / 0 }}"])
def test_a_template_that_fails_stops_it_before_anything_is_written(
    server: GitHubServer, run: Run, template: str
) -> None:
    """The template's own fault is told."""
    with pytest.raises(InputError):
        run(CampaignOptions(PullOptions(template=template)))
    assert writes(server) == []


def test_the_journal_knows_tomorrow(run: Run, state: dict[str, str]) -> None:
    """What was opened when, with its number, and what is to be registered."""
    report = run()
    with read_journal(state, "github.com", TARGET) as journal:
        assert journal is not None
        known, last = journal.entries(), journal.last()
    assert last is not None and last.finished is not None and last.requests == report.requests
    assert len(known) == 31
    for record in report.in_state(OPENED):
        entry = known[record.full_name]
        assert entry.opened is not None and entry.record == record and record.pull is not None


def test_a_campaign_that_is_gone_on_with_keeps_its_limit(server: GitHubServer, run: Run, state: dict[str, str]) -> None:
    """What an interrupted process opened counts."""
    import sqlite3

    options = CampaignOptions(limit=4)
    first = run(options)
    (path,) = Path(state["TRUSTPUB_STATE_DIR"]).rglob("*.sqlite3")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE campaign SET finished = NULL")
    connection.close()
    asked = len(server.asked)
    second = run(options)
    assert writes(server, asked) == []
    assert [r.name for r in second.in_state(OPENED)] == [r.name for r in first.in_state(OPENED)]
    assert json.loads(report_json(second))["totals"]["states"] == json.loads(report_json(first))["totals"]["states"]
    assert dataclasses.replace(second, requests=0) == dataclasses.replace(first, requests=0)
