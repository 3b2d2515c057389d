"""Holds requests and answers to GitHub's own description of its API."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, NamedTuple

import jsonschema

from tests.servers.excerpt import EXCERPT
from tests.servers.http import Answer, Asked

_ANYWHERE = {"301", "304", "401", "403", "404", "409", "422", "429", "500", "502", "503"}
"""Statuses that every operation can answer, whether or not the description repeats them for it."""

_WITH_SLASHES = {"{path}", "{ref}", "{branch}"}


class Operation(NamedTuple):
    """An operation: ``GET /repos/{owner}/{repo}``, and the values of what stands in braces."""

    name: str
    values: dict[str, str]


@cache
def described() -> dict[str, Any]:
    """The excerpt."""
    data: dict[str, Any] = json.loads(EXCERPT.read_text(encoding="utf-8"))
    return data


@cache
def _patterns() -> list[tuple[str, list[str]]]:
    names = list(described()["operations"])
    return [(name, name.replace(" ", "/", 1).split("/")) for name in names]


def operation_of(asked: Asked) -> Operation | None:
    """The described operation that a request is for; None when there is none."""
    given = [asked.method, "", *asked.path]
    for name, parts in _patterns():
        # The path of a file and the name of a branch have slashes, all of which belong to the last variable.
        if parts[-1] in _WITH_SLASHES and len(given) >= len(parts) - 1:
            given_parts = [*given[: len(parts) - 1], "/".join(given[len(parts) - 1 :])]
        else:
            given_parts = given
        if len(parts) == len(given_parts) and all(
            part == value or part.startswith("{") for part, value in zip(parts, given_parts, strict=True)
        ):
            values = {part[1:-1]: value for part, value in zip(parts, given_parts, strict=True) if part[:1] == "{"}
            return Operation(name, values)
    return None


def request_violations(asked: Asked, operation: Operation) -> list[str]:
    """What a request has that is not described."""
    about = described()["operations"][operation.name]
    found = []
    for name, value in asked.query.items():
        if name not in about["query"]:
            found.append(f"{asked.line}: the query {name} is not described")
            continue
        schema = about["query"][name]
        typed: Any = int(value) if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", value) else value
        found += _complaints(typed, schema, f"{asked.line}: query {name}")
    if about["body"] is not None:
        found += _complaints(asked.body, about["body"], f"{asked.line}: body")
    elif asked.body is not None:
        found.append(f"{asked.line}: a body is not described")
    return found + header_violations(asked)


def header_violations(asked: Asked) -> list[str]:
    """What a request's headers lack."""
    found = []
    for header, wanted in (("Accept", "application/vnd.github+json"), ("X-GitHub-Api-Version", "2022-11-28")):
        if asked.headers.get(header) != wanted:
            found.append(f"{asked.line}: {header} is {asked.headers.get(header)}")
    if not asked.headers.get("User-Agent", "").startswith("trustpub/"):
        found.append(f"{asked.line}: GitHub refuses requests without a user agent of one's own")
    return found


def answer_violations(answer: Answer, operation: Operation) -> list[str]:
    """What an answer has that is not described."""
    responses = described()["operations"][operation.name]["responses"]
    status = str(answer.status)
    place = f"{operation.name}: {status}"
    if status not in responses:
        if status not in _ANYWHERE:
            return [f"{place} is not described"]
        return [] if answer.body is None else _complaints(answer.body, {"$ref": "#/schemas/basic-error"}, place)
    schema = responses[status]
    if schema is None:
        return [] if answer.body is None or answer.status >= 400 else [f"{place}: a body is not described"]
    return _complaints(answer.body, schema, place)


def sample(schema: Any) -> Any:
    """The least that a schema accepts."""
    while "$ref" in schema:
        schema = described()["schemas"][schema["$ref"].removeprefix("#/schemas/")]
    if "anyOf" in schema or "oneOf" in schema:
        return sample(schema.get("anyOf", schema.get("oneOf"))[0])
    if "allOf" in schema:
        return sample(schema["allOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        return None
    if kind == "object":
        return {name: sample(schema["properties"][name]) for name in schema.get("required", ())}
    return {"string": "x", "integer": 1, "number": 1, "boolean": False, "array": []}[kind]


@cache
def sample_of(name: str) -> dict[str, Any]:
    """The least object of a named schema; it is the same one each time, so it is not to be changed."""
    found = sample({"$ref": f"#/schemas/{name}"})
    assert isinstance(found, dict)
    return found


@cache
def _validator(schema: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({**json.loads(schema), "schemas": described()["schemas"]})


def _complaints(value: Any, schema: Any, place: str) -> list[str]:
    errors = _validator(json.dumps(schema)).iter_errors(value)
    return [f"{place}: {error.json_path}: {error.message[:300]}" for error in errors]
