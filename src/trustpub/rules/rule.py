"""What a rule is, and helpers to point at places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from trustpub.rules.finding import Evidence, Finding
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Workflow
from trustpub.yamlcst import Node


class Rule(NamedTuple):
    """One rule: its name, one sentence on what it finds, and the function that looks. Rules propose, never write."""

    name: str
    summary: str
    severity: str
    check: Callable[[Workflow, list[Upload]], Iterable[Finding]]


def evidence(node: Node, role: str = "primary") -> Evidence:
    """A node as evidence."""
    return Evidence(role, node.line, node.column, node.start, node.end)


def where(upload: Upload) -> str:
    """How a message names an upload's place."""
    job = f"job {upload.job!r}" if upload.job else "the action"
    if upload.step is None:
        return job
    step = upload.site.step
    name = f" ({step.name})" if step is not None and step.name else ""
    return f"{job}, step {upload.step + 1}{name}"


def place(upload: Upload) -> Node:
    """The node an upload stands at."""
    step = upload.site.step
    return upload.site.job.node if step is None else step.node


def index_name(index: str) -> str:
    """An index as people write it."""
    return {"pypi": "PyPI", "testpypi": "TestPyPI", "other": "another index"}.get(index, "an index chosen at run time")
