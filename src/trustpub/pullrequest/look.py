"""A last look at a repository right before something is written: whose token it is, and what moved meanwhile."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.github.client import GitHub
from trustpub.github.listed import BRANCH, CLOSED, MERGED, OPEN, Listed, OurBranch, Pull
from trustpub.github.needs import READ_CONTENTS
from trustpub.github.reading import Reader
from trustpub.http.errors import HttpError

_SUBJECTS = 50
_PULLS = 5
_STATES = {"OPEN": OPEN, "CLOSED": CLOSED, "MERGED": MERGED}

_QUERY = """
query ($owner: String!, $name: String!, $base: String!, $ours: String!, $branch: String!, $subjects: Int!, $pulls: Int!)
{
  viewer { login }
  repository(owner: $owner, name: $name) {
    base: ref(qualifiedName: $base) {
      target { oid ... on Commit { tree { oid } history(first: $subjects) { nodes { messageHeadline } } } }
    }
    ours: ref(qualifiedName: $ours) { target { ...Newest } }
    pullRequests(
      first: $pulls, headRefName: $branch, orderBy: { field: CREATED_AT, direction: DESC }
    ) {
      nodes {
        id number url state isDraft title body updatedAt baseRefName headRefOid
        author { login }
        headRepositoryOwner { login }
        commits(last: 1) { nodes { commit { ...Newest } } }
      }
    }
  }
}
fragment Newest on Commit { oid message tree { oid } parents(first: 2) { nodes { oid } } }
"""
"""Sources: https://docs.github.com/en/graphql/reference/objects#ref, #commit and #pullrequest."""


class Newest(NamedTuple):
    """The newest commit of a branch: its id, its files, its whole message and its parents."""

    commit: str
    tree: str
    message: str
    parents: tuple[str, ...]


class Look(NamedTuple):
    """What there is at this moment.

    Attributes:
        listed: the repository as it was listed, with its base branch (see `look_at`), our branch and the pull requests
            as they are now.
        login: whose token it is.
        subjects: of the newest commits of the base branch, newest first.
        ours: the newest commit of our branch in the repository itself; None when there is none.
        of_pulls: the newest commit of each pull request, by its number.
    """

    listed: Listed
    login: str
    subjects: tuple[str, ...]
    ours: Newest | None
    of_pulls: dict[int, Newest]


def look_at(github: GitHub, listed: Listed, base: str) -> Look:
    """Look again, in one request.

    Args:
        github: with a token.
        listed: the repository.
        base: the branch that the pull request is for; it takes the place of the default branch in what comes back.

    Raises:
        HttpError: it cannot be seen, or has no such branch.
    """
    what = f"look at {listed.full_name}"
    variables = {
        "owner": listed.owner,
        "name": listed.name,
        "base": f"refs/heads/{base}",
        "ours": f"refs/heads/{BRANCH}",
        "branch": BRANCH,
        "subjects": _SUBJECTS,
        "pulls": _PULLS,
    }
    data = github.graphql(_QUERY, variables, what, READ_CONTENTS)
    found = data.object("repository")
    if not found.has("base"):
        raise HttpError(what, f"it has no branch {base}", "name another one with --base", 404)
    target = found.object("base").object("target")
    ours = _newest(found.object("ours").object("target")) if found.has("ours") else None
    nodes = found.object("pullRequests").objects("nodes")
    return Look(
        listed._replace(
            default_branch=base,
            head=target.text("oid"),
            tree=target.object("tree").text("oid"),
            our_branch=None if ours is None else OurBranch(ours.commit, ours.message, ours.parents),
            pulls=tuple(_pull(node) for node in nodes),
        ),
        data.object("viewer").text("login"),
        tuple(node.text("messageHeadline") for node in target.object("history").objects("nodes")),
        ours,
        {node.number("number"): newest for node in nodes if (newest := _last(node)) is not None},
    )


def _newest(commit: Reader) -> Newest:
    parents = tuple(parent.text("oid") for parent in commit.object("parents").objects("nodes"))
    return Newest(commit.text("oid"), commit.object("tree").text("oid"), commit.text("message"), parents)


def _last(pull: Reader) -> Newest | None:
    commits = pull.object("commits").objects("nodes")
    return _newest(commits[-1].object("commit")) if commits else None


def _pull(node: Reader) -> Pull:
    return Pull(
        number=node.number("number"),
        url=node.text("url"),
        state=_STATES.get(node.text("state"), CLOSED),
        is_draft=node.flag("isDraft"),
        head_owner=node.object("headRepositoryOwner").text("login") if node.has("headRepositoryOwner") else None,
        head_commit=node.text("headRefOid"),
        title=node.text("title"),
        body=node.text("body"),
        updated=node.text("updatedAt"),
        author=node.object("author").text("login") if node.has("author") else None,
        node_id=node.text("id"),
        base=node.text("baseRefName"),
    )
