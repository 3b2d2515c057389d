"""How much a GraphQL query may ask for, and what it costs.

Source: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api: each list needs
``first`` or ``last`` between 1 and 100; a query shows at most 500,000 nodes; it costs the number of requests that its
lists would take, divided by 100, and at least 1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

MOST_NODES = 500_000
MOST_ITEMS = 100


class Price(NamedTuple):
    """What a query would show and cost, and why it is refused."""

    nodes: int
    cost: int
    refusals: list[dict[str, Any]]


def price(schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> Price:
    """The price of a document with one operation that is valid."""
    counter = _Counter(schema, document, variables)
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            root = schema.get_root_type(operation.operation)
            assert root is not None
            counter.count(operation.selection_set, root, 1)
    if counter.nodes > MOST_NODES:
        message = (
            f"This query requests up to {counter.nodes:,} possible nodes which exceeds the maximum limit of 500,000."
        )
        counter.refusals.append({"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message})
    return Price(counter.nodes, max(1, round(counter.requests / 100)), counter.refusals)


class _Counter:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        self.nodes, self.requests = 0, 0
        self.refusals: list[dict[str, Any]] = []
        self._schema, self._variables = schema, variables
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}

    def count(self, selections: SelectionSetNode | None, kind: GraphQLNamedType, times: int) -> None:
        """Count what is selected of a type that occurs so many times."""
        for selection in () if selections is None else selections.selections:
            if isinstance(selection, FieldNode):
                self._count_field(selection, kind, times)
            elif isinstance(selection, InlineFragmentNode):
                named = selection.type_condition
                inner = kind if named is None else self._schema.type_map[named.name.value]
                self.count(selection.selection_set, inner, times)
            elif isinstance(selection, FragmentSpreadNode):
                fragment = self._fragments[selection.name.value]
                self.count(fragment.selection_set, self._schema.type_map[fragment.type_condition.name.value], times)

    def _count_field(self, node: FieldNode, kind: GraphQLNamedType, times: int) -> None:
        name = node.name.value
        if not isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType)) or name not in kind.fields:
            return
        field = kind.fields[name]
        if "first" in field.args:
            given = {one.name.value: value_from_ast_untyped(one.value, self._variables) for one in node.arguments or ()}
            size = given.get("first") or given.get("last")
            self._check(name, size)
            self.requests += times
            times *= size or 1
            self.nodes += times
        self.count(node.selection_set, get_named_type(field.type), times)

    def _check(self, name: str, size: int | None) -> None:
        if size is None:
            message = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
            self.refusals.append({"type": "MISSING_PAGINATION_BOUNDARIES", "message": message})
        elif not 1 <= size <= MOST_ITEMS:
            message = f"Requesting {size} records on the `{name}` connection exceeds the `first` limit of 100 records."
            self.refusals.append({"type": "EXCESSIVE_PAGINATION", "message": message})
