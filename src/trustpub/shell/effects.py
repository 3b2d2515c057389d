"""What commands do besides their work: to the shell, to files, and with their exit status."""

from __future__ import annotations

import re

from trustpub.shell.model import DECLARING, Block, Chain, Command, Compound, Pipeline, Statement, commands_in

_ASSIGNING_EXPANSION = re.compile(r"\$\{\w+(?:\[[^]]*\])?:?=|\$\(\(|\$\[|\$\{!")
_SHELL_STATE = frozenset(
    {
        "cd",
        "pushd",
        "popd",
        "set",
        "shopt",
        "source",
        ".",
        "eval",
        "read",
        "trap",
        "exit",
        "return",
        "break",
        "continue",
    }
    | {
        "shift",
        "umask",
        "alias",
        "unalias",
        "ulimit",
        "wait",
        "exec",
        "mapfile",
        "readarray",
        "getopts",
        "let",
        "unset",
    }
)
_READERS = frozenset(
    {"basename", "cat", "cut", "date", "dirname", "echo", "false", "grep", "head", "ls", "printf", "pwd", "realpath"}
    | {"seq", "tail", "tr", "true", "uname", "wc", "which", ":"}
)
_NEVER_FAIL = frozenset({":", "echo", "printf", "set", "shopt", "true", *DECLARING} - {"readonly", "local"})
_QUIET_TARGETS = frozenset({"/dev/null", "/dev/stderr", "/dev/stdout"})


def side_effect(command: Command, source: str, disposable: tuple[str, ...] = ()) -> str | None:
    """What a command does that the rest of the script or of the job may need, as a clause; None when nothing.

    Its own work (the upload) does not count, nor do the variables that it sets, nor what it writes into files whose
    path ends with one of ``disposable``.
    """
    if command.name in _SHELL_STATE:
        return f"`{command.name}` changes the state of the shell"
    if _ASSIGNING_EXPANSION.search(source, command.start, command.end):
        return "its arguments may change variables"
    for redirect in command.redirects:
        if ">" in redirect.operator and redirect.target and redirect.target.value not in _QUIET_TARGETS:
            if redirect.target.text.rstrip("\"'").endswith(disposable or "\0"):
                continue
            return f"its output goes to `{redirect.target.text}`, which may be read later"
    for inner in _nested(command):
        if inner.name not in _READERS or any(">" in redirect.operator for redirect in inner.redirects):
            return f"its arguments run `{source[inner.start : inner.end]}`"
    return None


def _nested(command: Command) -> list[Command]:
    return [inner for block in command.nested for inner in commands_in(block)]


def only_prints(statement: Statement, source: str) -> bool:
    """Whether a member of a pipeline does nothing but feed the next one with text."""
    return (
        isinstance(statement, Command)
        and (statement.name in ("echo", "printf", "yes") or (statement.name == "cat" and len(statement.words) == 1))
        and side_effect(statement, source) is None
    )


def only_copies(statement: Statement, source: str) -> bool:
    """Whether a member of a pipeline does nothing but show what comes from the one before it."""
    return (
        isinstance(statement, Command)
        and statement.name in ("cat", "tee")
        and len(statement.words) == 1
        and side_effect(statement, source) is None
    )


def never_fails(statement: Statement) -> bool:
    """Whether the exit status of a statement is always 0 (a full disk aside)."""
    if not isinstance(statement, Command) or statement.nested:
        return False
    opened = any(redirect.target and redirect.body is None for redirect in statement.redirects)
    return not opened and (not statement.words or statement.name in _NEVER_FAIL)


def only_ends(statement: Statement) -> bool:
    """Whether a statement only sets an exit status: ``true``, ``:``, ``false``, ``exit 1``."""
    return (
        isinstance(statement, Command)
        and statement.name in ("true", ":", "false", "exit")
        and not (statement.redirects or statement.nested or statement.assignments)
    )


def may_leave_failure(statement: Statement, stops_on_error: bool) -> bool:
    """Whether the script can go on after a statement although its exit status is not 0.

    With ``set -e`` bash ignores failures before ``&&`` and ``||``, after ``!``, and those of compounds that end in one
    of them; see "The Set Builtin" in its manual. Without it every failure is ignored.
    """
    if isinstance(statement, Chain):
        return _chain_may_leave_failure(statement, stops_on_error)
    if isinstance(statement, Compound):
        return _compound_may_leave_failure(statement, stops_on_error)
    if isinstance(statement, Pipeline):
        return not stops_on_error
    return not stops_on_error and not never_fails(statement)


def _chain_may_leave_failure(chain: Chain, stops_on_error: bool) -> bool:
    if may_leave_failure(chain.parts[-1], stops_on_error):
        return True
    position = len(chain.operators) - 1
    while position >= 0 and chain.operators[position] == "&&":
        if not never_fails(chain.parts[position]):
            return True
        position -= 1
    return False


def _compound_may_leave_failure(compound: Compound, stops_on_error: bool) -> bool:
    if compound.kind == "negation":
        return True
    if compound.kind in ("background", "function"):
        return False
    if compound.kind in ("subshell", "other"):
        return not stops_on_error
    return any(block_may_leave_failure(block, stops_on_error) for block in compound.blocks)


def block_may_leave_failure(block: Block, stops_on_error: bool) -> bool:
    """`may_leave_failure` for the last statement of a body; conditions do not count."""
    if not block.statements or block.context[-1:] == ("condition",):
        return False
    return may_leave_failure(block.statements[-1], stops_on_error)
