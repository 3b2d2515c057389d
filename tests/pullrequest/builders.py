"""Small repositories, pull requests and plans, as GitHub and the planner would show them."""

from __future__ import annotations

from typing import Any

from tests.cli.checkouts import LEFT_UPLOAD, NO_UPLOAD, TOKEN_UPLOAD, WORKFLOWS
from trustpub.github.listed import Listed, Pull
from trustpub.migration.planner import plan
from trustpub.migration.types import Plan

MIGRATED = TOKEN_UPLOAD.replace("        with:\n          password: ${{ secrets.PYPI_TOKEN }}\n", "").replace(
    "    steps:", "    permissions:\n      contents: read\n      id-token: write\n    steps:"
)
"""An upload that uses Trusted Publishing already."""

BROKEN = "on: push # twine upload\njobs:\n  a: [\n"
"""What nobody can read."""

REPOSITORY = Listed(
    owner="octo-org",
    name="sampler",
    node_id="R_1",
    database_id=1,
    default_branch="main",
    head="a" * 40,
    tree="b" * 40,
    subjects=(),
    is_archived=False,
    is_disabled=False,
    is_locked=False,
    is_fork=False,
    is_private=False,
    is_organization=True,
    can_write=True,
    can_administrate=False,
    can_fork=True,
    topics=(),
    our_branch=None,
    pulls=(),
)
"""A repository to which nothing has happened yet."""

PULL = Pull(
    number=7,
    url="https://github.com/octo-org/sampler/pull/7",
    state="open",
    is_draft=True,
    head_owner="octo-org",
    head_commit="c" * 40,
    title="Publish with Trusted Publishing",
    body="",
    updated="2026-11-01T12:00:00Z",
    author="octocat",
    node_id="PR_7",
    base="main",
)
"""Our pull request, just opened."""


class Files:
    """A repository of which only some files are known: a `trustpub.repository.base.Repository`."""

    path = "octo-org/sampler"

    def __init__(self, **workflows: str) -> None:
        self._files = {f"{WORKFLOWS}/{name}.yml": text.encode() for name, text in workflows.items()}

    def read(self, path: str) -> bytes | None:
        """The bytes, or None."""
        return self._files.get(path)

    def list(self, folder: str) -> list[str]:
        """The names in the folder of workflows."""
        return [path.rpartition("/")[2] for path in self._files] if folder == WORKFLOWS else []

    def identity(self) -> tuple[str | None, str | None]:
        """As it is on GitHub."""
        return "octo-org", "sampler"


PLANS: dict[str, Plan] = {
    "change": plan(Files(a=TOKEN_UPLOAD)),
    "change, and something left": plan(Files(a=TOKEN_UPLOAD, b=LEFT_UPLOAD)),
    "only left": plan(Files(b=LEFT_UPLOAD)),
    "broken": plan(Files(c=BROKEN)),
    "migrated": plan(Files(a=MIGRATED)),
    "no upload": plan(Files(a=NO_UPLOAD)),
}
"""What a repository's files can come to."""


def repository(**changes: Any) -> Listed:
    """`REPOSITORY`, but for some values."""
    return REPOSITORY._replace(**changes)


def pull(**changes: Any) -> Pull:
    """`PULL`, but for some values."""
    return PULL._replace(**changes)
