"""A GitHub on this machine: repositories, environments and secrets that requests change.

What it answers follows https://docs.github.com/en/rest; every request and answer is held to GitHub's description.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from tests.servers.http import Answer, Asked, LocalServer
from tests.servers.openapi import Operation, answer_violations, operation_of, request_violations, sample_of

NOW = "2026-11-01T12:00:00Z"
CLASSIC_SCOPES = "admin:org, repo, workflow"


@dataclass
class EnvironmentState:
    """An environment as GitHub keeps it."""

    wait_timer: int = 0
    prevent_self_review: bool = False
    reviewers: list[dict[str, Any]] = field(default_factory=list)
    policy: dict[str, bool] | None = None
    patterns: list[dict[str, str]] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)


@dataclass
class RepositoryState:
    """A repository as GitHub keeps it."""

    owner: str = "octo-org"
    name: str = "sampler"
    owner_type: str = "Organization"
    default_branch: str = "main"
    archived: bool = False
    permissions: dict[str, bool] = field(default_factory=lambda: {"admin": True, "push": True, "pull": True})
    environments: dict[str, EnvironmentState] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    people: dict[str, bool] = field(default_factory=dict)


@dataclass
class OrganizationSecret:
    """An organization's secret: who sees it, and the full names if only some do."""

    visibility: str = "all"
    repositories: list[str] = field(default_factory=list)


class GitHubServer(LocalServer):
    """One repository and its organization, as one token sees them.

    Attributes:
        token: what is accepted; others get 401.
        scopes: of a classic token; None for a fine-grained one.
        hidden: texts in methods and paths for which the token has no permission (404, as GitHub hides them).
        forbidden: the same, with 403.
        headers: added to every answer.
    """

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token
        self.scopes: str | None = CLASSIC_SCOPES
        self.hidden: list[str] = []
        self.forbidden: list[str] = []
        self.headers: dict[str, str] = {}
        self.repository = RepositoryState()
        self.organization_secrets: dict[str, OrganizationSecret] = {}

    def answer(self, asked: Asked) -> Answer:
        """Answer by the state, and hold both sides to the description."""
        operation = operation_of(asked)
        if operation is None:
            self.violations.append(f"{asked.line} is not described")
            return Answer(404, {"message": "Not Found"})
        self.violations += request_violations(asked, operation)
        answer = self._authorized(asked, operation)
        self.violations += answer_violations(answer, operation)
        scopes = {} if self.scopes is None else {"X-OAuth-Scopes": self.scopes}
        return answer._replace(headers={**scopes, **self.headers, **answer.headers})

    def _authorized(self, asked: Asked, operation: Operation) -> Answer:
        given = asked.headers.get("Authorization")
        if given is not None and given != f"Bearer {self.token}":
            return Answer(401, {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"})
        if any(text in asked.line for text in self.forbidden):
            accepted = {} if self.scopes is not None else {"X-Accepted-GitHub-Permissions": "secrets=write"}
            return Answer(403, {"message": "Resource not accessible by personal access token"}, accepted)
        names = operation.values
        is_ours = names.get("owner", self.repository.owner).lower() == self.repository.owner.lower()
        is_ours = is_ours and names.get("repo", self.repository.name).lower() == self.repository.name.lower()
        if not is_ours or any(text in asked.line for text in self.hidden):
            return _not_found()
        method, _, path = operation.name.partition(" ")
        if path.startswith("/orgs/"):
            return self._organization(method, path, names)
        if "/environments/" in path:
            return self._environment(method, path, names, asked)
        return self._repository(method, path, names, asked)

    def _repository(self, method: str, path: str, names: dict[str, str], asked: Asked) -> Answer:
        state = self.repository
        if path.endswith("/{repo}"):
            return Answer(200, self._full())
        if path.endswith("/contents/{path}"):
            return self._contents(names["path"])
        if path.endswith("/environments"):
            items = [_environment(name, found) for name, found in state.environments.items()]
            return _page(items, asked, "environments")
        if path.endswith("/collaborators"):
            people = [_person(number, name, push) for number, (name, push) in enumerate(state.people.items(), 1)]
            return Answer(200, people)
        if path.endswith("/organization-secrets"):
            full = f"{state.owner}/{state.name}"
            shared = [
                name
                for name, found in self.organization_secrets.items()
                if found.visibility != "selected" or full in found.repositories
            ]
            return _page([_secret(name) for name in shared], asked, "secrets")
        if method == "DELETE":
            return _deleted(state.secrets, names["secret_name"])
        return _page([_secret(name) for name in sorted(state.secrets)], asked, "secrets")

    def _full(self) -> dict[str, Any]:
        state = self.repository
        owner = {**sample_of("simple-user"), "login": state.owner, "type": state.owner_type}
        return {
            **sample_of("full-repository"),
            "id": 42,
            "name": state.name,
            "full_name": f"{state.owner}/{state.name}",
            "owner": owner,
            "default_branch": state.default_branch,
            "archived": state.archived,
            "permissions": state.permissions,
        }

    def _contents(self, path: str) -> Answer:
        files = self.repository.files
        if path in files:
            return Answer(200, {**_entry(path, "file"), **_file(files[path])})
        start = f"{path}/" if path else ""
        below = dict.fromkeys(name[len(start) :] for name in files if name.startswith(start))
        if not below and path:
            return _not_found()
        kinds = {name.split("/")[0]: "dir" if "/" in name else "file" for name in below}
        return Answer(200, [_entry(start + name, kind) for name, kind in kinds.items()])

    def _environment(self, method: str, path: str, names: dict[str, str], asked: Asked) -> Answer:
        environments, name = self.repository.environments, names["environment_name"]
        if method == "PUT":
            return self._put_environment(name, asked.body or {})
        if name not in environments:
            return _not_found()
        state = environments[name]
        if path.endswith("/secrets"):
            return _page([_secret(secret) for secret in sorted(state.secrets)], asked, "secrets")
        if path.endswith("/{secret_name}"):
            return _deleted(state.secrets, names["secret_name"])
        if not path.endswith("/deployment-branch-policies"):
            return Answer(200, _environment(name, state))
        if method == "GET":
            return _page([{"id": number, **found} for number, found in enumerate(state.patterns)], asked, _POLICIES)
        if state.policy is None or not state.policy["custom_branch_policies"]:
            return _not_found()
        pattern = {"type": "branch", **asked.body}
        if pattern in state.patterns:
            return Answer(303)
        state.patterns.append(pattern)
        return Answer(200, {"id": len(state.patterns), **pattern})

    def _put_environment(self, name: str, body: dict[str, Any]) -> Answer:
        policy = body.get("deployment_branch_policy")
        if policy is not None and policy["protected_branches"] == policy["custom_branch_policies"]:
            return Answer(422, {"message": "Validation Failed"})
        # As documented, whatever a request leaves out is taken away.
        state = self.repository.environments.setdefault(name, EnvironmentState())
        state.wait_timer = body.get("wait_timer") or 0
        state.prevent_self_review = bool(body.get("prevent_self_review"))
        state.reviewers = body.get("reviewers") or []
        state.policy = policy
        return Answer(200, _environment(name, state))

    def _organization(self, method: str, path: str, names: dict[str, str]) -> Answer:
        secret = self.organization_secrets.get(names["secret_name"])
        if names["org"] != self.repository.owner or secret is None:
            return _not_found()
        if method == "DELETE":
            del self.organization_secrets[names["secret_name"]]
            return Answer(204)
        if path.endswith("/repositories"):
            items = [{**sample_of("minimal-repository"), "full_name": name} for name in secret.repositories]
            return Answer(200, {"total_count": len(items), "repositories": items})
        return Answer(200, {**_secret(names["secret_name"]), "visibility": secret.visibility})


_POLICIES = "branch_policies"


def _not_found() -> Answer:
    return Answer(404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"})


def _deleted(secrets: set[str], name: str) -> Answer:
    if name not in secrets:
        return _not_found()
    secrets.remove(name)
    return Answer(204)


def _secret(name: str) -> dict[str, str]:
    return {"name": name, "created_at": NOW, "updated_at": NOW}


def _page(items: list[dict[str, Any]], asked: Asked, key: str) -> Answer:
    size, number = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
    return Answer(200, {"total_count": len(items), key: items[size * (number - 1) : size * number]})


def _person(number: int, name: str, push: bool) -> dict[str, Any]:
    permissions = {"pull": True, "push": push, "admin": False}
    role = "write" if push else "read"
    return {
        "login": name,
        "id": number,
        "type": "User",
        "site_admin": False,
        "role_name": role,
        "permissions": permissions,
    }


def _entry(path: str, kind: str) -> dict[str, Any]:
    links = {"git": None, "html": None, "self": "https://api.github.com/x"}
    name = path.rsplit("/", 1)[-1]
    urls = {"url": "https://api.github.com/x", "git_url": None, "html_url": None, "download_url": None}
    return {"type": kind, "name": name, "path": path, "sha": "0" * 40, "size": 1, "_links": links, **urls}


def _file(data: bytes) -> dict[str, Any]:
    return {"encoding": "base64", "content": base64.encodebytes(data).decode(), "size": len(data)}


def _environment(name: str, state: EnvironmentState) -> dict[str, Any]:
    rules: list[dict[str, Any]] = []
    if state.wait_timer:
        rules.append({"id": 1, "node_id": "x", "type": "wait_timer", "wait_timer": state.wait_timer})
    if state.reviewers or state.prevent_self_review:
        reviewers = [{"type": found["type"], "reviewer": _reviewer(found)} for found in state.reviewers]
        rule = {"id": 2, "node_id": "x", "type": "required_reviewers", "reviewers": reviewers}
        rules.append({**rule, "prevent_self_review": state.prevent_self_review})
    if state.policy is not None:
        rules.append({"id": 3, "node_id": "x", "type": "branch_policy"})
    return {
        "id": 7,
        "node_id": "x",
        "name": name,
        "url": "https://api.github.com/x",
        "html_url": "https://github.com/x",
        "created_at": NOW,
        "updated_at": NOW,
        "protection_rules": rules,
        "deployment_branch_policy": state.policy,
    }


def _reviewer(found: dict[str, Any]) -> dict[str, Any]:
    if found["type"] == "Team":
        return {**sample_of("team"), "id": found["id"], "slug": f"team-{found['id']}"}
    return {**sample_of("simple-user"), "id": found["id"], "login": f"user-{found['id']}"}
