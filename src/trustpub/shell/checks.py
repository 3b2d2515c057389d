"""What can be said about the removal of a command without looking at its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trustpub.shell.cuts import apply_cuts, body_cuts
from trustpub.shell.effects import side_effect
from trustpub.shell.model import DECLARING, Command, Script, lasting_assignments
from trustpub.shell.refusal import CannotRemove

_CONTEXTS = {
    "condition": "its exit status decides what runs next",
    "negation": "its exit status is negated with `!`",
    "background": "it runs in the background",
    "substitution": "its output is used by another command",
    "subshell": "it runs in a subshell",
}
_TESTED = frozenset({"and", "or", "negation", "condition"})
_STATUS = re.compile(r"\$\?|\$\{\?|PIPESTATUS|\$_(?!\w)|\$\{_\}|\bERR\b")


_NAMING = DECLARING | {"unset"}


def check_commands(script: Script, doomed: Sequence[Command], disposable: tuple[str, ...] = ()) -> None:
    """Raises `CannotRemove` for what the commands do besides their work, and for where they stand."""
    for command in doomed:
        _check(script, command, disposable)
    _check_variables(script, doomed)


def error_modes(script: Script, stops_on_error: bool) -> frozenset[bool]:
    """The values that ``-e`` may have where the commands run."""
    modes = {stops_on_error}
    for position, command in enumerate(script.commands):
        if command.name != "set":
            continue
        options = " ".join(value or "" for value in command.args)
        if re.search(r"\+\w*e\b|\+o errexit", options):
            modes |= {False, stops_on_error}
        elif re.search(r"(?:^| )-[a-df-zA-Z]*e|-o errexit", options):
            modes = {True} if position == 0 and not command.context else modes | {True}
    return frozenset(modes)


def function_modes(script: Script) -> frozenset[bool]:
    """The values that ``-e`` may have in functions besides the script's own.

    Bash ignores ``-e`` in a function that is called before ``&&`` or ``||``, after ``!``, or in a condition.
    """
    functions = {command.function for command in script.commands} - {None}
    tested = (c for c in script.commands if c.name in functions and _TESTED.intersection(c.context))
    return frozenset({False} if any(tested) else ())


def _check(script: Script, command: Command, disposable: tuple[str, ...]) -> None:
    """Raises for what a command does or where it stands, its siblings aside."""
    for context in reversed(command.context):
        if context in _CONTEXTS:
            raise CannotRemove(_CONTEXTS[context], command.line)
    check_effects(script, command, disposable)


def check_effects(script: Script, command: Command, disposable: tuple[str, ...] = ()) -> None:
    """Raises `CannotRemove` when the rest of the script may need what a command does besides its work."""
    effect = side_effect(command, script.source, disposable)
    if effect:
        raise CannotRemove(effect, command.line)
    if command.name and command.name in {inner.function for inner in script.commands}:
        raise CannotRemove(f"`{command.name}` is a function of the script", command.line)
    repeated = {"function", "for", "while"} & set(command.context)
    if _STATUS.search(script.source, 0 if repeated else command.end):
        raise CannotRemove("its exit status may be looked at later", command.line)


def _check_variables(script: Script, doomed: Sequence[Command]) -> None:
    """Raises when a variable that goes is named in what stays."""
    cuts = [cut for command in doomed for cut in ((command.start, command.end), *body_cuts(script.source, command))]
    rest = apply_cuts(script.source, cuts)
    for command in doomed:
        names = [assignment.name for assignment in lasting_assignments(command)]
        if command.name in _NAMING:
            names += [word.value for word in command.words[1:] if word.value and word.value.isidentifier()]
        for name in names:
            if re.search(rf"\b{name}\b", rest):
                raise CannotRemove(f"the rest of the script uses `{name}`, which it sets", command.line)
