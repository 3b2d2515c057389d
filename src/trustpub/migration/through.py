"""Uploads through make, tox, nox or a script: the project's own build, and the PyPA action for the upload.

The recipe is read, never run. Only when all that it does is preparing, building, checking and uploading can a step do
the same without it; the project's files stay as they are.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from typing import NamedTuple

from trustpub.migration.distributions import distribution_folder
from trustpub.migration.replace_step import is_tool_variable
from trustpub.migration.script_edit import ScriptEdit
from trustpub.migration.swap import action_inputs
from trustpub.migration.types import Cannot
from trustpub.recipes import Recipe, RecipeCommand, classify, resolve
from trustpub.repository.base import Repository
from trustpub.repository.metadata import read_project
from trustpub.shell import Command, read_script, tool_of, tools_of
from trustpub.shell import resolve as fill
from trustpub.uploads.commands import Call, read_call, upload_by_call
from trustpub.uploads.folders import FolderUnknown, folder_of
from trustpub.uploads.scripts import visible_variables
from trustpub.uploads.types import Upload
from trustpub.yamlcst.edit import Value

_MORE_THAN_UPLOADING = re.compile(
    r"\b(docs?|documentation|notes?|announce|github|tag|docker|conda|deploy)\b", re.IGNORECASE
)
_BUILD_TOOLS = {"build": "build", "flit": "flit", "poetry": "poetry", "hatch": "hatch", "pdm": "pdm", "uv": "uv"}


class Substitute(NamedTuple):
    """What stands in the place of a recipe: the lines that build, the inputs of the PyPA action, a remark or None."""

    build: tuple[str, ...]
    inputs: dict[str, Value]
    note: str | None


def substitute_for(upload: Upload, edit: ScriptEdit, repository: Repository) -> Substitute:
    """What can stand in the place of the command that uploads through something else.

    Raises:
        Cannot: the recipe does more, or cannot be read.
    """
    command, step = upload.site.command, upload.site.step
    assert command is not None and step is not None
    folder = _folder(upload, command, edit)
    recipe = _recipe(upload, command, edit, repository, folder)
    if recipe is None or _is_missing(recipe):
        return _without_recipe(upload, command, repository)
    kinds = classify(recipe)
    uploads = [found for found, kind in zip(recipe.commands, kinds, strict=True) if kind == "upload"]
    chain = " → ".join(recipe.chain)
    if not recipe.complete:
        raise Cannot(f"not all that {recipe.chain[0]} does can be read ({'; '.join(recipe.problems[:2])})", _ADVICE)
    if not uploads:
        raise Cannot(f"{recipe.chain[0]} was read, and no upload was found in it", _ADVICE)
    for found, kind in zip(recipe.commands, kinds, strict=True):
        if kind == "other":
            raise Cannot(f"{recipe.chain[0]} does more than build and upload: {found.text} ({found.origin})", _ADVICE)
        if kind in ("upload", "build") and found.conditional:
            raise Cannot(f"whether {found.text} runs ({found.origin}) is decided when it runs", _ADVICE)
    if uploads[0].ignores_failure:
        raise Cannot(f"{recipe.chain[0]} goes on when its upload fails ({uploads[0].origin})", _ADVICE)
    if len({(found.text, found.folder, found.variables) for found in uploads}) > 1:
        raise Cannot(f"{chain} uploads more than once", _ADVICE)
    return _from_recipe(upload, recipe, kinds, uploads[0], repository, folder)


def replace_recipe(upload: Upload, edit: ScriptEdit, repository: Repository) -> str | None:
    """Put the project's build where the step ran the recipe, or nothing.

    Returns:
        What the user should check, or None.

    Raises:
        Cannot: as `substitute_for` does.
    """
    assert upload.site.command is not None
    found = substitute_for(upload, edit, repository)
    if found.build:
        edit.replace_command(upload.site.command, found.build)
    else:
        edit.drop(upload.site.command)
    return found.note


_ADVICE = "let the step only build, and upload with pypa/gh-action-pypi-publish in a step of its own"


def _folder(upload: Upload, command: Command, edit: ScriptEdit) -> str:
    """Where the step runs the recipe, from the checkout's root; "" is the root itself."""
    try:
        folder = posixpath.normpath(folder_of(upload.site.scope, edit.script, command))
    except FolderUnknown as unknown:
        raise Cannot(str(unknown)) from None
    if "$" in folder:
        raise Cannot(f"the step runs in {folder}, which is only known at run time")
    return "" if folder == "." else folder


def _recipe(upload: Upload, command: Command, edit: ScriptEdit, repository: Repository, folder: str) -> Recipe | None:
    tool = tool_of(command)
    if tool is None:
        raise Cannot("the command that uploads cannot be read")
    variables = visible_variables(upload.site.scope, edit.script, command)
    words = [fill(word.value if word.value is not None else word.text, variables) for word in command.words]
    return resolve(words, repository, folder, variables)


def _is_missing(recipe: Recipe) -> bool:
    """Whether nothing at all could be read of a recipe, because its file is not there."""
    return not recipe.commands and not recipe.complete


def _without_recipe(upload: Upload, command: Command, repository: Repository) -> Substitute:
    """Where the file behind the command is not there to be read, the build backend's own command builds."""
    step = upload.site.step
    assert step is not None
    name = step.name or ""
    tool = tool_of(command)
    words = " ".join(word.text for word in ([] if tool is None else tool.args))
    words = words if tool is None else f"{tool.path} {words}".strip()
    if _MORE_THAN_UPLOADING.search(re.sub(r"deploy\s+(package\s+)?to\s+pypi", "", name, flags=re.IGNORECASE)):
        raise Cannot(f"what {words} does cannot be read, and the step's name ({name}) speaks of more", _ADVICE)
    if not re.search(r"publish|upload|pypi", words, re.IGNORECASE) or _LOOKS_ON.search(words):
        raise Cannot(f"what {words} does cannot be read", _ADVICE)
    built = any(s.run is not None and _BUILDS.search(s.run.value) for s in step.job.steps[: step.index])
    note = (
        f"{upload.workflow}:{step.line}: what '{words}' does could not be read; it is replaced by the project's build "
        "and an upload. Check that it did nothing else."
    )
    return Substitute(() if built else tuple(_backend_build(upload, repository)), {}, note)


_LOOKS_ON = re.compile(r"verif|check|test(?!\.?pypi)|wait|valid|dry[-_]?run|after|post[-_]|pre[-_]", re.IGNORECASE)
"""What names of scripts say that only look at an upload, or stand beside it."""
_BUILDS = re.compile(r"-m build\b|pyproject-build|sdist|\b(poetry|flit|hatch|pdm|uv) build\b")


def _backend_build(upload: Upload, repository: Repository) -> list[str]:
    """The command of the project's build backend; its front end must be there, or is installed."""
    backend = (read_project(repository).backend or "").split(".")[0]
    job_text = "\n".join(step.run.value for step in upload.site.job.steps if step.run is not None)
    if backend == "poetry" and re.search(r"\bpoetry\b", job_text):
        return ["poetry build"]
    return ["python -m pip install build", "python -m build"]


def _from_recipe(
    upload: Upload, recipe: Recipe, kinds: tuple[str, ...], last: RecipeCommand, repository: Repository, folder: str
) -> Substitute:
    inner, call = _inner_upload(last, upload, repository)
    if last.folder.startswith(("$", "/")):
        raise Cannot(f"{last.text} runs in a folder that cannot be told")
    inputs = action_inputs(inner, distribution_folder(inner, read_script(last.text), last.folder or "."))
    lines: list[str] = []
    for found, kind in zip(recipe.commands, kinds, strict=True):
        if kind == "build":
            lines += _build_lines(found, recipe, upload, folder)
    own = _own_build(call, last)
    if own is not None:
        lines += _build_lines(last._replace(text=own), recipe, upload, folder)
    return Substitute(tuple(dict.fromkeys(lines)), inputs, None)


def _inner_upload(found: RecipeCommand, upload: Upload, repository: Repository) -> tuple[Upload, Call]:
    """The upload that the recipe's uploading command makes, as if it stood in the step."""
    script = read_script(found.text)
    variables = {name: value.text for name, value in upload.site.scope.env.items()} | dict(found.variables)
    for command in script.commands:
        for tool in tools_of(command):
            call = read_call(tool, command, variables)
            inner = None if call is None else upload_by_call(call, script, upload.site.scope, repository)
            if call is not None and inner is not None:
                return inner, call
    raise Cannot(f"the upload {found.text!r} cannot be read")


def _build_lines(found: RecipeCommand, recipe: Recipe, upload: Upload, folder: str) -> list[str]:
    """The shell lines of one building command; what an environment of its own would have installed comes first.

    They run where the step ran the recipe, in ``folder``.
    """
    if "$(...)" in found.text or found.folder.startswith(("$", "/")):
        raise Cannot(f"{found.text} ({found.origin}) is only known at run time")
    text = _with_variables(found, upload)
    place = posixpath.relpath(found.folder or ".", folder or ".")
    if place != ".":
        text = f"(cd {shlex.quote(place)} && {text})"
    return [*_tools_for(found.text, recipe), text]


def _with_variables(found: RecipeCommand, upload: Upload) -> str:
    """A building command with the variables that the recipe sets for it, but for those that the step has anyway."""
    text = found.text
    known = {name: value.text for name, value in upload.site.scope.env.items()}
    for name, value in reversed(found.variables):
        if known.get(name) == value or is_tool_variable(name):
            continue
        if "$" in value or "`" in value or len(read_script(text).commands) != 1:
            raise Cannot(f"{found.text} ({found.origin}) is run with {name}, which cannot be carried over")
        text = f"{name}={shlex.quote(value)} {text}"
    return text


def _tools_for(text: str, recipe: Recipe) -> list[str]:
    """The install of the tool that a command needs, when the recipe ran it in an environment of its own."""
    if not recipe.isolated:
        return []
    for command in read_script(text).commands:
        tool = tool_of(command)
        package = None if tool is None else _BUILD_TOOLS.get(tool.name)
        if tool is not None and tool.name == "setup.py":
            package = "setuptools wheel"
        if package is not None:
            return [f"python -m pip install {package}"]
    return []


def _own_build(call: Call, found: RecipeCommand) -> str | None:
    """The build that an uploading command does as well, as a command."""
    words = found.text
    if call.tool.via == "flit":
        setup_py = " --setup-py" if "--setup-py" in call.options else ""
        return f"flit build{setup_py}"
    if call.tool.via == "poetry" and "--build" in call.options:
        return "poetry build"
    if call.tool.via == "pdm" and "--no-build" not in call.options:
        return "pdm build"
    if call.tool.via == "setup.py":
        rest = [word for word in words.split("setup.py", 1)[-1].split() if not word.startswith("-")]
        built = [word for word in rest if word in ("sdist", "bdist_wheel", "bdist")]
        return f"python setup.py {' '.join(built)}" if built else None
    if call.tool.via == "maturin":
        raise Cannot("maturin builds and uploads at once")
    return None
