"""Takes commands out of a script, where that provably leaves the rest as it was.

"As it was" means: whenever the removed commands would have succeeded, everything else runs under the same conditions,
in the same order, with the same variables, and the script ends with the same exit status. When they would have failed,
the script used to stop and the step to fail; that is for the step which replaces them to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from trustpub.shell.checks import check_commands, error_modes, function_modes
from trustpub.shell.cuts import Cut, apply_cuts, link_cuts, same_line, statement_cuts
from trustpub.shell.effects import (
    may_leave_failure,
    never_fails,
    only_copies,
    only_ends,
    only_prints,
)
from trustpub.shell.model import (
    Block,
    Chain,
    Command,
    Compound,
    Pipeline,
    Script,
    Statement,
    blocks_of,
    commands_in,
)
from trustpub.shell.reader import read_script
from trustpub.shell.refusal import CannotRemove
from trustpub.shell.shape import Shape, block_shape, command_shape, compound_shape, joined_shape, statement_shape


class _Place(NamedTuple):
    """Where a block stands.

    Attributes:
        gives_status: the status of its last statement becomes that of the script or of a function, or may when
            commands after it go.
        is_final: nothing runs after its last statement, which runs at most once.
        modes: the values that ``-e`` may have in it.
    """

    gives_status: bool
    is_final: bool
    modes: frozenset[bool]


def remove(
    script: Script,
    doomed: Sequence[Command],
    *,
    stops_on_error: bool = True,
    disposable: tuple[str, ...] = (),
    accept_status: bool = False,
) -> str:
    """The source without the commands ``doomed``, which must be of ``script.commands``.

    A command goes with its continuation lines, here-documents and the comment behind it; other lines, comments above
    it included, stay byte for byte. A variable that goes must not be used by what stays; that no other program needs
    it from its environment is for the caller to know.

    Args:
        stops_on_error: whether the script runs with ``-e``, as GitHub's own shells do (see `kinds.stops_on_error`).
            ``set -e`` and ``set +e`` in the script are taken into account.
        accept_status: whether a plain command that comes to the end may decide the script's exit status, although
            without ``-e`` its failure used to go unnoticed.
        disposable: ends of the paths of files that only the removed commands needed, such as ``.pypirc``.

    Raises:
        ValueError: when a command is not of the script.
        CannotRemove: when it is not certain that the rest does what it did.
    """
    if not doomed:
        return script.source
    if script.has_errors:
        raise CannotRemove("the script is not fully understood", doomed[0].line)
    if not set(doomed) <= set(script.commands):
        raise ValueError("commands to remove must be of the script")
    check_commands(script, doomed, disposable)
    modes = error_modes(script, stops_on_error)
    removal = _Removal(script, doomed, modes | function_modes(script), accept_status)
    shape = removal.block(script.body, _Place(True, True, modes))
    source = apply_cuts(script.source, removal.cuts)
    result = read_script(source)
    if result.has_errors or block_shape(result.body, source) != shape:
        raise CannotRemove("the rest of the script would be read differently without it", doomed[0].line)
    return source


class _Removal:
    """Walks through a script, and collects the cuts and the shape of what is to stay."""

    def __init__(
        self, script: Script, doomed: Sequence[Command], function_modes: frozenset[bool], accept_status: bool
    ) -> None:
        self._accept_status = accept_status
        self.cuts: list[Cut] = []
        self._source = script.source
        self._doomed = frozenset((command.start, command.end) for command in doomed)
        self._function_modes = function_modes

    def block(self, block: Block, place: _Place) -> Shape:
        """The shape that a block is to have. Raises where nothing would be left of a block that needs a command."""
        statements = block.statements
        ends = [all(map(self._holds_doomed, statements[i + 1 :])) for i in range(len(statements))]
        shapes = [
            self._statement(
                s, _Place(place.gives_status and ends[i], place.is_final and s is statements[-1], place.modes)
            )
            for i, s in enumerate(statements)
        ]
        kept = [shape for shape in shapes if shape is not None]
        if shapes and not kept and block.context:
            raise CannotRemove(f"it is all that the {_construct(block)} does", self._line(block.statements[0]))
        if shapes and shapes[-1] is None and place.gives_status:
            self._check_new_end(block, shapes, place.modes)
        self._cut_statements(block, shapes)
        return tuple(kept)

    def _check_new_end(self, block: Block, shapes: list[Shape | None], modes: frozenset[bool]) -> None:
        """Raises when the statement that comes to the end may have failed without stopping the script."""
        for statement, shape in zip(reversed(block.statements), reversed(shapes), strict=True):
            if shape is None:
                continue
            if self._accept_status and isinstance(statement, Command):
                return
            if any(may_leave_failure(statement, mode) for mode in modes):
                reason = "what runs before it may fail without stopping the script, and would decide its exit status"
                raise CannotRemove(reason, self._line(block.statements[-1]))
            return

    def _cut_statements(self, block: Block, shapes: list[Shape | None]) -> None:
        statements = block.statements
        position = 0
        while position < len(statements):
            first = position
            position += 1
            if shapes[first] is not None:
                continue
            while position < len(statements) and shapes[position] is None:
                if not same_line(self._source, statements[position - 1].end, statements[position].start):
                    break
                position += 1
            before = statements[first - 1] if first else None
            after = statements[position] if position < len(statements) else None
            self.cuts += statement_cuts(self._source, list(statements[first:position]), before, after)

    def _statement(self, statement: Statement, place: _Place) -> Shape | None:
        """The shape that a statement is to have; None when it goes."""
        if isinstance(statement, Command):
            doomed = (statement.start, statement.end) in self._doomed
            return None if doomed else command_shape(statement, self._source)
        if not self._holds_doomed(statement):
            return statement_shape(statement, self._source)
        if isinstance(statement, Pipeline):
            self._check_pipeline(statement)
            return None
        if isinstance(statement, Chain):
            return self._chain(statement, place)
        return self._compound(statement, place)

    def _check_pipeline(self, pipeline: Pipeline) -> None:
        """Raises unless the other members of a pipeline only feed the command or show its output: all of it goes."""
        goes = [isinstance(p, Command) and (p.start, p.end) in self._doomed for p in pipeline.parts]
        if goes.count(True) != 1:
            raise CannotRemove("it is a part of a pipeline", self._line(pipeline))
        at = goes.index(True)
        feeds = all(only_prints(part, self._source) for part in pipeline.parts[:at])
        if not feeds or not all(only_copies(part, self._source) for part in pipeline.parts[at + 1 :]):
            raise CannotRemove("other commands of its pipeline do more than print", self._line(pipeline.parts[at]))

    def _compound(self, compound: Compound, place: _Place) -> Shape:
        if compound.redirects:
            raise CannotRemove("it shares redirections with the commands around it", self._line(compound))
        if compound.kind == "function":
            inner = _Place(True, False, self._function_modes)
        elif compound.kind in ("for", "while", "case"):
            inner = place._replace(is_final=False)
        else:
            inner = place
        shapes = [self.block(block, inner) for block in compound.blocks]
        return compound_shape(compound, shapes, self._source)

    def _chain(self, chain: Chain, place: _Place) -> Shape | None:
        goes = [self._link_goes(part) for part in chain.parts]
        first, last = goes.index(True), len(goes) - 1 - goes[::-1].index(True)
        line = self._line(chain.parts[first])
        if not all(goes[first : last + 1]):
            raise CannotRemove("there are other commands between it and the next to go", line)
        if first and "||" in chain.operators[first - 1 : last]:
            raise CannotRemove("it only runs when the command before `||` fails", line)
        following = chain.operators[last] if last < len(chain.operators) else None
        if first == 0 and following is None:
            return None
        if first == 0 and following == "||":
            if not all(only_ends(part) for part in chain.parts[last + 1 :]):
                raise CannotRemove("its failure is handled by what follows `||`", line)
            return None
        if following is None and not self._may_end_with(chain.parts[:first], place):
            raise CannotRemove("a failure before `&&` is ignored now, and would stop the script without it", line)
        return self._without_links(chain, first, last)

    def _without_links(self, chain: Chain, first: int, last: int) -> Shape:
        before = chain.parts[first - 1] if first else None
        after = chain.parts[last + 1] if last + 1 < len(chain.parts) else None
        cuts = link_cuts(self._source, list(chain.parts[first : last + 1]), before, after)
        if cuts is None:
            raise CannotRemove("there is a comment inside its `&&` list", self._line(chain.parts[first]))
        self.cuts += cuts
        kept = chain.parts[:first] + chain.parts[last + 1 :]
        at = first - 1 if first else 0
        operators = chain.operators[:at] + chain.operators[at + last + 1 - first :]
        return joined_shape(operators, [statement_shape(part, self._source) for part in kept])

    def _may_end_with(self, parts: tuple[Statement, ...], place: _Place) -> bool:
        """Whether the last of the parts may be the last of the chain: a failure of it then stops the script."""
        return place.is_final or place.modes == {False} or all(never_fails(part) for part in parts)

    def _link_goes(self, part: Statement) -> bool:
        if not self._holds_doomed(part):
            return False
        if isinstance(part, Pipeline):
            self._check_pipeline(part)
        elif not isinstance(part, Command):
            raise CannotRemove("it is inside a construct that is a part of an `&&` or `||` list", self._line(part))
        return True

    def _holds_doomed(self, statement: Statement) -> bool:
        if isinstance(statement, Command):
            return (statement.start, statement.end) in self._doomed
        inner = [command for block in blocks_of(statement) for command in commands_in(block)]
        return any((command.start, command.end) in self._doomed for command in inner)

    def _line(self, statement: Statement) -> int:
        return self._source.count("\n", 0, statement.start)


def _construct(block: Block) -> str:
    """What a block is called in a sentence."""
    names = {"for": "loop", "while": "loop", "group": "group", "function": "function", "case": "`case` branch"}
    kind = block.context[-1]
    return names.get(kind, f"`{kind}` branch")
