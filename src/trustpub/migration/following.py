"""What stands behind an upload in its script, and would run before the step that uploads in its place."""

from __future__ import annotations

import re

from trustpub.migration.script_edit import ScriptEdit
from trustpub.migration.types import Cannot
from trustpub.shell import Command, stops_on_error
from trustpub.shell.placement import followers, is_retried

_HARMLESS_BEHIND = ("echo", "printf", "ls", "true", ":", "cd", "exit", "[", "[[", "test")
_OF_A_RETRY = ("break", "sleep", None)


def nothing_follows(edit: ScriptEdit, command: Command) -> None:
    """Refuse when commands behind the upload would now run before it."""
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
    behind = edit.script.commands if edit.script.has_errors else followers(edit.script, command)
    for other in behind:
        if edit.goes(other) or (edit.script.has_errors and other.start < command.end):
            continue
        retry = other.name in _OF_A_RETRY and is_retried(edit.script, command)
        if other.name not in _HARMLESS_BEHIND and not retry:
            line = edit.script.source[other.start : other.end].split("\n")[0]
            raise Cannot(f"a command follows the upload in the same script ({line})")
