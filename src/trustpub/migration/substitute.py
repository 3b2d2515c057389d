"""Writing what is called into its caller: inputs and secrets become what the caller hands over."""

from __future__ import annotations

import re
from typing import NamedTuple

from trustpub.migration.pins import comment_behind, pinned_copy
from trustpub.migration.publish_condition import bare
from trustpub.migration.types import Cannot, Options
from trustpub.workflow.expressions import (
    Call,
    ExpressionError,
    Literal,
    Reference,
    expression_references,
    parse_expression,
    parts,
)
from trustpub.workflow.model import Job, Step, Workflow
from trustpub.workflow.values import Texts, text_of
from trustpub.yamlcst import Alias, Document, Mapping, Node, Scalar, Sequence
from trustpub.yamlcst.edit import Block, Commented, Plain, Value

_REFERENCE = re.compile(
    r"(?<![\w.-])(?P<context>inputs|secrets)(?:\.(?P<name>[A-Za-z_][\w-]*)|\[\s*'(?P<quoted>[^']*)'\s*\])"
    r"(?!\s*[.\[])",
    re.IGNORECASE,
)
_CONTEXT = re.compile(r"(?<![\w.-])(inputs|secrets)(?![\w-])", re.IGNORECASE)
_STRING = re.compile(r"'(?:[^']|'')*'")
_OF_THE_CALLED = re.compile(r"github\.job\b|\bjob\.workflow_|\bGITHUB_JOB\b", re.IGNORECASE)
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_TEXTS = ("secrets", "vars", "env")
"""Contexts whose values are always texts."""

_NOT_TEXT = ("continue-on-error", "timeout-minutes", "fail-fast", "max-parallel")
"""Keys whose values GitHub takes only as a boolean or a number."""


class _Input(NamedTuple):
    """What an input stands for: text (may hold ``${{ }}``), and ``string``, ``boolean`` or ``number``."""

    text: str
    type: str


class Substitution:
    """What stands for the inputs and secrets of a called workflow or action.

    Args:
        called: the workflow or action that is written into its caller.
        given: the inputs that it is given.
        secrets: the secrets that it is given, None for all that the caller has.
        options: the user's choices.
    """

    def __init__(self, called: Workflow, given: Texts, secrets: Texts | None, options: Options) -> None:
        self.options = options
        self.document: Document = called.document
        self.what = "the called action" if called.is_action else "the called workflow"
        values = {name.lower(): node for name, node in given.items()}
        self.inputs = {
            name: _Input(_handed_text(values.get(name, default)), kind)
            for name, (kind, default) in _declared(called).items()
        }
        self.secrets = None if secrets is None else {name.lower(): node.value for name, node in secrets.items()}
        if _OF_THE_CALLED.search(called.document.text):
            raise Cannot(f"{self.what} asks for the id of its job, which is another one here")

    @classmethod
    def of_call(cls, caller: Job, called: Workflow, options: Options) -> Substitution:
        """What stands for the inputs and secrets of a called workflow."""
        return cls(called, caller.inputs, None if caller.secrets_inherit else caller.secrets, options)

    @classmethod
    def of_action(cls, step: Step, action: Workflow, options: Options) -> Substitution:
        """What stands for the inputs of a composite action, which has no secrets of its own."""
        return cls(action, step.inputs, None, options)

    def value(self, node: Node, key: str = "") -> Value:
        """A node of the called file as a value of the caller's; ``key`` is the entry that it is the value of.

        Raises:
            Cannot: it uses an input or secret in a way that cannot be put into the caller.
        """
        if isinstance(node, Alias):
            return self.value(node.target, key)
        if isinstance(node, Mapping):
            return {name: self.value(item, name) for name, item in node.items()}
        if isinstance(node, Sequence):
            return [self.value(item) for item in node.items]
        assert isinstance(node, Scalar)
        if node.is_null:
            return None
        if key == "uses":
            return self._uses(node)
        text = self.condition(node.value) if key == "if" else self.text(node.value)
        if text != "" and ("\n" in text.rstrip("\n") or node.style in ("|", ">")):
            return Block(text)
        if node.style == "" and text == node.value and "${{" not in text:
            return Plain(text)
        if key in _NOT_TEXT and (text in ("true", "false") or _NUMBER.fullmatch(text)):
            return Plain(text)
        return text

    def _uses(self, node: Scalar) -> Value:
        pinned = pinned_copy(node.value, self.options)
        comment = comment_behind(node, self.document)
        return Commented(pinned, comment) if isinstance(pinned, str) and comment else pinned

    def text(self, text: str) -> str:
        """A text of the called file with its inputs and secrets put in."""
        result = ""
        for inside, piece in parts(text):
            whole = _REFERENCE.fullmatch(piece) if inside else None
            if whole is not None:
                result += self._handed(whole).text
            else:
                result += "${{ " + self.expression(piece) + " }}" if inside else piece
        return result

    def condition(self, text: str) -> str:
        """An ``if`` of the called file with its inputs put in.

        Raises:
            Cannot: it is a text of which only a part is an expression, or uses what cannot be put in.
        """
        inner = self.expression(bare(text))
        if any(reference.context == "secrets" for reference in expression_references(inner)):
            raise Cannot(
                f"{self.what} asks in a condition ({text}) for what is a secret here, which GitHub does not allow"
            )
        return "${{ " + inner + " }}" if "${{" in text else inner

    def expression(self, expression: str) -> str:
        """An expression of the called file with its inputs and secrets put in."""
        pieces: list[str] = []
        position = 0
        guarded = [(match.start(), match.end()) for match in _STRING.finditer(expression)]
        for match in _REFERENCE.finditer(expression):
            if any(start < match.start() < end for start, end in guarded):
                continue
            pieces += [expression[position : match.start()], self._operand(match)]
            position = match.end()
        left = _STRING.sub("''", _REFERENCE.sub("", _without_strings(expression)))
        if _CONTEXT.search(left):
            raise Cannot(f"{self.what} asks for an input or a secret by a computed name ({expression})")
        return "".join([*pieces, expression[position:]])

    def _operand(self, match: re.Match[str]) -> str:
        """What stands for a reference inside an expression."""
        text, kind = self._handed(match)
        pieces = parts(text)
        if kind != "string" and not any(inside for inside, _ in pieces):
            return text or "''"
        if len(pieces) == 1 and pieces[0][0]:
            inner = pieces[0][1]
            if kind == "string" and not _is_text(inner):
                return f"format('{{0}}', {inner})"
            return inner if re.fullmatch(r"[\w.-]+", inner) else f"({inner})"
        if not any(inside for inside, _ in pieces):
            return _literal(text)
        return _format(pieces)

    def _handed(self, match: re.Match[str]) -> _Input:
        written = match["name"] or match["quoted"]
        name = written.lower()
        if match["context"].lower() == "inputs":
            if name not in self.inputs:
                raise Cannot(f"{self.what} uses an input {name} that it does not declare")
            return self.inputs[name]
        if self.secrets is None or name == "github_token":
            text = f"secrets.{written}" if match["name"] else f"secrets['{written}']"
            return _Input("${{ " + text + " }}", "string")
        return _Input(self.secrets.get(name, ""), "string")


def _declared(called: Workflow) -> dict[str, tuple[str, Scalar | None]]:
    """Type and default of each input that the called workflow or action declares, by its name in lower case."""
    inputs: Node | None = called.root.get("inputs")
    if not called.is_action:
        trigger = called.triggers.get("workflow_call")
        settings = None if trigger is None else trigger.settings
        inputs = settings.get("inputs") if isinstance(settings, Mapping) else None
    found: dict[str, tuple[str, Scalar | None]] = {}
    for name, node in inputs.items() if isinstance(inputs, Mapping) else ():
        kind = text_of(node.get("type")) if isinstance(node, Mapping) and not called.is_action else None
        default = node.get("default") if isinstance(node, Mapping) else None
        found[name.lower()] = (kind or "string", default if isinstance(default, Scalar) else _absent(kind))
    return found


def _absent(kind: str | None) -> Scalar | None:
    """The value of an input without a default that is not given: false, 0, or the empty text."""
    value = {"boolean": "false", "number": "0"}.get(kind or "string")
    return None if value is None else Scalar(0, 0, 0, 0, None, None, value, "")


def _handed_text(node: Scalar | None) -> str:
    """The text that GitHub makes of a value that is handed over: ``True`` is ``true``, and 3.10 is ``3.1``.

    Raises:
        Cannot: only the run can tell it when it is handed over.
    """
    if node is None or node.is_null:
        return ""
    text = node.value
    if re.search(r"\bhashFiles\s*\(", text, re.IGNORECASE):
        raise Cannot(f"the value {text} is computed before the called steps run")
    if node.style == "" and text.lower() in ("true", "false"):
        return text.lower()
    if node.style == "" and _NUMBER.fullmatch(text) and "." in text:
        return text.rstrip("0").rstrip(".")
    return text


def _is_text(expression: str) -> bool:
    """Whether the value of an expression is certainly a text, so that it need not be turned into one."""
    try:
        tree = parse_expression(expression)
    except ExpressionError:
        return False
    if isinstance(tree, Literal):
        return isinstance(tree.value, str)
    if isinstance(tree, Reference):
        is_output = tree.context in ("steps", "needs") and tree.parts[2:3] == ("outputs",)
        is_of_run = tree.context == "github" and len(tree.parts) == 2
        is_of_run = is_of_run and tree.parts[1].lower() not in ("event", "ref_protected", "*")
        return tree.context in _TEXTS or is_output or is_of_run
    return isinstance(tree, Call) and tree.name in ("format", "join", "tojson")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _format(pieces: list[tuple[bool, str]]) -> str:
    """A text with expressions in it as one expression."""
    template = ""
    arguments: list[str] = []
    for inside, piece in pieces:
        if inside:
            template += f"{{{len(arguments)}}}"
            arguments.append(piece)
        else:
            template += piece.replace("{", "{{").replace("}", "}}")
    return f"format({', '.join([_literal(template), *arguments])})"


def _without_strings(expression: str) -> str:
    """An expression without its texts, but for the names in brackets, which `_REFERENCE` needs."""
    return _STRING.sub(lambda found: found.group() if _in_brackets(expression, found) else "''", expression)


def _in_brackets(expression: str, found: re.Match[str]) -> bool:
    return expression[: found.start()].rstrip().endswith("[")
