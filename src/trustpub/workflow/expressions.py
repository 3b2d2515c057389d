"""GitHub's expression language: from the text between ``${{`` and ``}}`` to a tree.

Source of the grammar: GitHub's documentation, "Evaluate expressions in workflows and actions". Names of contexts,
properties and functions are case-insensitive. `trustpub.workflow.evaluation` tells what a tree is worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

Value = str | bool | float | None

MAX_DEPTH = 50
"""Deepest nesting of parentheses, calls and accesses; the limit of GitHub's own parser."""
MAX_OPERATIONS = 120
"""Most operators, calls and computed accesses in one expression; a workflow has a handful."""


class Literal(NamedTuple):
    """A string, number, boolean or null."""

    value: Value


class Reference(NamedTuple):
    """A context access such as ``secrets.X`` or ``steps.a.outputs.b``: its parts, ``*`` for what is computed."""

    parts: tuple[str, ...]

    @property
    def context(self) -> str:
        """The context's name in lower case."""
        return self.parts[0].lower()


class Call(NamedTuple):
    """A function call."""

    name: str
    arguments: tuple[Expression, ...]


class Operation(NamedTuple):
    """``!x``, ``a && b``, ``a == b`` and the like; for ``[]`` on a computed value the operands are both inspected."""

    operator: str
    operands: tuple[Expression, ...]


Expression = Literal | Reference | Call | Operation

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<number>-?(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?))"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_-]*)|(?P<operator>&&|\|\||==|!=|<=|>=|[!<>()\[\].,*]))"
)
_STRING = re.compile(r"'(?:[^']|'')*'")
_DOTTED = re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+")
_PRECEDENCE = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="))
_CONSTANTS: dict[str, Value] = {"true": True, "false": False, "null": None}


class ExpressionError(ValueError):
    """The text between ``${{`` and ``}}`` is not an expression."""


def parts(text: str) -> list[tuple[bool, str]]:
    """Split a string into pieces: (True, expression) for what stands in ``${{ }}``, (False, literal) for the rest.

    A ``}}`` inside a string literal does not end an expression; one that nothing ends is taken as literal text.
    """
    pieces: list[tuple[bool, str]] = []
    done = 0
    while (start := text.find("${{", done)) >= 0:
        end = _expression_end(text, start + 3)
        if end < 0:
            break
        if start > done:
            pieces.append((False, text[done:start]))
        pieces.append((True, text[start + 3 : end].strip()))
        done = end + 2
    if done < len(text):
        pieces.append((False, text[done:]))
    return pieces


def _expression_end(text: str, position: int) -> int:
    """Where the ``}}`` is that ends the expression whose inner text starts at ``position``; -1 when there is none."""
    end = text.find("}}", position)
    while end >= 0:
        quote = text.find("'", position, end)
        closing = text.find("'", quote + 1) if quote >= 0 else -1
        if closing < 0:
            return end
        position = closing + 1
        if position > end:
            end = text.find("}}", position)
    return -1


def embedded(text: str) -> list[str]:
    """The inner texts of all ``${{ }}`` in a string, in order."""
    return [piece for is_expression, piece in parts(text) if is_expression] if "${{" in text else []


@lru_cache(maxsize=512)
def parse_expression(text: str) -> Expression:
    """Parse what stands between ``${{`` and ``}}``.

    Raises:
        ExpressionError: not an expression of GitHub's language, or one beyond its limits.
    """
    parser = _Parser(text)
    expression = parser.binary(0)
    if parser.peek() is not None:
        raise ExpressionError(f"unexpected {parser.peek()!r} in {text!r}")
    return expression


def references(text: str) -> list[Reference]:
    """All context accesses in the ``${{ }}`` of a string, in order; what does not parse is read leniently."""
    found: list[Reference] = []
    for inner in embedded(text):
        found += expression_references(inner)
    return found


def expression_references(inner: str) -> list[Reference]:
    """All context accesses in a bare expression (no ``${{``), in order."""
    try:
        return list(_walk(parse_expression(inner)))
    except ExpressionError:
        bare = _STRING.sub("''", inner)
        return [Reference(tuple(match.split("."))) for match in _DOTTED.findall(bare)]


def _walk(expression: Expression) -> Iterator[Reference]:
    if isinstance(expression, Reference):
        yield expression
    elif isinstance(expression, Call):
        for argument in expression.arguments:
            yield from _walk(argument)
    elif isinstance(expression, Operation):
        for operand in expression.operands:
            yield from _walk(operand)


def calls(expression: Expression) -> Iterator[str]:
    """The names of all functions that an expression calls, in lower case."""
    if isinstance(expression, Call):
        yield expression.name
        for argument in expression.arguments:
            yield from calls(argument)
    elif isinstance(expression, Operation):
        for operand in expression.operands:
            yield from calls(operand)


class _Parser:
    """A parser by recursive descent; both the nesting and the number of operations are bounded."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.position = 0
        self.depth = 0
        self.operations = 0

    def peek(self) -> str | None:
        return self.tokens[self.position][1] if self.position < len(self.tokens) else None

    def take(self) -> tuple[str, str]:
        if self.position >= len(self.tokens):
            raise ExpressionError(f"{self.text!r} ends too early")
        self.position += 1
        return self.tokens[self.position - 1]

    def expect(self, token: str) -> None:
        if self.take()[1] != token:
            raise ExpressionError(f"{token!r} expected in {self.text!r}")

    def count(self) -> None:
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            raise ExpressionError("the expression has too many operations")

    def binary(self, level: int) -> Expression:
        if level == len(_PRECEDENCE):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in _PRECEDENCE[level]:
            operator = self.take()[1]
            self.count()
            left = Operation(operator, (left, self.binary(level + 1)))
        return left

    def unary(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError("the expression is nested too deeply")
        try:
            if self.peek() == "!":
                self.take()
                return Operation("!", (self.unary(),))
            return self.primary()
        finally:
            self.depth -= 1

    def primary(self) -> Expression:
        kind, token = self.take()
        if kind == "string":
            return Literal(token[1:-1].replace("''", "'"))
        if kind == "number":
            return Literal(_number(token))
        if token == "(":
            inner = self.binary(0)
            self.expect(")")
            return self.accesses(inner)
        if kind == "name":
            return self.named(token)
        raise ExpressionError(f"unexpected {token!r} in {self.text!r}")

    def named(self, name: str) -> Expression:
        if name.lower() in _CONSTANTS:
            return Literal(_CONSTANTS[name.lower()])
        if self.peek() != "(":
            return self.accesses(Reference((name,)))
        self.take()
        self.count()
        arguments: list[Expression] = []
        while self.peek() != ")":
            arguments.append(self.binary(0))
            if self.peek() == ",":
                self.take()
        self.expect(")")
        return self.accesses(Call(name.lower(), tuple(arguments)))

    def accesses(self, target: Expression) -> Expression:
        while self.peek() in (".", "["):
            self.count()
            if self.take()[1] == ".":
                target = _access(target, self.take()[1], None)
                continue
            if self.peek() == "*":
                self.take()
                self.expect("]")
                target = _access(target, "*", None)
                continue
            index = self.binary(0)
            self.expect("]")
            name = index.value if isinstance(index, Literal) else None
            target = _access(target, name, None) if isinstance(name, str) else _access(target, "*", index)
        return target


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            raise ExpressionError(f"cannot read {text!r}")
        kind = match.lastgroup or ""
        yield kind, match.group(kind)
        position = match.end()


def _number(token: str) -> float:
    if "0x" not in token.lower():
        return float(token)
    try:
        return float(int(token, 16))
    except OverflowError:
        return float("inf")


def _access(target: Expression, part: str, index: Expression | None) -> Expression:
    if isinstance(target, Reference):
        access: Expression = Reference((*target.parts, part))
        return access if index is None else Operation("[]", (access, index))
    return Operation("[]", (target, Literal(part) if index is None else index))
