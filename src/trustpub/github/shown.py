"""From what a query shows of a repository to what is kept of it."""

from __future__ import annotations

import base64
import binascii

from trustpub.errors import InputError
from trustpub.github.listed import Listed, OurBranch, Pull
from trustpub.github.objects import Entry, Objects, Unread, blob_id
from trustpub.github.reading import Reader
from trustpub.github.snapshot import Snapshot

_MAY_WRITE = {"ADMIN", "MAINTAIN", "WRITE"}
_OBJECTS = ("github", "workflows", "actions", "pyproject", "setupCfg", "setupPy")


def snapshot_of(shown: Reader) -> Snapshot:
    """A repository by the fragment `trustpub.github.documents.REPOSITORY`, with the files that came with it.

    Raises:
        HttpError: it is not of the shape that is documented.
    """
    snapshot = Snapshot(_listed(shown))
    commit = _commit(shown)
    if commit is not None:
        learn(snapshot.objects, commit.object("tree"))
    for key in _OBJECTS:
        found = shown.object_or_none(key)
        if found is not None:
            learn(snapshot.objects, found)
    return snapshot


def learn(objects: Objects, shown: Reader) -> None:
    """Keep an object that a query shows, and those in it.

    A text is kept only if it has the id that git gave the file: it is no such text if GitHub cut it, or made UTF-8 of
    another encoding.
    """
    if shown.has("entries"):
        tree: dict[str, Entry] = {}
        for item in shown.objects("entries"):
            tree[_name(item)] = Entry(item.number("mode"), item.text("oid"))
            inner = item.object_or_none("object")
            if inner is not None:
                learn(objects, inner)
        objects.trees[shown.text("oid")] = tree
    elif shown.has("byteSize"):
        oid = shown.text("oid")
        if not isinstance(objects.blobs.get(oid), bytes):
            objects.blobs[oid] = _blob(shown, oid)


def refuse(objects: Objects, id: str) -> None:  # noqa: A002 - git's word for it
    """Keep that an object is not handed out, though a folder names it."""
    objects.blobs[id] = InputError("GitHub does not hand it out; try again, or use a checkout")


def _blob(shown: Reader, oid: str) -> bytes | Unread:
    text = shown.text_or_none("text")
    if text is not None:
        data = text.encode("utf-8", "surrogatepass")
        if blob_id(data, oid) == oid:
            return data
    return Unread(shown.number("byteSize"))


def _name(item: Reader) -> str:
    """An entry's name; what is no UTF-8 in it is kept as Python keeps it in the names of files."""
    try:
        return base64.b64decode(item.text("nameRaw")).decode("utf-8", "surrogateescape")
    except binascii.Error:
        raise item.malformed("a name that is no base64") from None


def _commit(shown: Reader) -> Reader | None:
    """The newest commit of the default branch; None when there is none."""
    branch = shown.object_or_none("defaultBranchRef")
    return None if branch is None else branch.object_or_none("target")


def _listed(shown: Reader) -> Listed:
    commit = _commit(shown)
    history = [] if commit is None else commit.object("history").objects("nodes")
    permission = shown.text_or_none("viewerPermission")
    return Listed(
        owner=shown.object("owner").text("login"),
        name=shown.text("name"),
        node_id=shown.text("id"),
        database_id=shown.number("databaseId") if shown.has("databaseId") else 0,
        default_branch=None if commit is None else shown.object("defaultBranchRef").text("name"),
        head=None if commit is None else commit.text("oid"),
        tree=None if commit is None else commit.object("tree").text("oid"),
        subjects=tuple(item.text("messageHeadline") for item in history),
        is_archived=shown.flag("isArchived"),
        is_disabled=shown.flag("isDisabled"),
        is_locked=shown.flag("isLocked"),
        is_fork=shown.flag("isFork"),
        is_private=shown.flag("isPrivate"),
        is_organization=shown.object("owner").text("__typename") == "Organization",
        can_write=permission is None or permission in _MAY_WRITE,
        can_administrate=permission == "ADMIN",
        can_fork=shown.flag("forkingAllowed"),
        topics=tuple(item.object("topic").text("name") for item in shown.object("repositoryTopics").objects("nodes")),
        our_branch=_our_branch(shown),
        pulls=tuple(pull_of(item) for item in shown.object("pullRequests").objects("nodes")),
    )


def _our_branch(shown: Reader) -> OurBranch | None:
    ref = shown.object_or_none("ref")
    commit = None if ref is None else ref.object_or_none("target")
    if commit is None:
        return None
    parents = commit.object("parents").objects("nodes") if commit.has("parents") else []
    return OurBranch(commit.text("oid"), commit.text_or_none("message") or "", tuple(p.text("oid") for p in parents))


def pull_of(item: Reader) -> Pull:
    """A pull request, by the fields that `trustpub.github.documents.REPOSITORY` asks for."""
    owner, author = item.object_or_none("headRepositoryOwner"), item.object_or_none("author")
    return Pull(
        number=item.number("number"),
        url=item.text("url"),
        state=item.text("state").lower(),
        is_draft=item.flag("isDraft"),
        head_owner=None if owner is None else owner.text("login"),
        head_commit=item.text("headRefOid"),
        title=item.text("title"),
        body=item.text("body"),
        updated=item.text("updatedAt"),
        author=None if author is None else author.text("login"),
        node_id=item.text("id"),
        base=item.text("baseRefName"),
    )
