"""How a workflow comes to run: by an event, or by the jobs of the same repository that call it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from trustpub.pypi.events import WORKFLOW_CALL, Event, events_of
from trustpub.pypi.known import Known
from trustpub.workflow.model import Job, Workflow
from trustpub.workflow.scope import Binding, Scope

MAX_DEPTH = 4
"""GitHub allows ten levels of calls; deeper than this nothing has been seen to publish."""
MAX_CALLS = 1_000
MAX_STARTS = 200
"""Most calls that are followed, and most ways to start that are found, for one workflow; a real one has a handful."""


class Start(NamedTuple):
    """How a workflow comes to run: the event, the file that it starts, and what the last caller hands over."""

    event: Event
    started: str
    binding: Binding | None
    callers: tuple[str, ...]


def called_path(job: Job) -> str | None:
    """The path of the workflow of the same repository that a job calls, or None."""
    return None if job.uses is None or not job.uses.startswith("./") else job.uses.removeprefix("./").partition("@")[0]


def starts_of(path: str, workflows: dict[str, Workflow], owner: str | None, name: str | None) -> list[Start]:
    """The ways in which a workflow can start, its own events first; of more than `MAX_STARTS` the first.

    Args:
        path: of the workflow.
        workflows: those of the repository, by path.
        owner, name: of the repository on GitHub; None when they are not known.
    """
    return list(islice(_Search(workflows, owner, name).starts(path, 0), MAX_STARTS))


class _Search:
    """One search, which looks at a bounded number of calls: workflows that call each other have no end of ways."""

    def __init__(self, workflows: dict[str, Workflow], owner: str | None, name: str | None) -> None:
        self.workflows = workflows
        self.owner = owner
        self.name = name
        self.calls_left = MAX_CALLS
        self._calls: dict[str, list[tuple[str, Job]]] = {}
        for caller, workflow in workflows.items():
            for job in workflow.jobs.values():
                called = called_path(job)
                if called is not None and called != caller:
                    self._calls.setdefault(called, []).append((caller, job))

    def starts(self, path: str, depth: int) -> Iterator[Start]:
        workflow = self.workflows[path]
        for event in events_of(workflow):
            if event.name != WORKFLOW_CALL:
                yield Start(event, path, None, ())
        if not workflow.is_reusable or depth >= MAX_DEPTH:
            return
        for caller, job in self._calls.get(path, []):
            self.calls_left -= 1
            if self.calls_left < 0:
                return
            for start in self.starts(caller, depth + 1):
                scope = Scope(job.workflow, job, None, start.binding)
                if Known(start.event, self.owner, self.name).job_may_run(scope):
                    yield Start(start.event, start.started, _binding(scope), (*start.callers, caller))


def _binding(scope: Scope) -> Binding:
    job = scope.job
    return Binding(
        scope,
        {key.lower(): node.value for key, node in job.inputs.items()},
        {key.lower(): node.value for key, node in job.secrets.items()},
        job.secrets_inherit,
    )
