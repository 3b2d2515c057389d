"""Values out of nodes, as far as a workflow uses them: one text, a list of texts, names with texts."""

from __future__ import annotations

from trustpub.yamlcst import Mapping, Node, Scalar, Sequence

Texts = dict[str, Scalar]
"""Names and scalar values, as in ``env`` and ``with``."""


def text_of(node: Node | None) -> str | None:
    """The text of a scalar that is not null, else None."""
    return node.value if isinstance(node, Scalar) and not node.is_null else None


def texts(node: Node | None) -> Texts:
    """The scalar entries of a mapping (null is kept: an empty value is a value); {} for anything else."""
    if not isinstance(node, Mapping):
        return {}
    return {key: value for key, value in node.items() if isinstance(value, Scalar)}


def strings(node: Node | None) -> list[str]:
    """The texts of a scalar or of a list of scalars."""
    if isinstance(node, Sequence):
        return [item.value for item in node.items if isinstance(item, Scalar)]
    value = text_of(node)
    return [] if value is None else [value]


def scalar_of(node: Node | None) -> Scalar | None:
    """The node, if it is a scalar that is not null."""
    return node if isinstance(node, Scalar) and not node.is_null else None
