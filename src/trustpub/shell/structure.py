"""Groups commands and operators into statements, and tells every command what is around it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import TypeAlias

from trustpub.shell.model import Block, Chain, Command, Compound, Pipeline, Statement

Item: TypeAlias = "Statement | str"
_PLACES = {"&&": "and", "||": "or"}


def group(items: list[Item]) -> list[Statement]:
    """Statements from items: ``|`` binds closer than ``!``, which binds closer than ``&&`` and ``||``."""
    statements: list[Statement] = []
    for chain, _ in _split(items, ("\n",)):
        links = _split(chain, ("&&", "||"))
        parts = [part for link, _ in links for part in _pipeline(link)]
        operators = tuple(operator for _, operator in links if operator)
        if len(parts) > 1:
            statements.append(Chain(tuple(parts), operators[: len(parts) - 1]))
        else:
            statements += parts
    return statements


def _split(items: list[Item], separators: tuple[str, ...]) -> list[tuple[list[Item], str]]:
    """The runs of items between separators, each with the separator after it ("" after the last)."""
    runs: list[tuple[list[Item], str]] = []
    run: list[Item] = []
    for item in items:
        if isinstance(item, str) and item in separators:
            runs.append((run, item))
            run = []
        else:
            run.append(item)
    return [*runs, (run, "")]


def _pipeline(items: list[Item]) -> list[Statement]:
    """The one statement that a link of a chain is; none where the script is broken."""
    members = [item for item in items if not isinstance(item, str)]
    operators = tuple(item for item in items if isinstance(item, str) and item != "!")
    if not members:
        return []
    statement = members[0] if len(members) == 1 else Pipeline(tuple(members), operators[: len(members) - 1])
    if items.count("!") % 2:
        block = Block(("negation",), (statement,))
        return [Compound("negation", ("!",), (block,), (), statement.start, statement.end)]
    return [statement]


def with_contexts(body: Block, source: str) -> Block:
    """The same statements with line, context and function of all commands filled in."""
    return _Contexts(source).block(body, (), None)


class _Contexts:
    def __init__(self, source: str) -> None:
        self._breaks = [position for position, char in enumerate(source) if char == "\n"]

    def block(self, block: Block, context: tuple[str, ...], function: str | None) -> Block:
        inner = context + block.context
        return Block(block.context, tuple(self.statement(s, inner, function) for s in block.statements))

    def statement(self, statement: Statement, context: tuple[str, ...], function: str | None) -> Statement:
        if isinstance(statement, Command):
            line = bisect_right(self._breaks, statement.start - 1)
            nested = self._blocks(statement.nested, context, function)
            return statement._replace(line=line, context=context, function=function, nested=nested)
        if isinstance(statement, Pipeline):
            parts = tuple(self.statement(part, (*context, "pipeline"), function) for part in statement.parts)
            return statement._replace(parts=parts)
        if isinstance(statement, Chain):
            places = [_PLACES[o] for o in (statement.operators[0], *statement.operators)]
            pairs = zip(statement.parts, places, strict=True)
            return statement._replace(parts=tuple(self.statement(p, (*context, at), function) for p, at in pairs))
        blocks = self._blocks(statement.blocks, context, statement.name or function)
        return statement._replace(blocks=blocks, nested=self._blocks(statement.nested, context, function))

    def _blocks(self, blocks: Iterable[Block], context: tuple[str, ...], function: str | None) -> tuple[Block, ...]:
        return tuple(self.block(block, context, function) for block in blocks)
