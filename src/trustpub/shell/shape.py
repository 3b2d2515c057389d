"""The shape of a script: what it runs, in which constructs, without places, comments and blanks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from trustpub.shell.model import Block, Chain, Command, Compound, Pipeline, Redirect, Statement

Shape: TypeAlias = "tuple[str | Shape, ...]"


def block_shape(block: Block, source: str) -> Shape:
    """The shape of a block."""
    return tuple(statement_shape(statement, source) for statement in block.statements)


def statement_shape(statement: Statement, source: str) -> Shape:
    """The shape of a statement."""
    if isinstance(statement, Command):
        return command_shape(statement, source)
    if isinstance(statement, (Chain, Pipeline)):
        return joined_shape(statement.operators, [statement_shape(part, source) for part in statement.parts])
    return compound_shape(statement, [block_shape(block, source) for block in statement.blocks], source)


def command_shape(command: Command, source: str) -> Shape:
    """The text of a command and its here-documents."""
    return (source[command.start : command.end], *_bodies(command.redirects, source))


def joined_shape(operators: Iterable[str], parts: list[Shape]) -> Shape:
    """The shape of parts joined by operators; of one part, its own."""
    return parts[0] if len(parts) == 1 else ("joined", tuple(operators), *parts)


def compound_shape(compound: Compound, blocks: list[Shape], source: str) -> Shape:
    """The shape of a compound whose blocks have the given shapes."""
    redirects = tuple(source[redirect.start : redirect.end] for redirect in compound.redirects)
    return (compound.kind, compound.head, redirects, _bodies(compound.redirects, source), *blocks)


def _bodies(redirects: tuple[Redirect, ...], source: str) -> tuple[str, ...]:
    return tuple(source[slice(*redirect.body_span)] for redirect in redirects if redirect.body_span)
