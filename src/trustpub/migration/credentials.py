"""Taking an upload's credential away: from inputs, variables, options, and from what configures a tool."""

from __future__ import annotations

import re

from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.types import Cannot
from trustpub.shell import Script, parse_options, tool_of
from trustpub.uploads.tools import TOOLS
from trustpub.uploads.types import Credential, Upload
from trustpub.yamlcst import KeyPath
from trustpub.yamlcst.edit import DeleteEntry, Edit

_TOOL_BY_VIA = {tool.via: tool for tool in TOOLS}


def step_edits(upload: Upload) -> list[Edit]:
    """Deletions of the credential's entries in the step's own ``with`` and ``env``."""
    step = upload.site.step
    assert step is not None
    own = [c.path for c in upload.site.credentials if c.path is not None and c.path[: len(step.path)] == step.path]
    return [DeleteEntry(path) for path in own]


def shared_paths(upload: Upload) -> list[KeyPath]:
    """Key paths of the credential's entries in ``env`` of the job or the workflow."""
    step = upload.site.step
    assert step is not None
    return [c.path for c in upload.site.credentials if c.path is not None and c.path[: len(step.path)] != step.path]


def drop_from_scripts(upload: Upload, scripts: ScriptEdits, *, command_goes: bool) -> None:
    """Note what must go from the scripts of the job.

    Args:
        upload: the upload.
        scripts: where the edits are collected.
        command_goes: whether the uploading command is removed as a whole, so that its options need not be.

    Raises:
        Cannot: a part of the credential cannot be taken out.
    """
    for credential in upload.site.credentials:
        if credential.path is not None:
            continue
        if credential.command is None:
            _drop_written(credential, scripts)
        elif credential.command is not upload.site.command:
            assert credential.step is not None
            scripts.of(credential.step).drop(credential.command)
        elif not command_goes:
            _drop_options(upload, credential, scripts)


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
