"""What an expression is worth, as far as it can be told without a run.

Source of the rules: GitHub's documentation, "Evaluate expressions in workflows and actions": strings compare ignoring
case, ``&&`` and ``||`` give their operands back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trustpub.workflow.expressions import (
    Call,
    Expression,
    ExpressionError,
    Literal,
    Operation,
    Reference,
    Value,
    parse_expression,
    parts,
)


class Unknown:
    """The value of something that only a run can tell."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()

Lookup = Callable[[Reference], "Value | Unknown"]

MAX_TEXT = 50_000
"""Longest text that is put together; a longer one is taken as unknown (values may refer to each other many times)."""


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


def evaluate_text(text: str, lookup: Lookup) -> str | None:
    """The text with every ``${{ }}`` replaced by its value, or None where one is unknown."""
    result = ""
    for is_expression, piece in parts(text):
        if is_expression:
            try:
                value = evaluate(parse_expression(piece), lookup)
            except ExpressionError:
                return None
            if isinstance(value, Unknown):
                return None
            piece = text_of_value(value)
        result += piece
        if len(result) > MAX_TEXT:
            return None
    return result


def text_of_value(value: Value) -> str:
    """The text that a value becomes inside a string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value


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


def either(texts: Sequence[str]) -> str:
    """One text for a value of which only a run tells which of ``texts`` it is: an expression that chooses.

    What `literals` and the references of an expression tell about it then holds for a value that a script chooses.
    """
    distinct = list(dict.fromkeys(texts))
    if len(distinct) == 1:
        return distinct[0]
    *first, last = [_operand(text) for text in distinct]
    return "${{ " + "".join(f"github.event && {operand} || " for operand in first) + last + " }}"


def _operand(text: str) -> str:
    pieces = parts(text)
    if len(pieces) == 1 and pieces[0][0]:
        return f"({pieces[0][1]})"
    if not any(is_expression for is_expression, _ in pieces):
        return _quoted(text)
    expressions = [piece for is_expression, piece in pieces if is_expression]
    numbers = iter(range(len(expressions)))
    pattern = "".join(f"{{{next(numbers)}}}" if is_expression else piece for is_expression, piece in pieces)
    return f"format({', '.join([_quoted(pattern), *(f'({piece})' for piece in expressions)])})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _choices(expression: Expression) -> list[str] | None:
    if isinstance(expression, Literal):
        return [text_of_value(expression.value)]
    if isinstance(expression, Operation) and expression.operator == "||":
        found = [_choices(operand) for operand in expression.operands]
        return None if None in found else [choice for choices in found for choice in choices or []]
    if isinstance(expression, Operation) and expression.operator == "&&":
        return _choices(expression.operands[1])
    return None


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


def _call(name: str, values: list[Value | Unknown]) -> Value | Unknown:
    known = [text_of_value(value) for value in values if not isinstance(value, Unknown)]
    if len(known) != len(values):
        return UNKNOWN
    if name == "format" and known:
        result = known[0]
        for number, value in enumerate(known[1:]):
            result = result.replace("{" + str(number) + "}", value)
            if len(result) > MAX_TEXT:
                return UNKNOWN
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
