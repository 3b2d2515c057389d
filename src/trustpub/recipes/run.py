"""The reading of one recipe: what was found, what could not be told, and how much may still be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from trustpub.recipes.classify import MATTERING, classify_text
from trustpub.recipes.files import Files, shown
from trustpub.recipes.types import Call, Context, Recipe, RecipeCommand, Sandbox
from trustpub.repository.base import Repository
from trustpub.shell import Tool

MAX_DEPTH = 6
"""How many recipes may lead from the step's command to another."""
MAX_CALLS = 200
MAX_COMMANDS = 1000
MAX_PROBLEMS = 30
MAX_SHELL = 1_000_000
"""Characters of shell text that are read for one recipe."""

_TEST = re.compile(r"(?<![a-z])test", re.IGNORECASE)

Reader = Callable[["Run", Call], bool]
"""Reads what a call does and hands it to the run; False when the call is none that it knows."""


Ways = Callable[[Sequence[str], Tool], list[tuple[tuple[str, ...], tuple[str, ...]]]]
"""See `trustpub.recipes.programs.calls_of`."""


class Found(NamedTuple):
    """A command and the environment of tox or nox that it runs in."""

    command: RecipeCommand
    sandbox: Sandbox | None


class Run:
    """Collects what the readers find. ``reader_of`` gives the reader of a call, ``ways_of`` its readings."""

    def __init__(self, repository: Repository, reader_of: Callable[[Call], Reader | None], ways_of: Ways) -> None:
        self.files = Files(repository)
        self.found: list[Found] = []
        self.sandboxes: list[Sandbox] = []
        self._problems: list[str] = []
        self._reader_of = reader_of
        self._ways_of = ways_of
        self._calls = 0
        self._shell = 0

    def problem(self, clause: str) -> None:
        """Notes why the recipe is not complete."""
        clause = shown(clause, "")
        if clause not in self._problems and len(self._problems) < MAX_PROBLEMS:
            self._problems.append(clause)

    @property
    def problems(self) -> tuple[str, ...]:
        """Every reason, each once."""
        return tuple(dict.fromkeys([*self._problems, *self.files.problems[:MAX_PROBLEMS]]))

    @property
    def is_exhausted(self) -> bool:
        """Whether so much was found that the rest is left."""
        return len(self.found) >= MAX_COMMANDS

    def may_read_shell(self, text: str) -> bool:
        """Whether a shell text may still be read; counts it."""
        self._shell += len(text) + 200
        if self._shell > MAX_SHELL:
            self.problem("the recipe runs too much to be read")
        return self._shell <= MAX_SHELL

    def sandbox(self, sandbox: Sandbox) -> Sandbox:
        """Notes an environment of tox or nox."""
        self.sandboxes.append(sandbox)
        return sandbox

    def emit(self, text: str, origin: str, context: Context) -> None:
        """Notes a command that runs."""
        if self.is_exhausted:
            self.problem("the recipe runs too many commands to be read")
            return
        text = shown(text, context.folder)
        command = RecipeCommand(
            text=text,
            folder=context.folder,
            origin=origin,
            ignores_failure=context.ignores_failure,
            conditional=context.conditional,
            variables=tuple((name, shown(value, context.folder)) for name, value in context.own.items()),
            through=context.chain,
        )
        self.found.append(Found(command, context.sandbox))
        if context.conditional and classify_text(text) in MATTERING:
            self.problem(f"whether {_short(text)} at {origin} runs is decided by the run")

    def command(self, words: Sequence[str], tool: Tool, call: Call) -> None:
        """Notes a command, or in its place what it does if that can be read.

        Args:
            words: all its words.
            tool: the program that it runs, found behind launchers.
            call: the command; its own words are not looked at.
        """
        for way, launcher in self._ways_of(words, tool):
            if self.follow(call._replace(words=way, launcher=launcher)):
                return
        self.emit(call.text, call.origin, call.context)

    def follow(self, call: Call) -> bool:
        """Reads what a call does; False when it is not known to lead anywhere, or is not followed any further."""
        reader = self._reader_of(call)
        if reader is None:
            return False
        context = call.context
        key = "\0".join((context.folder, *call.words))
        if key in context.active:
            self.problem(f"{_short(call.text)} leads back to itself")
            return False
        if len(context.active) >= MAX_DEPTH:
            self.problem(f"{_short(call.text)} is nested too deeply to be read")
            return False
        self._calls += 1
        if self._calls > MAX_CALLS:
            self.problem("the recipe leads to too many others to be read")
            return False
        inner = context._replace(
            chain=(*context.chain, shown(call.text, context.folder)), active=(*context.active, key)
        )
        return reader(self, call._replace(context=inner))

    def result(self, first: str) -> Recipe:
        """The recipe, for the step's command ``first``."""
        kinds = [classify_text(found.command.text) for found in self.found]
        uploads = [found for found, kind in zip(self.found, kinds, strict=True) if kind == "upload"]
        real = [found for found in uploads if not _TEST.search(found.command.text)]
        main = next(iter(real or uploads), None)
        boxes = [f.sandbox for f in ([main] if main else self.found) if f.sandbox is not None]
        if main is None and not boxes:
            boxes = self.sandboxes
        tools = tuple(dict.fromkeys(tool for box in boxes for tool in box.tools))
        return Recipe(
            chain=(first,) if main is None else (*main.command.through, main.command.text),
            commands=tuple(found.command for found in self.found),
            complete=not self.problems,
            problems=self.problems,
            tools=tools,
            isolated=bool(boxes),
            passes=_passes(boxes),
        )


def _passes(boxes: list[Sandbox]) -> tuple[str, ...] | None:
    if not boxes or any(box.passes is None for box in boxes):
        return None
    return tuple(dict.fromkeys(name for box in boxes for name in box.passes or ()))


def _short(text: str) -> str:
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def named(values: Mapping[str, str]) -> dict[str, str]:
    """Variables whose names are fit for an environment."""
    return {name: text for name, text in values.items() if name.isidentifier()}
