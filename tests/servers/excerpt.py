"""The part of GitHub's own description of its API that the local GitHub is held to, as JSON schemas.

``python -m tests.servers.excerpt DESCRIPTION`` writes it anew from ``openapi.json``, without descriptions and examples.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

EXCERPT = Path(__file__).with_name("github_openapi.json")

OPERATIONS = {
    "/user": ["get"],
    "/user/repos": ["get"],
    "/users/{username}": ["get"],
    "/users/{username}/repos": ["get"],
    "/orgs/{org}/repos": ["get"],
    "/repos/{owner}/{repo}": ["get"],
    "/repos/{owner}/{repo}/contents/{path}": ["get"],
    "/repos/{owner}/{repo}/forks": ["get", "post"],
    "/repos/{owner}/{repo}/git/blobs": ["post"],
    "/repos/{owner}/{repo}/git/blobs/{file_sha}": ["get"],
    "/repos/{owner}/{repo}/git/trees": ["post"],
    "/repos/{owner}/{repo}/git/trees/{tree_sha}": ["get"],
    "/repos/{owner}/{repo}/git/commits": ["post"],
    "/repos/{owner}/{repo}/git/commits/{commit_sha}": ["get"],
    "/repos/{owner}/{repo}/git/ref/{ref}": ["get"],
    "/repos/{owner}/{repo}/git/refs": ["post"],
    "/repos/{owner}/{repo}/git/refs/{ref}": ["patch", "delete"],
    "/repos/{owner}/{repo}/branches/{branch}": ["get"],
    "/repos/{owner}/{repo}/commits": ["get"],
    "/repos/{owner}/{repo}/commits/{ref}": ["get"],
    "/repos/{owner}/{repo}/pulls": ["get", "post"],
    "/repos/{owner}/{repo}/pulls/{pull_number}": ["get", "patch"],
    "/repos/{owner}/{repo}/environments": ["get"],
    "/repos/{owner}/{repo}/environments/{environment_name}": ["get", "put"],
    "/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies": ["get", "post"],
    "/repos/{owner}/{repo}/environments/{environment_name}/secrets": ["get"],
    "/repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}": ["delete"],
    "/repos/{owner}/{repo}/actions/secrets": ["get"],
    "/repos/{owner}/{repo}/actions/secrets/{secret_name}": ["delete"],
    "/repos/{owner}/{repo}/actions/organization-secrets": ["get"],
    "/orgs/{org}/actions/secrets/{secret_name}": ["get", "delete"],
    "/orgs/{org}/actions/secrets/{secret_name}/repositories": ["get"],
}

COLLABORATORS: dict[str, Any] = {
    "parameters": [
        {"name": "affiliation", "in": "query", "schema": {"type": "string", "enum": ["outside", "direct", "all"]}},
        {"$ref": "#/components/parameters/per-page"},
        {"$ref": "#/components/parameters/page"},
    ],
    "responses": {
        "200": {
            "content": {
                "application/json": {
                    "schema": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["login", "id", "type", "site_admin", "role_name"],
                            "properties": {
                                "login": {"type": "string"},
                                "id": {"type": "integer"},
                                "type": {"type": "string"},
                                "site_admin": {"type": "boolean"},
                                "role_name": {"type": "string"},
                                "permissions": {
                                    "type": "object",
                                    "required": ["pull", "push", "admin"],
                                    "properties": {
                                        name: {"type": "boolean"}
                                        for name in ("pull", "triage", "push", "maintain", "admin")
                                    },
                                },
                            },
                        },
                    }
                }
            }
        }
    },
}
"""Written by hand after https://docs.github.com/en/rest/collaborators/collaborators#list-repository-collaborators: the
copy of the description that the excerpt is made from lacks this operation."""

KEPT_APART = {
    "parameters": [{"$ref": "#/components/parameters/per-page"}, {"$ref": "#/components/parameters/page"}],
    "responses": {
        "200": {
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["total_count", "secrets"],
                        "properties": {
                            "total_count": {"type": "integer"},
                            "secrets": {"type": "array", "items": {"$ref": "#/components/schemas/actions-secret"}},
                        },
                    }
                }
            }
        }
    },
}
"""Secrets of Dependabot and of Codespaces, by hand after https://docs.github.com/en/rest/dependabot/secrets and
https://docs.github.com/en/rest/codespaces/repository-secrets, likewise."""

_LEFT_OUT = {"description", "example", "examples", "title", "externalDocs", "deprecated", "discriminator", "format"}


def excerpt(description: dict[str, Any]) -> dict[str, Any]:
    """The operations and all schemas that they lead to."""
    paths = {path: {method: description["paths"][path][method] for method in ms} for path, ms in OPERATIONS.items()}
    paths["/repos/{owner}/{repo}/collaborators"] = {"get": COLLABORATORS}
    for system in ("dependabot", "codespaces"):
        paths[f"/repos/{{owner}}/{{repo}}/{system}/secrets"] = {"get": KEPT_APART}
    operations = {
        f"{method.upper()} {path}": _operation(operation, description)
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    schemas: dict[str, Any] = {}
    waiting = _names([operations, {"$ref": "#/schemas/basic-error"}])
    while waiting:
        name = waiting.pop()
        if name not in schemas:
            schemas[name] = _schema(description["components"]["schemas"][name])
            waiting |= _names(schemas[name])
    return {
        "version": description["info"]["version"],
        "operations": dict(sorted(operations.items())),
        "schemas": dict(sorted(schemas.items())),
    }


def _operation(operation: dict[str, Any], description: dict[str, Any]) -> dict[str, Any]:
    parameters = [_resolved(parameter, description) for parameter in operation.get("parameters", ())]
    body = operation.get("requestBody", {})
    responses = {}
    for status, response in operation["responses"].items():
        content = _resolved(response, description).get("content", {}).get("application/json")
        responses[status] = None if content is None else _schema(content["schema"])
    return {
        "query": {p["name"]: _schema(p["schema"]) for p in parameters if p["in"] == "query"},
        "body": _schema(body["content"]["application/json"]["schema"]) if body else None,
        "responses": responses,
    }


def _resolved(node: dict[str, Any], description: dict[str, Any]) -> Any:
    if "$ref" not in node:
        return node
    found: Any = description
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def _schema(node: Any) -> Any:
    """A schema of OpenAPI 3.0 as one of JSON Schema."""
    if isinstance(node, list):
        return [_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"].replace("#/components/schemas/", "#/schemas/")}
    # The names of properties are no keywords, so "description" may be one of them.
    result = {
        key: {name: _schema(value) for name, value in node[key].items()} if key == "properties" else _schema(node[key])
        for key in node
        if key not in _LEFT_OUT | {"nullable"}
    }
    if not node.get("nullable"):
        return result
    if "type" in result and "enum" not in result:
        return {**result, "type": [result["type"], "null"]}
    return {"anyOf": [result, {"type": "null"}]}


def _names(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_names, node))
    if not isinstance(node, dict):
        return set()
    if isinstance(node.get("$ref"), str):
        return {node["$ref"].removeprefix("#/schemas/")}
    return set().union(*map(_names, node.values()))


def text_of(found: dict[str, Any]) -> str:
    """The excerpt as it is stored."""
    return json.dumps(found, indent=1) + "\n"


if __name__ == "__main__":
    EXCERPT.write_text(text_of(excerpt(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))), encoding="utf-8")
