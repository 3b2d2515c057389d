"""Which version of an action is written into a workflow, and which versions of the PyPA action must be raised."""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import cache
from typing import Any

from trustpub.data import read_text
from trustpub.migration.types import Options
from trustpub.workflow.model import Step, Workflow
from trustpub.yamlcst import Document, Node
from trustpub.yamlcst.edit import Commented

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_SHA = re.compile(r"^[0-9a-f]{40}$")
_VERSION = re.compile(r"v?(\d+(?:\.\d+){0,3})")
_TRUSTED_PUBLISHING_SINCE = (1, 8, 0)
"""Source: https://github.com/pypa/gh-action-pypi-publish/releases/tag/v1.8.0."""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(read_text("pins.toml"))


def newest(action: str) -> tuple[str, str]:
    """Version and commit of the newest known release of an action in the table."""
    rows = [row for row in _table()["pin"] if row["action"].lower() == action.lower()]
    row = max(rows, key=lambda row: version_of(row["version"]) or (0,))
    return row["version"], row["commit"]


def version_of(text: str) -> tuple[int, ...] | None:
    """The version that a tag such as ``v1.8.14`` names, or None."""
    match = _VERSION.fullmatch(text.strip())
    return tuple(int(part) for part in match.group(1).split(".")) if match else None


def pinned(action: str, options: Options, workflow: Workflow) -> str | Commented:
    """The value of ``uses`` for an action that is added or raised."""
    version, commit = newest(action)
    if options.pin == "tag" or (options.pin == "follow" and not _pins_commits(workflow)):
        return f"{action}@{version}"
    return Commented(f"{action}@{commit}", version)


def pinned_copy(uses: str, options: Options) -> str | Commented:
    """The value of ``uses`` for a step that is copied into another file: pinned, at the same major version."""
    action, _, ref = uses.partition("@")
    for row in _table()["major"]:
        if options.pin == "sha" and row["action"] == action.lower() and row["major"] == ref:
            return Commented(f"{action}@{row['commit']}", row["version"])
    return uses


def _pins_commits(workflow: Workflow) -> bool:
    """Whether most actions of a workflow are pinned to a commit."""
    kinds = Counter(
        bool(_SHA.match(step.action[1] or ""))
        for job in workflow.jobs.values()
        for step in job.steps
        if step.action is not None
    )
    return kinds[True] > kinds[False]


def too_old(step: Step) -> str | None:
    """Why the step's version of the PyPA action must be raised for Trusted Publishing, or None.

    Tags before v1.8.0 cannot mint, the branch ``master`` is frozen at v1.4.2's code, and a commit is only kept when
    the table knows it or the comment behind it names a version that can.
    """
    if step.action is None:
        return "a step with the image of the action is not told what it needs for Trusted Publishing"
    ref = step.action[1]
    if ref is None:
        return "no version is named"
    if ref in ("master", "main"):
        return f"the branch {ref} of the action is frozen and cannot use Trusted Publishing"
    if _SHA.match(ref):
        if any(row["commit"] == ref for row in _table()["pin"]):
            return None
        version = version_of(_comment_of(step).split(" ")[0])
        if version is None:
            return "the commit it is pinned to is not known to support Trusted Publishing"
        return _version_too_old(version)
    if ref == "release/v1" or ref == "v1":
        return None
    version = version_of(ref)
    if version is None:
        return None if ref.startswith(("release/", "unstable/")) else f"the ref {ref} is not a known release"
    return _version_too_old(version)


def _version_too_old(version: tuple[int, ...]) -> str | None:
    if len(version) < 2 or version >= _TRUSTED_PUBLISHING_SINCE:
        return None
    if version == _TRUSTED_PUBLISHING_SINCE[: len(version)]:
        return None
    return f"v{'.'.join(map(str, version))} of the action is older than v1.8.0, the first with Trusted Publishing"


def _comment_of(step: Step) -> str:
    node = step.node.get("uses")
    return "" if node is None else comment_behind(node, step.job.workflow.document)


def comment_behind(node: Node, document: Document) -> str:
    """The comment behind a scalar, on its line and without ``#``; empty when there is none."""
    text = document.text
    end = text.find("\n", node.end)
    rest = text[node.end : end if end >= 0 else len(text)]
    _, mark, comment = rest.partition("#")
    return comment.strip() if mark else ""
