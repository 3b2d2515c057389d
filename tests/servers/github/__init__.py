"""A GitHub on this machine: many repositories with real git objects, pull requests, environments and secrets."""

from tests.servers.github.server import GitHubServer
from tests.servers.github.state import EnvironmentState, OrganizationSecret, PullState, RepositoryState

__all__ = ["EnvironmentState", "GitHubServer", "OrganizationSecret", "PullState", "RepositoryState"]
