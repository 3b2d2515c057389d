"""The build job's half of a split: where a step uploaded to the index, it hands the files over as an artifact."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from trustpub.migration.credentials import drop_from_scripts, edits_beside
from trustpub.migration.distributions import upload_patterns
from trustpub.migration.following import step_behind
from trustpub.migration.maturin_action import action_upload
from trustpub.migration.names import TESTPYPI_UPLOAD_URL
from trustpub.migration.pins import pinned
from trustpub.migration.replace_step import (
    replace_command,
    replace_step,
    require_repeatable,
    require_unasked,
    tool_variable_edits,
)
from trustpub.migration.runners import is_matrix
from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.signals import signal_for
from trustpub.migration.swap import SWAPPED, action_inputs, keep_the_build
from trustpub.migration.third_party import distribution_folder_of, handover_by_action, row_of_upload
from trustpub.migration.through import replace_recipe, substitute_for
from trustpub.migration.types import INDIRECT, Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.uploads.pypa_action import input_of
from trustpub.uploads.scripts import script_of
from trustpub.uploads.types import TESTPYPI, Upload
from trustpub.workflow.expressions import references
from trustpub.workflow.scope import Scope
from trustpub.yamlcst import Scalar
from trustpub.yamlcst.edit import Block, Edit, InsertItem, Plain, Value

UPLOAD_ARTIFACT = "actions/upload-artifact"
_EVERYWHERE = frozenset({"github", "inputs", "vars"})
_NOT_FOR_THE_JOB = ("user", "password", "packages-dir")


@dataclass(frozen=True)
class Artifact:
    """A set of files that goes from the build job to a publishing job.

    Attributes:
        name: of the artifact; on a matrix it ends in the leg's number.
        pattern: what all legs' names match; None without a matrix.
        paths: what is uploaded, relative to the checkout.
    """

    name: str
    pattern: str | None
    paths: tuple[str, ...]


def artifact_of(upload: Upload, position: int, repository: Repository) -> Artifact:
    """The artifact that takes the files of an upload; ``position`` tells several of one job apart.

    Raises:
        Cannot: which files it uploads cannot be told.
    """
    job = upload.site.job
    name = f"{job.id}-distributions"
    if position:
        name += f"{position + 1}" if is_matrix(job) else f"-{position + 1}"  # no pattern may match another's artifacts
    while f"{name}" in upload.site.workflow.document.text:
        name += "-to-publish"
    paths = tuple(distribution_paths(upload, repository))
    _require_flat(paths)
    if is_matrix(job):
        return Artifact(f"{name}-${{{{ strategy.job-index }}}}", f"{name}-*", paths)
    return Artifact(name, None, paths)


def _require_flat(paths: tuple[str, ...]) -> None:
    """Return when the files lie directly at the top of the artifact, where the publishing job looks for them.

    Source: https://github.com/actions/upload-artifact#upload-using-multiple-paths-and-exclusions; what is uploaded
    keeps its folders below the least common one of all paths.

    Raises:
        Cannot: some would lie in folders.
    """
    if any(".." in path.split("/") for path in paths):
        raise Cannot(f"the files to upload lie outside the checkout ({', '.join(paths)})")
    folders = {posixpath.dirname(path) for path in paths}
    if len(folders) > 1 or any("*" in folder or "?" in folder for folder in folders):
        raise Cannot(f"the files to upload lie in several folders ({', '.join(paths)})")


def distribution_paths(upload: Upload, repository: Repository) -> list[str]:
    """The files or folders that an upload takes, relative to the checkout.

    Raises:
        Cannot: they cannot be told.
    """
    step = upload.site.step
    assert step is not None
    if upload.via == "gh-action-pypi-publish":
        given = input_of(step, "packages-dir")
        folder = "dist" if given is None else given[1].value.strip().rstrip("/") or "dist"
        return [f"{folder.removeprefix('./')}/"]
    if upload.via == "maturin-action":
        return action_upload(upload, repository).patterns
    if upload.via == "action":
        return [f"{distribution_folder_of(upload, row_of_upload(upload)[1])}/"]
    if upload.via in INDIRECT:
        given_folder = substitute_for(upload, ScriptEdits().of(step), repository).inputs.get("packages-dir")
        return [given_folder if isinstance(given_folder, str) else "dist/"]
    if upload.via not in SWAPPED or upload.site.command is None:
        raise Cannot(f"which files {upload.via} uploads cannot be told")
    script = script_of(step)
    assert script is not None
    return upload_patterns(upload, script)


def publish_inputs(upload: Upload, repository: Repository) -> dict[str, str]:
    """The inputs of the PyPA action in the publishing job, as YAML texts.

    Raises:
        Cannot: an option or an input has no counterpart there.
    """
    step = upload.site.step
    assert step is not None
    if upload.via != "gh-action-pypi-publish":
        return {
            name: value.text if isinstance(value, Plain) else f'"{value}"'
            for name, value in _mapped_inputs(upload, repository).items()
            if name != "packages-dir"
        }
    inputs: dict[str, str] = {}
    scope = Scope(upload.site.workflow, upload.site.job, step)
    for name, node in step.inputs.items():
        hyphenated = name.lower().replace("_", "-")
        if hyphenated in _NOT_FOR_THE_JOB:
            continue
        text = node.value if "${{" not in node.value else scope.text(node.value)
        if text is None and {reference.context for reference in references(node.value)} <= _EVERYWHERE:
            text = node.value
        if text is None:
            raise Cannot(f"the input {name} of the publishing step is only known at run time")
        plain = node.style == "" and "${{" not in node.value
        inputs[hyphenated] = text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return inputs


def _mapped_inputs(upload: Upload, repository: Repository) -> dict[str, Value]:
    """The inputs of the PyPA action that say what the uploading command's options said."""
    step = upload.site.step
    assert step is not None
    if upload.via in INDIRECT:
        return substitute_for(upload, ScriptEdits().of(step), repository).inputs
    if upload.via == "maturin-action":
        return action_upload(upload, repository).inputs
    if upload.via == "action":
        return {"repository-url": TESTPYPI_UPLOAD_URL} if upload.index == TESTPYPI else {}
    return action_inputs(upload, "dist")


def handover_changes(
    upload: Upload,
    artifact: Artifact,
    condition: str | None,
    step_id: str | None,
    options: Options,
    scripts: ScriptEdits,
    repository: Repository,
    *,
    must_exist: bool,
) -> list[Change]:
    """The changes that put an artifact upload in the place of an upload to the index.

    Args:
        upload: the upload.
        artifact: what is handed over.
        condition: the new step's ``if``.
        step_id: the new step's ``id``.
        options: the user's choices.
        scripts: where the edits of scripts are collected; the caller makes changes of them.
        repository: for the files behind make, tox and scripts.
        must_exist: whether it is an error when there are no files, as it was for the upload.

    Raises:
        Cannot: the uploading command cannot be taken out of its script.
    """
    new_step: dict[str, Value] = {"name": "Hand the distributions over to the publishing job"}
    if condition is not None:
        new_step["if"] = condition
    if step_id is not None:
        new_step["id"] = step_id
    new_step["uses"] = pinned(UPLOAD_ARTIFACT, options, upload.site.workflow)
    path: Value = artifact.paths[0] if len(artifact.paths) == 1 else Block("\n".join(artifact.paths) + "\n")
    inputs: dict[str, Value] = {"name": artifact.name, "path": path}
    if any(re.match(r"\.[^./]", part) for each in artifact.paths for part in each.split("/")):
        inputs["include-hidden-files"] = Plain("true")
    if must_exist:
        inputs["if-no-files-found"] = "error"
    new_step["with"] = inputs
    why = "the build hands its files over as an artifact, and a job of its own publishes them"
    return _replaced(upload, new_step, scripts, options, repository, why)


def failure_is_ignored(upload: Upload) -> bool:
    """Whether the build goes on, and the run succeeds, when the upload fails."""
    step, command = upload.site.step, upload.site.command
    assert step is not None
    node = step.node.get("continue-on-error")
    if isinstance(node, Scalar) and node.value not in ("", "false"):
        return True
    return step.run is not None and command is not None and ScriptEdits().of(step).ignores_failure(command)


def removal_changes(upload: Upload, options: Options, scripts: ScriptEdits, repository: Repository) -> list[Change]:
    """The changes that take an upload away whose files another step hands over already."""
    return _replaced(upload, None, scripts, options, repository, "the same files are handed over already")


def _replaced(
    upload: Upload,
    new_step: dict[str, Value] | None,
    scripts: ScriptEdits,
    options: Options,
    repository: Repository,
    why: str,
) -> list[Change]:
    step, command = upload.site.step, upload.site.command
    assert step is not None
    require_unasked(step)
    if upload.via == "action":
        return [Change(why, tuple(handover_by_action(upload, new_step, options)))]
    build = action_upload(upload, repository).build if upload.via == "maturin-action" else None
    if build is not None:
        require_repeatable(step)
        added = [] if new_step is None else [InsertItem(step.path[:-1], step.index + 1, new_step)]
        return [Change(why, (*build, *added))]
    if upload.via in ("gh-action-pypi-publish", "maturin-action"):
        if new_step is not None and step.id is not None:
            new_step.setdefault("id", step.id)
        return [Change(why, tuple(replace_step(step, new_step)))]
    if upload.via not in (*SWAPPED, *INDIRECT) or command is None:
        raise Cannot(f"an upload through {upload.via} is not one command that can be replaced")
    edit = scripts.of(step)
    behind = step_behind(upload, edit, is_handed_over=True)
    drop_from_scripts(upload, scripts, command_goes=True)
    note = None
    if upload.via in INDIRECT:
        note = replace_recipe(upload, edit, repository)
    else:
        keep_the_build(upload, edit, command, repository)
    signal = signal_for(upload, scripts)
    if signal is not None and new_step is not None:
        new_step = {
            "name": new_step["name"],
            "if": signal.condition,
            **{k: v for k, v in new_step.items() if k != "if"},
        }
    edits: list[Edit] = [] if behind is None else [InsertItem(step.path[:-1], step.index + 1, behind)]
    edits += [*(() if signal is None else signal.edits), *replace_command(step, scripts, new_step)]
    whole = edits
    if step.index in scripts.by_step:
        text = edit.result()
        whole = [*dict.fromkeys([*edits_beside(upload, text), *tool_variable_edits(step, text)]), *edits]
    return [Change(why, tuple(whole), note)] if whole or note else []
