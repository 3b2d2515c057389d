"""What a shell script runs, followed in order without running it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trustpub.recipes.conditions import is_test, matches, truth
from trustpub.recipes.files import is_inside, join
from trustpub.recipes.quoting import quoted
from trustpub.recipes.run import Run
from trustpub.recipes.shell_calls import follow_command
from trustpub.recipes.shell_state import State
from trustpub.recipes.types import Context, Place
from trustpub.shell import Command, Script, read_script
from trustpub.shell.effects import never_fails
from trustpub.shell.model import Block, Chain, Compound, Pipeline, Statement, lasting_assignments

MAX_TEXT = 100_000
"""Characters of the longest script that is read."""
_MAX_EXPRESSIONS = 50
_MAX_UNROLLED = 20
_MAX_CALLS = 12


def run_shell(
    run: Run,
    text: str,
    place: Place,
    context: Context,
    arguments: Sequence[str] | None = None,
    invoked: str | None = None,
) -> None:
    """Hands everything that a shell text runs to ``run``.

    Args:
        run: collects it.
        text: the script.
        place: where it is written.
        context: where and how it runs.
        arguments: those of the script; None where ``$1`` is not its argument.
        invoked: the path it was started with, which is ``$0``.
    """
    state = State(context.folder, context.variables, context.own)
    if arguments is not None:
        state.set_arguments(arguments)
    if invoked is not None:
        state.known["0"] = invoked
    run_in_state(run, text, place, context, state)


def run_in_state(run: Run, text: str, place: Place, context: Context, state: State) -> None:
    """The same in the state of a script that is under way: ``source``."""
    if not run.may_read_shell(text):
        return
    if len(text) > MAX_TEXT or text.count("${{") > _MAX_EXPRESSIONS:
        run.problem(f"the shell script at {place.at(0)} is too long to be read")
        return
    script = read_script(text)
    if script.has_errors:
        run.problem(f"the shell script at {place.at(0)} is not fully understood")
    try:
        state.note_candidates(script)
        Walker(run, script, place, context, state).block(script.body)
    except RecursionError:
        run.problem(f"the shell script at {place.at(0)} is nested too deeply")


class Walker:
    """Walks through the statements of a script. ``ended`` says that ``exit`` or ``return`` was reached."""

    def __init__(self, run: Run, script: Script, place: Place, context: Context, state: State) -> None:
        self.run = run
        self.script = script
        self.place = place
        self.context = context
        self.state = state
        self.ended = ""
        self.failed = False
        self.calls: tuple[str, ...] = ()

    def block(self, block: Block, *, tests: bool = True) -> None:
        """Walks through a block. Without ``tests``, commands that only test are left out."""
        for statement in block.statements:
            if self.ended or self.run.is_exhausted:
                return
            if tests or not (isinstance(statement, Command) and is_test(statement)):
                self.statement(statement)

    def statement(self, statement: Statement) -> None:
        """Walks through a statement."""
        if isinstance(statement, Command):
            self.command(statement)
        elif isinstance(statement, Chain):
            self.chain(statement)
        elif isinstance(statement, Pipeline):
            for part in statement.parts:
                self.apart(Block((), (part,)))
        else:
            self.compound(statement)

    def command(self, command: Command) -> None:
        """Notes a command, or follows it."""
        for assignment in lasting_assignments(command):
            self.state.assign(assignment)
        if not command.words:
            return
        if command.name in ("export", "declare", "typeset") and command.assignments:
            return
        if command.name == "export":
            self._export(command)
        elif command.name in ("cd", "pushd", "popd"):
            self._change_folder(command)
        elif command.name in ("exit", "return"):
            code = command.args[0] if command.args else None
            self.ended, self.failed = command.name, bool(code and re.fullmatch(r"-?[1-9]\d*", code))
        elif command.name == "shift":
            count = int(command.args[0] or 1) if command.args and (command.args[0] or "").isdigit() else 1
            self.state.set_arguments(self.state.arguments[min(count, 1000) :])
        elif command.name in self.state.functions:
            self._call(command)
        else:
            follow_command(self, command)

    def _export(self, command: Command) -> None:
        for name in command.args:
            if name is not None and name in self.state.known:
                self.state.export(name, self.state.known[name])

    def _change_folder(self, command: Command) -> None:
        follow_command(self, command)
        targets = [word for word in command.words[1:] if not re.fullmatch(r"-[LPe@]+|--", word.text)]
        if command.name == "popd":
            self.state.folder = self.state.folders.pop() if self.state.folders else self.state.folder
        else:
            value = self.state.value(targets[0].text) if targets else "~"
            if value == "-":
                value, target = None, self.state.folders.pop() if self.state.folders else None
            else:
                target = None if value is None else join(self.state.folder, self._with_environment(value))
            if target is None or not is_inside(target):
                self.run.problem(f"the folder at {self.place.at(command.line)} cannot be told, or lies elsewhere")
                target = target if target is not None else "$(...)"
            self.state.folders.append(self.state.folder)
            self.state.folder = target

    def _with_environment(self, value: str) -> str:
        return value if "$GITHUB_WORKSPACE" in value else self.state.decided(quoted(value)) or value

    def _call(self, command: Command) -> None:
        name = command.name or ""
        function = self.state.functions[name]
        if name in self.calls or len(self.calls) >= _MAX_CALLS:
            self.run.problem(f"the function {name} calls itself")
            return
        if not self.run.may_read_shell(self.script.source[function.start : function.end]):
            return
        before, calls = self.state.arguments, self.calls
        values = [self.state.value(word.text) for word in command.words[1:]]
        self.state.set_arguments([value if value is not None else "$(...)" for value in values])
        self.calls = (*calls, name)
        for block in function.blocks:
            self.block(block)
        self.state.set_arguments(before)
        self.calls = calls
        if self.ended == "return":
            self.ended = ""

    def chain(self, chain: Chain) -> None:
        """Walks through ``a && b || c``."""
        status = "yes"
        for number, part in enumerate(chain.parts):
            operator = chain.operators[number - 1] if number else "&&"
            if status == ("no" if operator == "&&" else "yes"):
                continue
            doubtful = status == "unknown" or (operator == "||" and status == "expected")
            self.maybe(Block((), (part,)), doubtful, self._failure_is_ignored(chain, number))
            if self.ended:
                return
            status = self._outcome(part) if not doubtful else ("expected" if operator == "||" else "unknown")

    def _failure_is_ignored(self, chain: Chain, number: int) -> bool:
        for position in range(number, len(chain.operators)):
            if chain.operators[position] == "||":
                return never_fails(chain.parts[position + 1])
        return False

    def _outcome(self, statement: Statement) -> str:
        """How a statement ends: "yes", "no", "unknown" for tests; "expected" success for what does its own work."""
        if isinstance(statement, Compound) and statement.kind == "negation":
            inner = self._outcome(statement.blocks[0].statements[0])
            return {"yes": "no", "no": "yes"}.get(inner, "unknown")
        if not isinstance(statement, Command) or not statement.words:
            return "expected"
        known = truth(statement, self.state.decided)
        if known is None:
            return "unknown" if is_test(statement) else "expected"
        return "yes" if known else "no"

    def maybe(self, block: Block, doubtful: bool, ignored: bool = False) -> None:
        """Walks through a block that perhaps does not run."""
        before, folder = self.context, self.state.folder
        self.context = before._replace(
            conditional=before.conditional or doubtful, ignores_failure=before.ignores_failure or ignored
        )
        self.block(block)
        self.context = before
        if not doubtful:
            return
        if self.ended:
            if not self.failed and self.ended == "exit":
                self.context = before._replace(conditional=True)
            self.ended = ""
        elif self.state.folder != folder:
            self.run.problem(f"the folder at {self.place.at(0)} depends on a condition")
        self.state.folder = folder
        self.state.forget(block)

    def apart(self, block: Block) -> None:
        """Walks through a block in a process of its own."""
        before = self.state
        self.state = before.copy()
        self.block(block)
        self.state = before
        self.ended = ""

    def compound(self, compound: Compound) -> None:
        """Walks through a compound command."""
        if compound.kind == "function" and compound.name:
            self.state.functions[compound.name] = compound
        elif compound.kind in ("subshell", "background"):
            for block in compound.blocks:
                self.apart(block)
        elif compound.kind in ("group", "negation"):
            for block in compound.blocks:
                self.block(block)
        elif compound.kind == "if":
            self._if(compound)
        elif compound.kind == "case":
            self._case(compound)
        elif compound.kind == "for":
            self._for(compound)
        elif compound.kind == "while":
            for block in compound.blocks:
                if block.context[-1:] == ("condition",):
                    self.block(block, tests=False)
                else:
                    self.maybe(block, True)

    def _if(self, compound: Compound) -> None:
        doubtful = False
        status = "yes"
        conditioned = False
        for block in compound.blocks:
            if self.ended:
                return
            if block.context[-1:] == ("condition",):
                self.maybe(Block((), block.statements[:-1]), doubtful)
                status = self._condition(block.statements[-1], doubtful) if block.statements else "unknown"
                conditioned = True
                continue
            status = status if conditioned else "yes"
            conditioned = False
            if status != "no":
                self.maybe(block, doubtful or status == "unknown")
                if status == "yes":
                    return
                doubtful = True

    def _condition(self, statement: Statement, doubtful: bool) -> str:
        if isinstance(statement, Chain):
            outcomes = [self._condition(part, doubtful) for part in statement.parts]
            operators = set(statement.operators)
            if operators == {"&&"}:
                return "no" if "no" in outcomes else "yes" if set(outcomes) == {"yes"} else "unknown"
            if operators == {"||"}:
                return "yes" if "yes" in outcomes else "no" if set(outcomes) == {"no"} else "unknown"
            return "unknown"
        if isinstance(statement, Command) and not is_test(statement):
            self.maybe(Block((), (statement,)), doubtful)
        outcome = self._outcome(statement)
        return "unknown" if outcome == "expected" else outcome

    def _case(self, compound: Compound) -> None:
        words = list(compound.head[1:-1])
        subject = self.state.decided(words[0]) if words else None
        groups: list[list[str]] = [[]]
        for word in words[words.index("in") + 1 :] if "in" in words else []:
            if word == ")":
                groups.append([])
            elif word not in ("(", "|"):
                groups[-1].append(word)
        doubtful = False
        for number, block in enumerate(compound.blocks):
            patterns = groups[number] if number < len(groups) else []
            found = [None if subject is None else matches(pattern, subject) for pattern in patterns]
            if True in found or patterns == ["*"]:
                self.maybe(block, doubtful)
                return
            if None in found or not found:
                self.maybe(block, True)
                doubtful = True

    def _for(self, compound: Compound) -> None:
        head = [word for word in compound.head if word not in (";", "\n")]
        name = head[1] if len(head) > 1 else ""
        words = head[3:] if head[2:3] == ["in"] else []
        values = [self.state.value(word) for word in words]
        plain = [value for value in values if value and re.fullmatch(r"[\w./@:=+-]+", value)]
        if words and len(plain) == len(words) <= _MAX_UNROLLED:
            for value in plain:
                self.state.known[name] = value
                for block in compound.blocks:
                    if self.run.may_read_shell(self.script.source[compound.start : compound.end]):
                        self.block(block)
                if self.ended:
                    return
            return
        self.state.known.pop(name, None)
        if len(values) == 1 and values[0] and re.fullmatch(r"[\w./@*?\[\]{},-]+", values[0]):
            self.state.known[name] = values[0]
        for block in compound.blocks:
            self.maybe(block, True)
        self.state.known.pop(name, None)
