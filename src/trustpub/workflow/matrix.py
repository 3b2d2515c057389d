"""The values of a job's matrix."""

from __future__ import annotations

from trustpub.workflow.values import text_of
from trustpub.yamlcst import Mapping, Node, Scalar, Sequence

MAX_VALUES = 256
"""GitHub runs at most this many jobs of one matrix."""


def matrix_values(matrix: Node | None, names: tuple[str, ...]) -> list[str]:
    """The texts that ``matrix.NAME...`` can have, from the lists of the matrix and its ``include``."""
    if not isinstance(matrix, Mapping) or not names:
        return []
    candidates: list[Node | None] = []
    values = matrix.get(names[0])
    if isinstance(values, Sequence):
        candidates += values.items[:MAX_VALUES]
    elif isinstance(values, Scalar):
        candidates.append(values)
    include = matrix.get("include")
    if isinstance(include, Sequence):
        candidates += [item.get(names[0]) for item in include.items[:MAX_VALUES] if isinstance(item, Mapping)]
    found: dict[str, None] = {}
    for candidate in candidates:
        for part in names[1:]:
            candidate = candidate.get(part) if isinstance(candidate, Mapping) else None
        text = text_of(candidate)
        if text is not None:
            found[text] = None
    return list(found)
