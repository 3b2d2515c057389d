"""What a pull request for one repository is to be, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trustpub.migration.types import Options

if TYPE_CHECKING:
    from trustpub.git.identity import Identity
    from trustpub.github.listed import Pull
    from trustpub.migration.types import Plan
    from trustpub.pullrequest.text import Texts

PLANNED, OPENED, UPDATED, UNCHANGED, SKIPPED, LEFT, FAILED = (
    "planned",
    "opened",
    "updated",
    "unchanged",
    "skipped",
    "left",
    "failed",
)
"""What became of a repository: it would get a pull request; has a new one; has its own brought up to date; has one that
is as it should be; needs none; is left to a person; could not be done."""

FORK, TREE, COMMIT, BRANCH_STEP, PULL, EDIT = "fork", "tree", "commit", "branch", "pull request", "edit"
"""The writing steps, in their order: make a fork, store the files, commit them, set the branch (or push it), open the
pull request, or change the title and body of the one that is there."""

OnStep = Callable[[str, Mapping[str, str]], None]
"""Told each writing step twice, with ``{"phase": "before"}`` and ``{"phase": "after"}`` and what is known of it:
``owner``, ``name``, ``branch``, ``commit``, ``number``, ``url``. What it raises stops the work before the next step."""


def ignore(_step: str, _detail: Mapping[str, str]) -> None:
    """An `OnStep` that does nothing."""


@dataclass(frozen=True)
class PullOptions:
    """What the user wants of the pull request.

    Attributes:
        migration: the options of the change itself.
        draft: whether it is opened as a draft.
        registered: whether the publishers are registered already: then it is no draft, and its text does not warn.
        again: whether one that was closed unmerged is no reason to open none.
        template: the user's own template for the text, as Jinja2; None for trustpub's.
        sign_off: whether the commit says ``Signed-off-by`` with the author's name.
        author: of the commit; None for whoever the token, or git's configuration, says.
        fork: whether a fork may be used where there is no right to push.
        base: the branch that it is for; None for the default branch.
        dry_run: whether nothing is written.
    """

    migration: Options = field(default_factory=Options)
    draft: bool = True
    registered: bool = False
    again: bool = False
    template: str | None = None
    sign_off: bool = False
    author: Identity | None = None
    fork: bool = True
    base: str | None = None
    dry_run: bool = False

    @property
    def as_draft(self) -> bool:
        """Whether the pull request is opened as a draft."""
        return self.draft and not self.registered


@dataclass(frozen=True)
class Outcome:
    """What became of one repository.

    Attributes:
        owner, name: on GitHub.
        state: `PLANNED`, `OPENED`, `UPDATED`, `UNCHANGED`, `SKIPPED`, `LEFT` or `FAILED`.
        reason: one sentence; None where the state says it all.
        pull: the pull request, if there is one.
        plan: the change; None where it was not looked at.
        texts: branch, commit message, title and body; None where nothing is proposed.
        requests: how many were made for it, those shared with other repositories left out.
        base: the branch that the pull request is for; None where it was not looked at.
        head_owner: who has its branch, or will have it; None likewise.
        notes: what else the user should know.
    """

    owner: str
    name: str
    state: str
    reason: str | None = None
    pull: Pull | None = None
    plan: Plan | None = None
    texts: Texts | None = None
    requests: int = 0
    base: str | None = None
    head_owner: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """``OWNER/NAME``."""
        return f"{self.owner}/{self.name}"
