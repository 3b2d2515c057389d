"""All that one GitHub keeps, and a request on its way to what answers it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import NamedTuple

from tests.servers.github.state import START, OrganizationSecret, PullState, RepositoryState
from tests.servers.http import Asked

WORKFLOWS = ".github/workflows/"


def iso(seconds: int) -> str:
    """A time as GitHub writes it."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class World:
    """Everything there is, as the user of one token sees it.

    Attributes:
        login: of the user.
        scopes: of a classic token; None for a fine-grained one.
        has_workflows_permission: whether a fine-grained token has "Workflows: write".
        repositories: all of them; tests add to them.
        organization_secrets: by name.
        single_sign_on: organizations that want more of a token than this one has, in small letters.
        accounts: further owners and their type, for those without a repository.
        fork_delay: how many answers a new fork takes to have its git objects.
        most_git_objects: how many objects and texts a GraphQL query manages to show in its time; None for any number.
    """

    def __init__(self) -> None:
        self.login = "octocat"
        self.scopes: str | None = "admin:org, repo, workflow"
        self.has_workflows_permission = True
        self.repositories: list[RepositoryState] = [RepositoryState(number=42)]
        self.organization_secrets: dict[str, OrganizationSecret] = {}
        self.single_sign_on: set[str] = set()
        self.accounts: dict[str, str] = {}
        self.fork_delay = 0
        self.most_git_objects: int | None = None
        self._seconds = 0

    @property
    def repository(self) -> RepositoryState:
        """The first repository, for tests that need no other."""
        return self.repositories[0]

    def moment(self) -> str:
        """A time later than all that were given before."""
        return iso(self.second())

    def second(self) -> int:
        """The same, as seconds since 1970."""
        self._seconds += 1
        return START + self._seconds

    def find(self, owner: str, name: str) -> RepositoryState | None:
        """The repository of that name that the token's user may see, with what tests changed in it committed."""
        wanted = (owner.lower(), name.lower())
        for state in self.repositories:
            if (state.owner.lower(), state.name.lower()) == wanted and state.permissions.get("pull", False):
                state.settle()
                return state
        return None

    def moved(self, owner: str, name: str) -> RepositoryState | None:
        """The repository that had a name before, if no other has it now."""
        wanted = f"{owner}/{name}".lower()
        found = [s for s in self.repositories if wanted in (former.lower() for former in s.former)]
        return self.find(found[0].owner, found[0].name) if found else None

    def owned_by(self, login: str) -> list[RepositoryState]:
        """The repositories of an owner that the token's user may see, by name."""
        found = [s for s in self.repositories if s.owner.lower() == login.lower() and s.permissions.get("pull", False)]
        for state in found:
            state.settle()
        return sorted(found, key=lambda state: state.name.lower())

    def account(self, login: str) -> tuple[str, str] | None:
        """How an owner's login is written, and the type."""
        known = {self.login: "User", **self.accounts, **{s.owner: s.owner_type for s in self.repositories}}
        return next(((name, kind) for name, kind in known.items() if name.lower() == login.lower()), None)

    def may_change_workflows(self) -> bool:
        """Whether the token suffices for a commit that changes a workflow."""
        if self.scopes is None:
            return self.has_workflows_permission
        return "workflow" in {scope.strip() for scope in self.scopes.split(",")}

    def merge(self, state: RepositoryState, pull: PullState) -> None:
        """Somebody merges an open pull request; its branch stays."""
        files = pull.head_repository.texts(pull.head_branch)
        state.commit(pull.base_branch, files, f"Merge pull request #{pull.number}")
        pull.state, pull.merged, pull.closed, pull.updated = "closed", True, self.moment(), self.moment()


class Call(NamedTuple):
    """A request to an operation.

    Attributes:
        world: what there is.
        names: the values of what stands in braces in the operation's path.
        asked: the request.
    """

    world: World
    names: dict[str, str]
    asked: Asked
