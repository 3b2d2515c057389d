"""The texts of GraphQL queries. What is foreign comes by variables; aliases are numbers of ours.

Source of all fields: https://docs.github.com/en/graphql/reference.
"""

from __future__ import annotations

_PIECES = """
fragment file on Blob { oid byteSize text }
fragment folder on Tree { oid entries { nameRaw mode oid } }
"""

OBJECT = "fragment object on GitObject { __typename ...file ...folder }" + _PIECES
"""A file or a folder. The names of a folder come as bytes, since git knows no encoding for them."""

REPOSITORY = (
    """
fragment repository on Repository {
  id databaseId name
  owner { __typename login }
  isArchived isDisabled isLocked isFork isPrivate forkingAllowed viewerPermission
  repositoryTopics(first: 20) { nodes { topic { name } } }
  defaultBranchRef { name target { oid ... on Commit {
    tree { ...folder }
    history(first: 20) { nodes { messageHeadline } }
  } } }
  github: object(expression: "HEAD:.github") { __typename ...folder }
  workflows: object(expression: "HEAD:.github/workflows") { __typename ...file ...texts }
  actions: object(expression: "HEAD:.github/actions") { __typename ...file ... on Tree { oid entries {
    nameRaw mode oid object { __typename ...texts }
  } } }
  pyproject: object(expression: "HEAD:pyproject.toml") { __typename ...file }
  setupCfg: object(expression: "HEAD:setup.cfg") { __typename ...file }
  setupPy: object(expression: "HEAD:setup.py") { __typename ...file }
  ref(qualifiedName: $ref) { target { oid ... on Commit { message parents(first: 10) { nodes { oid } } } } }
  pullRequests(headRefName: $branch, first: 5, orderBy: {field: CREATED_AT, direction: DESC}) { nodes {
    id number url state isDraft title body updatedAt baseRefName headRefOid
    headRepositoryOwner { login }
    author { login }
  } }
}
fragment texts on Tree { oid entries { nameRaw mode oid object { __typename ...file } } }
"""
    + _PIECES
)
"""All that `trustpub.github.listing` tells of a repository; wants the variables of `REPOSITORY_VARIABLES`."""

LISTS = 4
"""How many lists `REPOSITORY` asks for, which decides what a query costs."""

REPOSITORY_VARIABLES = "$ref: String!, $branch: String!"

OWNED = (
    f"""query ($login: String!, $first: Int!, $after: String, {REPOSITORY_VARIABLES}) {{
  repositoryOwner(login: $login) {{
    __typename
    repositories(first: $first, after: $after, ownerAffiliations: [OWNER], orderBy: {{field: NAME, direction: ASC}}) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ ...repository }}
    }}
  }}
}}
"""
    + REPOSITORY
)
"""A page of an owner's repositories."""


def named_document(count: int) -> str:
    """A query for repositories ``r0``, ``r1``, ..., named by the variables ``o0``, ``n0``, ``o1``, ``n1``, ..."""
    names = ", ".join(f"$o{number}: String!, $n{number}: String!" for number in range(count))
    fields = " ".join(
        f"r{number}: repository(owner: $o{number}, name: $n{number}) {{ ...repository }}" for number in range(count)
    )
    return f"query ({REPOSITORY_VARIABLES}, {names}) {{ {fields} }}\n{REPOSITORY}"
