"""Whether a part of a script can be a script of its own: what a shell knows of what it has done before."""

from __future__ import annotations

import re

from trustpub.migration.script_edit import ScriptEdit
from trustpub.shell import Command, Script
from trustpub.shell.model import lasting_assignments
from trustpub.shell.placement import ends_well
from trustpub.uploads.scripts import statement_text
from trustpub.uploads.types import Upload

_CHANGES_THE_SHELL = frozenset(
    {"pushd", "popd", "source", ".", "eval", "exec", "alias", "shopt", "umask", "ulimit", "trap", "unset", "wait"}
    | {"nvm", "fnm", "sdk", "module", "ml", "workon", "deactivate", "direnv"}
)
_ENVIRONMENTS = frozenset({"conda", "mamba", "micromamba", "pyenv", "rbenv", "asdf", "mise", "spack"})
_CHOOSES_ONE = frozenset({"activate", "deactivate", "shell", "load", "unload"})
"""What such a manager's function in a shell does to that shell."""

_OF_THE_SHELL = re.compile(
    r"\$\?|\$\{\?|PIPESTATUS|\$_(?!\w)|\$!|\$\$(?!\{\{)|\$\(jobs|\bcd\s+-(?![\w-])|~[-+]|\b(OLDPWD|SECONDS|BASHPID)\b"
)
"""What a shell knows of what it has done: the status of a command, its own number, the folder it was in before."""

_OF_POWERSHELL = re.compile(
    r"(\$env:|\.(?=[\s/\\])|(set|new|import|add|use)-|[^\s\"']*(\.ps1|\.psm1|\.bat|\.cmd|activate)(?!\S))",
    re.IGNORECASE,
)
"""A line of PowerShell or cmd that may change the session which the lines behind it run in."""

_READ_BY_PROGRAMS = re.compile(r"PATH|HOME|LANG|TZ|LC_\w+|\w+PATH")
"""Variables that the environment has anyway, so that an assignment changes it without ``export``."""
_NAMED = re.compile(r"\$\{?[#!]?([A-Za-z_]\w*)")


def is_of_its_own(head: Script, tail: Script, upload: Upload, edit: ScriptEdit) -> bool:
    """Whether the second part of a script does in a shell of its own what it did behind the first.

    Args:
        head: the first part, as written.
        tail: the second part.
        upload: the upload between them.
        edit: the edit of the script, by which some commands of the first part go.
    """
    if head.has_errors or tail.has_errors or not head.commands or _OF_THE_SHELL.search(tail.source):
        return False
    if any(_changes_the_shell(other) for other in head.commands):
        return False
    if edit.is_lines and any(_OF_POWERSHELL.match(statement_text(head, other)) for other in head.commands):
        return False
    for other in head.commands:
        if "pipefail" in other.args and edit.step.shell is None and "|" in tail.source:
            return False
        if edit.goes_at(other.start):
            continue
        for assignment in lasting_assignments(other):
            is_read = _READ_BY_PROGRAMS.fullmatch(assignment.name) or assignment.name in upload.site.scope.env
            if assignment.exported or is_read or re.search(rf"\b{re.escape(assignment.name)}\b", tail.source):
                return False
    return not any(_may_be_set(name, head.source) for name in _NAMED.findall(tail.source))


def _changes_the_shell(command: Command) -> bool:
    """Whether a command does something to its shell, or beside it, that a shell of its own would not know of."""
    if command.function is not None or ends_well(command) or "background" in command.context:
        return True
    if {"subshell", "substitution"} & set(command.context):
        return False
    if command.name == "set":
        return not all(re.fullmatch(r"-[euxo]+|pipefail", arg or "") for arg in command.args)
    chooses = command.name in _ENVIRONMENTS and bool(_CHOOSES_ONE & set(command.args))
    return chooses or command.name in _CHANGES_THE_SHELL


def _may_be_set(name: str, script: str) -> bool:
    """Whether a script does more to a variable than to put its value in: ``read NAME``, ``for NAME in``."""
    rest = re.sub(rf"\$\{{{name}\}}|\${name}\b", "", script)
    return re.search(rf"(?<![\w.-]){name}(?![\w.-])", rest) is not None
