"""A made-up organization: many repositories, the same ones for the same seed, each with the end it should come to."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

from tests.servers.github.state import RepositoryState
from tests.servers.organization.hostile import HOSTILE
from tests.servers.organization.others import OTHERS
from tests.servers.organization.parts import Kind
from tests.servers.organization.uploading import UPLOADING

KINDS = [*UPLOADING, *OTHERS, *HOSTILE]

_FIRST = ["amber", "brisk", "calm", "dusty", "eager", "faint", "gentle", "hollow", "icy", "jolly", "keen", "lunar"]
_SECOND = ["anvil", "beacon", "cactus", "dynamo", "ember", "falcon", "garnet", "harbor", "island", "jigsaw", "kettle"]


class Member(NamedTuple):
    """A repository of the organization, and its kind, which says where it should end."""

    state: RepositoryState
    kind: Kind


def organization(
    count: int = 300, *, seed: int = 1, owner: str = "octo-org", kinds: Sequence[Kind] = tuple(KINDS)
) -> list[Member]:
    """Repositories, in an order by chance; there is at least one of each kind if there are as many.

    Args:
        count: how many.
        seed: decides about everything.
        owner: the organization's login.
        kinds: to choose from.
    """
    chance = random.Random(seed)
    more = chance.choices(kinds, [kind.weight for kind in kinds], k=max(count - len(kinds), 0))
    chosen = [*kinds, *more][:count]
    chance.shuffle(chosen)
    names = [f"{first}-{second}" for first in _FIRST for second in _SECOND]
    chance.shuffle(names)
    names += [f"{name}-{number}" for number in range(2, 2 + count // len(names)) for name in names]
    return [member(kind, owner, name, number) for number, (kind, name) in enumerate(zip(chosen, names, strict=False))]


def member(kind: Kind, owner: str = "octo-org", name: str = "sampler", number: int = 0) -> Member:
    """One repository of a kind."""
    settings = dict(kind.settings)
    parent = RepositoryState("someone-else", name, "User") if settings.pop("is_fork", False) else None
    texts = kind.files(name)
    files = {path: text if isinstance(text, bytes) else text.encode() for path, text in texts.items()}
    return Member(RepositoryState(owner, name, files=files, parent=parent, number=1000 + number, **settings), kind)
