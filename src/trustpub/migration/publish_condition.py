"""When a publishing job runs: the condition of the step that it replaces, as far as a job's ``if`` can say it.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability (a job's
``if`` sees github, needs, vars and inputs) and actions/runner#491 (without a status function a job is skipped when
anything upstream was skipped).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.migration.conditions import split_conjunction
from trustpub.migration.types import Cannot
from trustpub.workflow.expressions import ExpressionError, calls, expression_references, parse_expression

_PORTABLE = frozenset({"github", "needs", "vars", "inputs"})
_STATUS = frozenset({"always", "failure", "cancelled"})
_WRAPPED = re.compile(r"^\s*\$\{\{(?P<inner>(?:(?!\}\}).)*)\}\}\s*$", re.DOTALL)


class StepCondition(NamedTuple):
    """A step's condition, taken apart.

    Attributes:
        portable: the parts that a job's ``if`` can say, joined; None when there are none.
        whole: whether these are all of it.
        needs: the jobs that the portable parts name.
    """

    portable: str | None
    whole: bool
    needs: tuple[str, ...]


def step_condition(condition: str | None) -> StepCondition:
    """Take a step's condition apart.

    Raises:
        Cannot: it asks for the status of the job, so the step also runs after a failure, or it cannot be read.
    """
    if condition is None:
        return StepCondition(None, True, ())
    kept: list[str] = []
    needs: list[str] = []
    whole = True
    for part in split_conjunction(bare(condition)):
        part = part.strip()
        try:
            functions = set(calls(parse_expression(part)))
        except ExpressionError:
            raise Cannot(f"the condition {condition!r} of the uploading step cannot be read") from None
        if functions & _STATUS:
            raise Cannot(f"the uploading step also runs after a failure ({condition})")
        if part == "success()":
            continue
        references = expression_references(part)
        if "hashfiles" in functions or any(reference.context not in _PORTABLE for reference in references):
            whole = False
            continue
        kept.append(part)
        needs += [r.parts[1] for r in references if r.context == "needs" and len(r.parts) > 1]
    return StepCondition(" && ".join(kept) or None, whole, tuple(dict.fromkeys(needs)))


def bare(condition: str) -> str:
    """A condition without the ``${{ }}`` around it.

    Raises:
        Cannot: only a part of it stands in ``${{ }}``, which makes it a text that is always true.
    """
    wrapped = _WRAPPED.match(condition)
    if wrapped is not None:
        return wrapped["inner"].strip()
    if "${{" in condition:
        raise Cannot(f"the condition {condition!r} mixes text and expressions")
    return condition.strip()


def uses_status_function(condition: str | None) -> bool:
    """Whether a condition speaks of the status of earlier jobs or steps."""
    return condition is not None and re.search(r"\b(always|failure|cancelled|success)\s*\(", condition) is not None


def asks_for_status(condition: str | None) -> bool:
    """Whether a condition says itself after which ends of the jobs before it holds; ``success()`` is the default.

    Raises:
        Cannot: ``success()`` is not one of several parts joined with ``&&``.
    """
    if condition is None or not uses_status_function(condition):
        return False
    rest = [part for part in split_conjunction(bare(condition)) if part.strip() != "success()"]
    if re.search(r"\bsuccess\s*\(", " ".join(rest)):
        raise Cannot(f"the condition {condition!r} of a job that waits for the upload cannot be carried over")
    return uses_status_function(" ".join(rest))


def publish_condition(
    parts: list[str], builder: str, *, builder_ignores_upstream: bool, may_be_skipped: tuple[str, ...] = ()
) -> str | None:
    """The ``if`` of a publishing job.

    Args:
        parts: what must hold.
        builder: the job that builds.
        builder_ignores_upstream: whether the building job runs although a job before it was skipped or failed; then
            the publishing job must look at the builder alone.
        may_be_skipped: jobs among its needs that must not have failed, but may have been skipped.
    """
    if builder_ignores_upstream or may_be_skipped:
        status = ["!cancelled()", f"needs.{builder}.result == 'success'"]
        status += [f"needs.{job}.result != 'failure'" for job in may_be_skipped]
        parts = status + parts
    if not parts:
        return None
    joined = " && ".join(f"({part})" if "||" in part and len(parts) > 1 else part for part in parts)
    return f"${{{{ {joined} }}}}" if joined.startswith("!") else joined
