"""The part of GitHub's public GraphQL schema that the local GitHub answers by.

``python -m tests.servers.graphql_excerpt SCHEMA`` writes it anew from ``schema.graphql`` of the package
@octokit/graphql-schema. Of each type below all fields are kept that lead to a plain value or to another type below,
with all their arguments, so that a query for a field that GitHub lacks is noticed. Descriptions are left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_specified_scalar_type,
    print_ast,
)

EXCERPT = Path(__file__).with_name("github_schema.graphql")

HEAD = """\
# An excerpt of GitHub's public GraphQL schema, from the package @octokit/graphql-schema 15.26.1
# (https://github.com/octokit/graphql-schema). Made by tests/servers/graphql_excerpt.py; not to be edited.
#
# Copyright (c) GitHub 2025 - Licensed as MIT.
#
# Permission is hereby granted, free of charge, to any person obtaining
# a copy of this software and associated documentation files (the
# "Software"), to deal in the Software without restriction, including
# without limitation the rights to use, copy, modify, merge, publish,
# distribute, sublicense, and/or sell copies of the Software, and to
# permit persons to whom the Software is furnished to do so, subject to
# the following conditions:
#
# The above copyright notice and this permission notice shall be
# included in all copies or substantial portions of the Software.
#
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND,
# EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
# MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
# NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
# LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION
# OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION
# WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

TYPES = {
    "Actor",
    "Blob",
    "Bot",
    "Commit",
    "CommitConnection",
    "CommitHistoryConnection",
    "ConvertPullRequestToDraftPayload",
    "GitActor",
    "GitObject",
    "MarkPullRequestReadyForReviewPayload",
    "Mutation",
    "Node",
    "Organization",
    "PageInfo",
    "PullRequest",
    "PullRequestCommit",
    "PullRequestCommitConnection",
    "PullRequestConnection",
    "Query",
    "RateLimit",
    "Ref",
    "RefConnection",
    "Repository",
    "RepositoryConnection",
    "RepositoryOwner",
    "RepositoryTopic",
    "RepositoryTopicConnection",
    "Tag",
    "Topic",
    "Tree",
    "TreeEntry",
    "User",
}
FIELDS = {
    "Query": {"node", "nodes", "organization", "rateLimit", "repository", "repositoryOwner", "user", "viewer"},
    "Mutation": {"convertPullRequestToDraft", "markPullRequestReadyForReview"},
}
"""The fields that are kept of the two types that lead everywhere."""

_Composite = (GraphQLObjectType, GraphQLInterfaceType, GraphQLUnionType)


def excerpt(text: str) -> str:
    """The excerpt of a schema, as it is stored."""
    schema = build_schema(text, assume_valid=True)
    printed: dict[str, str] = {}
    waiting = list(TYPES)
    while waiting:
        name = waiting.pop()
        if name not in printed:
            printed[name] = _printed(schema.type_map[name])
            waiting += _leading_to(schema.type_map[name])
    return "\n".join([HEAD, *(printed[name] for name in sorted(printed) if printed[name])])


def _fields(kind: GraphQLObjectType | GraphQLInterfaceType) -> dict[str, GraphQLField]:
    """The fields of a type that lead to a plain value or to a type that is kept."""
    only = FIELDS.get(kind.name)
    return {
        name: field
        for name, field in kind.fields.items()
        if (only is None or name in only)
        and (get_named_type(field.type).name in TYPES or not isinstance(get_named_type(field.type), _Composite))
    }


def _leading_to(kind: GraphQLNamedType) -> list[str]:
    """The types that a type needs beside it."""
    if isinstance(kind, GraphQLInputObjectType):
        return [get_named_type(field.type).name for field in kind.fields.values()]
    if not isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType)):
        return []
    fields = _fields(kind).values()
    arguments = [argument for field in fields for argument in field.args.values()]
    return [get_named_type(field.type).name for field in fields] + [get_named_type(a.type).name for a in arguments]


def _printed(kind: GraphQLNamedType) -> str:
    """A type as schemas are written; nothing for those that every schema has."""
    if isinstance(kind, GraphQLScalarType):
        return "" if is_specified_scalar_type(kind) else f"scalar {kind.name}\n"
    if isinstance(kind, GraphQLEnumType):
        return _block(f"enum {kind.name}", list(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return _block(f"input {kind.name}", [_value(name, field) for name, field in kind.fields.items()])
    assert isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType)), kind.name
    word = "type" if isinstance(kind, GraphQLObjectType) else "interface"
    names = [one.name for one in kind.interfaces if one.name in TYPES and kind.name not in FIELDS]
    implements = f" implements {' & '.join(names)}" if names else ""
    return _block(f"{word} {kind.name}{implements}", [_field(name, field) for name, field in _fields(kind).items()])


def _block(head: str, lines: list[str]) -> str:
    return "\n".join([f"{head} {{", *(f"  {line}" for line in lines), "}", ""])


def _field(name: str, field: GraphQLField) -> str:
    arguments = ", ".join(_value(key, argument) for key, argument in field.args.items())
    return f"{name}({arguments}): {field.type}" if arguments else f"{name}: {field.type}"


def _value(name: str, value: GraphQLArgument | GraphQLInputField) -> str:
    default = None if value.ast_node is None else value.ast_node.default_value
    # Older and newer versions of graphql-core differ in the spaces within braces.
    text = "" if default is None else f" = {print_ast(default)}".replace("{ ", "{").replace(" }", "}")
    return f"{name}: {value.type}{text}"


if __name__ == "__main__":
    EXCERPT.write_text(excerpt(Path(sys.argv[1]).read_text(encoding="utf-8")), encoding="utf-8")
