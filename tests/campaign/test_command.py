"""``trustpub pr`` for many repositories, as a user runs it: at a terminal and without one."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.conftest import TARGET
from tests.campaign.organization import KINDS, OWNER, repository_of
from tests.campaign.test_run import writes
from tests.cli.checkouts import Done, environment, trustpub
from tests.cli.contract import complaints
from tests.cli.terminal import Session
from tests.servers.github import GitHubServer
from tests.servers.pypi import PyPIServer
from tests.servers.running import SECRET, running_pypi
from trustpub.campaign.journal import opened_journal
from trustpub.campaign.journal_file import journal_path

QUESTION = "Open this pull request? [y/n/?] "


class InterruptingServer(GitHubServer):
    """Sends a signal to a process once it asks for something."""

    victim = 0
    at = ""

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer, and interrupt."""
        super().handle(handler)
        if self.at and self.at in self.asked[-1].line:
            self.at = ""
            os.kill(self.victim, signal.SIGINT)


@pytest.fixture
def server() -> Iterator[InterruptingServer]:
    """A small organization: one that gets a pull request, one that needs none, one that is left, a hostile one."""
    server = InterruptingServer(SECRET)
    server.repositories[:] = [repository_of(kind) for kind in KINDS if kind.name in ("action", "none", "make", "topic")]
    with server:
        yield server
    assert server.violations == []


@pytest.fixture
def pypi() -> Iterator[PyPIServer]:
    """An index that knows one of the projects."""
    with running_pypi() as started:
        started.add("action-000", "1.0", "action_000-1.0.tar.gz")
        yield started


def settings(server: GitHubServer, folder: Path, **changes: str) -> dict[str, Any]:
    """The environment of the command; no gh answers for it."""
    found = {"GITHUB_API_URL": server.url, "GH_TOKEN": SECRET, "GITHUB_TOKEN": "", "GH_HOST": ""}
    return {**found, "TRUSTPUB_STATE_DIR": str(folder / "state"), **changes}


def run(server: GitHubServer, folder: Path, *words: str, **changes: str) -> Done:
    """Run the command where nobody can be asked; the token is in none of its output."""
    done = trustpub("pr", *words, cwd=folder, **settings(server, folder, **changes))
    assert SECRET not in done.out + done.err and "\x1b" not in done.out + done.err
    return done


def test_yes_opens_them_and_reports(server: InterruptingServer, pypi: PyPIServer, tmp_path: Path) -> None:
    """The report on the terminal and in a file, the sheet with what PyPI says, and a second run that writes nothing."""
    words = ("--org", OWNER, "--report", "report.md", "--sheet", "sheet.csv")
    done = run(server, tmp_path, *words, "--yes", TRUSTPUB_PYPI_URL=pypi.url)
    assert done.status == 1, done.err
    assert "Opened (1)\n  octo-org/action-000  https://github.com/octo-org/action-000/pull/1" in done.out
    assert "4 repositories of the organization octo-org: 1 opened, 1 left to you, 2 skipped.\n" in done.out
    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith("# Pull requests for Trusted Publishing")
    (row,) = csv.DictReader((tmp_path / "sheet.csv").read_text(encoding="utf-8").splitlines())
    assert (row["Project is"], row["PyPI Project Name"], row["Day"]) == ("existing", "action-000", "1")
    asked = len(server.asked)
    again = run(server, tmp_path, *words, "--yes", "--format", "json", TRUSTPUB_PYPI_URL=pypi.url)
    assert writes(server, asked) == [] and again.status == 1
    assert complaints("campaign", again.out) == []
    assert json.loads(again.out)["totals"]["states"] == {"unchanged": 1, "left": 1, "skipped": 2}


def test_a_dry_run_shows_and_writes_nothing(server: InterruptingServer, tmp_path: Path) -> None:
    """The whole plan, as text and as JSON; nothing is remembered."""
    done = run(server, tmp_path, "--org", OWNER, "--dry-run")
    assert done.status == 1 and "Would get a pull request (1)\n  octo-org/action-000  (in-place 1, 1 to reg" in done.out
    document = run(server, tmp_path, "--org", OWNER, "--dry-run", "--format", "json", "--exclude", "make*")
    assert complaints("campaign", document.out) == [] and json.loads(document.out)["dry_run"] is True
    assert json.loads(document.out)["left_out"] == 1
    assert writes(server) == [] and list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_the_plan_comes_before_the_question(server: InterruptingServer, tmp_path: Path) -> None:
    """What it will take is said; no writes nothing and is gone on with from the start."""
    session = Session("pr", "--org", OWNER, cwd=tmp_path, width=120, **settings(server, tmp_path))
    session.answer(QUESTION, b"?\n")
    assert (
        "1 pull request will take at most 8 requests. GitHub asks for a second between two changes, so" in session.text
    )
    session.answer(QUESTION, b"n\n")
    assert session.finish() == 1 and session.text.endswith("Nothing is written.\n")
    assert writes(server) == []


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_progress_on_a_terminal(server: InterruptingServer, tmp_path: Path) -> None:
    """One line that changes, and is gone in the end."""
    session = Session("pr", "--org", OWNER, "--yes", cwd=tmp_path, width=80, **settings(server, tmp_path))
    assert session.finish() == 1
    assert "0 of 1 done" in session.raw and "1 of 1 done: octo-org/action-000 opened" in session.raw
    assert SECRET not in session.raw


@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
def test_ctrl_c_ends_after_the_step_and_the_same_command_goes_on(server: InterruptingServer, tmp_path: Path) -> None:
    """It says how to go on; then the pull request is there, once."""
    command = [sys.executable, "-m", "trustpub", "pr", "--org", OWNER, "--yes"]
    server.at = "/git/trees"
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment(**settings(server, tmp_path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a shell has its background jobs ignore Ctrl-C, the tests and what they start with them
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        server.victim = process.pid
        out, err = process.communicate(timeout=60)
    assert process.returncode == 2 and "Traceback" not in err, err
    assert "Ending after the steps under way; press Ctrl-C again to end at once.\n" in err
    assert err.endswith("trustpub: you stopped it; the same command goes on where it was\n")
    assert "Waiting for the next run (1)\n  octo-org/action-000" in out
    (state,) = [found for found in server.repositories if found.name == "action-000"]
    assert state.pulls == []
    done = run(server, tmp_path, "--org", OWNER, "--yes")
    assert "Going on with what was interrupted; it began at " in done.err and "Opened (1)" in done.out
    assert len(state.pulls) == 1


def test_two_at_once_are_told(server: InterruptingServer, tmp_path: Path) -> None:
    """The second one asks nothing of GitHub."""
    state = {"TRUSTPUB_STATE_DIR": str(tmp_path / "state")}
    with opened_journal(state, "github.com", TARGET):
        done = run(server, tmp_path, "--org", OWNER, "--yes")
    assert done.status == 2 and f"the organization octo-org (process {os.getpid()}, since" in done.err
    assert server.asked == []


def test_tomorrow_it_knows_what_was_done_today(server: InterruptingServer, pypi: PyPIServer, tmp_path: Path) -> None:
    """The status of all in one request, what the campaign came to, and the files once more, as of then."""
    run(server, tmp_path, "--org", OWNER, "--yes")
    asked = len(server.asked)
    words = ("--org", OWNER, "--status", "--report", "r.json", "--sheet", "s.json")
    done = run(server, tmp_path, *words, TRUSTPUB_PYPI_URL=pypi.url)
    assert done.status == 1 and len(server.asked) == asked + 1
    assert "The last campaign began 20" in done.out and "  octo-org/action-000 #1 was opened 20" in done.out
    assert "  4 repositories of the organization octo-org: 1 opened, 1 left to you, 2 skipped.\n" in done.out
    assert complaints("campaign", (tmp_path / "r.json").read_text(encoding="utf-8")) == []
    assert len(json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["days"]) == 1
    (state,) = [found for found in server.repositories if found.name == "action-000"]
    server.merge(state, state.pulls[0])
    later = run(server, tmp_path, *words, TRUSTPUB_PYPI_URL=pypi.url)
    assert later.status == 0 and "0 opened" not in later.out and "1 left to you, 3 skipped" in later.out
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["days"] == []


def test_many_are_withdrawn_and_marked_ready(server: InterruptingServer, tmp_path: Path) -> None:
    """With the options of one repository."""
    run(server, tmp_path, "--org", OWNER, "--yes")
    (state,) = [found for found in server.repositories if found.name == "action-000"]
    assert state.pulls[0].draft and run(server, tmp_path, "--org", OWNER, "--ready", "--yes").status == 0
    assert not state.pulls[0].draft
    assert run(server, tmp_path, "--org", OWNER, "--close", "--yes").status == 0
    assert state.pulls[0].state == "closed" and set(state.refs) == {"refs/heads/main"}


def test_a_status_without_a_campaign(server: InterruptingServer, tmp_path: Path) -> None:
    """Nothing is remembered, so no file can be written; what GitHub shows is shown all the same."""
    assert run(server, tmp_path, "--org", OWNER, "--status").status == 0
    done = run(server, tmp_path, "--org", OWNER, "--status", "--sheet", "s.md")
    assert done.status == 2 and "nothing is remembered of these repositories" in done.err


def test_a_broken_journal_is_told_and_does_no_harm(server: InterruptingServer, tmp_path: Path) -> None:
    """It is kept aside; what was done is found on GitHub."""
    run(server, tmp_path, "--org", OWNER, "--yes")
    path = Path(journal_path({"TRUSTPUB_STATE_DIR": str(tmp_path / "state")}, "github.com", TARGET))
    path.write_bytes(b"nonsense" * 1000)
    asked = len(server.asked)
    done = run(server, tmp_path, "--org", OWNER, "--yes")
    assert writes(server, asked) == [] and "Up to date (1)" in done.out
    assert f"Note: the journal {path} cannot be understood" in done.out and Path(f"{path}.broken-1").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--org", OWNER], "there is no terminal to ask at; use --yes to open the pull requests without asking, or"),
        (["--org", OWNER, "--user", "x", "--yes"], "not allowed with argument --org"),
        (["--org", "a/b", "--yes"], "--org takes the name of an account on GitHub"),
        (["--org", "nobody", "--yes"], "GitHub knows no person or organization of that name; check the name"),
        (["--user", OWNER, "--yes"], "octo-org is an organization; use --org octo-org"),
        (["--from", "list", "--yes"], "list: cannot be read: no such file or directory"),
        (["--org", OWNER, "--limit", "0", "--yes"], "'0' is no number from 1"),
        (["--org", OWNER, "--jobs", "x", "--yes"], "'x' is no number from 1"),
        (["--org", OWNER, "--jobs", "17", "--yes"], "'17' is too many; GitHub wants few requests at the same time"),
        (["--org", OWNER, "--report", "r.doc", "--yes"], "--report takes a file whose name ends in .json, .md, .csv"),
        (
            ["--org", OWNER, "--report", "r.md", "--sheet", "./r.md", "--yes"],
            "--report and --sheet name the same file; name two",
        ),
        (["--org", OWNER, "--sheet", "a/b.md", "--yes"], "--sheet: a/b.md cannot be written; name a file in a folder"),
        (["--org", OWNER, "--base", "next", "--yes"], "--base goes with one repository"),
        (["--include", "x*", "--yes"], "--include goes with many repositories: --org ORG, --user USER or --from FILE"),
        (["a/b", "--org", OWNER, "--yes"], "name repositories, or use --org, --user or --from; not both"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    server: InterruptingServer, tmp_path: Path, words: list[str], sentence: str
) -> None:
    """Before anything is written, and without a trace."""
    done = run(server, tmp_path, *words)
    assert (done.status, done.out) == (2, "") and sentence in done.err and len(done.err.splitlines()) == 1
    assert writes(server) == []


def test_plain_lines_now_and_then_without_a_terminal(
    server: InterruptingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line in ten seconds at most, but for the first and the last; and waits that somebody would wonder about."""
    from trustpub.campaign.record import Record
    from trustpub.cli.progress import Progress

    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    progress = Progress()
    progress.begins(30)
    for done in range(1, 31):
        now[0] += 4
        progress.dealt_with(Record("o", f"r\x1b{done}", "opened"), done, 30)
    progress.waits(1, "soon over")
    progress.waits(180, "GitHub asks to wait, by its rate limit")
    progress.end()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "0 of 30 done" and lines[1] == "3 of 30 done; 2 minutes left: o/r\\x1b3 opened"
    assert lines[-2:] == ["30 of 30 done: o/r\\x1b30 opened", "GitHub asks to wait, by its rate limit: 3 minutes ..."]
    assert 10 <= len(lines) <= 14
