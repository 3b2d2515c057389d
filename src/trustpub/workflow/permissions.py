"""The ``permissions`` key in every form.

Source: GitHub's documentation, "Controlling permissions for GITHUB_TOKEN": a block replaces the defaults, and what it
does not name is ``none``.
"""

from __future__ import annotations

from typing import NamedTuple

from trustpub.yamlcst import Mapping, Node, Scalar

LEVELS = ("none", "read", "write")


class Permissions(NamedTuple):
    """A declared ``permissions`` value: ``everything`` for ``read-all``/``write-all``, ``named`` for a mapping."""

    everything: str | None
    named: dict[str, str]
    node: Node

    def level(self, name: str) -> str:
        """``none``, ``read`` or ``write`` for one permission; ``read-all`` gives no id-token (it has only write)."""
        if self.everything is not None:
            return "none" if name == "id-token" and self.everything == "read" else self.everything
        return self.named.get(name, "none")


def read_permissions(node: Node | None) -> Permissions | None:
    """The permissions that a node declares; None when there is no node, or it is not one of the forms."""
    if isinstance(node, Scalar) and node.value in ("read-all", "write-all"):
        return Permissions(node.value.removesuffix("-all"), {}, node)
    if isinstance(node, Mapping):
        named = {key: value.value for key, value in node.items() if isinstance(value, Scalar)}
        return Permissions(None, named, node)
    return None


def covers(granted: str, needed: str) -> bool:
    """Whether one level includes another."""
    return LEVELS.index(granted if granted in LEVELS else "none") >= LEVELS.index(needed)
