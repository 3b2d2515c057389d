"""Uploads by python-semantic-release up to version 7: it goes on releasing, and the PyPA action uploads what it built.

Source: https://python-semantic-release.readthedocs.io/en/v7.34.6/configuration.html; ``-D`` overrides a setting,
``upload_to_pypi`` says whether it uploads, and ``remove_dist`` whether it removes what it built afterwards. It builds
for an upload, or for the release on GitHub, which it makes unless told otherwise.
"""

from __future__ import annotations

import posixpath
import re

from trustpub.migration.credentials import drop_from_scripts, edits_beside, step_edits
from trustpub.migration.following import step_behind
from trustpub.migration.pins import pinned, version_of
from trustpub.migration.publish_condition import bare
from trustpub.migration.replace_step import require_repeatable
from trustpub.migration.runners import require_linux
from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.types import Cannot, Change, Options
from trustpub.migration.versions import requirements_of
from trustpub.repository.base import Repository
from trustpub.shell import Script, tool_of
from trustpub.uploads.folders import FolderUnknown, folder_of
from trustpub.uploads.pypa_action import PYPA_ACTION
from trustpub.uploads.types import PYPI, Upload
from trustpub.workflow.model import Step
from trustpub.yamlcst.edit import Edit, InsertEntry, InsertItem, SetScalar, Value

_BUILDS = re.compile(r"-m build\b|pyproject-build|sdist|bdist_wheel|\b(poetry|flit|hatch|pdm|uv) build\b")
_SETTINGS = " -D upload_to_pypi= -D remove_dist="
"""Empty, since version 7 takes the text of a setting as it is, and any other text for true."""

_BUILDS_NOT = re.compile(
    r"upload_to_release[\s\"']*=[\s\"']*(false|no|off|0)\b|build_command[\s\"']*=[\s\"']*false", re.IGNORECASE
)
_FIRST_WITH_OPTIONS, _LAST_UPLOADING = (7, 33), (7, 34, 6)
_WHY = "python-semantic-release goes on releasing, and the PyPA action uploads what it built"


def swap_semantic_release(
    upload: Upload, options: Options, scripts: ScriptEdits, repository: Repository
) -> list[Change]:
    """The changes that leave the release to python-semantic-release and the upload to the PyPA action.

    Raises:
        Cannot: its version is not known to be one that uploads and takes the settings, or what it built cannot be told
            from what was there before.
    """
    step, command = upload.site.step, upload.site.command
    if upload.index != PYPI:
        raise Cannot("python-semantic-release uploads to another index than PyPI")
    if step is not None and command is None and step.action is not None:
        return _swap_action(upload, step, options, repository)
    if step is None or command is None:
        raise Cannot("the call of semantic-release cannot be read")
    _require_version_7(upload, repository)
    require_linux(upload.site.job)
    require_repeatable(step)
    _require_own_files(step, repository)
    tool = tool_of(command)
    if tool is None or not tool.args:
        raise Cannot("the call of semantic-release cannot be read")
    edit = scripts.of(step)
    folder = _folder(upload, edit.script)
    behind = step_behind(upload, edit)
    drop_from_scripts(upload, scripts, command_goes=False)
    edit.replace(tool.args[-1].end, tool.args[-1].end, _SETTINGS)
    inserts: list[Edit] = [] if behind is None else [InsertItem(step.path[:-1], step.index + 1, behind)]
    inserts.append(_publishing_step(upload, step, folder, options))
    return [Change(_WHY, (*edits_beside(upload, edit.result()), *inserts))]


def _folder(upload: Upload, script: Script) -> str:
    """The folder that the command builds into.

    Raises:
        Cannot: it is only known at run time.
    """
    assert upload.site.command is not None
    try:
        place = folder_of(upload.site.scope, script, upload.site.command)
    except FolderUnknown as unknown:
        raise Cannot(str(unknown)) from None
    return _in_checkout(posixpath.join(place, "dist"))


def _in_checkout(place: str) -> str:
    folder = posixpath.normpath(place)
    if "$" in folder or folder.startswith(("/", "..", "~")):
        raise Cannot(f"python-semantic-release builds in {folder}, which is only known at run time")
    return folder


def _swap_action(upload: Upload, step: Step, options: Options, repository: Repository) -> list[Change]:
    """The changes for the action of version 7, which takes the settings as ``additional_options``.

    Source: its ``action.yml`` and ``action.sh`` of v7.34.6; before v7.33.0 it took one option only.
    """
    require_linux(upload.site.job)
    require_repeatable(step)
    _require_own_files(step, repository)
    assert step.action is not None and step.uses is not None
    version = version_of(step.action[1] or "")
    if version is None or version[0] != _LAST_UPLOADING[0]:
        raise Cannot(
            "it cannot be told which version of python-semantic-release runs; from version 8 on it uploads nothing",
            "if it is version 8 or newer, delete the token; else use it by its tag and run trustpub again",
        )
    edits: list[Edit] = list(step_edits(upload))
    if version < _FIRST_WITH_OPTIONS:
        tag = f"v{'.'.join(map(str, _LAST_UPLOADING))}"
        edits.append(SetScalar((*step.path, "uses"), f"{step.uses.partition('@')[0]}@{tag}", ""))
    given = step.input("additional_options")
    if given is None:
        edits.append(InsertEntry((*step.path, "with"), "additional_options", _SETTINGS.strip()))
    else:
        edits.append(SetScalar((*step.path, "with", given[0]), f"{given[1].value}{_SETTINGS}"))
    place = step.input("directory")
    folder = _in_checkout(posixpath.join("." if place is None else place[1].value, "dist"))
    return [Change(_WHY, (*edits, _publishing_step(upload, step, folder, options)))]


def _publishing_step(upload: Upload, step: Step, folder: str, options: Options) -> InsertItem:
    """The edit that puts the uploading step behind the releasing one; without a release there are no files."""
    new_step: dict[str, Value] = {
        "name": "Publish to PyPI",
        "if": _joined(f"hashFiles('{folder}/*') != ''", step.condition),
        "uses": pinned(PYPA_ACTION, options, upload.site.workflow),
    }
    if folder != "dist":
        new_step["with"] = {"packages-dir": f"{folder}/"}
    return InsertItem(step.path[:-1], step.index + 1, new_step)


def _require_own_files(step: Step, repository: Repository) -> None:
    """Return when files in ``dist`` can only be those that a release just built: without a release nothing is uploaded.

    Raises:
        Cannot: others may lie there, or its own lie elsewhere.
    """
    for path in ("pyproject.toml", "setup.cfg"):
        text = (repository.read(path) or b"").decode(errors="replace")
        if _BUILDS_NOT.search(text):
            raise Cannot(f"python-semantic-release builds nothing when it does not upload ({path})")
        if "dist_path" in text:
            raise Cannot(f"python-semantic-release builds into another folder than dist ({path})")
    for other in step.job.steps[: step.index + 1]:
        if other.run is not None and _BUILDS.search(other.run.value):
            raise Cannot("the job builds before python-semantic-release decides whether there is a release")


def _joined(condition: str, other: str | None) -> str:
    return condition if other is None else f"({bare(other)}) && {condition}"


def _require_version_7(upload: Upload, repository: Repository) -> None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    found = requirements_of(upload.site.job, "python-semantic-release", repository)
    try:
        is_old = bool(found) and not any(SpecifierSet(text).contains("8.0.0") for text in found)
    except InvalidSpecifier:
        is_old = False
    if not is_old:
        raise Cannot(
            "it cannot be told which version of python-semantic-release runs; from version 8 on it uploads nothing",
            "if it is version 8 or newer, delete the token; else pin it below 8 and run trustpub again",
        )
