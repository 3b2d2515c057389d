"""Where a command of a script runs."""

from __future__ import annotations

import posixpath

from trustpub.errors import TrustpubError
from trustpub.shell import Command, Script, parse_options, resolve, tool_of
from trustpub.shell.placement import moves
from trustpub.uploads.scripts import visible_variables
from trustpub.workflow.scope import Scope

_CHECKOUT = ("$GITHUB_WORKSPACE", "${GITHUB_WORKSPACE}", "${{ github.workspace }}")


class FolderUnknown(TrustpubError):  # noqa: N818 - an outcome, not a fault
    """Where a command runs cannot be told; the text says why."""


def folder_of(scope: Scope, script: Script, command: Command, directory: str | None = None) -> str:
    """The folder that a command runs in: where its script starts, moved by the ``cd`` commands in front of it.

    Args:
        scope: of the step that runs the script.
        script: the script.
        command: one of its commands.
        directory: where the script starts, when that is not the step's own folder.

    Returns:
        A path from the checkout's root, not normalised; it may hold what only the run knows.

    Raises:
        FolderUnknown: the script changes its folder in a way that cannot be told.
    """
    step = scope.step
    place = directory or (None if step is None else step.working_directory) or "."
    variables = visible_variables(scope, script, command)
    for other in script.commands:
        if other.start >= command.start:
            break
        if other.name in ("pushd", "popd"):
            raise FolderUnknown("the script changes its folder with pushd")
        holds = moves(script, other, command) if other.name == "cd" else False
        if holds is False:
            continue
        if holds is None:
            raise FolderUnknown("the script changes its folder under a condition")
        tool = tool_of(other)
        target = None if tool is None else next(iter(parse_options(tool.args, ()).positionals), None)
        if target is None or target.value is None or target.value.startswith("-"):
            raise FolderUnknown("the script changes its folder in a way that cannot be told")
        value = target.value
        for name in _CHECKOUT:
            if value.startswith(name):
                place, value = ".", value.removeprefix(name).lstrip("/") or "."
        place = posixpath.join(place, resolve(value, variables))
    return place
