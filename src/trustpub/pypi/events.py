"""The events that can start a workflow, each with the git ref that its runs have.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows, whose tables
name the ``GITHUB_REF`` of every event.
"""

from __future__ import annotations

from typing import NamedTuple

from trustpub.workflow.model import Workflow
from trustpub.workflow.triggers import Trigger
from trustpub.yamlcst import Mapping

BRANCH, TAG, PULL = "branch", "tag", "pull request"

A_BRANCH = "refs/heads/<branch>"
A_TAG = "refs/tags/<tag>"
A_PULL_REQUEST = "refs/pull/<number>/merge"
A_COMMIT = "<commit>"
"""What stands for a ref, or for a commit, that only a run knows."""

WORKFLOW_CALL = "workflow_call"
WORKFLOW_DISPATCH = "workflow_dispatch"
PULL_REQUEST_TARGET = "pull_request_target"

_ON_ANY_REF = (WORKFLOW_DISPATCH, "create", "deployment", "deployment_status")
_PULL_REQUESTS = ("pull_request", "pull_request_review", "pull_request_review_comment")
_REFS = {BRANCH: A_BRANCH, TAG: A_TAG, PULL: A_PULL_REQUEST, None: None}


class Event(NamedTuple):
    """One way in which a run starts.

    Attributes:
        name: the event, as the claim ``event_name`` has it.
        ref_type: what ``github.ref`` names: a branch, a tag, a pull request's merge; None when the ref is empty, as
            for the deployment of a commit.
        line: where the workflow names it, from 1.
    """

    name: str
    ref_type: str | None
    line: int

    @property
    def ref(self) -> str | None:
        """The run's ref, with a placeholder for what only a run knows; None when it is empty."""
        return _REFS[self.ref_type]

    @property
    def label(self) -> str:
        """The event for people."""
        if self.name == "push":
            return "push of a tag" if self.ref_type == TAG else "push to a branch"
        if self.name in _ON_ANY_REF:
            return f"{self.name} on {f'a {self.ref_type}' if self.ref_type else 'a commit'}"
        return self.name


def events_of(workflow: Workflow) -> list[Event]:
    """The events that start the workflow, in the order of the file; a call by another workflow counts as one."""
    return [
        Event(trigger.event, ref_type, trigger.node.line)
        for trigger in workflow.triggers.values()
        for ref_type in _ref_types(trigger)
    ]


def _ref_types(trigger: Trigger) -> tuple[str | None, ...]:
    if trigger.event == "push":
        return _pushed(trigger)
    if trigger.event == "release":
        return (TAG,)
    if trigger.event in ("deployment", "deployment_status"):
        return (BRANCH, TAG, None)
    if trigger.event in _ON_ANY_REF:
        return (BRANCH, TAG)
    return (PULL,) if trigger.event in _PULL_REQUESTS else (BRANCH,)


def _pushed(trigger: Trigger) -> tuple[str, ...]:
    """What a push event concerns: a filter for tags alone leaves out branches, and the other way round."""
    settings = trigger.settings
    if not isinstance(settings, Mapping):
        return (BRANCH, TAG)
    names = {key for key, _ in settings.items()}
    branches, tags = names & {"branches", "branches-ignore"}, names & {"tags", "tags-ignore"}
    if bool(branches) == bool(tags):
        return (BRANCH, TAG)
    return (TAG,) if tags else (BRANCH,)
