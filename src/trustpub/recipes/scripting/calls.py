"""What a single command of a shell script leads to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trustpub.recipes.files import is_inside, join
from trustpub.recipes.quoting import quoted
from trustpub.recipes.scripting.fill import MAX_TEXT
from trustpub.recipes.scripting.state import State
from trustpub.recipes.types import Call, Place
from trustpub.shell import Command, Redirect, Tool, read_script, resolve, tool_of
from trustpub.shell.launchers import SHELLS
from trustpub.shell.values import literal

if TYPE_CHECKING:
    from trustpub.recipes.scripting.walker import Walker

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_ACTIVATES = re.compile(
    r"(?:^|/)(?:bin|Scripts)/activate(?:\.\w+)?$|(?:^|/)\.?(?:bashrc|profile|bash_profile)$|conda\.sh$"
)


def follow_command(walker: Walker, command: Command) -> None:
    """Notes a command that is no builtin of control, or what it does in its place."""
    text = filled_text(walker, command)
    source = walker.script.source[command.start : command.end]
    filled = command if text == source else _read_again(walker, text, command)
    variables = _prefixed(walker, filled)
    state = walker.state
    context = walker.context._replace(
        folder=state.folder, variables={**state.environment, **variables}, own={**state.own, **variables}
    )
    origin = walker.place.at(command.line)
    if filled.name in ("source", ".") and len(filled.words) > 1:
        if not _source(walker, filled):
            walker.run.emit(text, origin, context)
        return
    tool = tool_of(filled, state.environment)
    if tool is None:
        if filled.words and filled.words[0].value is None:
            walker.run.problem(f"what the command at {origin} runs cannot be told")
        walker.run.emit(text, origin, context)
        return
    inner = _inner_script(tool)
    if inner is not None:
        from trustpub.recipes.scripting import run_shell

        run_shell(walker.run, inner, Place(walker.place.path, _line(walker, command), walker.place.remark), context, ())
        return
    words = [literal(word.text) if word.value is None else word.value for word in filled.words]
    walker.run.command(words, tool, Call((), text, origin, context))


def _line(walker: Walker, command: Command) -> int:
    return walker.place.line + command.line if walker.place.line else 0


def filled_text(walker: Walker, command: Command) -> str:
    """The text of a command on one line, with what is known of the variables filled in."""
    source, state = walker.script.source, walker.state
    spans = [(word.start, word.end, word.text) for word in command.words]
    spans += [(a.value.start, a.value.end, a.value.text) for a in command.assignments if a.value is not None]
    spans += [(r.target.start, r.target.end, r.target.text) for r in command.redirects if r.target is not None]
    pieces: list[str] = []
    position = command.start
    for start, end, text in sorted(spans):
        if start < position or end > command.end:
            continue
        pieces.append(_on_one_line(source[position:start]))
        if command.words and start == command.words[0].start:
            text = state.without_prefix(text)
        pieces.append(state.fill(text))
        position = end
    pieces.append(_on_one_line(source[position : command.end]))
    return "".join(pieces).strip() + "".join(_here_document(redirect, state) for redirect in command.redirects)


def _here_document(redirect: Redirect, state: State) -> str:
    """The lines of a here-document, with what is known put in unless its delimiter is quoted."""
    if redirect.body is None or redirect.target is None:
        return ""
    delimiter = redirect.target
    body = redirect.body if delimiter.text != delimiter.value else resolve(redirect.body[:MAX_TEXT], state.known)
    return f"\n{body.rstrip()}\n{delimiter.value}"


def _on_one_line(gap: str) -> str:
    """What stands between two words, with one blank for several and for line breaks."""
    if gap in ("", " "):
        return gap
    plain = gap.replace("\\\r\n", " ").replace("\\\n", " ")
    return " " * plain[:1].isspace() + " ".join(plain.split()) + " " * (plain[-1:].isspace() and bool(plain.strip()))


def _read_again(walker: Walker, text: str, command: Command) -> Command:
    """A command from its filled text; the one as written when that does not read as one command."""
    if not walker.run.may_read_shell(text):
        return command
    statements = read_script(text).body.statements
    return statements[0] if len(statements) == 1 and isinstance(statements[0], Command) else command


def _prefixed(walker: Walker, command: Command) -> dict[str, str]:
    """The variables that a command sets for its program: ``NAME=value program``, also behind ``env`` and ``sudo``."""
    found: dict[str, str] = {}
    for assignment in command.assignments:
        value = assignment.value
        found[assignment.name] = "" if value is None else literal(value.text) if value.value is None else value.value
    if command.name in ("env", "sudo"):
        for word in command.words[1:]:
            text = literal(word.text) if word.value is None else word.value
            match = _ASSIGNMENT.fullmatch(text)
            if match is not None:
                found[match[1]] = match[2]
            elif not text.startswith("-") and text not in ("env", "sudo"):
                break
    return found


def _source(walker: Walker, command: Command) -> bool:
    """Follows ``source FILE``; False when there is nothing to read."""
    value = walker.state.value(quoted(command.words[1].value or "$(...)"))
    if value is None or _ACTIVATES.search(value):
        return False
    path = join(walker.state.folder, value)
    text = walker.run.files.text(path) if is_inside(path) else None
    place = walker.place.at(command.line)
    if text is None:
        walker.run.problem(f"{value}, which {place} sources, cannot be read")
        return False
    if path in walker.calls or len(walker.calls) > 8:
        walker.run.problem(f"{path} sources itself")
        return False
    from trustpub.recipes.scripting.walker import Walker as Inner

    if not walker.run.may_read_shell(text):
        return False
    script = read_script(text)
    walker.state.note_candidates(script)
    inner = Inner(walker.run, script, Place(path, 1), walker.context, walker.state)
    inner.calls = (*walker.calls, path)
    inner.block(script.body)
    if inner.ended == "exit":
        walker.ended, walker.failed = "exit", inner.failed
    return True


def _inner_script(tool: Tool) -> str | None:
    """The script of ``bash -c``; None for other tools and where it cannot be told."""
    if tool.name not in SHELLS:
        return None
    for position, word in enumerate(tool.args[:-1]):
        if word.value and re.fullmatch(r"-[a-z]*c", word.value):
            return tool.args[position + 1].value
        if not word.value or not word.value.startswith(("-", "+")):
            return None
    return None
