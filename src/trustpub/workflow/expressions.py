"""GitHub's expression language, as far as it can be told without a run.

Source of the grammar: GitHub's documentation, "Evaluate expressions in workflows and actions". Names of contexts,
properties and functions are case-insensitive; strings compare ignoring case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

Value = str | bool | float | None


class Unknown:
    """The value of something that only a run can tell."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


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

Lookup = Callable[[Reference], "Value | Unknown"]

_EMBEDDED = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<number>-?(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?))"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_-]*)|(?P<operator>&&|\|\||==|!=|<=|>=|[!<>()\[\].,*]))"
)
_PRECEDENCE = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="))


class ExpressionError(ValueError):
    """The text between ``${{`` and ``}}`` is not an expression."""


def embedded(text: str) -> list[str]:
    """The inner texts of all ``${{ }}`` in a string, in order."""
    return [match.group(1).strip() for match in _EMBEDDED.finditer(text)] if "${{" in text else []


def parts(text: str) -> list[tuple[bool, str]]:
    """Split a string into pieces: (True, expression) for what stands in ``${{ }}``, (False, literal) for the rest."""
    pieces: list[tuple[bool, str]] = []
    position = 0
    for match in _EMBEDDED.finditer(text):
        if match.start() > position:
            pieces.append((False, text[position : match.start()]))
        pieces.append((True, match.group(1).strip()))
        position = match.end()
    if position < len(text):
        pieces.append((False, text[position:]))
    return pieces


def parse_expression(text: str) -> Expression:
    """Parse what stands between ``${{`` and ``}}``.

    Raises:
        ExpressionError: not an expression of GitHub's language.
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
        bare = re.sub(r"'(?:[^']|'')*'", "''", inner)
        return [Reference(tuple(m.split("."))) for m in re.findall(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+", bare)]


def _walk(expression: Expression) -> Iterator[Reference]:
    if isinstance(expression, Reference):
        yield expression
    elif isinstance(expression, Call):
        for argument in expression.arguments:
            yield from _walk(argument)
    elif isinstance(expression, Operation):
        for operand in expression.operands:
            yield from _walk(operand)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        position = 0
        stripped = text.rstrip()
        while position < len(stripped):
            match = _TOKEN.match(stripped, position)
            if match is None:
                raise ExpressionError(f"cannot read {text!r}")
            kind = match.lastgroup or ""
            self.tokens.append((kind, match.group(kind)))
            position = match.end()
        self.position = 0
        self.depth = 0

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

    def binary(self, level: int) -> Expression:
        if level == len(_PRECEDENCE):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in _PRECEDENCE[level]:
            operator = self.take()[1]
            left = Operation(operator, (left, self.binary(level + 1)))
        return left

    def unary(self) -> Expression:
        self.depth += 1
        if self.depth > 200:
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
            return Literal(float(int(token, 16)) if token.lower().startswith("0x") else float(token))
        if token == "(":
            inner = self.binary(0)
            self.expect(")")
            return self.accesses(inner)
        if kind == "name":
            return self.named(token)
        raise ExpressionError(f"unexpected {token!r} in {self.text!r}")

    def named(self, name: str) -> Expression:
        constants: dict[str, Value] = {"true": True, "false": False, "null": None}
        if name.lower() in constants:
            return Literal(constants[name.lower()])
        if self.peek() == "(":
            self.take()
            arguments: list[Expression] = []
            while self.peek() != ")":
                arguments.append(self.binary(0))
                if self.peek() == ",":
                    self.take()
            self.expect(")")
            return self.accesses(Call(name.lower(), tuple(arguments)))
        return self.accesses(Reference((name,)))

    def accesses(self, target: Expression) -> Expression:
        while self.peek() in (".", "["):
            if self.take()[1] == ".":
                part = self.take()[1]
                target = _access(target, part, None)
            else:
                if self.peek() == "*":
                    self.take()
                    self.expect("]")
                    target = _access(target, "*", None)
                    continue
                index = self.binary(0)
                self.expect("]")
                if isinstance(index, Literal) and isinstance(index.value, str):
                    target = _access(target, index.value, None)
                else:
                    target = _access(target, "*", index)
        return target


def _access(target: Expression, part: str, index: Expression | None) -> Expression:
    if isinstance(target, Reference):
        access: Expression = Reference((*target.parts, part))
        return access if index is None else Operation("[]", (access, index))
    return Operation("[]", (target, Literal(part) if index is None else index))


def evaluate(expression: Expression, lookup: Lookup) -> Value | Unknown:
    """The value of an expression with what ``lookup`` knows; `UNKNOWN` where only a run can tell.

    ``&&`` and ``||`` give their operands back as GitHub's do, and decide as soon as one side settles them.
    """
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, Reference):
        return lookup(expression)
    if isinstance(expression, Call):
        return _call(expression.name, [evaluate(argument, lookup) for argument in expression.arguments])
    operator = expression.operator
    values = [evaluate(operand, lookup) for operand in expression.operands]
    if operator == "!":
        return UNKNOWN if isinstance(values[0], Unknown) else not truthy(values[0])
    if operator in ("&&", "||"):
        return _logical(operator, values[0], values[1])
    if operator in ("==", "!=") and len(values) == 2:
        left, right = values
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return UNKNOWN
        return _same(left, right) == (operator == "==")
    return UNKNOWN


def truthy(value: Value) -> bool:
    """Whether GitHub takes a value as true: not false, 0, '' or null."""
    return value not in (False, 0, "", None)


def _logical(operator: str, left: Value | Unknown, right: Value | Unknown) -> Value | Unknown:
    if not isinstance(left, Unknown):
        if operator == "&&":
            return right if truthy(left) else left
        return left if truthy(left) else right
    if isinstance(right, Unknown):
        return UNKNOWN
    if operator == "&&":
        return UNKNOWN if truthy(right) else False
    return right if right is True else UNKNOWN


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if type(left) is type(right):
        return left == right
    return _number(left) == _number(right)


def _number(value: Value) -> float:
    if value is None or value == "":
        return 0.0
    try:
        return float(value)
    except ValueError:
        return float("nan")


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else str(value)
    return value


def _call(name: str, values: list[Value | Unknown]) -> Value | Unknown:
    known = [_text(value) for value in values if not isinstance(value, Unknown)]
    if len(known) != len(values):
        return UNKNOWN
    if name == "format" and known:
        result = known[0]
        for number, value in enumerate(known[1:]):
            result = result.replace("{" + str(number) + "}", value)
        return result
    if len(known) == 2:
        haystack, needle = known[0].lower(), known[1].lower()
        if name == "startswith":
            return haystack.startswith(needle)
        if name == "endswith":
            return haystack.endswith(needle)
        if name == "contains":
            return needle in haystack
    return UNKNOWN


def evaluate_text(text: str, lookup: Lookup) -> str | None:
    """The text with every ``${{ }}`` replaced by its value, or None where one is unknown."""
    result = ""
    for is_expression, piece in parts(text):
        if not is_expression:
            result += piece
            continue
        try:
            value = evaluate(parse_expression(piece), lookup)
        except ExpressionError:
            return None
        if isinstance(value, Unknown):
            return None
        result += _text(value)
    return result


def literals(text: str) -> list[str] | None:
    """The strings that a single ``${{ }}`` can yield when it only chooses between literals, else None.

    ``${{ github.ref == 'x' && 'a' || 'b' }}`` yields ``['a', 'b']``.
    """
    pieces = parts(text)
    if len(pieces) != 1 or not pieces[0][0]:
        return None
    try:
        return _choices(parse_expression(pieces[0][1]))
    except ExpressionError:
        return None


def _choices(expression: Expression) -> list[str] | None:
    if isinstance(expression, Literal):
        return [_text(expression.value)]
    if isinstance(expression, Operation) and expression.operator == "||":
        found = [_choices(operand) for operand in expression.operands]
        return None if None in found else [choice for choices in found for choice in choices or []]
    if isinstance(expression, Operation) and expression.operator == "&&":
        return _choices(expression.operands[1])
    return None
