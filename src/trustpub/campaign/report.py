"""What became of a campaign, or what it would do: the repositories, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from trustpub.campaign.record import STATES, WAITING, Record
from trustpub.campaign.targets import Target
from trustpub.pullrequest.outcome import LEFT, OPENED, PLANNED, SKIPPED, UNCHANGED, UPDATED
from trustpub.pypi.client import normalized


@dataclass(frozen=True)
class Report:
    """A campaign that came to its end, or to a stop; or its plan.

    Attributes:
        target: which repositories it is about.
        started: when, as ISO 8601 in UTC.
        is_plan: whether nothing was written.
        records: what became of each, in the order in which they were dealt with.
        left_out: how many the patterns left out.
        requests: how many were made in all, by this process.
        stopped: why it ended before all was done; None when all was done.
        notes: what else the user should know.
    """

    target: Target
    started: str
    is_plan: bool
    records: tuple[Record, ...]
    left_out: int = 0
    requests: int = 0
    stopped: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def states(self) -> Mapping[str, int]:
        """How many repositories came to each state, in the order of `STATES`; none that nobody came to."""
        counts = Counter(record.state for record in self.records)
        return {state: counts[state] for state in STATES if counts[state]}

    def in_state(self, *states: str) -> list[Record]:
        """The repositories in these states, by name."""
        return sorted((r for r in self.records if r.state in states), key=lambda record: record.full_name.lower())

    @property
    def strategies(self) -> Mapping[str, int]:
        """How many uploads the pull requests migrate, by strategy."""
        counts = Counter[str]()
        for record in self.records:
            if record.registers:
                counts.update(dict(record.strategies))
        return dict(sorted(counts.items()))

    @property
    def left(self) -> int:
        """How many uploads are left to people, beside a pull request or without one."""
        return sum(len(record.left) for record in self.records)

    @property
    def publishers(self) -> int:
        """How many publishers are to be registered."""
        return len({p for record in self.records if record.registers for p in record.publishers})

    @property
    def projects(self) -> int:
        """How many projects they are for, as far as their names are known."""
        return len(
            {
                (publisher.index, normalized(publisher.project))
                for record in self.records
                if record.registers
                for publisher in record.publishers
                if publisher.project is not None
            }
        )

    @property
    def reading(self) -> int:
        """How many requests were not made for one repository alone."""
        return max(self.requests - sum(record.requests for record in self.records), 0)

    def reasons(self, state: str) -> list[tuple[str, int]]:
        """The reasons of a state, the most frequent first; those that name a number or a file are counted apart."""
        counts = Counter(record.reason or "" for record in self.records if record.state == state)
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    @property
    def wants_attention(self) -> bool:
        """Whether something is left to people, or not done yet."""
        return self.stopped is not None or any(
            record.state in (LEFT, WAITING) or record.left or record.errors for record in self.records
        )


TITLES = {
    OPENED: "Opened",
    UPDATED: "Updated",
    PLANNED: "Would get a pull request",
    WAITING: "Waiting for the next run",
    UNCHANGED: "Up to date",
    LEFT: "Left to you",
    "failed": "Failed",
    SKIPPED: "Skipped",
}
"""Headings for the states."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun, as in ``1 repository`` and ``2 repositories``."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def totals(report: Report) -> list[str]:
    """What it comes to, in sentences."""
    states = ", ".join(f"{count} {TITLES[state].lower()}" for state, count in report.states.items()) or "none"
    sentences = [f"{counted(len(report.records), 'repository', 'repositories')} of {report.target}: {states}."]
    if report.left_out:
        sentences.append(f"The patterns left out {report.left_out} more.")
    if report.strategies:
        listed = ", ".join(f"{name} {count}" for name, count in report.strategies.items())
        sentences.append(f"Uploads that the pull requests migrate, by strategy: {listed}.")
    if report.left:
        sentences.append(
            f"{counted(report.left, 'upload')} with a token {'is' if report.left == 1 else 'are'} left to you."
        )
    if report.publishers:
        publishers = counted(report.publishers, "publisher")
        sentences.append(f"{publishers} to register, for {counted(report.projects, 'project')} whose name is known.")
    return sentences


def requests_sentence(report: Report) -> str:
    """How many requests it took, and how many that is for a repository and for a pull request."""
    each = report.reading / len(report.records) if report.records else 0.0
    sentence = (
        f"{counted(report.requests, 'request')} to GitHub: {report.reading} for looking ({each:.2f} a repository)"
    )
    written = [record for record in report.records if record.requests]
    if written:
        own = sum(record.requests for record in written)
        sentence += (
            f", {own} for {counted(len(written), 'repository', 'repositories')} alone ({own / len(written):.1f} each)"
        )
    return f"{sentence}."
