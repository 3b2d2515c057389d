"""Uploads by a third-party action: without its token where it goes on working, replaced where that is known to do."""

from __future__ import annotations

from trustpub.migration.credentials import step_edits
from trustpub.migration.names import TESTPYPI_UPLOAD_URL, display
from trustpub.migration.pins import pinned, version_of
from trustpub.migration.replace_step import delete_step, is_asked_for, require_repeatable
from trustpub.migration.replacements import Row, build_steps, comment_of, row_of
from trustpub.migration.runners import require_linux
from trustpub.migration.types import Cannot, Change, Options
from trustpub.uploads.pypa_action import PYPA_ACTION
from trustpub.uploads.types import TESTPYPI, UNKNOWN, Upload
from trustpub.workflow.model import Step
from trustpub.yamlcst import Scalar
from trustpub.yamlcst.edit import DeleteEntry, Edit, InsertEntry, InsertItem, Plain, SetScalar, Value


def in_place_action(upload: Upload, options: Options) -> list[Change]:
    """The changes for an action that mints a token itself when it is given none.

    Raises:
        Cannot: it does not, or not in this version.
    """
    step, row = row_of_upload(upload)
    since = row.trusted_publishing
    if since == "no":
        raise Cannot(f"{row.uses} cannot do Trusted Publishing itself")
    edits: list[Edit] = list(step_edits(upload))
    if since.startswith("since "):
        edits += _version_edits(step, row, since.removeprefix("since "))
    edits += _switch_edits(step, row)
    return [Change(f"without a token {row.uses} asks PyPI for a short-lived one", tuple(edits))]


def swap_action(upload: Upload, options: Options) -> list[Change]:
    """The changes that let the PyPA action upload in an action's place, which does the rest of its work or is replaced.

    Raises:
        Cannot: neither is known to keep what the action does.
    """
    step, row = row_of_upload(upload)
    require_linux(upload.site.job)
    if upload.index == UNKNOWN:
        raise Cannot("which index it uploads to is only known at run time")
    require_repeatable(step)
    publish = publish_step(upload, row, options)
    if row.uploads == "when-token" and not row.builds:
        why = f"{row.uses} does the rest of its work without the token, and the PyPA action uploads"
        item = InsertItem(step.path[:-1], step.index + 1, publish)
        return [Change(why, (*_without_credentials(upload, row), item))]
    _require_replaceable(step, row)
    steps = _with_condition(build_steps(row, step.inputs, upload.site.job, options, step.index), step)
    edits: list[Edit] = [InsertItem(step.path[:-1], step.index + 1, value) for value in reversed([*steps, publish])]
    edits.append(delete_step(step))
    return [
        Change(f"these steps do what {row.uses} did, and the PyPA action uploads with Trusted Publishing", tuple(edits))
    ]


def handover_by_action(upload: Upload, new_step: dict[str, Value] | None, options: Options) -> list[Edit]:
    """The edits that let an action build or go on without its token, and ``new_step`` (if any) take its files.

    Raises:
        Cannot: it is not known how.
    """
    step, row = row_of_upload(upload)
    require_repeatable(step)
    if row.uploads == "when-token" and not row.builds:
        added = [] if new_step is None else [InsertItem(step.path[:-1], step.index + 1, new_step)]
        return [*_without_credentials(upload, row), *added]
    _require_replaceable(step, row)
    steps = _with_condition(build_steps(row, step.inputs, upload.site.job, options, step.index), step)
    steps += [] if new_step is None else [new_step]
    edits: list[Edit] = [InsertItem(step.path[:-1], step.index + 1, value) for value in reversed(steps)]
    return [*edits, delete_step(step)]


def goes_on(upload: Upload) -> bool:
    """Whether an uploading action stays for the rest of its work, whose needs of ``GITHUB_TOKEN`` count then."""
    step = upload.site.step
    row = None if step is None or step.action is None else row_of(step.action[0])
    if row is None or row.replacement is not None:
        return False
    return (row.uploads == "when-token" and not row.builds) or bool(row.does_also)


def _require_replaceable(step: Step, row: Row) -> None:
    """Return when steps are known that do what the action does, and nothing asks for what it puts out."""
    if row.replacement is None or row.uploads == "when-input":
        also = f", which also {row.does_also}" if row.does_also else ""
        raise Cannot(f"the upload is made by {row.uses}{also}")
    if is_asked_for(step):
        raise Cannot(f"other steps use what {row.uses} puts out")


def _with_condition(steps: list[Value], step: Step) -> list[Value]:
    """Steps with the condition of the one in whose place they stand."""
    if step.condition is None:
        return steps
    return [{"if": step.condition, **value} if isinstance(value, dict) else value for value in steps]


def publish_step(upload: Upload, row: Row, options: Options) -> dict[str, Value]:
    """The step with the PyPA action that uploads what an action made."""
    inputs: dict[str, Value] = {}
    folder = distribution_folder_of(upload, row)
    if folder != "dist":
        inputs["packages-dir"] = f"{folder}/"
    if upload.index == TESTPYPI:
        inputs["repository-url"] = TESTPYPI_UPLOAD_URL
    step: dict[str, Value] = {
        "name": f"Publish to {display(upload.index)}",
        "uses": pinned(PYPA_ACTION, options, upload.site.workflow),
    }
    if upload.site.step is not None and upload.site.step.condition is not None:
        step = {"name": step["name"], "if": upload.site.step.condition, "uses": step["uses"]}
    return step | ({"with": inputs} if inputs else {})


def distribution_folder_of(upload: Upload, row: Row) -> str:
    """The folder an action takes the distributions from.

    Raises:
        Cannot: it is only known at run time.
    """
    step = upload.site.step
    given = None if step is None or not row.dist_input else step.input(row.dist_input)
    folder = row.dist_default if given is None else given[1].value.strip()
    if "$" in folder or "{" in folder or not folder:
        raise Cannot(f"the folder that {row.uses} uploads from is only known at run time")
    return folder.removeprefix("./").rstrip("/")


def row_of_upload(upload: Upload) -> tuple[Step, Row]:
    """The step of an upload by an action, and what is known of the action.

    Raises:
        Cannot: nothing is.
    """
    step = upload.site.step
    row = None if step is None or step.action is None else row_of(step.action[0])
    if step is None or row is None:
        name = "an action" if step is None or step.uses is None else step.uses.partition("@")[0]
        raise Cannot(
            f"the upload is made by {name}, of which nothing is known",
            "let it do the rest of its work without the token, and upload with pypa/gh-action-pypi-publish",
        )
    return step, row


def _without_credentials(upload: Upload, row: Row) -> list[Edit]:
    """Deletions of everything that hands the action a credential."""
    step = upload.site.step
    assert step is not None
    names = [name for name in step.inputs if name.lower() in row.credentials]
    edits: list[Edit] = [DeleteEntry((*step.path, "with", name)) for name in names]
    known = {edit.path for edit in edits if isinstance(edit, DeleteEntry)}
    edits += [edit for edit in step_edits(upload) if isinstance(edit, DeleteEntry) and edit.path not in known]
    return edits


def _switch_edits(step: Step, row: Row) -> list[Edit]:
    """Edits that set the input with which an action does Trusted Publishing, where it has one."""
    switch = row.trusted_publishing_input
    if switch is None:
        return []
    given = step.input(switch["input"].lower())
    if given is not None:
        return [SetScalar((*step.path, "with", given[0]), Plain(switch["equals"]))]
    if any(name.lower() not in row.credentials for name in step.inputs):
        return [InsertEntry((*step.path, "with"), switch["input"], Plain(switch["equals"]))]
    return [InsertEntry(step.path, "with", {switch["input"]: Plain(switch["equals"])}, after="uses")]


def _version_edits(step: Step, row: Row, since: str) -> list[Edit]:
    """Edits that raise an action to the version that can mint, when it is an older one."""
    assert step.action is not None
    uses = step.node.get("uses")
    comment = comment_of(step.job.workflow, uses) if isinstance(uses, Scalar) else ""
    wanted = version_of(since)
    ref = step.action[1] or ""
    if ref in ("main", "master"):
        return []
    version = version_of(ref) or version_of(comment.split(" ")[0])
    if version is None or wanted is None:
        raise Cannot(
            f"it cannot be told whether this version of {row.uses} can do Trusted Publishing ({since} or newer)"
        )
    until = version_of(row.trusted_publishing_before or "")
    if until is not None and version >= until[: len(version)]:
        raise Cannot(
            f"{row.uses} cannot do Trusted Publishing from {row.trusted_publishing_before} on",
            "let it do the rest of its work without the token, and upload with pypa/gh-action-pypi-publish",
        )
    if version >= wanted[: len(version)]:
        return []
    if version[0] != wanted[0] or step.uses is None or version_of(ref) is None:
        raise Cannot(f"{row.uses} can do Trusted Publishing from {since} on", "raise its version first")
    return [SetScalar((*step.path, "uses"), f"{step.uses.partition('@')[0]}@{since}", "")]
