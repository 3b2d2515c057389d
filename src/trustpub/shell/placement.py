"""Where a command stands in its script: whether it runs for certain, and what comes before and behind it.

Source: the sections "Lists of Commands", "Compound Commands" and "The Set Builtin" of bash's manual. A failure in front
of ``&&`` does not stop a script that runs with ``-e``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import TypeAlias

from trustpub.shell.effects import never_fails
from trustpub.shell.model import Block, Chain, Command, Compound, Pipeline, Script, Statement, commands_in

Path: TypeAlias = "tuple[tuple[Block | Chain | Pipeline | Compound, int], ...]"
"""From the script's body to a command: what holds it, and at which place of it, outermost first."""

_BRANCHES = ("if", "case")
_LOOPS = ("for", "while")
_HARMLESS_IN_A_LOOP = frozenset({"sleep", "echo", "printf", "true", ":", "[", "[[", "test", "break", None})


def path_to(script: Script, command: Command) -> Path | None:
    """The way to a command; None when it stands in a substitution, or is not of the script."""
    return _in_block(script.body, command)


def _in_block(block: Block, command: Command) -> Path | None:
    position = bisect_right(block.statements, command.start, key=lambda statement: statement.start) - 1
    inner = None if position < 0 else _in_statement(block.statements[position], command)
    return None if inner is None else ((block, position), *inner)


def _in_statement(statement: Statement, command: Command) -> Path | None:
    if isinstance(statement, Command):
        return () if (statement.start, statement.end) == (command.start, command.end) else None
    if isinstance(statement, Compound):
        for position, block in enumerate(statement.blocks):
            inner = _in_block(block, command)
            if inner is not None:
                return (statement, position), *inner
        return None
    for position, part in enumerate(statement.parts):
        inner = _in_statement(part, command)
        if inner is not None:
            return (statement, position), *inner
    return None


def may_be_passed_over(script: Script, command: Command, *, stops_on_error: bool) -> bool:
    """Whether the script may succeed without having run a command.

    Args:
        script: the script.
        command: one of its commands, not in a substitution.
        stops_on_error: whether it runs with ``-e``.
    """
    path = path_to(script, command)
    if path is None:
        return True
    for depth, (holder, position) in enumerate(path):
        if isinstance(holder, Compound) and holder.kind in (*_BRANCHES, *_LOOPS, "function"):
            return True
        if isinstance(holder, Chain) and position:
            if "||" in holder.operators[:position]:
                return True
            certain = all(never_fails(part) for part in holder.parts[:position])
            if not certain and not _failure_ends(path[: depth + 1], stops_on_error):
                return True
    return any(ends_well(other) for other in script.commands if other.start < command.start)


def _failure_ends(path: Path, stops_on_error: bool) -> bool:
    """Whether the script fails when a part of the chain at the end of the path does, which ``-e`` itself ignores."""
    ignored = True
    for holder, position in reversed(path):
        if isinstance(holder, Chain):
            if "||" in holder.operators[position:]:
                return False
            ignored = ignored or position + 1 < len(holder.parts)
        elif isinstance(holder, Compound):
            if holder.kind == "subshell":
                ignored = False
            elif holder.kind != "group":
                return False
        elif isinstance(holder, Pipeline):
            return False
        elif position + 1 < len(holder.statements):
            return stops_on_error and not ignored
    return True


def ends_well(command: Command) -> bool:
    """Whether a command may end the script without a failure."""
    if command.name not in ("exit", "return"):
        return False
    status = command.args[0] if command.args else None
    return not (status is not None and status.isdecimal() and int(status) % 256 != 0)


def followers(script: Script, command: Command) -> list[Command]:
    """The commands that may run behind a command; in a loop those in front of it as well."""
    found: dict[tuple[int, int], Command] = {}
    for holder, position in reversed(path_to(script, command) or ()):
        blocks: tuple[Block, ...] = ()
        if isinstance(holder, Compound):
            blocks = holder.blocks if holder.kind in _LOOPS else ()
        else:
            rest = holder.statements if isinstance(holder, Block) else holder.parts
            blocks = (Block((), rest[position + 1 :]),)
        found |= {(other.start, other.end): other for block in blocks for other in commands_in(block)}
    found.pop((command.start, command.end), None)
    return list(found.values())


def is_retried(script: Script, command: Command) -> bool:
    """Whether a command stands in a loop that does nothing but try it until it succeeds, as ``command && break``."""
    path = path_to(script, command) or ()
    loops = [depth for depth, (holder, _) in enumerate(path) if isinstance(holder, Compound) and holder.kind in _LOOPS]
    if not loops:
        return False
    inside = path[loops[-1] + 1 :]
    if len(loops) > 1 or len(inside) != 2 or not isinstance(inside[1][0], Chain):
        return False
    chain, position = inside[1]
    assert isinstance(chain, Chain)
    rest = chain.parts[position + 1 : position + 2]
    leaves = bool(rest) and isinstance(rest[0], Command) and rest[0].name in ("break", "exit")
    loop = path[loops[-1]][0]
    assert isinstance(loop, Compound)
    others = [other for block in loop.blocks for other in commands_in(block) if other != command]
    harmless = all(other.name in _HARMLESS_IN_A_LOOP or other.name == "exit" for other in others)
    return leaves and position == 0 and chain.operators[0] == "&&" and harmless


def moves(script: Script, mover: Command, command: Command) -> bool | None:
    """Whether what ``mover`` does to its shell (``cd``) holds for ``command``, which stands behind it.

    Returns:
        True when it does whenever the command runs, False when it never does, None when that depends on the run.
    """
    first, second = path_to(script, mover), path_to(script, command)
    if first is None:
        return False
    if second is None:
        return None
    for depth, ((holder, position), (other, later)) in enumerate(zip(first, second, strict=False)):
        if holder is not other or position == later:
            continue
        if isinstance(holder, Pipeline):
            return False
        if isinstance(holder, Compound):
            if holder.kind not in _BRANCHES:
                return None
            tested = any("condition" in holder.blocks[place].context for place in (position, later))
            return None if tested else False
        if isinstance(holder, Chain) and "||" in holder.operators[position:later]:
            return None
        return _reaches_its_shell(first[depth + 1 :])
    return None


def _reaches_its_shell(path: Path) -> bool | None:
    """Whether a command changes the shell that the whole path stands in."""
    certain = True
    for holder, position in path:
        if isinstance(holder, Pipeline) or (isinstance(holder, Compound) and holder.kind in ("subshell", "background")):
            return False
        if isinstance(holder, Compound) and holder.kind != "group":
            certain = False
        if isinstance(holder, Chain) and "||" in holder.operators and not _ends_otherwise(holder, position):
            certain = False
    return True if certain else None


def _ends_otherwise(chain: Chain, position: int) -> bool:
    """Whether a chain is ``command || exit 1``: behind it the command has succeeded."""
    last = chain.parts[-1]
    return len(chain.parts) == 2 and position == 0 and isinstance(last, Command) and last.name == "exit"


def stands_alone(script: Script, command: Command) -> bool:
    """Whether a command is a statement of its own, not a part of a chain or a pipeline."""
    path = path_to(script, command)
    return path is not None and isinstance(path[-1][0], Block)


def is_fallback(script: Script, command: Command) -> bool:
    """Whether a command stands behind ``||`` in a list: what is put behind it with ``&&`` would run without it."""
    path = path_to(script, command)
    if path is None or not isinstance(path[-1][0], Chain):
        return False
    chain, position = path[-1]
    return isinstance(chain, Chain) and "||" in chain.operators[:position]


def kinds_around(script: Script, command: Command) -> Iterator[str]:
    """The kinds of the constructs around a command: those of `Compound`, "pipeline", "condition"; outermost first."""
    for holder, position in path_to(script, command) or ():
        if isinstance(holder, Pipeline):
            yield "pipeline"
        elif isinstance(holder, Compound):
            yield holder.kind
            if "condition" in holder.blocks[position].context:
                yield "condition"
