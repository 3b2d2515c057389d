"""What starts a workflow: ``on`` in its three spellings (a name, a list of names, a mapping)."""

from __future__ import annotations

from typing import NamedTuple

from trustpub.yamlcst import Mapping, Node, Scalar, Sequence


class Trigger(NamedTuple):
    """One event that starts a workflow, the node that names it, and its settings (None when it has none)."""

    event: str
    node: Node
    settings: Node | None


def read_triggers(node: Node | None) -> dict[str, Trigger]:
    """The events of ``on``, by name."""
    triggers: dict[str, Trigger] = {}
    if isinstance(node, Scalar) and not node.is_null:
        triggers[node.value] = Trigger(node.value, node, None)
    elif isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar):
                triggers[item.value] = Trigger(item.value, item, None)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            triggers[entry.key.value] = Trigger(entry.key.value, entry.key, entry.value)
    return triggers
