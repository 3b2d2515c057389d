"""What a decision about a repository was made upon, so that the same need not be decided twice.

Only a shortcut: whoever loses the journal decides everything anew, and comes to the same.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from trustpub import __version__
from trustpub.campaign.record import Record
from trustpub.github.listed import Listed, Pull
from trustpub.pullrequest.outcome import FAILED, OPENED, UNCHANGED, UPDATED, Outcome, PullOptions


def options_text(options: PullOptions) -> str:
    """A text that stands for the options, and for the version of trustpub that follows them."""
    text = f"{__version__}\n{replace(options, dry_run=False)!r}"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def basis_of(listed: Listed, options: str) -> str:
    """A digest of all that decides about a repository: its commit, its settings, our branch, our pull requests."""
    branch = None if listed.our_branch is None else listed.our_branch.commit
    return _digest(listed, options, branch, [_values(pull) for pull in listed.pulls])


def basis_after(listed: Listed, outcome: Outcome, options: str) -> str | None:
    """The digest that the repository will have once it is listed again; None where it is to be looked at anew.

    Args:
        listed: what it was decided upon.
        outcome: what became of it.
        options: from `options_text`.
    """
    if outcome.state == FAILED:
        return None
    if outcome.state not in (OPENED, UPDATED):
        return basis_of(listed, options)
    pull = outcome.pull
    if pull is None:
        return None
    is_inside = (pull.head_owner or "").lower() == listed.owner.lower()
    branch = pull.head_commit if is_inside else None if listed.our_branch is None else listed.our_branch.commit
    others = [_values(other) for other in listed.pulls if other.number != pull.number]
    return _digest(listed, options, branch, [_values(pull), *others])


def still_true(record: Record, listed: Listed, *, is_same_campaign: bool) -> Record:
    """A record that the journal holds, for the report of this run.

    What an earlier campaign opened or updated is as it should be by now; what this one did before it was interrupted
    stays what it is. Whether the pull request is still a draft is as GitHub says.
    """
    pull = record.pull
    if pull is not None:
        known = next((found for found in listed.pulls if found.number == pull.number), None)
        if known is not None:
            pull = pull._replace(is_draft=known.is_draft, state=known.state)
    state = UNCHANGED if record.state in (OPENED, UPDATED) and not is_same_campaign else record.state
    requests = record.requests if is_same_campaign else 0
    return replace(record, state=state, pull=pull, requests=requests)


def _values(pull: Pull) -> list[object]:
    text = hashlib.sha256(f"{pull.title}\n{pull.body}".replace("\r", "").encode("utf-8", "surrogatepass")).hexdigest()
    return [pull.number, pull.state, pull.head_commit, (pull.head_owner or "").lower(), pull.base, text]


def _digest(listed: Listed, options: str, branch: str | None, pulls: list[list[object]]) -> str:
    facts = [
        options,
        [listed.node_id, listed.full_name, listed.default_branch, listed.head],
        [listed.is_archived, listed.is_disabled, listed.is_locked, listed.is_fork],
        [listed.can_write, listed.can_fork],
        sorted(listed.topics),
        branch,
        pulls,
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
