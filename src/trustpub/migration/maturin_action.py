"""Uploads by maturin's action: it goes on building, and the PyPA action uploads.

Source: https://github.com/PyO3/maturin-action#inputs. The arguments are those of the maturin command.
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from trustpub.migration.credentials import step_edits
from trustpub.migration.distributions import folder_of_maturin, require_own_folder
from trustpub.migration.maturin import OF_THE_REGISTRY, MaturinBuild, has_project, maturin_build, require_new_enough
from trustpub.migration.names import TESTPYPI_UPLOAD_URL, display
from trustpub.migration.pins import pinned
from trustpub.migration.replace_step import require_repeatable
from trustpub.migration.runners import require_linux
from trustpub.migration.types import Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.shell import read_script
from trustpub.uploads.pypa_action import PYPA_ACTION
from trustpub.uploads.types import TESTPYPI, UNKNOWN, Upload
from trustpub.workflow.model import Step
from trustpub.yamlcst.edit import DeleteEntry, Edit, InsertEntry, InsertItem, Plain, SetScalar, Value


def swap_maturin_action(upload: Upload, options: Options, repository: Repository) -> list[Change]:
    """The changes that let maturin's action build and the PyPA action upload."""
    step = upload.site.step
    assert step is not None
    require_linux(upload.site.job)
    found = action_upload(upload, repository)
    if len(found.patterns) != 1 or not found.patterns[0].endswith("/") or found.build is None:
        raise Cannot("maturin-action does not upload one folder as a whole")
    require_repeatable(step)
    inputs = dict(found.inputs)
    if found.patterns != ["dist/"]:
        inputs = {"packages-dir": found.patterns[0], **inputs}
    new_step: dict[str, Value] = {"name": f"Publish to {display(upload.index)}"}
    if step.condition is not None:
        new_step["if"] = step.condition
    new_step |= {"uses": pinned(PYPA_ACTION, options, upload.site.workflow)} | ({"with": inputs} if inputs else {})
    why = "maturin-action builds what it published, and the PyPA action uploads it with Trusted Publishing"
    return [Change(why, (*found.build, InsertItem(step.path[:-1], step.index + 1, new_step)))]


class ActionUpload(NamedTuple):
    """What a step with maturin's action uploads.

    Attributes:
        patterns: the files, from the checkout's root.
        inputs: the inputs of the PyPA action that say what its options said.
        build: the edits that let the step build only; None when it builds nothing.
    """

    patterns: list[str]
    inputs: dict[str, Value]
    build: list[Edit] | None


def action_upload(upload: Upload, repository: Repository) -> ActionUpload:
    """What a step with maturin's action uploads, and how it goes on building.

    Raises:
        Cannot: that cannot be told.
    """
    step = upload.site.step
    assert step is not None
    if upload.index == UNKNOWN:
        raise Cannot("which index it uploads to is only known at run time")
    words = _words(step)
    given = step.input("working-directory")
    folder = "." if given is None else given[1].value
    command = step.input("command")
    assert command is not None
    inputs: dict[str, Value] = {"repository-url": TESTPYPI_UPLOAD_URL} if upload.index == TESTPYPI else {}
    if command[1].value.strip().lower() == "publish":
        require_new_enough(upload, repository)
        own = folder_of_maturin(upload)
        built = maturin_build(words, own, has_project=has_project(words, folder, repository))
        if built.folder != own:
            require_own_folder(upload, built.folder)
        patterns, flags = [f"{built.folder}/"], built.flags
        edits = _build_edits(upload, step, command[0], built)
    else:
        patterns, flags = _uploaded(words)
        edits = None
    if "--skip-existing" in flags:
        inputs["skip-existing"] = Plain("true")
    places = [posixpath.normpath(posixpath.join(folder, p)) + ("/" if p.endswith("/") else "") for p in patterns]
    if any(place.startswith(("/", "..", "./")) or re.search(r"\$(?!\{\{)", place) for place in places):
        raise Cannot(f"the files to upload lie in {places[0]!r}, which cannot be told or lies outside the checkout")
    return ActionUpload(places, inputs, edits)


def _words(step: Step) -> list[str]:
    given = step.input("args")
    text = "" if given is None else " ".join(given[1].value.split())
    script = read_script(f"maturin {text}")
    if script.has_errors or len(script.commands) != 1:
        raise Cannot("the arguments of maturin-action cannot be read")
    return [word.text for word in script.commands[0].words[1:]]


def _uploaded(words: list[str]) -> tuple[list[str], frozenset[str]]:
    """The files that ``maturin upload`` is given, and its flags."""
    files: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if word in OF_THE_REGISTRY:
            position += 1
        elif not word.startswith("-"):
            files.append(word.strip("\"'"))
    if not files:
        raise Cannot("which files maturin-action uploads cannot be told")
    return files, frozenset(words)


def _build_edits(upload: Upload, step: Step, command: str, built: MaturinBuild) -> list[Edit]:
    """The edits that turn a publishing step into one that builds the same."""
    edits: list[Edit] = [SetScalar((*step.path, "with", command), "build")]
    arguments = " ".join(built.arguments)
    given = step.input("args")
    if given is None:
        edits.append(InsertEntry((*step.path, "with"), "args", arguments, after=command))
    else:
        edits.append(SetScalar((*step.path, "with", given[0]), arguments))
    gone = [edit for edit in step_edits(upload) if isinstance(edit, DeleteEntry)]
    return [*edits, *(edit for edit in gone if "with" not in edit.path)]
