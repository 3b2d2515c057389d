"""Taking an upload's credential away: from inputs, variables, options, and from what configures a tool."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.types import Cannot
from trustpub.shell import Script, parse_options, tool_of, tools_of
from trustpub.shell.lines import sets_environment
from trustpub.uploads.containers import programs
from trustpub.uploads.scripts import script_of
from trustpub.uploads.tools import TOOLS
from trustpub.uploads.types import Credential, Upload
from trustpub.workflow.model import Step
from trustpub.yamlcst import KeyPath
from trustpub.yamlcst.edit import DeleteEntry, Edit

_TOOL_BY_VIA = {tool.via: tool for tool in TOOLS}
_UPLOADING = frozenset(name for tool in TOOLS for name in tool.names)
_SERVANTS = ("chmod", "chown", "cat", "ls", "rm", "touch")
"""Commands that do nothing but look after a file."""


def step_edits(upload: Upload) -> list[Edit]:
    """Deletions of the credential's entries in the step's own ``with`` and ``env``."""
    return [DeleteEntry(path) for path in _own_paths(upload)]


def edits_beside(upload: Upload, script: str) -> list[Edit]:
    """`step_edits` for a step that keeps a script.

    Raises:
        Cannot: what is left of the script names a variable that goes.
    """
    text = re.sub(r"^\s*#.*$", "", script, flags=re.MULTILINE)
    for path in _own_paths(upload):
        if path[-2] == "env" and re.search(rf"\b{re.escape(str(path[-1]))}\b", text):
            raise Cannot(
                f"the rest of the script uses {path[-1]}, which holds the credential",
                "take it out of the script, then run trustpub again",
            )
    return step_edits(upload)


def _own_paths(upload: Upload) -> list[KeyPath]:
    step = upload.site.step
    assert step is not None
    return [c.path for c in upload.site.credentials if c.path is not None and c.path[: len(step.path)] == step.path]


def shared_paths(upload: Upload) -> list[KeyPath]:
    """Key paths of the credential's entries in ``env`` of the job or the workflow, those behind the step's included."""
    step = upload.site.step
    assert step is not None
    names = {c.path[-1] for c in upload.site.credentials if c.path is not None and "env" in c.path[-2:-1]}
    outer = [(*step.job.path, "env", name) for name in step.job.env if name in names]
    return [*outer, *(("env", name) for name in step.job.workflow.env if name in names)]


def shared_edits(upload: Upload, uploads: Iterable[Upload]) -> list[Edit]:
    """Deletions of the credential's entries in ``env`` of the job or the workflow, for a tool that would use them.

    Args:
        upload: the upload.
        uploads: all uploads of the workflow.

    Raises:
        Cannot: something else needs them.
    """
    paths = shared_paths(upload)
    text = upload.site.workflow.document.text
    for path in paths:
        name = str(path[-1])
        if any(path in shared_paths(other) for other in uploads if other is not upload and other.step is not None):
            raise Cannot(f"the variable {name} also serves another upload")
        if len(re.findall(rf"(?<![\w.-]){re.escape(name)}(?![\w-])|\benv\.{re.escape(name)}(?![\w-])", text)) > 1:
            raise Cannot(f"the variable {name} is named in other places as well")
    return [DeleteEntry(path) for path in paths]


def require_own(uploads: Iterable[Upload], others: Iterable[Upload]) -> None:
    """Return when no other upload of a job takes its credential from where the changing uploads have theirs.

    Raises:
        Cannot: a ``.pypirc`` or a variable that a script sets serves both.
    """
    kept = {_source(c) for other in others for c in other.site.credentials if c.command is not other.site.command}
    for upload in uploads:
        for credential in upload.site.credentials:
            if (source := _source(credential)) is not None and source in kept:
                raise Cannot(f"{credential.name.split()[0]} also serves an upload to another index")


def _source(credential: Credential) -> tuple[str, int] | None:
    """What a script sets: a file or variable, and where."""
    if credential.path is not None or credential.step is None:
        return None
    name = ".pypirc" if credential.name.startswith(".pypirc") else credential.name
    return name, credential.step.index


def drop_from_scripts(upload: Upload, scripts: ScriptEdits, *, command_goes: bool) -> None:
    """Note what must go from the scripts of the job.

    Args:
        upload: the upload.
        scripts: where the edits are collected.
        command_goes: whether the uploading command is removed as a whole, so that its options need not be.

    Raises:
        Cannot: a part of the credential cannot be taken out.
    """
    if command_goes and upload.site.command is not None and len(programs(upload.site.command)) > 1:
        raise Cannot("a shell inside of the uploading command runs other commands as well")
    for credential in upload.site.credentials:
        if credential.path is not None:
            continue
        if credential.command is None and not _drop_prefix(upload, credential, scripts):
            _drop_written(credential, scripts)
        elif credential.command is None:
            continue
        elif credential.command is not upload.site.command:
            assert credential.step is not None
            scripts.of(credential.step).drop(credential.command)
        elif not command_goes:
            _drop_options(upload, credential, scripts)


def _drop_prefix(upload: Upload, credential: Credential, scripts: ScriptEdits) -> bool:
    """Take ``NAME=value`` in front of the uploading command away; False when it is not set there."""
    command, step = upload.site.command, upload.site.step
    if command is None or step is None or not command.words:
        return False
    own = [assignment for assignment in command.assignments if assignment.name == credential.name]
    for assignment in own:
        starts = [other.start for other in command.assignments] + [word.start for word in command.words]
        following = min(start for start in starts if start > assignment.start)
        scripts.of(step).replace(assignment.start, following, "")
    return bool(own)


def _drop_options(upload: Upload, credential: Credential, scripts: ScriptEdits) -> None:
    command, step = upload.site.command, upload.site.step
    assert command is not None and step is not None
    known = _TOOL_BY_VIA[upload.via]
    tool = tool_of(command)
    if tool is None:
        raise Cannot("the uploading command cannot be read")
    for option in parse_options(tool.args, known.valued).options:
        if option.name == credential.name:
            scripts.of(step).drop_option(command, option)


def _drop_written(credential: Credential, scripts: ScriptEdits) -> None:
    """Remove the commands that write a variable or a ``.pypirc``."""
    step = credential.step
    if step is None:
        raise Cannot("it cannot be told where the credential is set")
    if not credential.name.startswith(".pypirc"):
        _drop_environment_writes(credential, scripts)
        return
    edit = scripts.of(step)
    writing = [command for command in edit.script.commands if _writes(edit.script, command, r"\.pypirc[\"']?$")]
    if not writing:
        raise Cannot("a .pypirc is written in a way that cannot be taken out of the script")
    for command in writing:
        edit.drop(command)
    _drop_servants(step, scripts, {(edit.step.index, command.start) for command in writing})


def _drop_servants(step: Step, scripts: ScriptEdits, going: set[tuple[int, int]]) -> None:
    """Remove what only looks after a ``.pypirc`` that is not written any more, and would fail without it."""
    for other in step.job.steps:
        if other.run is None or ".pypirc" not in other.run.value:
            continue
        script = script_of(other)
        for command in () if script is None else script.commands:
            text = other.run.value[command.start : command.end]
            uploads = any(tool.name in _UPLOADING for tool in tools_of(command))
            if ".pypirc" not in text or (other.index, command.start) in going or uploads:
                continue
            if command.name not in _SERVANTS:
                line = text.split("\n")[0]
                raise Cannot(f"another command uses the .pypirc that holds the credential ({line})")
            scripts.of(other).drop(command)


def _drop_environment_writes(credential: Credential, scripts: ScriptEdits) -> None:
    """Remove the commands of earlier steps that put the variable into ``$GITHUB_ENV``."""
    step = credential.step
    assert step is not None
    found = False
    for earlier in step.job.steps[: step.index + 1]:
        if earlier.run is None or credential.name not in earlier.run.value:
            continue
        edit = scripts.of(earlier)
        for command in edit.script.commands:
            text = edit.script.source[command.start : command.end]
            is_export = command.name == "export" or (not command.words and command.assignments)
            if edit.is_lines and sets_environment(edit.script, command, credential.name):
                edit.drop(command)
                found = True
            if re.search(rf"\b{re.escape(credential.name)}=", text) and (
                is_export or _writes(edit.script, command, r"GITHUB_ENV\}?[\"']?$")
            ):
                edit.drop(command)
                found = True
    if not found:
        raise Cannot(f"it cannot be told where {credential.name} is set")


def _writes(script: Script, command: object, pattern: str) -> bool:
    from trustpub.shell import Command

    assert isinstance(command, Command)
    return any(
        redirect.operator in (">", ">>", ">|")
        and redirect.target is not None
        and re.search(pattern, script.source[redirect.target.start : redirect.target.end]) is not None
        for redirect in command.redirects
    )
