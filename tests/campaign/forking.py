"""Campaigns in processes of their own that can be killed, without the time that Python takes to start.

``python -m tests.campaign.forking`` loads everything once, then forks for each line on standard input: JSON with the
server's address, the state folder, and the options. It answers with the child's number, and with its end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.servers.clock import FakeClock
from tests.servers.running import SECRET
from trustpub.campaign.journal import opened_journal
from trustpub.campaign.report_tables import report_json
from trustpub.campaign.run import CampaignOptions, CampaignRun
from trustpub.campaign.targets import ORGANIZATION, Target
from trustpub.github.client import GitHub
from trustpub.github.hosts import Host
from trustpub.github.tokens import Token
from trustpub.http.secret import Secret
from trustpub.http.transport import Settings


def campaign(order: dict[str, Any]) -> None:
    """Run a campaign over an organization, and write its report to a file when it comes to its end."""
    clock = FakeClock()
    host, token = Host("github.com", order["url"], True), Token(Secret(SECRET), "GH_TOKEN")
    github = GitHub(host, token, clock=clock, settings=Settings(patience=10_000))
    target, options = Target(ORGANIZATION, order["org"]), CampaignOptions(jobs=order["jobs"], limit=order["limit"])
    with opened_journal({"TRUSTPUB_STATE_DIR": order["state"]}, "github.com", target) as journal:
        run = CampaignRun(github, target, options, journal, clock=clock)
        run.look()
        report = run.write()
    Path(order["report"]).write_text(report_json(report), encoding="utf-8")


def serve() -> None:
    """Fork for each line, and say the child's number, then how it ended."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                campaign(json.loads(line))
                status = 0
            finally:
                sys.stderr.flush()
                os._exit(status)
        print(child, flush=True)
        _, ended = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(ended), flush=True)


class Forker:
    """The process that forks; starts on entering, ends on leaving."""

    def __enter__(self) -> Forker:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.campaign.forking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()

    def start(self, order: dict[str, Any]) -> int:
        """Begin a campaign; returns the number of its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def finish(self) -> int:
        """Wait for its end; returns its exit status, or the signal that ended it, negative."""
        return int(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


if __name__ == "__main__":
    serve()
