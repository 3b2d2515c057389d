"""Verdicts that say the same of one job, put together for people."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.pypi.claims import Decided
from trustpub.pypi.verification import DIFFERS, FAILS, MATCHES, UNDECIDED, Verdict, Verification

WORDS = {MATCHES: "matches", DIFFERS: "does not match", UNDECIDED: "cannot be told", FAILS: "fails"}


class JobVerdict(NamedTuple):
    """One outcome of one job.

    Attributes:
        place: the workflow's path and line.
        job: its key.
        index: where it uploads to.
        events: the ways to start that have this outcome.
        environment: the job's in these runs, for people.
        verdict: the first of them.
    """

    place: str
    job: str
    index: str  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    events: tuple[str, ...]
    environment: str
    verdict: Verdict


def grouped(verification: Verification) -> list[JobVerdict]:
    """The outcomes of each job in the order of the files, the events of the same outcome together."""
    groups: dict[tuple[object, ...], list[Verdict]] = {}
    for verdict in verification.verdicts:
        upload = verdict.publishing.upload
        claims = verdict.publishing.claims
        key = (upload.workflow, upload.line, upload.job, upload.index, claims.environment, verdict.outcome, verdict[2:])
        groups.setdefault(key, []).append(verdict)
    return [_group(verdicts) for verdicts in groups.values()]


def summary(verification: Verification) -> str:
    """One line on all jobs."""
    jobs = {(v.publishing.upload.workflow, v.publishing.upload.job) for v in verification.verdicts}
    if not jobs:
        return "No job publishes with Trusted Publishing."
    failing = {
        (v.publishing.upload.workflow, v.publishing.upload.job) for v in verification.verdicts if v.outcome != MATCHES
    }
    count = "1 job publishes" if len(jobs) == 1 else f"{len(jobs)} jobs publish"
    if not failing:
        return f"{count} with Trusted Publishing, and would be matched whatever starts the run."
    some = "it" if len(jobs) == 1 else "all of them" if failing == jobs else f"{len(failing)} of them"
    return f"{count} with Trusted Publishing; {some} would fail, or may."


def _group(verdicts: list[Verdict]) -> JobVerdict:
    first = verdicts[0]
    upload, environment = first.publishing.upload, first.publishing.claims.environment
    labels = dict.fromkeys(_label(verdict) for verdict in verdicts)
    named = environment.expression if isinstance(environment, Decided) else environment or "none"
    return JobVerdict(f"{upload.workflow}:{upload.line}", upload.job, upload.index, tuple(labels), named, first)


def _label(verdict: Verdict) -> str:
    publishing = verdict.publishing
    if not publishing.callers:
        return publishing.event.label
    return f"{publishing.event.label} (called by {publishing.callers[-1].rpartition('/')[2]})"
