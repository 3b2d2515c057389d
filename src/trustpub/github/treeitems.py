"""What goes into a new tree of git: each file's mode and content, as the API takes them.

Source: https://docs.github.com/en/rest/git/trees.
"""

from __future__ import annotations

from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.needs import READ_CONTENTS
from trustpub.github.objects import EXECUTABLE, FILE, LINK, SUBMODULE, TREE
from trustpub.github.reading import Reader
from trustpub.http.addresses import path_of
from trustpub.http.errors import HttpError


def tree_item(path: str, mode: int, what: str) -> dict[str, str]:
    """A file of a new tree, still without its content.

    Args:
        path: from the top.
        mode: git's, of what is there.
        what: what is to be done, as it follows "cannot".

    Raises:
        TrustpubError: it cannot be written there.
    """
    if mode in (LINK, TREE, SUBMODULE):
        kind = {LINK: "a symbolic link", TREE: "a folder", SUBMODULE: "a submodule"}[mode]
        raise TrustpubError(f"cannot {what}: {path} is {kind}; write the file itself")
    try:
        path.encode()
    except UnicodeEncodeError:
        raise TrustpubError(f"cannot {what}: the name {path!a} is no UTF-8; change the file in a checkout") from None
    return {"path": path, "mode": f"{EXECUTABLE if mode & 0o111 else FILE:06o}", "type": "blob"}


def plain_text(data: bytes) -> str | None:
    """The text of a file that a request can hold as it is; None for one that is better sent as bytes."""
    if b"\0" in data or data.startswith(b"\xef\xbb\xbf"):
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def modes_of(github: GitHub, owner: str, name: str, tree: str) -> dict[str, int]:
    """The modes of all that is in a tree, by path.

    Raises:
        HttpError: they cannot be told.
    """
    what = f"list the files of {owner}/{name}"
    path = path_of("repos", owner, name, "git", "trees", tree)
    response = github.ask("GET", path, what, READ_CONTENTS, params={"recursive": "1"})
    shown = Reader(response.json(), response)
    if shown.flag("truncated"):
        raise HttpError(what, "there are more files than GitHub lists at once", "change them in a checkout", 200)
    try:
        return {item.text("path"): int(item.text("mode"), 8) for item in shown.objects("tree")}
    except ValueError:
        raise shown.malformed("a mode that is no number") from None
