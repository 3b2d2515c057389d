"""What a person chooses when starting a workflow by hand, as far as the environment of a job hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from trustpub.workflow.expressions import references
from trustpub.workflow.model import Workflow
from trustpub.workflow.scope import Scope

MAX_CHOICES = 32
"""Most combinations that are looked at; inputs that would make more stay open."""


def combinations(started: Workflow, scope: Scope) -> list[dict[str, str]]:
    """What a person can choose of the inputs that the environment of the scope's job may depend on.

    Args:
        started: the workflow that is started by hand.
        scope: of the job, which may stand in a workflow that is called.

    Returns:
        The chosen texts by the inputs' names in lower case, once for each combination; at least one, be it empty.
    """
    mentioned = set(_mentioned(scope))
    offered: dict[str, list[str]] = {}
    count = 1
    for name, texts in started.inputs.dispatch_choices().items():
        if name in mentioned and count * len(texts) <= MAX_CHOICES:
            offered[name] = texts
            count *= len(texts)
    return [dict(zip(offered, texts, strict=True)) for texts in product(*offered.values())]


def _mentioned(scope: Scope) -> Iterator[str]:
    """The names of inputs in the environment, and in what the callers of the job hand over, in lower case."""
    environment = scope.job.environment
    texts = [] if environment is None else [environment.name]
    binding = scope.binding
    while binding is not None:
        texts += binding.inputs.values()
        binding = binding.scope.binding
    for text in texts:
        for reference in references(text):
            parts = [part.lower() for part in reference.parts]
            if parts[:-1] in (["inputs"], ["github", "event", "inputs"]):
                yield parts[-1]
