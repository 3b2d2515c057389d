"""Which function answers which operation of the REST API."""

from __future__ import annotations

from collections.abc import Callable

from tests.servers.github import environments, gitdata, pulls, references, repositories
from tests.servers.github.state import RepositoryState
from tests.servers.github.world import Call
from tests.servers.http import Answer

_ENVIRONMENT = "/environments/{environment_name}"

ELSEWHERE: dict[str, Callable[[Call], Answer]] = {
    "GET /user": repositories.me,
    "GET /user/repos": repositories.mine,
    "GET /users/{username}": repositories.account,
    "GET /users/{username}/repos": repositories.of_user,
    "GET /orgs/{org}/repos": repositories.of_organization,
    "GET /orgs/{org}/actions/secrets/{secret_name}": environments.organization_secret,
    "DELETE /orgs/{org}/actions/secrets/{secret_name}": environments.delete_organization_secret,
    "GET /orgs/{org}/actions/secrets/{secret_name}/repositories": environments.organization_secret_repositories,
}

_OF_A_REPOSITORY: dict[str, Callable[[Call, RepositoryState], Answer]] = {
    "GET ": repositories.get,
    "GET /contents/{path}": repositories.contents,
    "GET /collaborators": repositories.collaborators,
    "GET /forks": repositories.forks,
    "POST /forks": repositories.fork,
    "GET /environments": environments.environments,
    f"GET {_ENVIRONMENT}": environments.get_environment,
    f"PUT {_ENVIRONMENT}": environments.put_environment,
    f"GET {_ENVIRONMENT}/deployment-branch-policies": environments.get_policies,
    f"POST {_ENVIRONMENT}/deployment-branch-policies": environments.post_policy,
    f"GET {_ENVIRONMENT}/secrets": environments.environment_secrets,
    f"DELETE {_ENVIRONMENT}/secrets/{{secret_name}}": environments.delete_environment_secret,
    "GET /actions/secrets": environments.secrets,
    "DELETE /actions/secrets/{secret_name}": environments.delete_secret,
    "GET /actions/organization-secrets": environments.shared_secrets,
    "GET /dependabot/secrets": environments.dependabot_secrets,
    "GET /codespaces/secrets": environments.codespaces_secrets,
    "GET /git/blobs/{file_sha}": gitdata.get_blob,
    "POST /git/blobs": gitdata.post_blob,
    "GET /git/trees/{tree_sha}": gitdata.get_tree,
    "POST /git/trees": gitdata.post_tree,
    "GET /git/commits/{commit_sha}": gitdata.get_commit,
    "POST /git/commits": gitdata.post_commit,
    "GET /git/ref/{ref}": references.get,
    "POST /git/refs": references.post,
    "PATCH /git/refs/{ref}": references.patch,
    "DELETE /git/refs/{ref}": references.delete,
    "GET /branches/{branch}": references.branch,
    "GET /commits": references.commits,
    "GET /commits/{ref}": references.commit,
    "GET /pulls": pulls.find,
    "POST /pulls": pulls.post,
    "GET /pulls/{pull_number}": pulls.get,
    "PATCH /pulls/{pull_number}": pulls.patch,
}

OF_A_REPOSITORY = {
    name.replace(" ", " /repos/{owner}/{repo}", 1): function for name, function in _OF_A_REPOSITORY.items()
}
"""By the operation's name: ``GET /repos/{owner}/{repo}/pulls``."""
OPERATIONS = {*ELSEWHERE, *OF_A_REPOSITORY}
