"""What a program that only leads to the uploading tool does in the end, as far as the repository's files tell."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from trustpub.repository.base import Repository
from trustpub.shell import Command, read_script, tools_of
from trustpub.uploads.commands import read_call, upload_by_call
from trustpub.uploads.folders import FolderUnknown, folder_of
from trustpub.uploads.scripts import expand, script_of, visible_variables
from trustpub.uploads.types import UNKNOWN
from trustpub.workflow.scope import Scope


class Seen(NamedTuple):
    """What was seen behind a command.

    Attributes:
        chain: how one gets from the command to the upload, both included; () when no upload was found.
        index: where the upload goes; ``unknown`` when that cannot be told, or when none was found.
        uploads_nothing: whether everything was read, and nothing in it can upload.
    """

    chain: tuple[str, ...]
    index: str  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    uploads_nothing: bool


def look_through(command: Command, scope: Scope, repository: Repository) -> Seen | None:
    """What a command of the scope's step does in the end; None when nothing can be read behind it."""
    from trustpub.recipes import classify, resolve

    step = scope.step
    script = None if step is None else script_of(step)
    if step is None or script is None or not scope.effort.call():
        return None
    try:
        folder = posixpath.normpath(folder_of(scope, script, command))
    except FolderUnknown:
        return None
    if "$" in folder:
        return None
    variables = visible_variables(scope, script, command)
    words = [expand(word.text if word.value is None else word.value, variables) for word in command.words]
    recipe = resolve(words, repository, "" if folder == "." else folder, variables)
    if recipe is None or not recipe.commands:
        return None
    kinds = classify(recipe)
    uploading = [found for found, kind in zip(recipe.commands, kinds, strict=True) if kind == "upload"]
    if not uploading:
        return Seen((), UNKNOWN, recipe.complete and "other" not in kinds)
    last = uploading[-1]
    environment = variables | dict(last.variables)
    for inner in read_script(last.text).commands:
        for tool in tools_of(inner):
            call = read_call(tool, inner, environment)
            upload = None if call is None else upload_by_call(call, read_script(last.text), scope, repository)
            if upload is not None:
                return Seen(recipe.chain, upload.index, False)
    return Seen(recipe.chain, UNKNOWN, False)
