"""Scripts that are not worth a step."""

from __future__ import annotations

from trustpub.shell.model import Chain, Command, Statement
from trustpub.shell.reader import read_script

_INERT = frozenset({":", "true", "set", "shopt", "cd"})


def is_inert(source: str) -> bool:
    """Whether a script does nothing for the steps after it.

    That is so when it holds only comments, ``set``, ``cd``, ``true``, ``:`` and variables that are not exported.
    Anything that prints, or cannot be read, does something.
    """
    script = read_script(source)
    return not script.has_errors and all(_does_nothing(statement) for statement in script.body.statements)


def _does_nothing(statement: Statement) -> bool:
    if isinstance(statement, Chain):
        return all(_does_nothing(part) for part in statement.parts)
    if not isinstance(statement, Command) or statement.redirects or statement.nested:
        return False
    return not statement.words or statement.name in _INERT
