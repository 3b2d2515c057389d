"""What stands behind an upload in its script, and would run before the step that uploads in its place."""

from __future__ import annotations

import posixpath
import re

from trustpub.migration.own_shell import is_of_its_own
from trustpub.migration.replace_step import is_asked_for, is_tool_variable, require_repeatable
from trustpub.migration.script_edit import ScriptEdit
from trustpub.migration.types import Cannot
from trustpub.shell import Command, Script, read_script, stops_on_error
from trustpub.shell.effects import may_leave_failure
from trustpub.shell.model import Chain
from trustpub.shell.placement import followers, is_retried, path_to
from trustpub.uploads.folders import FolderUnknown, folder_of
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Step
from trustpub.yamlcst import Scalar
from trustpub.yamlcst.edit import Block, Plain, Value

_HARMLESS_BEHIND = ("echo", "printf", "ls", "true", ":", "cd", "exit", "[", "[[", "test")
_OF_THE_RUNNER = re.compile(r"\$\{?GITHUB_(OUTPUT|ENV|PATH|STATE)\}?")
_FOR_PEOPLE = re.compile(r"\$\{?GITHUB_STEP_SUMMARY\}?|/dev/(null|stdout|stderr)|&?[12]")
_OF_A_RETRY = ("break", "sleep", None)
_CLEANING = (*_HARMLESS_BEHIND, "rm", "rmdir")


def step_behind(upload: Upload, edit: ScriptEdit, *, is_handed_over: bool = False) -> dict[str, Value] | None:
    """Take what stands behind an upload out of its script, as a step of its own for behind the publishing one.

    Args:
        upload: the upload.
        edit: the edit of its script, which may be cut short.
        is_handed_over: whether a job of its own uploads the files, so that only tidying up may come behind.

    Returns:
        None when nothing is behind it, or only what may run before it just as well.

    Raises:
        Cannot: what is behind it cannot stand in a step of its own.
    """
    command, step = upload.site.command, upload.site.step
    assert command is not None and step is not None
    _require_stop(edit, command)
    late = _late(edit, command)
    if not late:
        return None
    line = edit.script.source[late[0].start : late[0].end].split("\n")[0]
    refused = Cannot(f"a command follows the upload in the same script ({line})")
    places = None if edit.script.has_errors else _cut(edit.script, command, late)
    if places is None:
        raise refused
    head, tail = edit.script.source[: places[0]], edit.script.source[places[1] :]
    first = next(other for other in edit.script.commands if other.start >= places[1])
    folder = _folder(upload, edit, first)
    if folder is None or not is_of_its_own(read_script(head), read_script(tail), upload, edit):
        raise refused
    if _ends_otherwise(edit.script, read_script(head), command):
        raise Cannot("the script goes on when a command in front of `&&` fails, and would end there")
    gone = [name for name in step.env if name not in _kept(upload, step)]
    if any(re.search(rf"\b{re.escape(name)}\b", tail) for name in gone):
        raise refused
    if is_asked_for(step) and re.search(r"GITHUB_OUTPUT|::set-output", tail):
        raise refused
    if is_handed_over and any(other.name not in _CLEANING for other in read_script(tail).commands):
        raise refused
    require_repeatable(step)
    edit.cut_short(places[0])
    return _step(upload, step, tail, folder)


def _late(edit: ScriptEdit, command: Command) -> list[Command]:
    """The commands that do something, may run behind the upload, and stay."""
    if edit.script.has_errors:
        behind = [other for other in edit.script.commands if other.start > command.start]
        harmless: tuple[str | None, ...] = _HARMLESS_BEHIND
    else:
        behind = followers(edit.script, command)
        retried = is_retried(edit.script, command)
        harmless = (*_HARMLESS_BEHIND, *_OF_A_RETRY) if retried else _HARMLESS_BEHIND
    return [
        other
        for other in behind
        if not edit.goes(other) and (other.name not in harmless or _tells_of_the_upload(edit, other))
    ]


def _tells_of_the_upload(edit: ScriptEdit, command: Command) -> bool:
    """Whether a command writes a file, or what runs although the upload failed might read: an output, a variable."""
    is_asked = re.search(r"\b(always|failure|cancelled)\s*\(", edit.step.job.workflow.document.text, re.IGNORECASE)
    for redirect in command.redirects:
        if ">" in redirect.operator and redirect.target is not None:
            place = redirect.target.text.strip("\"'")
            if not (_OF_THE_RUNNER.fullmatch(place) and not is_asked) and not _FOR_PEOPLE.fullmatch(place):
                return True
    return is_asked is not None and "::set-output" in edit.script.source[command.start : command.end]


def _require_stop(edit: ScriptEdit, command: Command) -> None:
    """Refuse when the script would do something when the upload fails, or may end early with another program."""
    shell = edit.step.shell or edit.step.job.default("shell")
    last = max(other.start for other in edit.script.commands)
    goes_on = not stops_on_error(shell) or re.search(r"\bset \+\w*e", edit.script.source)
    if goes_on and last > command.end:
        raise Cannot("the script goes on when the upload fails")
    for other in edit.script.commands:
        if other.name == "trap":
            raise Cannot("the script has a trap, which would run before the upload")
        if other.name == "exec" and other.args and other.start < command.start:
            raise Cannot("the script may end before its upload, which would then be made all the same")


def _cut(script: Script, command: Command, late: list[Command]) -> tuple[int, int] | None:
    """Where the script is to end, and where what is behind the upload starts; None when there is no such place."""
    path = path_to(script, command) or ()
    body, position = script.body.statements, path[0][1]
    statement = body[position]
    inside = [other for other in late if other.start < statement.end]
    if inside:
        if len(path) != 2 or not isinstance(statement, Chain) or "||" in statement.operators:
            return None
        place = path[1][1]
        return statement.parts[place].end, statement.parts[place + 1].start
    following = body[position + 1].start
    line = script.source.rfind("\n", 0, following) + 1
    if script.source[line:following].strip():
        return statement.end, following
    between = line
    while between > statement.end and re.match(r"\s*(#|$)", script.source[: between - 1].rpartition("\n")[2]):
        between = script.source.rfind("\n", 0, between - 1) + 1
        line = between if script.source[between:].lstrip(" \t").startswith("#") else line
    return line, line


def _ends_otherwise(script: Script, head: Script, command: Command) -> bool:
    """Whether the first part of a script, by itself, fails where the whole would have gone on, as behind ``[ ] &&``."""
    statements = script.body.statements
    position = (path_to(script, command) or ())[0][1]
    if position + 1 == len(statements):
        return False
    is_whole = head.body.statements[-1].end >= statements[position].end
    last = head.body.statements[-1] if is_whole else statements[position]
    return may_leave_failure(last, stops_on_error=True)


def _folder(upload: Upload, edit: ScriptEdit, command: Command) -> str | None:
    """The folder that a command behind the upload runs in; None when it cannot be told."""
    try:
        folder = posixpath.normpath(folder_of(upload.site.scope, edit.script, command))
    except FolderUnknown:
        return None
    return None if folder.startswith(("/", "..", "~")) or re.search(r"\$(?!\{\{)", folder) else folder


def _kept(upload: Upload, step: Step) -> set[str]:
    """The names of the step's variables that are not for the upload alone."""
    credentials = {credential.path[-1] for credential in upload.site.credentials if credential.path is not None}
    return {name for name in step.env if name not in credentials and not is_tool_variable(name)}


def _step(upload: Upload, step: Step, script: str, folder: str) -> dict[str, Value]:
    """A step that runs a script as the given step ran it, in the folder that it had reached."""
    behind: dict[str, Value] = {} if step.name is None else {"name": f"{step.name}: what follows"}
    text = script.strip() if "\n" not in script.strip() else Block(f"{script.rstrip()}\n")
    for key in ("if", "run", "shell", "working-directory"):
        node = step.node.get(key)
        if key == "run":
            behind["run"] = text
        elif key == "working-directory" and folder != posixpath.normpath(step.working_directory or "."):
            behind[key] = folder
        elif isinstance(node, Scalar):
            behind[key] = node.value if node.style else Plain(node.value)
    kept = _kept(upload, step)
    env: dict[str, Value] = {
        name: node.value if node.style else Plain(node.value) for name, node in step.env.items() if name in kept
    }
    if env:
        behind["env"] = env
    return behind
