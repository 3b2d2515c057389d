"""GitHub's GraphQL: a query is held to an excerpt of GitHub's own schema, and answered from the state.

Sources: https://docs.github.com/en/graphql and, for the errors, https://spec.graphql.org/October2021/#sec-Errors with
the ``type`` that GitHub puts beside each message.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    default_field_resolver,
    execute_sync,
    parse,
    validate,
)

from tests.servers.github.graphql_bounds import Price, price
from tests.servers.github.graphql_roots import mutation, query
from tests.servers.github.world import World
from tests.servers.graphql_excerpt import EXCERPT
from tests.servers.http import Answer

_BODY = {"query", "variables", "operationName"}
_TIMEOUT = (
    "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug."
)


@cache
def schema() -> GraphQLSchema:
    """The excerpt of GitHub's schema."""
    return build_schema(EXCERPT.read_text(encoding="utf-8"))


@cache
def _read(text: str) -> DocumentNode | str:
    """A document that GitHub's schema allows; otherwise what is wrong with it."""
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        return error.message
    errors = validate(schema(), document)
    return "; ".join(error.message for error in errors) if errors else document


class Asking:
    """One query to be answered.

    Attributes:
        violations: what is not as GitHub's schema and bounds have it.
        cost: in points of the rate limit.
    """

    def __init__(self, world: World, body: Any) -> None:
        self.violations: list[str] = []
        self.cost = 1
        self._world = world
        self._objects = 0
        self._refusals: list[dict[str, Any]] = []
        self._price = Price(0, 1, [])
        self._document: DocumentNode | None = None
        if not isinstance(body, dict) or not isinstance(body.get("query"), str) or set(body) - _BODY:
            self._refuse({"message": "A query attribute must be specified and must be a string."})
            return
        self._variables: dict[str, Any] = body.get("variables") or {}
        document = _read(body["query"])
        if isinstance(document, str):
            self._refuse({"message": document})
            return
        self._document = document
        self._price = price(schema(), document, self._variables)
        self.cost = self._price.cost
        for refusal in self._price.refusals:
            self._refuse(refusal)

    def _refuse(self, error: dict[str, Any]) -> None:
        self._refusals.append(error)
        self.violations.append(f"GraphQL: {error['message']}")

    def answer(self, rate: dict[str, Any]) -> Answer:
        """The answer; ``rate`` is what a query may ask about its rate limit."""
        if self._document is None or self._refusals:
            return Answer(200, {"errors": self._refusals})
        shown = {**rate, "cost": self.cost, "nodeCount": self._price.nodes}
        is_query = all(
            node.operation is OperationType.QUERY
            for node in self._document.definitions
            if isinstance(node, OperationDefinitionNode)
        )
        result = execute_sync(
            schema(),
            self._document,
            query(self._world, shown) if is_query else mutation(self._world),
            variable_values=self._variables,
            field_resolver=self._resolve,
        )
        if self._world.most_git_objects is not None and self._objects > self._world.most_git_objects:
            return Answer(502, {"data": None, "errors": [{"message": _TIMEOUT}]})
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [self._shape(error) for error in result.errors]
        return Answer(200, body)

    def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if isinstance(source, dict) and info.field_name not in source:
            place = f"{info.parent_type.name}.{info.field_name}"
            self.violations.append(f"GraphQL: the local GitHub does not know {place} yet")
            raise GraphQLError(f"{place} is not answered here")
        if info.field_name in ("object", "text"):
            self._objects += 1
        return default_field_resolver(source, info, **arguments)

    def _shape(self, error: GraphQLError) -> dict[str, Any]:
        kind = (error.extensions or {}).get("type")
        if kind is None:
            self.violations.append(f"GraphQL: {error.message}")
        locations = [{"line": place.line, "column": place.column} for place in error.locations or ()]
        typed = {} if kind is None else {"type": kind}
        return {**typed, "path": error.path, "locations": locations, "message": error.message}
