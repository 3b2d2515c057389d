"""Fetch the objects that snapshots want: those of many repositories in one query, and alone what no query can give."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, NamedTuple

from trustpub.github.client import GitHub
from trustpub.github.documents import OBJECT
from trustpub.github.graphql import Data, Portion, in_portions
from trustpub.github.needs import READ_CONTENTS
from trustpub.github.objects import blob_id
from trustpub.github.reading import Reader
from trustpub.github.shown import learn, refuse
from trustpub.github.snapshot import Snapshot, Want
from trustpub.http.addresses import path_of


class _Item(NamedTuple):
    """What one snapshot wants."""

    snapshot: Snapshot
    want: Want


def fetch(github: GitHub, snapshots: Sequence[Snapshot], portion: Portion) -> None:
    """Fetch what snapshots want, as far as it is there.

    Args:
        github: with a token.
        snapshots: of different repositories.
        portion: how many objects to ask for in one query.

    Raises:
        HttpError: GitHub does not answer.
    """
    items = [_Item(snapshot, want) for snapshot in snapshots for want in snapshot.wanted]
    asked = [item for item in items if not item.want.is_raw]
    for some, data in in_portions(asked, portion, lambda some, is_patient: _ask(github, some, is_patient)):
        for repository, (first, members) in enumerate(_by_repository(some)):
            shown = data.object_or_none(f"r{repository}")
            for number, item in enumerate(members, first):
                _keep(item, None if shown is None else shown.object_or_none(f"x{number}"))
    for snapshot, want in items:
        if want.is_raw and want.id is not None:
            _fetch_raw(github, snapshot, want.id)


def _by_repository(items: Sequence[_Item]) -> list[tuple[int, list[_Item]]]:
    """The items of each snapshot, with the number of its first one; those of one stand together."""
    groups: list[tuple[int, list[_Item]]] = []
    for number, item in enumerate(items):
        if groups and groups[-1][1][0].snapshot is item.snapshot:
            groups[-1][1].append(item)
        else:
            groups.append((number, [item]))
    return groups


def _ask(github: GitHub, items: Sequence[_Item], is_patient: bool) -> Data:
    variables: dict[str, Any] = {}
    declared: list[str] = []
    fields: list[str] = []
    for repository, (first, members) in enumerate(_by_repository(items)):
        listed = members[0].snapshot.listed
        variables |= {f"o{repository}": listed.owner, f"n{repository}": listed.name}
        declared += [f"$o{repository}: String!", f"$n{repository}: String!"]
        fields.append(f"r{repository}: repository(owner: $o{repository}, name: $n{repository}) {{")
        for number, item in enumerate(members, first):
            if item.want.id is not None:
                variables[f"x{number}"] = item.want.id
                declared.append(f"$x{number}: GitObjectID!")
                fields.append(f"x{number}: object(oid: $x{number}) {{ ...object }}")
            else:
                variables[f"x{number}"] = f"{listed.head}:{item.want.path}"
                declared.append(f"$x{number}: String!")
                fields.append(f"x{number}: object(expression: $x{number}) {{ ...object }}")
        fields.append("}")
    document = f"query ({', '.join(declared)}) {{ {' '.join(fields)} }}\n{OBJECT}"
    names = dict.fromkeys(item.snapshot.listed.full_name for item in items)
    what = f"read files of {next(iter(names))}" + (
        f" and {len(names) - 1} other repositories" if len(names) > 1 else ""
    )
    return github.graphql(document, variables, what, READ_CONTENTS, partial=True, repeatable=is_patient)


def _keep(item: _Item, shown: Reader | None) -> None:
    if shown is not None:
        learn(item.snapshot.objects, shown)
    if item.want.id is not None and shown is None:
        refuse(item.snapshot.objects, item.want.id)


def _fetch_raw(github: GitHub, snapshot: Snapshot, oid: str) -> None:
    """Fetch a file as bytes.

    Source: https://docs.github.com/en/rest/git/blobs#get-a-blob.
    """
    owner, name = snapshot.listed.owner, snapshot.listed.name
    path = path_of("repos", owner, name, "git", "blobs", oid)
    response = github.ask("GET", path, f"read a file of {owner}/{name}", READ_CONTENTS, also=(404,))
    if response.status == 404:
        refuse(snapshot.objects, oid)
        return
    shown = Reader(response.json(), response)
    try:
        data = base64.b64decode(shown.text("content"))
    except binascii.Error:
        raise shown.malformed("a file that is no base64") from None
    if blob_id(data, oid) == oid:
        snapshot.objects.blobs[oid] = data
    else:
        refuse(snapshot.objects, oid)
