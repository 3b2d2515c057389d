"""What a shell script is made of. All positions are character offsets into `Script.source`, ends exclusive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias


class Word(NamedTuple):
    """One word of a command.

    Attributes:
        text: the word as written, quotes and all; ``source[start:end] == text``.
        value: what it stands for after quote removal. ``${{ }}`` and references to variables stay as they are
            written; globs and braces are not expanded. None where it cannot be told (command substitution).
    """

    text: str
    value: str | None
    start: int
    end: int


class Assignment(NamedTuple):
    """``NAME=value``. ``exported`` is True for ``export NAME=value`` and ``declare -x NAME=value``.

    ``value`` is None for ``NAME=``; its ``value`` is None for arrays, ``+=`` and whatever cannot be told.
    """

    name: str
    value: Word | None
    exported: bool
    start: int
    end: int


class Redirect(NamedTuple):
    """A redirection. ``operator`` includes the file descriptor; ``2>&1`` has no target.

    ``start`` and ``end`` cover operator and target; the lines of a here-document, from the first to the one with
    the delimiter (its line break excluded), are ``body_span``. ``body`` is their text without the delimiter, with
    ``\\n`` line ends, and without the leading tabs that ``<<-`` removes.
    """

    operator: str
    target: Word | None
    body: str | None
    start: int
    end: int
    body_span: tuple[int, int] | None = None


class Command(NamedTuple):
    """A simple command: bash's builtins, ``[`` and ``[[``, ``export`` and bare assignments (no words) included.

    Attributes:
        words: the name and the arguments.
        assignments: what stands before the name, or all there is of a bare assignment.
        start, end: the command with its prefixes and redirections, without the lines of here-documents.
        line: line of ``start``, counted from 0.
        context: the constructs around it, outermost first: "if", "elif", "else", "for", "while", "case", "function",
            "subshell", "group", "pipeline", "and", "or", "negation", "substitution", "background", "condition".
        function: name of the innermost function around it.
        nested: the scripts of its command and process substitutions.
    """

    words: tuple[Word, ...]
    assignments: tuple[Assignment, ...]
    redirects: tuple[Redirect, ...]
    start: int
    end: int
    line: int
    context: tuple[str, ...] = ()
    function: str | None = None
    nested: tuple[Block, ...] = ()

    @property
    def name(self) -> str | None:
        """The value of the first word; None when there is none or it cannot be told."""
        return self.words[0].value if self.words else None

    @property
    def args(self) -> tuple[str | None, ...]:
        """The values of the words after the name."""
        return tuple(word.value for word in self.words[1:])


class Chain(NamedTuple):
    """Statements joined by ``&&`` and ``||``: one more part than operators."""

    parts: tuple[Statement, ...]
    operators: tuple[str, ...]

    @property
    def start(self) -> int:
        """Where the first part starts."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Where the last part ends."""
        return self.parts[-1].end


class Pipeline(NamedTuple):
    """Statements joined by ``|`` and ``|&``: one more part than operators."""

    parts: tuple[Statement, ...]
    operators: tuple[str, ...]

    @property
    def start(self) -> int:
        """Where the first part starts."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Where the last part ends."""
        return self.parts[-1].end


class Block(NamedTuple):
    """A sequence of statements; ``context`` is what it adds to the context of the commands in it."""

    context: tuple[str, ...]
    statements: tuple[Statement, ...]


class Compound(NamedTuple):
    """Anything that holds other statements.

    Attributes:
        kind: "if", "for", "while", "case", "function", "subshell", "group", "negation", "background" or "other".
        head: the words and keywords that belong to no block, as written.
        name: the name of a function.
    """

    kind: str
    head: tuple[str, ...]
    blocks: tuple[Block, ...]
    redirects: tuple[Redirect, ...]
    start: int
    end: int
    name: str | None = None
    nested: tuple[Block, ...] = ()


Statement: TypeAlias = "Command | Chain | Pipeline | Compound"


class Script(NamedTuple):
    """A script that was read.

    Attributes:
        body: its statements, nested as they are in the source.
        has_errors: True when parts of it could not be understood; the rest is a best effort, and edits are refused.
    """

    source: str
    body: Block
    has_errors: bool

    @property
    def commands(self) -> tuple[Command, ...]:
        """All commands in source order, those in functions and substitutions included."""
        return tuple(sorted(commands_in(self.body), key=lambda command: (command.start, -command.end)))

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """All assignments that are not a prefix of a command, in source order."""
        return tuple(item for command in self.commands for item in lasting_assignments(command))


DECLARING = frozenset({"export", "declare", "typeset", "local", "readonly"})


def lasting_assignments(command: Command) -> tuple[Assignment, ...]:
    """The assignments of a command that hold after it: those of a bare assignment and of ``export`` and its like."""
    return command.assignments if not command.words or command.name in DECLARING else ()


def blocks_of(statement: Statement) -> tuple[Block, ...]:
    """The blocks directly inside a statement, substitutions included."""
    if isinstance(statement, Command):
        return statement.nested
    if isinstance(statement, Compound):
        return statement.blocks + statement.nested
    return (Block((), statement.parts),)


def commands_in(block: Block) -> Iterator[Command]:
    """All commands in a block, at any depth."""
    for statement in block.statements:
        if isinstance(statement, Command):
            yield statement
        for inner in blocks_of(statement):
            yield from commands_in(inner)
