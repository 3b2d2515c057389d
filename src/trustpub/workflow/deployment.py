"""The deployment environment of a job.

Source: "Workflow syntax for GitHub Actions", ``jobs.<job_id>.environment``: a name, or a mapping with name and url.
"""

from __future__ import annotations

from trustpub.workflow.values import text_of
from trustpub.yamlcst import Mapping, Node


class Environment:
    """A job's deployment environment: its name (may hold an expression) and address, and the node."""

    __slots__ = ("name", "node", "url")

    def __init__(self, name: str, url: str | None, node: Node) -> None:
        self.name = name
        self.url = url
        self.node = node


def read_environment(node: Node | None) -> Environment | None:
    """The environment that a job's key ``environment`` names; None when there is none."""
    if isinstance(node, Mapping):
        return Environment(text_of(node.get("name")) or "", text_of(node.get("url")), node)
    name = text_of(node)
    return None if name is None or node is None else Environment(name, None, node)
