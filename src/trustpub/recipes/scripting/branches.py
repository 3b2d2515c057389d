"""The parts of a shell script that perhaps are not run: chains, conditions, loops."""

from __future__ import annotations

import re

from trustpub.recipes.run import Run
from trustpub.recipes.scripting.conditions import is_test, matches, truth
from trustpub.recipes.scripting.state import State
from trustpub.recipes.types import Context, Place
from trustpub.shell import Command, Script
from trustpub.shell.effects import never_fails
from trustpub.shell.model import Block, Chain, Compound, Statement

_MAX_UNROLLED = 20


class Branches:
    """Walks through what a condition decides. ``ended`` says that ``exit`` or ``return`` was reached, ``failed`` that
    it was with an error."""

    def __init__(self, run: Run, script: Script, place: Place, context: Context, state: State) -> None:
        self.run = run
        self.script = script
        self.place = place
        self.context = context
        self.state = state
        self.ended = ""
        self.failed = False
        self.may_have_exited = False

    def block(self, block: Block, *, tests: bool = True) -> None:
        """Walks through a block. Without ``tests``, commands that only test are left out."""
        raise NotImplementedError

    def chain(self, chain: Chain) -> None:
        """Walks through ``a && b || c``."""
        status = "yes"
        for number, part in enumerate(chain.parts):
            operator = chain.operators[number - 1] if number else "&&"
            if status == ("no" if operator == "&&" else "yes"):
                continue
            doubtful = status == "unknown" or (operator == "||" and status == "expected")
            only_tests = isinstance(part, Command) and is_test(part) and number < len(chain.operators)
            if not only_tests:
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
            if not self.failed:  # what ends with an error is only a guard
                self.context = before._replace(conditional=True)
                self.may_have_exited |= self.ended == "exit"
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

    def if_statement(self, compound: Compound) -> None:
        """``if``: the branch that runs if that can be told, else each of those that may."""
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
        constant = isinstance(statement, Command) and statement.name in ("true", "false", ":")
        if isinstance(statement, Command) and not is_test(statement) and not constant:
            self.maybe(Block((), (statement,)), doubtful)
        outcome = self._outcome(statement)
        return "unknown" if outcome == "expected" else outcome

    def case_statement(self, compound: Compound) -> None:
        """``case``, likewise."""
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

    def while_statement(self, compound: Compound) -> None:
        """``while``: as often as its condition surely holds, and once more where that cannot be told."""
        before = self.context
        conditions = [block for block in compound.blocks if block.context[-1:] == ("condition",)]
        bodies = [block for block in compound.blocks if block not in conditions]
        statements = [statement for block in conditions for statement in block.statements]
        until = "until" in compound.head
        for _ in range(_MAX_UNROLLED):
            status = self._condition(statements[-1], False) if len(statements) == 1 else "unknown"
            if status == ("yes" if until else "no") or not self._again(compound, bodies):
                break
            if status == "unknown":
                for block in bodies:
                    self.maybe(block, True)
                break
            for block in bodies:
                self.block(block)
            if self._loop_ends():
                break
        else:
            self.run.problem(f"when the loop at {self.place.at(0)} ends cannot be told")
        self._after_loop(before)

    def _again(self, compound: Compound, bodies: list[Block]) -> bool:
        return bool(bodies) and self.run.may_read_shell(self.script.source[compound.start : compound.end])

    def _loop_ends(self) -> bool:
        """Whether a loop is left after one of its rounds."""
        if self.ended == "continue":
            self.ended = ""
        return self.ended != ""

    def _after_loop(self, before: Context) -> None:
        if self.ended == "break":
            self.ended = ""
        if not self.may_have_exited:
            self.context = before

    def for_statement(self, compound: Compound) -> None:
        """``for``: once for each of its words where all are plain, else once."""
        head = [word for word in compound.head if word not in (";", "\n")]
        name = head[1] if len(head) > 1 else ""
        words = head[3:] if head[2:3] == ["in"] else []
        values = [self.state.value(word) for word in words]
        plain = [value for value in values if value and re.fullmatch(r"[\w./@:=+-]+", value)]
        before = self.context
        if words and len(plain) == len(words) <= _MAX_UNROLLED:
            for value in plain:
                self.state.known[name] = value
                if not self._again(compound, list(compound.blocks)):
                    break
                for block in compound.blocks:
                    self.block(block)
                if self._loop_ends():
                    break
            self._after_loop(before)
            return
        self.state.known.pop(name, None)
        if len(values) == 1 and values[0] and re.fullmatch(r"[\w./@*?\[\]{},-]+", values[0]):
            self.state.known[name] = values[0]
        for block in compound.blocks:
            self.maybe(block, True)
        self._after_loop(before)
        self.state.known.pop(name, None)
