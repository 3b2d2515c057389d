"""Pull requests: opened, listed, changed.

Source: https://docs.github.com/en/rest/pulls/pulls; the refusals' words are those that GitHub gives.
"""

from __future__ import annotations

from typing import Any

from tests.servers.github import shapes
from tests.servers.github.answers import invalid, not_found, page_of, refusal
from tests.servers.github.state import PullState, RepositoryState
from tests.servers.github.world import Call
from tests.servers.http import Answer

LONGEST_BODY = 65_536
LONGEST_TITLE = 256


def post(call: Call, state: RepositoryState) -> Answer:
    """``POST /repos/{owner}/{repo}/pulls``."""
    body = call.asked.body
    owner, colon, name = body["head"].rpartition(":")
    source = state if not colon or owner.lower() == state.owner.lower() else _fork_of(call, state, owner)
    head = None if source is None else source.branch(name)
    if source is None or head is None:
        return invalid("PullRequest", field="head", code="invalid")
    base = state.branch(body["base"])
    if base is None:
        return invalid("PullRequest", field="base", code="invalid")
    refused = _refused(state, body, source, name)
    if refused is not None:
        return refused
    if head in state.objects.history(base):
        return invalid("PullRequest", message=f"No commits between {body['base']} and {body['head']}")
    if not set(state.objects.history(head)) & set(state.objects.history(base)):
        return invalid("PullRequest", message=f"The {name} branch has no history in common with {body['base']}")
    now = call.world.moment()
    pull = PullState(
        number=len(state.pulls) + 1,
        title=body["title"],
        body=body.get("body"),
        head_owner=source.owner,
        head_repository=source,
        head_branch=name,
        head=head,
        base_branch=body["base"],
        author=call.world.login,
        draft=bool(body.get("draft")),
        created=now,
        updated=now,
    )
    state.pulls.append(pull)
    source.followers.append(pull)
    return Answer(201, shapes.pull(state, pull, "pull-request"))


def _fork_of(call: Call, state: RepositoryState, owner: str) -> RepositoryState | None:
    """The repository of another owner in the same network that a head names."""
    network = [s for s in call.world.repositories if s.owner.lower() == owner.lower() and s.objects is state.objects]
    return network[0] if network else None


def _refused(state: RepositoryState, body: dict[str, Any], source: RepositoryState, branch: str) -> Answer | None:
    if body.get("draft") and not state.allows_drafts:
        return refusal(422, "Draft pull requests are not supported in this repository.")
    wanted = (source, branch, body["base"])
    for pull in state.pulls:
        if pull.state == "open" and (pull.head_repository, pull.head_branch, pull.base_branch) == wanted:
            return invalid("PullRequest", message=f"A pull request already exists for {source.owner}:{branch}.")
    return _too_long(body)


def _too_long(body: dict[str, Any]) -> Answer | None:
    for field, longest in (("title", LONGEST_TITLE), ("body", LONGEST_BODY)):
        if len(body.get(field) or "") > longest:
            return invalid("PullRequest", field=field, message=f"{field} is too long (maximum is {longest} characters)")
    if "title" in body and not body["title"].strip():
        return invalid("PullRequest", field="title", code="missing_field")
    return None


def find(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/pulls``: a ``head`` without an owner is no filter at all."""
    query = call.asked.query
    wanted, head, base = query.get("state", "open"), query.get("head", ""), query.get("base")
    found = [pull for pull in state.pulls if wanted in ("all", pull.state)]
    if ":" in head:
        owner, _, name = head.partition(":")
        found = [pull for pull in found if (pull.head_owner.lower(), pull.head_branch) == (owner.lower(), name)]
    if base is not None:
        found = [pull for pull in found if pull.base_branch == base]
    key = {"updated": "updated"}.get(query.get("sort", "created"), "created")
    is_ascending = query.get("direction", "desc" if key == "created" else "asc") == "asc"
    found.sort(key=lambda pull: str(getattr(pull, key)), reverse=not is_ascending)
    return Answer(200, [shapes.pull(state, pull, "pull-request-simple") for pull in page_of(found, call.asked)])


def _numbered(call: Call, state: RepositoryState) -> PullState | None:
    number = int(call.names["pull_number"])
    return state.pulls[number - 1] if 0 < number <= len(state.pulls) else None


def get(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/pulls/{pull_number}``."""
    pull = _numbered(call, state)
    return not_found() if pull is None else Answer(200, shapes.pull(state, pull, "pull-request"))


def patch(call: Call, state: RepositoryState) -> Answer:
    """``PATCH /repos/{owner}/{repo}/pulls/{pull_number}``: the author, or who may push, changes what the body names."""
    pull, body = _numbered(call, state), call.asked.body or {}
    if pull is None:
        return not_found()
    if not state.permissions.get("push") and pull.author != call.world.login:
        return refusal(403, "Resource not accessible by personal access token")
    refused = _too_long(body) or _not_reopened(pull, body.get("state", pull.state))
    if refused is not None:
        return refused
    pull.title, pull.body = body.get("title", pull.title), body.get("body", pull.body)
    pull.base_branch = body.get("base", pull.base_branch)
    if body.get("state", pull.state) != pull.state:
        pull.state = body["state"]
        pull.closed = call.world.moment() if pull.state == "closed" else None
    pull.updated = call.world.moment()
    return Answer(200, shapes.pull(state, pull, "pull-request"))


def _not_reopened(pull: PullState, wanted: str) -> Answer | None:
    if wanted == "closed" or pull.state == "open":
        return None
    if pull.merged or pull.head_repository.branch(pull.head_branch) is None:
        reason = f"state cannot be changed. The {pull.head_branch} branch has been deleted."
        return invalid("PullRequest", field="state", message=reason)
    return None
