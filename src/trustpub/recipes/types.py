"""What a command of a step comes to in the end: the result types, and what is passed along while recipes are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class RecipeCommand(NamedTuple):
    """One command that a recipe runs.

    Attributes:
        text: the shell text, with the recipe's own variables filled in where they can be told. ``$NAME`` of the
            environment and ``${{ }}`` stay; what is only known at run time reads ``$(...)``.
        folder: where it runs, relative to the checkout; "" is the root. Starts with ``$`` or ``/`` when it cannot be
            told or lies elsewhere.
        origin: where it is written: ``Makefile:12``, ``tox.ini:30 [testenv:publish]``.
        ignores_failure: whether the recipe goes on when it fails by its own will: make's ``-``, tox's ``- ``,
            ``|| true``.
        conditional: whether the run decides if it is run, or how often.
        variables: the variables that recipes put into its environment, with their texts, in order.
        through: how one gets from the step's command to this one, itself excluded.
    """

    text: str
    folder: str
    origin: str
    ignores_failure: bool
    conditional: bool = False
    variables: tuple[tuple[str, str], ...] = ()
    through: tuple[str, ...] = ()


class Recipe(NamedTuple):
    """What a command of a step does in the end.

    Attributes:
        chain: how one gets from the step's command to the uploading command, which is the last when one was found.
        commands: everything that runs, in order, nested recipes expanded in place.
        complete: False when a part of it could not be read.
        problems: why not, one clause each.
        tools: what the environment of the uploading command installs for itself, as requirement strings: the ``deps``
            of tox, the arguments of ``session.install``. ``-r FILE`` names the file relative to the checkout.
        isolated: whether the uploading command runs in an environment of its own (tox, nox).
        passes: the names and patterns of variables that such an environment lets through, as they are configured;
            None when it lets all through.
    """

    chain: tuple[str, ...]
    commands: tuple[RecipeCommand, ...]
    complete: bool
    problems: tuple[str, ...]
    tools: tuple[str, ...]
    isolated: bool
    passes: tuple[str, ...] | None


class Sandbox:
    """The environment that tox or nox makes for commands. ``tools`` grows while the session is read."""

    def __init__(self, tools: tuple[str, ...] = (), passes: tuple[str, ...] | None = None) -> None:
        self.tools = list(tools)
        self.passes = passes


class Place(NamedTuple):
    """Where a text stands: a file, the line of its start (from 1; 0 when unknown), a remark after it."""

    path: str
    line: int
    remark: str = ""

    def at(self, offset: int) -> str:
        """The place of a line in the text, counted from 0."""
        line = f":{self.line + offset}" if self.line else ""
        return f"{self.path}{line}{' ' if self.remark else ''}{self.remark}"


class Context(NamedTuple):
    """Under which circumstances a piece of a recipe runs.

    Attributes:
        folder: as `RecipeCommand.folder`.
        variables: the environment, as far as it is known: the step's, then what recipes set.
        own: those of them that recipes set.
        chain: the commands that led here.
        active: the recipes under way, to notice when one leads back to itself.
        knows_environment: whether ``variables`` is all of the environment, the runner's own variables aside.
        sandbox: the environment of tox or nox; None outside.
        ignores_failure, conditional: as in `RecipeCommand`.
    """

    folder: str = ""
    variables: Mapping[str, str] = {}
    own: Mapping[str, str] = {}
    chain: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    knows_environment: bool = False
    sandbox: Sandbox | None = None
    ignores_failure: bool = False
    conditional: bool = False

    def setting(self, variables: Mapping[str, str]) -> Context:
        """The same with more variables set by a recipe."""
        if not variables:
            return self
        return self._replace(variables={**self.variables, **variables}, own={**self.own, **variables})


class Call(NamedTuple):
    """A command that may be the start of a recipe.

    Attributes:
        words: the program and its arguments, quotes removed; launchers such as ``sudo`` and ``python -m`` taken off.
        text: the whole command as shell text.
        origin: where it is written.
        context: under which circumstances it runs.
        launcher: what was taken off, outermost first.
    """

    words: tuple[str, ...]
    text: str
    origin: str
    context: Context
    launcher: tuple[str, ...] = ()
