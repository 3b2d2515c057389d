"""The result types of a migration: what changes, what must be registered, what is left to a person."""

from __future__ import annotations

from dataclasses import dataclass, field

from trustpub.errors import TrustpubError
from trustpub.scanning import Problem
from trustpub.uploads.types import Upload
from trustpub.yamlcst.edit import Edit

IN_PLACE, SWAP, SPLIT, INLINE = "in-place", "swap", "split", "inline"
STRATEGIES = (IN_PLACE, SWAP, SPLIT)
"""What a user can ask for; `INLINE` is what serves calls of reusable workflows, whatever is asked for."""
INDIRECT = ("make", "tox", "nox", "script", "other")
"""The means of an upload that only lead to the tool that uploads."""

PINS = ("sha", "tag", "follow")


@dataclass(frozen=True)
class Options:
    """What the user chose.

    Attributes:
        strategy: one of `STRATEGIES` for all uploads, or None for the first that is safe.
        environment: name of the environment for every index, or None for ``pypi`` and ``testpypi``.
        use_environment: False to add no environment.
        pin: how actions that are added or raised are pinned: ``sha`` (commit, version in a comment), ``tag``, or
            ``follow`` (as most of the file's other actions are).
        guard_forks: whether publishing gets a condition that keeps forks from it.
    """

    strategy: str | None = None
    environment: str | None = None
    use_environment: bool = True
    pin: str = "sha"
    guard_forks: bool = False


@dataclass(frozen=True)
class Change:
    """Edits of one file that belong together, one line that says why, and what the user should check, if anything."""

    why: str
    edits: tuple[Edit, ...]
    note: str | None = None


@dataclass(frozen=True)
class Publisher:
    """What must be registered on the index.

    Attributes:
        index: ``pypi`` or ``testpypi``.
        project: its name on the index; None when the project's metadata does not tell it.
        owner, repository: on GitHub; None when the git remote does not tell them.
        workflow: file name of the workflow.
        environment: its name; None when the job has none, or one that a run decides.
    """

    index: str
    project: str | None
    owner: str | None
    repository: str | None
    workflow: str
    environment: str | None


@dataclass(frozen=True)
class Left:
    """An upload that is left to a person: why, and what the person can do."""

    upload: Upload
    reason: str
    advice: str


@dataclass(frozen=True)
class Migrated:
    """An upload that changes: its strategy, and the environment it publishes from (None: none, or a run decides)."""

    upload: Upload
    strategy: str
    environment: str | None


@dataclass(frozen=True)
class FileChange:
    """One file: its text before and after, and for each change its lines and why.

    Attributes:
        steps: the text after each change, with that change's reason, in order.
    """

    path: str
    before: bytes
    after: bytes
    steps: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Plan:
    """What a migration of one repository does.

    Attributes:
        path: how the user named the repository.
        owner, name: on GitHub; None when they cannot be told.
        uploads: how many uploads there are in all.
        files: those that change.
        unused_secrets: secrets that no workflow mentions any more once the plan is carried out.
        notes: what else the user should know.
        errors: files that could not be read.
    """

    path: str
    owner: str | None
    name: str | None
    uploads: int = 0
    files: tuple[FileChange, ...] = ()
    migrated: tuple[Migrated, ...] = ()
    left: tuple[Left, ...] = ()
    publishers: tuple[Publisher, ...] = ()
    unused_secrets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    errors: tuple[Problem, ...] = field(default=())


class Cannot(TrustpubError):  # noqa: N818 - an outcome, not a fault
    """A strategy cannot serve an upload: the reason, and what a person can do instead."""

    def __init__(self, reason: str, advice: str = "", reasons: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.reasons = reasons or (reason,)

    @classmethod
    def joined(cls, attempts: list[Cannot]) -> Cannot:
        """One outcome for several attempts: each of their reasons once, and the first advice."""
        reasons = tuple(dict.fromkeys(reason for attempt in attempts for reason in attempt.reasons))
        return cls("; ".join(reasons), next((attempt.advice for attempt in attempts if attempt.advice), ""), reasons)
