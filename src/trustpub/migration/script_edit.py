"""The new text of one step's script: words taken out or replaced, commands removed."""

from __future__ import annotations

from collections.abc import Sequence

from trustpub.migration.types import Cannot
from trustpub.shell import Command, Option, Script, read_script, stops_on_error
from trustpub.shell.lines import read_lines
from trustpub.shell.model import Block, Chain, blocks_of, commands_in
from trustpub.shell.placement import is_fallback, stands_alone
from trustpub.shell.surgery import CannotRemove, check_effects, remove
from trustpub.uploads.scripts import kind_of, script_of
from trustpub.workflow.model import Step

_CREDENTIAL_FILES = (".pypirc", "GITHUB_ENV", "GITHUB_ENV}")
"""What a removed command may have written: only credentials that go with it."""

_SUCCEEDING = ("true", ":", "echo", "printf")


class ScriptEdit:
    """Collects what is to go from a script, and makes the new text at once."""

    def __init__(self, step: Step) -> None:
        script = script_of(step)
        if script is None:
            raise Cannot("the script is not written for a shell that is understood")
        self.step = step
        lines = read_lines(script.source) if kind_of(step) in ("pwsh", "cmd") else None
        self.is_lines = lines is not None
        self.script: Script = script if lines is None else lines
        self.doomed: list[int] = []
        self.cuts: list[tuple[int, int, str]] = []
        self.replaced: dict[int, list[str]] = {}
        self.signals: dict[int, str] = {}

    def replace_command(self, command: Command, lines: Sequence[str]) -> None:
        """Put other commands in the place of one."""
        self.replaced[self._position(command)] = list(lines)

    def signal(self, command: Command, output: str) -> None:
        """Let the script set an output of its step where it ran a command, behind what is left of that.

        Raises:
            Cannot: the rest of the script may need what the command did.
        """
        if self.script.has_errors or kind_of(self.step) not in ("bash", "sh"):
            raise Cannot("the script is not one that can be changed safely")
        try:
            check_effects(self.script, command)
        except CannotRemove as error:
            raise self._refused(error) from None
        if any(redirect.body_span is not None for redirect in command.redirects):
            raise Cannot("the uploading command has a here-document")
        self.signals[self._position(command)] = f'echo "{output}=true" >> "$GITHUB_OUTPUT"'

    def drop(self, command: Command) -> None:
        """Remove a whole command."""
        position = self._position(command)
        if position not in self.doomed:
            self.doomed.append(position)

    def goes(self, command: Command) -> bool:
        """Whether a command is to be removed as a whole, or to set an output only."""
        return any(
            (other.start, other.end) == (command.start, command.end)
            for other in (self.script.commands[position] for position in {*self.doomed, *self.signals})
        )

    def drop_option(self, command: Command, option: Option) -> None:
        """Take an option and its value out of a command."""
        end = max(option.word.end, option.word.end if option.value is None else option.value.end)
        before = [word for word in command.words if word.end <= option.word.start]
        if not before:
            raise Cannot("an option of the uploading command cannot be told apart from its surroundings")
        self.cuts.append((before[-1].end, end, ""))

    def goes_at(self, start: int) -> bool:
        """Whether the command that starts here is to be removed."""
        return any(self.script.commands[position].start == start for position in self.doomed)

    def cut_short(self, end: int) -> None:
        """Let the script end at a place of its source, behind a whole command."""
        self.script = read_script(f"{self.script.source[:end].rstrip()}\n")

    def replace(self, start: int, end: int, text: str) -> None:
        """Put another text in place of a part of the source."""
        self.cuts.append((start, end, text))

    def ignores_failure(self, command: Command) -> bool:
        """Whether the script goes on, and may succeed, when the command fails: ``twine upload dist/* || true``."""
        return _is_followed_by_true(self.script.body, command)

    def takes_all(self) -> bool:
        """Whether every command of the script goes, so that nothing of it has to be understood any further."""
        changed = self.cuts or self.replaced or self.signals
        return not changed and bool(self.doomed) and len(self.doomed) == len(self.script.commands)

    def result(self) -> str:
        """The new source.

        Raises:
            Cannot: it is not certain that the rest of the script does what it did.
        """
        source = self.script.source
        if not (self.cuts or self.doomed or self.replaced or self.signals):
            return source
        if self.script.has_errors or (kind_of(self.step) not in ("bash", "sh") and not self.is_lines):
            raise Cannot("the script is not one that can be changed safely")
        added: dict[int, int] = {}
        insertions = self._insertions(added)
        whole = [(start, end) for start, end, _ in insertions if start < end]
        cuts = {cut for cut in self.cuts if not any(start <= cut[0] and cut[1] <= end for start, end in whole)}
        for start, end, text in sorted({*cuts, *insertions}, reverse=True):
            source = source[:start] + text + source[end:]
        script = read_script(source) if source != self.script.source else self.script
        if len(script.commands) != len(self.script.commands) + sum(added.values()) or script.has_errors:
            raise Cannot("taking the credential out of the script would change its other commands")
        going = sorted(set(self.doomed) - set(self.signals))
        doomed = [
            script.commands[position + sum(count for place, count in added.items() if place < position)]
            for position in going
        ]
        shell = self.step.shell or self.step.job.default("shell")
        try:
            return remove(
                script,
                doomed,
                stops_on_error=stops_on_error(shell),
                disposable=_CREDENTIAL_FILES,
                accept_status=True,  # what failed is what makes the files that the next step uploads
            )
        except CannotRemove as error:
            raise self._refused(error) from None

    def _insertions(self, added: dict[int, int]) -> list[tuple[int, int, str]]:
        """The cuts that put other commands in the place of some; ``added`` takes how many more they are, by place."""
        cuts: list[tuple[int, int, str]] = []
        for position in {*self.replaced, *self.signals}:
            command = self.script.commands[position]
            lines = list(self.replaced.get(position, ()))
            signal = self.signals.get(position)
            opening, closing = ("{ ", "; }") if is_fallback(self.script, command) else ("", "")
            if signal is not None and not lines and position not in self.doomed:
                cuts += [(command.start, command.start, opening)] if opening else []
                cuts.append((command.end, command.end, f"{self._joint(command)}{signal}{closing}"))
                added[position] = 1
                continue
            lines += [] if signal is None else [signal]
            text = self._joint(command).join(lines)
            cuts.append((command.start, command.end, f"{opening}{text}{closing}" if len(lines) > 1 else text))
            added[position] = len(read_script(text).commands) - 1
        return cuts

    def _joint(self, command: Command) -> str:
        """What separates a command from one that is put behind it, so that its failure counts as it does now."""
        if not stands_alone(self.script, command):
            return " && "
        source = self.script.source
        before = source[source.rfind("\n", 0, command.start) + 1 : command.start]
        return "; " if before.strip() or (source[command.end :].strip(" \t") or "\n")[0] != "\n" else f"\n{before}"

    def _refused(self, error: CannotRemove) -> Cannot:
        return Cannot(f"the command cannot be taken out of the script of line {self.step.line}: {error.reason}")

    def _position(self, command: Command) -> int:
        for position, other in enumerate(self.script.commands):
            if other.start == command.start and other.end == command.end:
                return position
        raise Cannot("the uploading command stands inside another command's text")


def _succeeds(command: Command) -> bool:
    return command.name in _SUCCEEDING or (command.name, *command.args) == ("exit", "0")


def _is_followed_by_true(block: Block, command: Command) -> bool:
    for statement in block.statements:
        if isinstance(statement, Chain):
            for part, operator, rest in zip(statement.parts, statement.operators, statement.parts[1:], strict=False):
                fallback = isinstance(rest, Command) and _succeeds(rest)
                if operator == "||" and fallback and command in commands_in(Block((), (part,))):
                    return True
        if any(_is_followed_by_true(inner, command) for inner in blocks_of(statement)):
            return True
    return False


class ScriptEdits:
    """The script edits of one job, one for each step that has any, and the ids that steps get for them."""

    def __init__(self) -> None:
        self.by_step: dict[int, ScriptEdit] = {}
        self.ids: dict[int, str] = {}

    def of(self, step: Step) -> ScriptEdit:
        """The edit of a step's script, made when it is asked for first."""
        if step.index not in self.by_step:
            self.by_step[step.index] = ScriptEdit(step)
        return self.by_step[step.index]
