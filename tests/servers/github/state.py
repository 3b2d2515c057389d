"""What GitHub keeps: repositories with their settings, branches and pull requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from tests.servers.github import trees
from tests.servers.github.objects import SUBMODULE, Objects, Stamp

START = 1_793_534_400
"""The first of November 2026, noon, in UTC; commits that the state makes itself follow it by seconds."""

_Value = TypeVar("_Value")
_numbers = count(43)


@dataclass
class EnvironmentState:
    """An environment."""

    wait_timer: int = 0
    prevent_self_review: bool = False
    reviewers: list[dict[str, Any]] = field(default_factory=list)
    policy: dict[str, bool] | None = None
    patterns: list[dict[str, str]] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)


@dataclass
class OrganizationSecret:
    """An organization's secret: who sees it, and the full names if only some do."""

    visibility: str = "all"
    repositories: list[str] = field(default_factory=list)


@dataclass(eq=False)
class PullState:
    """A pull request. ``head`` follows its branch while it is open, and stays as it was afterwards."""

    number: int
    title: str
    body: str | None
    head_owner: str
    head_repository: RepositoryState = field(repr=False)
    head_branch: str
    head: str
    base_branch: str
    author: str
    draft: bool = False
    state: str = "open"
    merged: bool = False
    created: str = ""
    updated: str = ""
    closed: str | None = None


@dataclass(eq=False)
class RepositoryState:
    """A repository.

    Attributes:
        owner_type: ``Organization`` or ``User``.
        permissions: of the token's user; without ``pull`` it is not to be seen.
        files: of the default branch. What a test changes here is committed there before the next answer, and what a
            request changes there is seen here. None at all and no branch: the repository is empty.
        modes: of files that are no ordinary ones, by path.
        people: collaborators, and whether they may push.
        parent: what it is a fork of.
        former: full names that it had before; GitHub leads on from them.
        is_protected: nobody may change the default branch but through a pull request.
        allows_forks: whether it may be forked.
        allows_drafts: whether the owner's plan knows draft pull requests.
        refs: branches and tags by their full names (``refs/heads/main``), and their commits.
        pulls: those into this repository, oldest first.
        followers: those from branches of this repository.
        waits: answers that a new fork still takes to have its git objects.
    """

    owner: str = "octo-org"
    name: str = "sampler"
    owner_type: str = "Organization"
    default_branch: str = "main"
    archived: bool = False
    permissions: dict[str, bool] = field(default_factory=lambda: {"admin": True, "push": True, "pull": True})
    environments: dict[str, EnvironmentState] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    dependabot_secrets: set[str] = field(default_factory=set)
    codespaces_secrets: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    people: dict[str, bool] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    disabled: bool = False
    locked: bool = False
    private: bool = False
    parent: RepositoryState | None = field(default=None, repr=False)
    former: list[str] = field(default_factory=list)
    is_protected: bool = False
    allows_forks: bool = True
    allows_drafts: bool = True
    waits: int = 0
    refs: dict[str, str] = field(default_factory=dict)
    pulls: list[PullState] = field(default_factory=list)
    followers: list[PullState] = field(default_factory=list, repr=False)
    objects: Objects = field(default_factory=Objects, repr=False)
    number: int = field(default_factory=lambda: next(_numbers))
    _committed: tuple[dict[str, bytes], dict[str, str]] = field(default=({}, {}), repr=False)

    @property
    def full_name(self) -> str:
        """Owner and name."""
        return f"{self.owner}/{self.name}"

    @property
    def head(self) -> str | None:
        """The commit of the default branch; None for an empty repository."""
        return self.branch(self.default_branch)

    def branch(self, name: str) -> str | None:
        """The commit of a branch."""
        self.settle()
        return self.refs.get(f"refs/heads/{name}")

    def settle(self) -> None:
        """Commit what a test did to `files`."""
        if (self.files, self.modes) != self._committed:
            self.commit(self.default_branch, dict(self.files), "Change files", modes=self.modes)

    def commit(self, branch: str, files: dict[str, bytes], message: str, *, modes: dict[str, str] | None = None) -> str:
        """Somebody else commits: exactly these files, onto a branch that begins at the default one if it is new.

        Args:
            branch: its name.
            files: all files of the commit.
            message: the commit's.
            modes: see `modes`.

        Returns:
            the commit.
        """
        name = f"refs/heads/{branch}"
        parent = self.refs.get(name, self.refs.get(f"refs/heads/{self.default_branch}"))
        depth = 0 if parent is None else sum(1 for _ in self.objects.history(parent))
        who = Stamp("Mona Octocat", "mona@example.org", START + depth)
        tree = trees.of_files(self.objects, files, modes or {})
        oid = self.objects.commit(tree, [] if parent is None else [parent], f"{message}\n", who)
        self.move(name, oid)
        return oid

    def move(self, ref: str, commit: str | None) -> None:
        """Set, create or delete (None) a reference; open pull requests follow their branch, or close with it."""
        if commit is None:
            self.refs.pop(ref, None)
        else:
            self.refs[ref] = commit
        for pull in self.followers:
            if pull.state == "open" and ref == f"refs/heads/{pull.head_branch}":
                pull.head = commit or pull.head
                pull.state = "closed" if commit is None else "open"
        if ref == f"refs/heads/{self.default_branch}":
            found = {} if commit is None else trees.flat(self.objects, self.objects.read_commit(commit).tree)
            blobs = {path: entry for path, entry in found.items() if entry.mode != SUBMODULE}
            files = {path: self.objects.data(entry.oid) for path, entry in blobs.items()}
            modes = {path: entry.mode for path, entry in blobs.items() if entry.mode != "100644"}
            # A test may hold the dictionaries.
            _replace(self.files, files)
            _replace(self.modes, modes)
            self._committed = (files, modes)

    def texts(self, branch: str) -> dict[str, bytes]:
        """All files of a branch that is there."""
        commit = self.branch(branch)
        assert commit is not None, f"{self.full_name} has no branch {branch}"
        found = trees.flat(self.objects, self.objects.read_commit(commit).tree)
        return {path: self.objects.data(entry.oid) for path, entry in found.items() if entry.mode != SUBMODULE}


def _replace(kept: dict[str, _Value], new: dict[str, _Value]) -> None:
    if kept != new:
        kept.clear()
        kept.update(new)
