"""What a token needs for each step: the scope of a classic one, the permission of a fine-grained one.

Source: "Fine-grained access tokens for ..." and the remarks on OAuth scopes under each operation of
https://docs.github.com/en/rest.
"""

from __future__ import annotations

from typing import NamedTuple

_IMPLIED = {
    "repo": {"public_repo"},
    "admin:org": {"write:org", "read:org"},
    "write:org": {"read:org"},
}


class Need(NamedTuple):
    """The scope of a classic token and the permission of a fine-grained one; either suffices.

    Attributes:
        public: the scope that does where the repository is public; None when it is the same.
    """

    scope: str
    permission: str
    public: str | None = None

    def __str__(self) -> str:
        scope = self.scope if self.public is None else f"{self.scope} or, for a public repository, {self.public}"
        return f"the scope {scope} (classic) or the permission {self.permission} (fine-grained)"

    def is_met_by(self, scopes: frozenset[str]) -> bool:
        """Whether a classic token with these scopes has what is needed, at least where the repository is public."""
        has = scopes.union(*(_IMPLIED.get(scope, set()) for scope in scopes))
        return self.scope in has or (self.public is not None and self.public in has)


SEE_REPOSITORY = Need("repo", "Metadata: read")
READ_CONTENTS = Need("repo", "Contents: read")
SEE_ENVIRONMENTS = Need("repo", "Actions: read")
CHANGE_ENVIRONMENTS = Need("repo", "Administration: write")
LIST_SECRETS = Need("repo", "Secrets: read")
DELETE_SECRETS = Need("repo", "Secrets: write")
LIST_DEPENDABOT_SECRETS = Need("repo", "Dependabot secrets: read")
LIST_CODESPACES_SECRETS = Need("repo", "Codespaces secrets: read")
LIST_ENVIRONMENT_SECRETS = Need("repo", "Environments: read")
DELETE_ENVIRONMENT_SECRETS = Need("repo", "Environments: write")
SEE_ORGANIZATION_SECRETS = Need("admin:org", "Secrets: read of the organization")
DELETE_ORGANIZATION_SECRETS = Need("admin:org", "Secrets: write of the organization")
SEE_PEOPLE = Need("repo", "Metadata: read")
LIST_REPOSITORIES = Need("repo", "Metadata: read", "public_repo")
WRITE_CONTENTS = Need("repo", "Contents: write", "public_repo")
WRITE_WORKFLOWS = Need("workflow", "Contents: write and Workflows: write")
SEE_PULLS = Need("repo", "Pull requests: read", "public_repo")
OPEN_PULLS = Need("repo", "Pull requests: write", "public_repo")
FORK = Need("repo", "Administration: write and Contents: read", "public_repo")
