"""What can be told, without a run, about values at one place of a workflow: which secrets flow in, which texts.

A `Scope` stands at a step (or at a job that calls a reusable workflow). A called workflow or a composite action is
looked at in the scope of its caller: inputs and secrets are bound to what the caller hands over.
"""

from __future__ import annotations

from typing import NamedTuple

from trustpub.workflow.effort import MAX_DEPTH, Effort
from trustpub.workflow.environment import Env, EnvValue, environment, outputs
from trustpub.workflow.evaluation import UNKNOWN, Unknown, evaluate, evaluate_text, literals, truthy
from trustpub.workflow.expressions import (
    ExpressionError,
    Reference,
    Value,
    expression_references,
    parse_expression,
    parts,
    references,
)
from trustpub.workflow.flow import OPAQUE, OPAQUE_TEXT, Flow
from trustpub.workflow.matrix import matrix_values
from trustpub.workflow.model import Job, Step, Workflow

_ELSEWHERE = ("inputs", "matrix", "steps", "needs", "env", "strategy", "job")
"""Contexts that mean something else in a composite action than where it is used."""


class Binding(NamedTuple):
    """What a caller hands to a called workflow or action: texts of inputs and secrets, and the caller's scope."""

    scope: Scope
    inputs: dict[str, str]
    secrets: dict[str, str]
    inherit: bool


class Scope:
    """A place in a workflow from which values are looked at."""

    __slots__ = ("_env", "_flows", "_values", "binding", "effort", "job", "step", "workflow")

    def __init__(self, workflow: Workflow, job: Job, step: Step | None, binding: Binding | None = None) -> None:
        self.workflow = workflow
        self.job = job
        self.step = step
        self.binding = binding
        self.effort: Effort = workflow.effort if binding is None else binding.scope.effort
        self._env: Env | None = None
        self._flows: dict[Reference, Flow] = {}
        self._values: dict[Reference, Value | Unknown] = {}

    def at(self, step: Step) -> Scope:
        """The scope of another step of the same job."""
        return Scope(self.workflow, self.job, step, self.binding)

    @property
    def can_mint(self) -> bool:
        """Whether the job may ask for an OIDC token; a called job that declares nothing has its caller's rights."""
        if self.binding is None:
            return self.job.can_mint
        if self.job.effective_permissions is None:
            return self.binding.scope.can_mint
        return self.job.can_mint and self.binding.scope.can_mint

    @property
    def env(self) -> Env:
        """The environment of the step: workflow, job, what earlier steps wrote to ``$GITHUB_ENV``, the step itself.

        The steps of a composite action see their caller's environment too.
        """
        if self._env is None:
            self._env = environment(self.job, self.step, self._inherited())
        return self._env

    def _inherited(self) -> Env:
        if self.binding is None or not self.workflow.is_action:
            return {}
        caller = self.binding.scope
        inherited: Env = {}
        for name, value in caller.env.items():
            text = value.text
            if any(reference.context in _ELSEWHERE for reference in references(text)):
                text = caller.text(text) or OPAQUE_TEXT
            inherited[name] = EnvValue(text, None)
        return inherited

    def flow(self, text: str, hops: int = 0) -> Flow:
        """What a text is made of, every reference in it followed as far as it can be."""
        if hops and not self.effort.spend():
            return OPAQUE
        if "${{" not in text:
            return Flow(literal=text)
        kept = None if hops or self.binding is not None or "env" in text.lower() else self.job.flows
        if kept is not None and text in kept:
            return kept[text]
        flow = self._flow(text, hops)
        if kept is not None:
            kept[text] = flow
        return flow

    def _flow(self, text: str, hops: int) -> Flow:
        flow = Flow()
        for is_expression, piece in parts(text):
            flow |= self._flow_of_expression(piece, hops) if is_expression else Flow(literal=piece)
        return flow

    def _flow_of_expression(self, expression: str, hops: int) -> Flow:
        found = Flow()
        for reference in expression_references(expression):
            if reference not in self._flows:
                self._flows[reference] = self._flow_of(reference, hops)
            found |= self._flows[reference]
        if found.secrets or found.opaque or found.literal:
            return found
        value = self._value(expression)
        return Flow(literal=value) if isinstance(value, str) else Flow(opaque=isinstance(value, Unknown))

    def _flow_of(self, reference: Reference, hops: int) -> Flow:
        context, names = reference.context, reference.parts[1:]
        if hops > MAX_DEPTH:
            return OPAQUE
        if not names:
            return Flow()
        if context == "secrets":
            return self._secret(names[0], hops)
        if context == "env":
            value = self.env.get(names[0])
            return OPAQUE if value is None else self.flow(value.text, hops + 1)
        if context == "inputs":
            return self._input_flow(names[0], hops)
        if context == "matrix":
            flow = Flow()
            for text in matrix_values(self.job.matrix, names):
                flow |= self.flow(text, hops + 1)
            return flow
        if context in ("steps", "needs") and len(names) == 3 and names[1].lower() == "outputs":
            return self._output_flow(context, names[0], names[2], hops)
        return Flow(opaque=context == "vars")

    def _secret(self, name: str, hops: int) -> Flow:
        if name.lower() == "github_token":
            return Flow()
        if name == "*":
            return OPAQUE
        if self.binding is not None and self.workflow.is_action:
            return self.binding.scope._secret(name, hops)
        if self.binding is not None and not self.binding.inherit:
            handed = self.binding.secrets.get(name.lower())
            return Flow() if handed is None else self.binding.scope.flow(handed, hops + 1)
        return Flow(secrets=(name,))

    def _input_flow(self, name: str, hops: int) -> Flow:
        if self.binding is None:
            return OPAQUE
        handed = self.binding.inputs.get(name.lower())
        if handed is not None:
            return self.binding.scope.flow(handed, hops + 1)
        default = self.workflow.inputs.defaults().get(name.lower())
        return Flow() if default is None else self.flow(default, hops + 1)

    def _output_flow(self, context: str, owner: str, output: str, hops: int) -> Flow:
        if context == "needs":
            job = self.workflow.jobs.get(owner)
            node = None if job is None else job.outputs.get(output)
            if job is None or node is None:
                return OPAQUE
            last = job.steps[-1] if job.steps else None
            return Scope(self.workflow, job, last, self.binding).flow(node.value, hops + 1)
        step = self.job.step(owner)
        text = None if step is None or step.run is None else outputs(step).get(output)
        return OPAQUE if step is None or text is None else self.at(step).flow(text, hops + 1)

    def lookup(self, reference: Reference) -> Value | Unknown:
        """The value of a reference where it can be told (used to evaluate conditions and addresses)."""
        if reference not in self._values:
            if not self.effort.enter():
                return UNKNOWN
            try:
                self._values[reference] = self._lookup(reference.context, reference.parts[1:])
            finally:
                self.effort.leave()
        return self._values[reference]

    def _lookup(self, context: str, names: tuple[str, ...]) -> Value | Unknown:
        if context == "inputs" and len(names) == 1:
            return self._input_value(names[0])
        if context == "secrets" and len(names) == 1 and self.binding is not None and not self.binding.inherit:
            return "" if names[0].lower() not in self.binding.secrets and not self.workflow.is_action else UNKNOWN
        if context == "env" and len(names) == 1:
            value = self.env.get(names[0])
            return UNKNOWN if value is None else self._evaluated(value.text)
        if context == "matrix" and names:
            values = {self.text(value) for value in matrix_values(self.job.matrix, names)}
            only = values.pop() if len(values) == 1 else None
            return UNKNOWN if only is None else only
        if context == "needs" and len(names) == 2 and names[1] == "result":
            job = self.workflow.jobs.get(names[0])
            skipped = job is not None and not Scope(self.workflow, job, None, self.binding).may_run(job.condition)
            return "skipped" if skipped else UNKNOWN
        return UNKNOWN

    def _input_value(self, name: str) -> Value | Unknown:
        if self.binding is None:
            return UNKNOWN
        handed = self.binding.inputs.get(name.lower())
        if handed is None:
            default = self.workflow.inputs.defaults().get(name.lower())
            value: Value | Unknown = "" if default is None else self._evaluated(default)
        else:
            value = self.binding.scope._evaluated(handed)
        return _boolean(value) if name.lower() in self.workflow.inputs.booleans() else value

    def _evaluated(self, text: str) -> Value | Unknown:
        value = self.text(text)
        return UNKNOWN if value is None else value

    def _value(self, expression: str) -> Value | Unknown:
        try:
            return evaluate(parse_expression(expression), self.lookup)
        except (ExpressionError, RecursionError):
            return UNKNOWN

    def text(self, text: str) -> str | None:
        """The text with its expressions evaluated, or None when a run decides."""
        try:
            return evaluate_text(text, self.lookup) if "${{" in text else text
        except RecursionError:
            return None

    def texts(self, text: str) -> list[str] | None:
        """All texts that a value can have when that can be told: one, or the choices of the matrix or expression."""
        single = self.text(text)
        if single is not None:
            return [single]
        chosen = literals(text)
        if chosen is not None:
            return chosen
        pieces = parts(text)
        if len(pieces) > 1:
            return self._composed(pieces)
        found = expression_references(pieces[0][1]) if len(pieces) == 1 and pieces[0][0] else []
        if len(found) != 1 or not self.effort.enter():
            return None
        try:
            return self._texts_of(found[0])
        finally:
            self.effort.leave()

    def _composed(self, pieces: list[tuple[bool, str]]) -> list[str] | None:
        """All texts of a value with one expression among fixed texts."""
        expressions = {piece for is_expression, piece in pieces if is_expression}
        if len(expressions) != 1:
            return None
        found = self.texts(f"${{{{{expressions.pop()}}}}}")
        if found is None:
            return None
        return ["".join(text if is_expression else piece for is_expression, piece in pieces) for text in found]

    def _texts_of(self, reference: Reference) -> list[str] | None:
        if reference.context == "matrix":
            values = [self.text(value) for value in matrix_values(self.job.matrix, reference.parts[1:])]
            known = [value for value in values if value is not None]
            return known if known and len(known) == len(values) else None
        if reference.context == "env" and len(reference.parts) == 2:
            value = self.env.get(reference.parts[1])
            return None if value is None else self.texts(value.text)
        return None

    def may_run(self, condition: str | None) -> bool:
        """Whether a condition can be true; only a condition that is certainly false says no."""
        if condition is None:
            return True
        pieces = [piece for is_expression, piece in parts(condition) if is_expression or piece.strip()]
        value = self._value(pieces[0] if len(pieces) == 1 else condition)
        return isinstance(value, Unknown) or truthy(value)


def _boolean(value: Value | Unknown) -> Value | Unknown:
    """What an input of type boolean is in an expression; every other ``true`` is a text, unequal to ``true`` itself."""
    if value == "true":
        return True
    if value == "false":
        return False
    return value
