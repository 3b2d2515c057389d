"""Writing a called workflow's job into its caller: inputs and secrets become what the caller hands over."""

from __future__ import annotations

import re

from trustpub.migration.pins import pinned_copy
from trustpub.migration.replacements import comment_of
from trustpub.migration.types import Cannot, Options
from trustpub.workflow.expressions import parts
from trustpub.workflow.model import Job, Step, Workflow
from trustpub.yamlcst import Alias, Mapping, Node, Scalar, Sequence
from trustpub.yamlcst.edit import Block, Commented, Plain, Value

_REFERENCE = re.compile(
    r"(?<![\w.-])(?P<context>inputs|secrets)(?:\.(?P<name>[A-Za-z_][\w-]*)|\[\s*'(?P<quoted>[^']*)'\s*\])",
    re.IGNORECASE,
)
_STRING = re.compile(r"'(?:[^']|'')*'")
_WHOLE = re.compile(r"^\$\{\{\s*(?:inputs|secrets)(?:\.[A-Za-z_][\w-]*|\[\s*'[^']*'\s*\])\s*\}\}$", re.IGNORECASE)


class Substitution:
    """What stands for the inputs and secrets of a called workflow."""

    def __init__(self, caller: Job, called: Workflow, options: Options) -> None:
        self.options = options
        self.called = called
        defaults = called.input_defaults()
        self.inputs = {**defaults, **{name.lower(): node.value for name, node in caller.inputs.items()}}
        self.secrets = {name.lower(): node.value for name, node in caller.secrets.items()}
        self.inherit = caller.secrets_inherit

    @classmethod
    def of_action(cls, step: Step, action: Workflow, options: Options) -> Substitution:
        """What stands for the inputs of a composite action, which has no secrets of its own."""
        made = cls.__new__(cls)
        made.options = options
        made.called = action
        made.inputs = {**action.input_defaults(), **{name.lower(): node.value for name, node in step.inputs.items()}}
        made.secrets, made.inherit = {}, True
        return made

    def value(self, node: Node, *, is_expression: bool = False) -> Value:
        """A node of the called workflow as a value of the caller's.

        Args:
            node: the node.
            is_expression: whether a scalar without ``${{ }}`` is an expression all the same, as ``if`` is.

        Raises:
            Cannot: it uses an input or secret in a way that cannot be put into the caller.
        """
        if isinstance(node, Alias):
            return self.value(node.target, is_expression=is_expression)
        if isinstance(node, Mapping):
            return {key: self._entry(key, item) for key, item in node.items()}
        if isinstance(node, Sequence):
            return [self.value(item) for item in node.items]
        assert isinstance(node, Scalar)
        text = self.text(node.value, is_expression=is_expression)
        if "\n" in text.rstrip("\n") or node.style in ("|", ">"):
            return Block(text)
        if node.style == "" and text == node.value and "${{" not in text:
            return Plain(text)
        return text

    def _entry(self, key: str, node: Node) -> Value:
        value = self.value(node, is_expression=key == "if")
        if key == "uses" and isinstance(node, Scalar):
            copy = pinned_copy(node.value, self.options)
            comment = comment_of(self.called, node)
            return Commented(copy, comment) if isinstance(copy, str) and comment else copy
        return value

    def text(self, text: str, *, is_expression: bool = False) -> str:
        """A text of the called workflow with its inputs and secrets put in."""
        if is_expression and "${{" not in text:
            return self._expression(text)
        result = ""
        for inside, piece in parts(text):
            if not inside:
                result += piece
                continue
            whole = "${{ " + piece + " }}"
            if _WHOLE.match(whole):
                match = _REFERENCE.search(piece)
                assert match is not None
                result += self._handed(match)
            else:
                result += "${{ " + self._expression(piece) + " }}"
        return result

    def _expression(self, expression: str) -> str:
        pieces: list[str] = []
        position = 0
        for literal in _STRING.finditer(expression):
            pieces.append(_REFERENCE.sub(self._operand, expression[position : literal.start()]))
            pieces.append(literal.group())
            position = literal.end()
        pieces.append(_REFERENCE.sub(self._operand, expression[position:]))
        return "".join(pieces)

    def _operand(self, match: re.Match[str]) -> str:
        """What stands for a reference inside an expression."""
        text = self._handed(match)
        pieces = parts(text)
        if len(pieces) == 1 and pieces[0][0]:
            inner = pieces[0][1]
            return inner if re.fullmatch(r"[\w.-]+", inner) else f"({inner})"
        if any(inside for inside, _ in pieces):
            raise Cannot(f"the value {text!r} cannot be put into an expression")
        if text in ("true", "false") or re.fullmatch(r"-?\d+(\.\d+)?", text):
            return text
        return "'" + text.replace("'", "''") + "'"

    def _handed(self, match: re.Match[str]) -> str:
        name = (match["name"] or match["quoted"]).lower()
        if match["context"].lower() == "inputs":
            if name not in self.inputs:
                raise Cannot(f"the called workflow uses an input {name} that it does not declare")
            return self.inputs[name]
        if name == "github_token" or self.inherit:
            return "${{ secrets." + (match["name"] or match["quoted"]) + " }}"
        return self.secrets.get(name, "")
