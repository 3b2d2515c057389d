"""A last look at a repository right before something is written: whose token it is, and what moved meanwhile."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.github.client import GitHub
from trustpub.github.graphql import cost_of
from trustpub.github.listed import BRANCH, Listed, OurBranch
from trustpub.github.needs import READ_CONTENTS
from trustpub.github.reading import Reader
from trustpub.github.shown import pull_of
from trustpub.http.errors import HttpError
from trustpub.pullrequest.marker import digest_in

_QUERY = """
query ($owner: String!, $name: String!, $base: String!, $ours: String!, $branch: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    name
    owner { login }
    base: ref(qualifiedName: $base) {
      target { oid ... on Commit { tree { oid } history(first: 20) { nodes { messageHeadline } } } }
    }
    ours: ref(qualifiedName: $ours) { target { ...newest } }
    pullRequests(headRefName: $branch, first: 50, orderBy: {field: CREATED_AT, direction: DESC}) { nodes {
      id number url state isDraft title body updatedAt baseRefName headRefOid
      headRepositoryOwner { login }
      author { login }
      headRepository { name }
      headRef { target { ...newest } }
    } }
    newest: pullRequests(headRefName: $branch, first: 3, orderBy: {field: CREATED_AT, direction: DESC}) { nodes {
      number
      commits(first: 50) { totalCount nodes { commit { message parents(first: 1) { totalCount } } } }
    } }
  }
}
fragment newest on Commit { oid message tree { oid } parents(first: 10) { nodes { oid tree { oid } } } }
"""
"""Anybody may open pull requests from a fork's branch of our name, so many are looked at, lest they hide ours.

Sources: https://docs.github.com/en/graphql/reference/objects#ref, #commit and #pullrequest.
"""

LISTS = 4 + 50 + 3 + 3 * 50
"""How many lists that query asks for, which decides what it costs."""


class Newest(NamedTuple):
    """The newest commit of a branch.

    Attributes:
        commit: its id.
        tree: the id of its top folder.
        message: the whole of it.
        parents: the ids of the commits that it follows, each with that of its top folder.
    """

    commit: str
    tree: str
    message: str
    parents: tuple[tuple[str, str], ...]


class Look(NamedTuple):
    """What there is at this moment.

    Attributes:
        listed: the repository as it was listed, with its name, its base branch (see `look_at`), our branch and the pull
            requests as they are now.
        login: whose token it is.
        ours: the newest commit of our branch in the repository itself; None when there is none.
        of_pulls: the newest commit of the branch of each pull request, by its number, where the branch is there.
        names: the name of the repository that has that branch, which a fork may have been given, by the same number.
        touched: the numbers of those that hold a commit that trustpub did not make; merges of the base aside. All
            but the newest few count as such, since their commits are not looked at.
    """

    listed: Listed
    login: str
    ours: Newest | None
    of_pulls: dict[int, Newest]
    names: dict[int, str]
    touched: frozenset[int]

    def is_touched(self, newest: Newest) -> bool:
        """Whether a branch with this newest commit holds others' commits, as far as a pull request of it tells."""
        same = {pull.number for pull in self.listed.pulls if pull.head_commit == newest.commit}
        return bool(self.touched & same)


def look_at(github: GitHub, listed: Listed, base: str, *, is_base_there: bool = True) -> Look:
    """Look again, in one request.

    Args:
        github: with a token.
        listed: the repository.
        base: the branch that the pull request is for; it takes the place of the default branch in what comes back.
        is_base_there: False for a fork, which may lack that branch; then all of it is as it was listed.

    Raises:
        HttpError: it cannot be seen, or has no such branch.
    """
    what = f"look at {listed.full_name}"
    references = {"base": f"refs/heads/{base}", "ours": f"refs/heads/{BRANCH}", "branch": BRANCH}
    variables = {"owner": listed.owner, "name": listed.name, **references}
    data = github.graphql(_QUERY, variables, what, READ_CONTENTS, cost=cost_of(LISTS))
    found = data.object("repository")
    if found.has("base"):
        listed = _with_base(listed, base, found.object("base").object("target"))
    elif is_base_there:
        raise HttpError(what, f"it has no branch {base}", "name another one with --base", 404)
    ours = _newest(found.object_or_none("ours"))
    nodes = found.object("pullRequests").objects("nodes")
    numbers = frozenset(node.number("number") for node in nodes)
    untouched = {
        node.number("number")
        for node in found.object("newest").objects("nodes")
        if not _is_touched(node.object("commits"))
    }
    return Look(
        listed._replace(
            owner=found.object("owner").text("login"),
            name=found.text("name"),
            our_branch=None
            if ours is None
            else OurBranch(ours.commit, ours.message, tuple(commit for commit, _ in ours.parents)),
            pulls=tuple(pull_of(node) for node in nodes),
        ),
        data.object("viewer").text("login"),
        ours,
        {
            node.number("number"): newest
            for node in nodes
            if (newest := _newest(node.object_or_none("headRef"))) is not None
        },
        {
            node.number("number"): source.text("name")
            for node in nodes
            if (source := node.object_or_none("headRepository")) is not None
        },
        numbers - untouched,
    )


def _with_base(listed: Listed, base: str, target: Reader) -> Listed:
    return listed._replace(
        default_branch=base,
        head=target.text("oid"),
        tree=target.object("tree").text("oid"),
        subjects=tuple(item.text("messageHeadline") for item in target.object("history").objects("nodes")),
    )


def _is_touched(commits: Reader) -> bool:
    """Whether one of a pull request's commits is neither trustpub's nor a merge; also when there are too many."""
    found = [node.object("commit") for node in commits.objects("nodes")]
    own = [commit for commit in found if commit.object("parents").number("totalCount") < 2]
    return commits.number("totalCount") > len(found) or any(digest_in(c.text("message")) is None for c in own)


def _newest(ref: Reader | None) -> Newest | None:
    """The newest commit of a reference; None where there is none, or what it names is no commit."""
    commit = None if ref is None else ref.object_or_none("target")
    if commit is None or not commit.has("tree"):
        return None
    nodes = commit.object("parents").objects("nodes")
    parents = tuple((parent.text("oid"), parent.object("tree").text("oid")) for parent in nodes)
    return Newest(commit.text("oid"), commit.object("tree").text("oid"), commit.text("message"), parents)
