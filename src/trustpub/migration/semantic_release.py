"""Uploads by python-semantic-release up to version 7: it goes on releasing, and the PyPA action uploads what it built.

Source: https://python-semantic-release.readthedocs.io/en/v7.34.6/configuration.html; ``-D`` overrides a setting,
``upload_to_pypi`` says whether it uploads, and ``remove_dist`` whether it removes what it built afterwards.
"""

from __future__ import annotations

import re

from trustpub.migration.credentials import drop_from_scripts, step_edits
from trustpub.migration.pins import pinned
from trustpub.migration.publish_condition import bare
from trustpub.migration.replace_step import require_repeatable
from trustpub.migration.runners import require_linux
from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.types import Cannot, Change, Options
from trustpub.migration.versions import requirements_of
from trustpub.repository.base import Repository
from trustpub.shell import tool_of
from trustpub.uploads.pypa_action import PYPA_ACTION
from trustpub.uploads.types import PYPI, Upload
from trustpub.workflow.model import Step
from trustpub.yamlcst.edit import InsertItem, Value

_BUILDS = re.compile(r"-m build\b|pyproject-build|sdist|bdist_wheel|\b(poetry|flit|hatch|pdm|uv) build\b")
_SETTINGS = " -D upload_to_pypi=false -D remove_dist=false"


def swap_semantic_release(
    upload: Upload, options: Options, scripts: ScriptEdits, repository: Repository
) -> list[Change]:
    """The changes that leave the release to python-semantic-release and the upload to the PyPA action.

    Raises:
        Cannot: its version is not known to be one that uploads and takes the settings, or what it built cannot be told
            from what was there before.
    """
    step, command = upload.site.step, upload.site.command
    if step is None or command is None:
        raise Cannot(
            "the upload is made by the action of python-semantic-release",
            "set upload_to_pypi = false and remove_dist = false in its configuration, and upload with the PyPA action",
        )
    if upload.index != PYPI:
        raise Cannot("python-semantic-release uploads to another index than PyPI")
    _require_version_7(upload, repository)
    require_linux(upload.site.job)
    require_repeatable(step)
    _require_own_files(step, repository)
    tool = tool_of(command)
    if tool is None or not tool.args:
        raise Cannot("the call of semantic-release cannot be read")
    drop_from_scripts(upload, scripts, command_goes=False)
    scripts.of(step).replace(tool.args[-1].end, tool.args[-1].end, _SETTINGS)
    new_step: dict[str, Value] = {
        "name": "Publish to PyPI",
        "if": _joined("hashFiles('dist/*') != ''", step.condition),
        "uses": pinned(PYPA_ACTION, options, upload.site.workflow),
    }
    why = "python-semantic-release goes on releasing, and the PyPA action uploads what it built"
    return [Change(why, (*step_edits(upload), InsertItem(step.path[:-1], step.index + 1, new_step)))]


def _require_own_files(step: Step, repository: Repository) -> None:
    """Return when files in ``dist`` can only be those that a release just built: without a release nothing is uploaded.

    Raises:
        Cannot: others may lie there, or its own lie elsewhere.
    """
    for path in ("pyproject.toml", "setup.cfg"):
        if b"dist_path" in (repository.read(path) or b""):
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
