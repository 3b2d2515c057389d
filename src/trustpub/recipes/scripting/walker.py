"""What a shell script runs, followed in order without running it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trustpub.recipes.files import is_inside, join
from trustpub.recipes.quoting import UNKNOWN, quoted
from trustpub.recipes.run import Run
from trustpub.recipes.scripting.branches import Branches
from trustpub.recipes.scripting.calls import follow_command
from trustpub.recipes.scripting.conditions import is_test
from trustpub.recipes.scripting.state import Function, State
from trustpub.recipes.types import Context, Place
from trustpub.shell import Command, Script, read_script
from trustpub.shell.model import Block, Chain, Compound, Pipeline, Statement, lasting_assignments

MAX_TEXT = 100_000
"""Characters of the longest script that is read."""
_MAX_EXPRESSIONS = 50
_MAX_HERE_DOCUMENTS = 300
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
    state = State(context.folder, context.variables, context.own, knows_environment=context.knows_environment)
    if arguments is not None:
        state.set_arguments(arguments)
    if invoked is not None:
        state.known["0"] = invoked
    run_in_state(run, text, place, context, state)


def run_in_state(run: Run, text: str, place: Place, context: Context, state: State) -> None:
    """The same in the state of a script that is under way: ``source``."""
    if not run.may_read_shell(text):
        return
    if len(text) > MAX_TEXT or text.count("${{") > _MAX_EXPRESSIONS or text.count("<<") > _MAX_HERE_DOCUMENTS:
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


class Walker(Branches):
    """Walks through the statements of a script. ``calls`` are the functions and sourced files under way."""

    def __init__(self, run: Run, script: Script, place: Place, context: Context, state: State) -> None:
        super().__init__(run, script, place, context, state)
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
            if "@" in self.state.known:
                self.state.set_arguments(self.state.arguments[min(count, 1000) :])
        elif command.name == "set" and command.args[:1] == ("--",):
            self.state.set_arguments(self._values(command)[1:])
        elif command.name in ("break", "continue"):
            self.ended, self.failed = command.name, False
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
                target = target if target is not None else UNKNOWN
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
        if not self.run.may_read_shell(function.script.source[function.body.start : function.body.end]):
            return
        known, arguments, context = dict(self.state.known), self.state.arguments, self.context
        outside = self.calls, self.script, self.place
        self.state.set_arguments(self._values(command))
        self.calls, self.script, self.place = (*self.calls, name), function.script, function.place
        for block in function.body.blocks:
            self.block(block)
        self.calls, self.script, self.place = outside
        self.state.arguments = arguments
        self.state.restore_arguments(known)
        if self.ended == "return":
            self.ended = ""
        if self.ended == "":
            # A return that perhaps came ends with the function; an exit that perhaps came does not.
            doubtful = self.context.conditional and not context.conditional and self.may_have_exited
            self.context = context._replace(conditional=context.conditional or doubtful)

    def _values(self, command: Command) -> list[str]:
        values = [self.state.value(word.text) for word in command.words[1:]]
        return [value if value is not None else UNKNOWN for value in values]

    def compound(self, compound: Compound) -> None:
        """Walks through a compound command."""
        if compound.kind == "function" and compound.name:
            self.state.functions[compound.name] = Function(compound, self.script, self.place)
        elif compound.kind in ("subshell", "background"):
            for block in compound.blocks:
                self.apart(block)
        elif compound.kind in ("group", "negation"):
            for block in compound.blocks:
                self.block(block)
        elif compound.kind == "if":
            self.if_statement(compound)
        elif compound.kind == "case":
            self.case_statement(compound)
        elif compound.kind == "for":
            self.for_statement(compound)
        elif compound.kind == "while":
            self.while_statement(compound)
