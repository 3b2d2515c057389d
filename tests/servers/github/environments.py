"""Environments, secrets, and what an organization shares of them."""

from __future__ import annotations

from typing import Any

from tests.servers.github.answers import counted, not_found
from tests.servers.github.shapes import user
from tests.servers.github.state import EnvironmentState, RepositoryState
from tests.servers.github.world import Call
from tests.servers.http import Answer
from tests.servers.openapi import sample_of

NOW = "2026-11-01T12:00:00Z"
_POLICIES = "branch_policies"


def environments(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/environments``."""
    items = [_environment(name, found) for name, found in state.environments.items()]
    return counted(items, call.asked, "environments")


def get_environment(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/environments/{environment_name}``."""
    name = call.names["environment_name"]
    return Answer(200, _environment(name, state.environments[name])) if name in state.environments else not_found()


def put_environment(call: Call, state: RepositoryState) -> Answer:
    """``PUT /repos/{owner}/{repo}/environments/{environment_name}``; as documented, it takes away what is left out."""
    name, body = call.names["environment_name"], call.asked.body or {}
    policy = body.get("deployment_branch_policy")
    if policy is not None and policy["protected_branches"] == policy["custom_branch_policies"]:
        return Answer(422, {"message": "Validation Failed"})
    found = state.environments.setdefault(name, EnvironmentState())
    found.wait_timer = body.get("wait_timer") or 0
    found.prevent_self_review = bool(body.get("prevent_self_review"))
    found.reviewers = body.get("reviewers") or []
    found.policy = policy
    return Answer(200, _environment(name, found))


def get_policies(call: Call, state: RepositoryState) -> Answer:
    """``GET .../environments/{environment_name}/deployment-branch-policies``."""
    found = state.environments.get(call.names["environment_name"])
    if found is None:
        return not_found()
    return counted([{"id": number, **pattern} for number, pattern in enumerate(found.patterns)], call.asked, _POLICIES)


def post_policy(call: Call, state: RepositoryState) -> Answer:
    """``POST .../environments/{environment_name}/deployment-branch-policies``."""
    found = state.environments.get(call.names["environment_name"])
    if found is None or found.policy is None or not found.policy["custom_branch_policies"]:
        return not_found()
    pattern = {"type": "branch", **call.asked.body}
    if pattern in found.patterns:
        return Answer(303)
    found.patterns.append(pattern)
    return Answer(200, {"id": len(found.patterns), **pattern})


def environment_secrets(call: Call, state: RepositoryState) -> Answer:
    """``GET .../environments/{environment_name}/secrets``."""
    found = state.environments.get(call.names["environment_name"])
    if found is None:
        return not_found()
    return counted([_secret(name) for name in sorted(found.secrets)], call.asked, "secrets")


def delete_environment_secret(call: Call, state: RepositoryState) -> Answer:
    """``DELETE .../environments/{environment_name}/secrets/{secret_name}``."""
    found = state.environments.get(call.names["environment_name"])
    return not_found() if found is None else _deleted(found.secrets, call.names["secret_name"])


def secrets(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/actions/secrets``."""
    return counted([_secret(name) for name in sorted(state.secrets)], call.asked, "secrets")


def delete_secret(call: Call, state: RepositoryState) -> Answer:
    """``DELETE /repos/{owner}/{repo}/actions/secrets/{secret_name}``."""
    return _deleted(state.secrets, call.names["secret_name"])


def shared_secrets(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/actions/organization-secrets``."""
    found = call.world.organization_secrets.items()
    names = [n for n, secret in found if secret.visibility != "selected" or state.full_name in secret.repositories]
    return counted([_secret(name) for name in names], call.asked, "secrets")


def dependabot_secrets(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/dependabot/secrets``."""
    return counted([_secret(name) for name in sorted(state.dependabot_secrets)], call.asked, "secrets")


def codespaces_secrets(call: Call, state: RepositoryState) -> Answer:
    """``GET /repos/{owner}/{repo}/codespaces/secrets``."""
    return counted([_secret(name) for name in sorted(state.codespaces_secrets)], call.asked, "secrets")


def organization_secret(call: Call) -> Answer:
    """``GET /orgs/{org}/actions/secrets/{secret_name}``."""
    secret = call.world.organization_secrets.get(call.names["secret_name"])
    if not _is_organization(call) or secret is None:
        return not_found()
    return Answer(200, {**_secret(call.names["secret_name"]), "visibility": secret.visibility})


def delete_organization_secret(call: Call) -> Answer:
    """``DELETE /orgs/{org}/actions/secrets/{secret_name}``."""
    if not _is_organization(call) or call.names["secret_name"] not in call.world.organization_secrets:
        return not_found()
    del call.world.organization_secrets[call.names["secret_name"]]
    return Answer(204)


def organization_secret_repositories(call: Call) -> Answer:
    """``GET /orgs/{org}/actions/secrets/{secret_name}/repositories``."""
    secret = call.world.organization_secrets.get(call.names["secret_name"])
    if not _is_organization(call) or secret is None:
        return not_found()
    items = [{**sample_of("minimal-repository"), "full_name": name} for name in secret.repositories]
    return Answer(200, {"total_count": len(items), "repositories": items})


def _is_organization(call: Call) -> bool:
    return call.names["org"] == call.world.repository.owner


def _deleted(secrets: set[str], name: str) -> Answer:
    if name not in secrets:
        return not_found()
    secrets.remove(name)
    return Answer(204)


def _secret(name: str) -> dict[str, str]:
    return {"name": name, "created_at": NOW, "updated_at": NOW}


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
    return {**user(f"user-{found['id']}"), "id": found["id"]}
