"""Git's own objects and branches, made through the API: a commit without a clone. Nothing here ever forces a branch.

Source: https://docs.github.com/en/rest/git. An object's id comes from what is in it, so making it twice does no harm.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from trustpub.github.client import GitHub
from trustpub.github.needs import OPEN_PULLS, READ_CONTENTS, WRITE_CONTENTS, WRITE_WORKFLOWS, Need
from trustpub.github.objects import FILE, blob_id
from trustpub.github.reading import Reader
from trustpub.github.treeitems import modes_of, plain_text, tree_item
from trustpub.http.addresses import path_of
from trustpub.http.response import Response
from trustpub.repository.base import WORKFLOWS


class Author(NamedTuple):
    """Whom a commit names."""

    name: str
    email: str


def require_rights(github: GitHub, what: str, paths: Iterable[str]) -> None:
    """Make sure, before anything is written, that the token may write files and open a pull request, as far as known.

    Args:
        github: after its first answer, which told the scopes of a classic token.
        what: what is to be done, as it follows "cannot".
        paths: of the files; workflows need a scope of their own.

    Raises:
        HttpError: a scope is missing, which is named.
    """
    for need in (WRITE_CONTENTS, _need(paths), OPEN_PULLS):
        github.require(need, what)


def create_tree(
    github: GitHub,
    owner: str,
    name: str,
    base_tree: str,
    files: Mapping[str, bytes],
    modes: Mapping[str, int] | None = None,
) -> str:
    """Make a top folder that is another one with some files replaced or added.

    Args:
        github: with a token that may write.
        owner, name: the repository.
        base_tree: id of the other one, such as `Listed.tree`.
        files: new bytes by path.
        modes: git's modes of those files that are there, from `Snapshot.place`, which they keep; others become plain
            files. None to ask GitHub for them, which takes a request.

    Returns:
        Its id.

    Raises:
        HttpError: it cannot be made.
        TrustpubError: a path cannot be written: it is a link, a folder or a submodule, or its name is no UTF-8.
    """
    what = f"prepare the changed files of {owner}/{name}"
    need = _need(files)
    for needed in (WRITE_CONTENTS, need):
        github.require(needed, what)
    if modes is None:
        modes = modes_of(github, owner, name, base_tree)
    items = [tree_item(path, modes.get(path, FILE), what) for path in files]
    for item, data in zip(items, files.values(), strict=True):
        text = plain_text(data)
        item |= {"sha": _create_blob(github, owner, name, data, need)} if text is None else {"content": text}
    path = path_of("repos", owner, name, "git", "trees")
    body = {"base_tree": base_tree, "tree": items}
    response = github.ask("POST", path, what, need, body=body, repeatable=True)
    return Reader(response.json(), response).text("sha")


def create_commit(
    github: GitHub, owner: str, name: str, tree: str, parents: Sequence[str], message: str, author: Author | None
) -> str:
    """Make a commit; no branch holds it yet.

    Args:
        author: None for the token's owner, now, whose commit GitHub then signs where it can.

    Returns:
        Its id.

    Raises:
        HttpError: it cannot be made.
    """
    path = path_of("repos", owner, name, "git", "commits")
    body: dict[str, Any] = {"message": message, "tree": tree, "parents": list(parents)}
    if author is not None:
        body["author"] = author._asdict()
    what = f"make a commit in {owner}/{name}"
    response = github.ask("POST", path, what, WRITE_CONTENTS, body=body, repeatable=True)
    return Reader(response.json(), response).text("sha")


def branch_head(github: GitHub, owner: str, name: str, branch: str) -> str | None:
    """Id of the newest commit of a branch; None when there is no such branch in a repository that can be seen.

    Raises:
        HttpError: it cannot be told.
    """
    what = f"look at the branch {branch} of {owner}/{name}"
    path = path_of("repos", owner, name, "git", "ref", "heads", *branch.split("/"))
    response = github.ask("GET", path, what, READ_CONTENTS, also=(404, 409))
    if response.status in (404, 409):  # 409: a repository without a commit
        return None
    return Reader(response.json(), response).object("object").text("sha")


def create_branch(github: GitHub, owner: str, name: str, branch: str, commit: str) -> None:
    """Make a branch.

    Raises:
        HttpError: it cannot be made; status 422 when there is one of that name.
    """
    response = _post(github, owner, name, branch, commit)
    if response.status == 422:
        raise github.refusal(response, WRITE_CONTENTS)


def ensure_branch(github: GitHub, owner: str, name: str, branch: str, commit: str) -> bool:
    """Make a branch, unless it is there with that very commit, as it is when the answer of an attempt was lost.

    Returns:
        Whether this call made it, as far as that can be told.

    Raises:
        HttpError: it cannot be made; status 422 when there is one of that name with another commit.
    """
    response = _post(github, owner, name, branch, commit, repeatable=True)
    if response.status != 422:
        return True
    if branch_head(github, owner, name, branch) == commit:
        return response.attempts > 1
    raise github.refusal(response, WRITE_CONTENTS)


def move_branch(github: GitHub, owner: str, name: str, branch: str, commit: str) -> None:
    """Move a branch forward to a commit that has its newest one among its ancestors.

    Raises:
        HttpError: it cannot be moved; status 422 when the branch is not there, or has other commits by now.
    """
    what = f"move the branch {branch} of {owner}/{name}"
    path = path_of("repos", owner, name, "git", "refs", "heads", *branch.split("/"))
    github.ask("PATCH", path, what, WRITE_CONTENTS, body={"sha": commit, "force": False}, repeatable=True)


def delete_branch(github: GitHub, owner: str, name: str, branch: str) -> None:
    """Delete a branch; one that is gone already is no error.

    Raises:
        HttpError: it is still there.
    """
    what = f"delete the branch {branch} of {owner}/{name}"
    path = path_of("repos", owner, name, "git", "refs", "heads", *branch.split("/"))
    response = github.ask("DELETE", path, what, WRITE_CONTENTS, also=(422,))
    if response.status == 422 and "does not exist" not in response.message:
        raise github.refusal(response, WRITE_CONTENTS)


def _post(github: GitHub, owner: str, name: str, branch: str, commit: str, *, repeatable: bool = False) -> Response:
    """Ask for a new branch; an answer 422 says that there is one, or that it cannot be."""
    what = f"make the branch {branch} of {owner}/{name}"
    body = {"ref": f"refs/heads/{branch}", "sha": commit}
    path = path_of("repos", owner, name, "git", "refs")
    return github.ask("POST", path, what, WRITE_CONTENTS, body=body, also=(422,), repeatable=repeatable)


def _need(paths: Iterable[str]) -> Need:
    """What writing files needs; for workflows more than for others.

    Source: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps.
    """
    return WRITE_WORKFLOWS if any(path.startswith(f"{WORKFLOWS}/") for path in paths) else WRITE_CONTENTS


def _create_blob(github: GitHub, owner: str, name: str, data: bytes, need: Need) -> str:
    path = path_of("repos", owner, name, "git", "blobs")
    body = {"content": base64.b64encode(data).decode(), "encoding": "base64"}
    response = github.ask("POST", path, f"store a file in {owner}/{name}", need, body=body, repeatable=True)
    shown = Reader(response.json(), response)
    made = shown.text("sha")
    if made != blob_id(data, made):
        raise shown.malformed("another id than git gives the file")
    return made
