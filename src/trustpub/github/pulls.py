"""Pull requests.

Source: https://docs.github.com/en/rest/pulls/pulls.
"""

from __future__ import annotations

from trustpub.github.client import GitHub
from trustpub.github.graphql import GraphQLError
from trustpub.github.listed import CLOSED, MERGED, OPEN, Pull
from trustpub.github.needs import OPEN_PULLS, SEE_PULLS
from trustpub.github.reading import Reader
from trustpub.http.addresses import path_of
from trustpub.http.errors import HttpError
from trustpub.http.response import Response

_READY = """mutation ($id: ID!) {
  markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } }
}"""
_IS_DRAFT = "query ($id: ID!) { node(id: $id) { ... on PullRequest { isDraft } } }"


def open_pull(
    github: GitHub, owner: str, name: str, *, base: str, head: str, title: str, body: str, draft: bool
) -> Pull:
    """Open a pull request.

    Args:
        github: with a token that may.
        owner, name: the repository that it is for.
        base: the branch to merge into.
        head: ``OWNER:BRANCH``, where OWNER has the repository itself or a fork of it.
        title, body: its text.
        draft: whether it is one; see `is_draft_refused`.

    Raises:
        HttpError: it is not open; status 422 also when there is one for the same branches.
    """
    response = _post(github, owner, name, _new(base, head, title, body, draft))
    if response.status == 422:
        raise github.refusal(response, OPEN_PULLS)
    return _pull(Reader(response.json(), response))


def is_draft_refused(error: HttpError) -> bool:
    """Whether opening failed only because the owner's plan has no drafts in private repositories."""
    return error.status == 422 and "draft pull requests are not supported" in error.reason.lower()


def ensure_pull(
    github: GitHub, owner: str, name: str, *, base: str, head: str, title: str, body: str, draft: bool
) -> Pull:
    """Open a pull request as `open_pull` does, or find the open one for the same branches.

    So it can be called again after an answer was lost, or the program was killed.

    Raises:
        HttpError: none is open.
    """
    # GitHub has at most one open pull request for two branches, so asking again after a failure cannot make a second.
    response = _post(github, owner, name, _new(base, head, title, body, draft), repeatable=True)
    if response.status != 422:
        return _pull(Reader(response.json(), response))
    head_owner, _, branch = head.partition(":")
    found = pulls_of_branch(github, owner, name, head_owner, branch)
    same = next((pull for pull in found if pull.state == OPEN and pull.base == base), None)
    if same is None:
        raise github.refusal(response, OPEN_PULLS)
    return same


def update_pull(
    github: GitHub,
    owner: str,
    name: str,
    number: int,
    *,
    title: str | None = None,
    body: str | None = None,
    state: str | None = None,
) -> Pull:
    """Change a pull request's text or state (``open`` or ``closed``); what is None stays.

    Raises:
        HttpError: it is as it was, or nothing is known.
    """
    changes = {"title": title, "body": body, "state": state}
    path = path_of("repos", owner, name, "pulls", str(number))
    response = github.ask(
        "PATCH",
        path,
        f"change the pull request #{number} of {owner}/{name}",
        OPEN_PULLS,
        body={key: value for key, value in changes.items() if value is not None},
        repeatable=True,
    )
    return _pull(Reader(response.json(), response))


def mark_ready(github: GitHub, pull_node_id: str) -> None:
    """Make a draft an ordinary pull request; one that is none already is no error.

    Args:
        github: with a token that may.
        pull_node_id: `Pull.node_id`.

    Raises:
        HttpError: it is still a draft, or nothing is known.
    """
    what = "mark the pull request ready for review"
    try:
        github.graphql(_READY, {"id": pull_node_id}, what, OPEN_PULLS, repeatable=True)
    except GraphQLError:
        data = github.graphql(_IS_DRAFT, {"id": pull_node_id}, what, SEE_PULLS, partial=True)
        node = data.object_or_none("node")
        if node is None or node.flag("isDraft", missing=True):
            raise


def pulls_of_branch(github: GitHub, owner: str, name: str, head_owner: str, branch: str) -> list[Pull]:
    """The pull requests that come from a branch, in any state, newest first.

    Args:
        github: with or without a token.
        owner, name: the repository that they are for.
        head_owner: who has the branch.
        branch: its name.

    Raises:
        HttpError: they cannot be listed.
    """
    what = f"list the pull requests of {owner}/{name}"
    params = {"head": f"{head_owner}:{branch}", "state": "all", "sort": "created", "direction": "desc"}
    items = github.pages(path_of("repos", owner, name, "pulls"), what, SEE_PULLS, None, params=params)
    return [_pull(item) for item in items]


def _new(base: str, head: str, title: str, body: str, draft: bool) -> dict[str, str | bool]:
    return {"base": base, "head": head, "title": title, "body": body, "draft": draft}


def _post(github: GitHub, owner: str, name: str, new: dict[str, str | bool], *, repeatable: bool = False) -> Response:
    """Ask for a new pull request; an answer 422 says that there is one, or that it cannot be."""
    what = f"open a pull request for {owner}/{name}"
    path = path_of("repos", owner, name, "pulls")
    return github.ask("POST", path, what, OPEN_PULLS, body=new, also=(422,), repeatable=repeatable)


def _pull(item: Reader) -> Pull:
    head, author = item.object("head"), item.object_or_none("user")
    head_owner = head.object_or_none("user")
    state = OPEN if item.text("state") == "open" else MERGED if item.has("merged_at") else CLOSED
    return Pull(
        number=item.number("number"),
        url=item.text("html_url"),
        state=state,
        is_draft=item.flag("draft"),
        head_owner=None if head_owner is None else head_owner.text("login"),
        head_commit=head.text("sha"),
        title=item.text("title"),
        body=item.text_or_none("body") or "",
        updated=item.text("updated_at"),
        author=None if author is None else author.text("login"),
        node_id=item.text("node_id"),
        base=item.object("base").text("ref"),
    )
