"""What can be told, without a run, about values at one place of a workflow: which secrets flow in, which texts.

A `Scope` stands at a step (or at a job that calls a reusable workflow). A called workflow or a composite action is
looked at in the scope of its caller: inputs and secrets are bound to what the caller hands over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from trustpub.shell import Script, github_env_writes, github_output_writes, read_script, resolve
from trustpub.workflow.expressions import (
    UNKNOWN,
    ExpressionError,
    Reference,
    Unknown,
    Value,
    evaluate,
    evaluate_text,
    expression_references,
    literals,
    parse_expression,
    parts,
    truthy,
)
from trustpub.workflow.model import Job, Step, Workflow, text_of
from trustpub.yamlcst import KeyPath, Mapping, Node, Scalar, Sequence

_WritesReader = Callable[[Script], "list[tuple[str, str | None]]"]

_MAX_HOPS = 12
"""How many references are followed one after another before a value is taken as opaque."""


class Flow(NamedTuple):
    """What a value is made of.

    Attributes:
        secrets: names of the secrets in it, as written, in order of appearance.
        opaque: whether something in it is only known at run time (an output of an action, an unbound input).
        literal: the fixed text in it, joined.
    """

    secrets: tuple[str, ...] = ()
    opaque: bool = False
    literal: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the value is certainly the empty string."""
        return not self.secrets and not self.opaque and not self.literal.strip()

    def __or__(self, other: object) -> Flow:
        assert isinstance(other, Flow)
        secrets = self.secrets + tuple(name for name in other.secrets if name not in self.secrets)
        return Flow(secrets, self.opaque or other.opaque, self.literal + other.literal)


class EnvValue(NamedTuple):
    """A variable of the environment: its text, and where it is set (None when a script set it)."""

    text: str
    path: KeyPath | None


class Binding(NamedTuple):
    """What a caller hands to a called workflow or action: texts of inputs and secrets, and the caller's scope."""

    scope: Scope
    inputs: dict[str, str]
    secrets: dict[str, str]
    inherit: bool


class Scope:
    """A place in a workflow from which values are looked at."""

    __slots__ = ("_env", "binding", "job", "step", "workflow")

    def __init__(self, workflow: Workflow, job: Job, step: Step | None, binding: Binding | None = None) -> None:
        self.workflow = workflow
        self.job = job
        self.step = step
        self.binding = binding
        self._env: dict[str, EnvValue] | None = None

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
    def env(self) -> dict[str, EnvValue]:
        """The environment of the step: workflow, job, what earlier steps wrote to ``$GITHUB_ENV``, the step itself."""
        if self._env is None:
            env = {name: EnvValue(node.value, ("env", name)) for name, node in self.workflow.env.items()}
            for name, node in self.job.env.items():
                env[name] = EnvValue(node.value, (*self.job.path, "env", name))
            for earlier in self.job.steps:
                if self.step is None or earlier.index >= self.step.index:
                    break
                if earlier.run is not None and "GITHUB_ENV" in earlier.run.value:
                    for name, text in self._written(earlier, github_env_writes):
                        env[name] = EnvValue(text, None)
            if self.step is not None:
                for name, node in self.step.env.items():
                    env[name] = EnvValue(node.value, (*self.step.path, "env", name))
            self._env = env
        return self._env

    def _written(self, step: Step, reader: _WritesReader) -> list[tuple[str, str]]:
        assert step.run is not None
        script = read_script(step.run.value)
        visible = {name: node.value for name, node in {**self.workflow.env, **self.job.env, **step.env}.items()}
        for assignment in script.assignments:
            if assignment.value is not None and assignment.value.value is not None:
                visible.setdefault(assignment.name, assignment.value.value)
        return [
            (name, "${{ steps.unknown.outputs.unknown }}" if text is None else resolve(text, visible))
            for name, text in reader(script)
        ]

    def flow(self, text: str, hops: int = 0) -> Flow:
        """What a text is made of, every reference in it followed as far as it can be."""
        flow = Flow()
        for is_expression, piece in parts(text):
            if not is_expression:
                flow |= Flow(literal=piece)
                continue
            found = Flow()
            for reference in expression_references(piece):
                found |= self._flow_of(reference, hops)
            if not found.secrets and not found.opaque and not found.literal:
                try:
                    value = evaluate(parse_expression(piece), self.lookup)
                except ExpressionError:
                    value = UNKNOWN
                found = Flow(literal=value) if isinstance(value, str) else Flow(opaque=isinstance(value, Unknown))
            flow |= found
        return flow

    def _flow_of(self, reference: Reference, hops: int) -> Flow:
        context, names = reference.context, reference.parts[1:]
        if hops > _MAX_HOPS:
            return Flow(opaque=True)
        if not names:
            return Flow()
        if context == "secrets":
            return self._secret(names[0], hops)
        if context == "env":
            value = self._env_value(names[0])
            return Flow() if value is None else self.flow(value.text, hops + 1)
        if context == "inputs":
            return self._input_flow(names[0], hops)
        if context == "matrix":
            flow = Flow()
            for choice in matrix_values(self.job.matrix, names):
                flow |= self.flow(choice, hops + 1)
            return flow
        if context in ("steps", "needs") and len(names) == 3 and names[1].lower() == "outputs":
            return self._output_flow(context, names[0], names[2], hops)
        return Flow(opaque=context == "vars")

    def _secret(self, name: str, hops: int) -> Flow:
        if name.lower() == "github_token":
            return Flow()
        if name == "*":
            return Flow(opaque=True)
        if self.binding is not None and not self.binding.inherit:
            handed = self.binding.secrets.get(name.lower())
            return Flow() if handed is None else self.binding.scope.flow(handed, hops + 1)
        return Flow(secrets=(name,))

    def _env_value(self, name: str) -> EnvValue | None:
        return self.env.get(name)

    def _input_flow(self, name: str, hops: int) -> Flow:
        default = self.workflow.input_defaults().get(name.lower())
        if self.binding is not None:
            handed = self.binding.inputs.get(name.lower())
            if handed is not None:
                return self.binding.scope.flow(handed, hops + 1)
            return Flow() if default is None else self.flow(default, hops + 1)
        return Flow(opaque=True)

    def _output_flow(self, context: str, owner: str, output: str, hops: int) -> Flow:
        if context == "needs":
            job = self.workflow.jobs.get(owner)
            node = None if job is None else job.outputs.get(output)
            if job is None or node is None:
                return Flow(opaque=True)
            last = job.steps[-1] if job.steps else None
            return Scope(self.workflow, job, last, self.binding).flow(node.value, hops + 1)
        step = self.job.step(owner)
        if step is None or step.run is None:
            return Flow(opaque=True)
        for name, text in self._written(step, github_output_writes):
            if name == output:
                return self.at(step).flow(text, hops + 1)
        return Flow(opaque=True)

    def lookup(self, reference: Reference) -> Value | Unknown:
        """The value of a reference where it can be told (used to evaluate conditions and addresses)."""
        context, names = reference.context, reference.parts[1:]
        if context == "inputs" and len(names) == 1:
            return self._input_value(names[0])
        if context == "secrets" and len(names) == 1 and self.binding is not None and not self.binding.inherit:
            return "" if names[0].lower() not in self.binding.secrets else UNKNOWN
        if context == "env" and len(names) == 1:
            value = self._env_value(names[0])
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
            default = self.workflow.input_defaults().get(name.lower())
            return "" if default is None else _typed(self._evaluated(default))
        return _typed(self.binding.scope._evaluated(handed))

    def _evaluated(self, text: str) -> Value | Unknown:
        value = evaluate_text(text, self.lookup)
        return UNKNOWN if value is None else value

    def text(self, text: str) -> str | None:
        """The text with its expressions evaluated, or None when a run decides."""
        return evaluate_text(text, self.lookup)

    def texts(self, text: str) -> list[str] | None:
        """All texts that a value can have when that can be told: one, or the choices of the matrix or expression."""
        single = self.text(text)
        if single is not None:
            return [single]
        chosen = literals(text)
        if chosen is not None:
            return chosen
        pieces = parts(text)
        if len(pieces) == 1 and pieces[0][0]:
            found = expression_references(pieces[0][1])
            if len(found) == 1 and found[0].context == "matrix":
                values = [self.text(value) for value in matrix_values(self.job.matrix, found[0].parts[1:])]
                known = [value for value in values if value is not None]
                return known if known and len(known) == len(values) else None
            if len(found) == 1 and found[0].context == "env" and len(found[0].parts) == 2:
                value = self._env_value(found[0].parts[1])
                return None if value is None or value.text == text else self.texts(value.text)
        return None

    def may_run(self, condition: str | None) -> bool:
        """Whether a condition can be true; only a condition that is certainly false says no."""
        if condition is None:
            return True
        pieces = [piece for is_expression, piece in parts(condition) if is_expression or piece.strip()]
        expression = pieces[0] if len(pieces) == 1 else condition
        try:
            value = evaluate(parse_expression(expression), self.lookup)
        except ExpressionError:
            return True
        return isinstance(value, Unknown) or truthy(value)


def _typed(value: Value | Unknown) -> Value | Unknown:
    """Inputs of type boolean reach expressions as booleans; their text is ``true`` or ``false``."""
    if value == "true":
        return True
    if value == "false":
        return False
    return value


def matrix_values(matrix: Node | None, names: tuple[str, ...]) -> list[str]:
    """The texts that ``matrix.NAME...`` can have, from the lists of the matrix and its ``include``."""
    if not isinstance(matrix, Mapping) or not names:
        return []
    candidates: list[Node | None] = []
    values = matrix.get(names[0])
    if isinstance(values, Sequence):
        candidates += values.items
    elif isinstance(values, Scalar):
        candidates.append(values)
    include = matrix.get("include")
    if isinstance(include, Sequence):
        candidates += [item.get(names[0]) for item in include.items if isinstance(item, Mapping)]
    found: list[str] = []
    for candidate in candidates:
        for part in names[1:]:
            candidate = candidate.get(part) if isinstance(candidate, Mapping) else None
        text = text_of(candidate)
        if text is not None and text not in found:
            found.append(text)
    return found
