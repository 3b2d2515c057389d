"""Which variables a command of a script can see."""

from __future__ import annotations

from trustpub.shell.model import (
    Block,
    Chain,
    Command,
    Compound,
    Script,
    Statement,
    blocks_of,
    commands_in,
    lasting_assignments,
)
from trustpub.shell.values import resolve

_OWN_PROCESS = frozenset({"subshell", "background"})


def variables_before(script: Script, command: Command) -> dict[str, str]:
    """The variables that the script has surely set, exported or not, when it comes to ``command``.

    Values are resolved with the variables before them, and may hold ``${{ }}`` and references to unknown variables.
    A variable that is set to something that cannot be told, or only under a condition, is absent. A function's body
    sees what was set before its definition.
    """
    variables: dict[str, str] = {}
    _follow(script.body, command, variables)
    return variables


def _follow(block: Block, command: Command, variables: dict[str, str]) -> bool:
    """Applies a block's assignments up to ``command``; True when the command was found in it."""
    return any(_follow_statement(statement, command, variables) for statement in block.statements)


def _follow_statement(statement: Statement, command: Command, variables: dict[str, str]) -> bool:
    if isinstance(statement, Command):
        if statement.start == command.start and statement.end == command.end:
            return True
        if any(_holds(block, command) and _follow(block, command, variables) for block in statement.nested):
            return True
        _assign(statement, variables)
        return False
    if isinstance(statement, Chain) and "||" not in statement.operators:
        return _follow(Block((), statement.parts), command, variables)
    inside = [block for block in blocks_of(statement) if _holds(block, command)]
    for block in blocks_of(statement):
        if (block.context[-1:] == ("condition",) or block in inside) and _follow(block, command, variables):
            return True
    _forget(statement, variables)
    return False


def _holds(block: Block, command: Command) -> bool:
    return any(inner.start == command.start and inner.end == command.end for inner in commands_in(block))


def _assign(command: Command, variables: dict[str, str]) -> None:
    for assignment in lasting_assignments(command):
        value = assignment.value.value if assignment.value else ""
        if value is None:
            variables.pop(assignment.name, None)
        else:
            variables[assignment.name] = resolve(value, variables)
    if command.name in ("unset", "read"):
        for word in command.words[1:]:
            variables.pop(word.value or "", None)


def _forget(statement: Statement, variables: dict[str, str]) -> None:
    """Removes what a statement may have set: it is not known any more."""
    if isinstance(statement, Compound) and statement.kind == "group":
        for inner in statement.blocks[0].statements:
            if isinstance(inner, Command):
                _assign(inner, variables)
            else:
                _forget(inner, variables)
        return
    if isinstance(statement, Compound) and statement.kind in _OWN_PROCESS:
        return
    for block in blocks_of(statement):
        for command in commands_in(block):
            for assignment in lasting_assignments(command):
                variables.pop(assignment.name, None)
    if isinstance(statement, Compound) and statement.kind == "for" and len(statement.head) > 1:
        variables.pop(statement.head[1], None)
