"""What an event makes known of the ``github`` context, and so of conditions and names that are built from it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from trustpub.pypi.events import BRANCH, PULL, TAG, WORKFLOW_DISPATCH, Event
from trustpub.workflow.evaluation import (
    MAX_TEXT,
    UNKNOWN,
    Unknown,
    evaluate,
    literals,
    text_of_value,
    truthy,
)
from trustpub.workflow.expressions import (
    Call,
    Expression,
    ExpressionError,
    Literal,
    Operation,
    Reference,
    Value,
    calls,
    parse_expression,
    parts,
)
from trustpub.workflow.scope import Scope

_STATUS = frozenset(("always", "failure", "cancelled"))
"""Functions with which a job runs although one that it needs did not."""
_PREFIXES = {BRANCH: "refs/heads/", TAG: "refs/tags/", PULL: "refs/pull/"}
_REF = ("github", "ref")


class Known:
    """Values at one place of a workflow, for a run that one event started.

    Only what is certain counts: a ref is known by its beginning alone, so ``github.ref == 'refs/heads/main'`` is false
    for a tag and unknown for a branch. Inputs have a value only where a person or a caller gave one: the defaults of
    ``workflow_dispatch`` are not those of other events (source: "Contexts reference", ``inputs``).

    Args:
        event: what started the run.
        owner, name: of the repository; None when they are not known.
        chosen: what a person chose when starting the run by hand, by the inputs' names in lower case.
    """

    def __init__(
        self, event: Event, owner: str | None, name: str | None, chosen: Mapping[str, str] | None = None
    ) -> None:
        self.event = event
        self._chosen = chosen or {}
        self._handed: dict[tuple[int, str], Value | Unknown] = {}
        self._allowed: dict[tuple[int, int], bool] = {}
        self._values: dict[str, Value] = {"event_name": event.name}
        if event.ref_type in (BRANCH, TAG):
            self._values["ref_type"] = event.ref_type
        if owner is not None and name is not None:
            self._values |= {"repository": f"{owner}/{name}", "repository_owner": owner}

    def may_run(self, scope: Scope, condition: str | None) -> bool:
        """Whether a condition can be true; only one that is certainly false says no."""
        if condition is None:
            return True
        pieces = [piece for is_expression, piece in parts(condition) if is_expression or piece.strip()]
        value = self._value(scope, pieces[0] if len(pieces) == 1 else condition)
        return isinstance(value, Unknown) or truthy(value)

    def job_may_run(self, scope: Scope) -> bool:
        """Whether the scope's job can run: its own condition, and those of the jobs that it needs.

        A job with ``always()`` or the like does not heed what becomes of those that it needs.
        """
        pending, seen = [scope.job], set[str]()
        while pending:
            job = pending.pop()
            if job.id in seen:
                continue
            seen.add(job.id)
            key = id(scope.binding), id(job)
            if key not in self._allowed:
                self._allowed[key] = self.may_run(Scope(scope.workflow, job, None, scope.binding), job.condition)
            if not self._allowed[key]:
                return False
            if not _STATUS & _functions(job.condition):
                pending += [scope.workflow.jobs[name] for name in job.needs if name in scope.workflow.jobs]
        return True

    def texts(self, scope: Scope, text: str) -> list[str] | None:
        """All texts that a value can have in such a run; None when that cannot be told."""
        whole = self._text(scope, text)
        if not isinstance(whole, Unknown):
            return [whole]
        chosen = scope.texts(text) or literals(text)
        return list(dict.fromkeys(chosen)) if chosen else None

    def _text(self, scope: Scope, text: str) -> str | Unknown:
        whole = ""
        for is_expression, piece in parts(text):
            value = self._value(scope, piece) if is_expression else piece
            if isinstance(value, Unknown) or len(whole) > MAX_TEXT:
                return UNKNOWN
            whole += text_of_value(value)
        return whole

    def _value(self, scope: Scope, expression: str) -> Value | Unknown:
        try:
            return evaluate(self._settled(parse_expression(expression)), lambda found: self._lookup(scope, found))
        except (ExpressionError, RecursionError):
            return UNKNOWN

    def _lookup(self, scope: Scope, reference: Reference) -> Value | Unknown:
        names = tuple(part.lower() for part in reference.parts)
        if len(names) == 2 and names[0] == "github" and names[1] in self._values:
            return self._values[names[1]]
        if len(names) == 4 and names[:3] == ("github", "event", "inputs"):
            return self._given(names[3])
        if len(names) == 2 and names[0] == "inputs":
            return self._input(scope, reference, names[1])
        return scope.lookup(reference)

    def _given(self, name: str) -> Value | Unknown:
        """The text that was given to an input when the run was started; null where nothing can be given."""
        return self._chosen.get(name, UNKNOWN) if self.event.name == WORKFLOW_DISPATCH else None

    def _input(self, scope: Scope, reference: Reference, name: str) -> Value | Unknown:
        """An input of the workflow that was started, or of one that is called."""
        if scope.binding is None:
            value = self._given(name)
        elif name not in scope.binding.inputs:
            return scope.lookup(reference)
        else:
            key = (id(scope.binding), name)
            if key not in self._handed:
                self._handed[key] = self._text(scope.binding.scope, scope.binding.inputs[name])
            value = self._handed[key]
        is_boolean = value in ("true", "false") and name in scope.workflow.inputs.booleans()
        return value == "true" if is_boolean else value

    def _settled(self, expression: Expression) -> Expression:
        """The expression with every comparison of the ref that its beginning decides replaced by the outcome."""
        if isinstance(expression, Call):
            arguments = tuple(self._settled(argument) for argument in expression.arguments)
            outcome = self._call(expression.name, arguments)
            return Call(expression.name, arguments) if outcome is None else Literal(outcome)
        if isinstance(expression, Operation):
            operands = tuple(self._settled(operand) for operand in expression.operands)
            outcome = self._comparison(expression.operator, operands)
            return Operation(expression.operator, operands) if outcome is None else Literal(outcome)
        return expression

    def _call(self, name: str, arguments: tuple[Expression, ...]) -> bool | None:
        if len(arguments) != 2 or not _is_ref(arguments[0]) or not isinstance(arguments[1], Literal):
            return None
        prefix, sought = _PREFIXES.get(self.event.ref_type or ""), text_of_value(arguments[1].value).lower()
        if prefix is None:
            return None
        if name == "startswith":
            return True if prefix.startswith(sought) else None if sought.startswith(prefix) else False
        return True if name == "contains" and sought in prefix else None

    def _comparison(self, operator: str, operands: tuple[Expression, ...]) -> bool | None:
        prefix = _PREFIXES.get(self.event.ref_type or "")
        if operator not in ("==", "!=") or len(operands) != 2 or prefix is None:
            return None
        text = next((operand.value for operand in operands if isinstance(operand, Literal)), None)
        if not isinstance(text, str) or not any(_is_ref(operand) for operand in operands):
            return None
        return None if text.lower().startswith(prefix) else operator == "!="


def _is_ref(expression: Expression) -> bool:
    return isinstance(expression, Reference) and tuple(part.lower() for part in expression.parts) == _REF


@lru_cache(maxsize=256)
def _functions(condition: str | None) -> frozenset[str]:
    """The functions that a condition calls, in lower case."""
    found: set[str] = set()
    pieces = [piece for is_expression, piece in parts(condition or "") if is_expression] or [condition or "true"]
    for piece in pieces:
        try:
            found |= set(calls(parse_expression(piece)))
        except ExpressionError:
            continue
    return frozenset(found)
