"""The strategy *swap*: the build commands stay, a step with the PyPA action uploads in place of the command."""

from __future__ import annotations

from trustpub.migration.credentials import drop_from_scripts, edits_beside
from trustpub.migration.distributions import (
    distribution_folder,
    folder_of_maturin,
    is_maturin_publish,
    working_directory,
)
from trustpub.migration.following import step_behind
from trustpub.migration.maturin import has_project, maturin_build, require_new_enough
from trustpub.migration.maturin_action import swap_maturin_action
from trustpub.migration.names import TESTPYPI_UPLOAD_URL, display
from trustpub.migration.pins import pinned
from trustpub.migration.replace_step import delete_step, replace_command, tool_variable_edits
from trustpub.migration.runners import require_linux
from trustpub.migration.script_edit import ScriptEdit, ScriptEdits
from trustpub.migration.semantic_release import swap_semantic_release
from trustpub.migration.signals import signal_for
from trustpub.migration.third_party import swap_action
from trustpub.migration.types import INDIRECT, Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.shell import Command, Word, parse_options, tool_of
from trustpub.shell.surgery import is_inert
from trustpub.uploads.pypa_action import PYPA_ACTION
from trustpub.uploads.tools import TOOLS
from trustpub.uploads.types import TESTPYPI, UNKNOWN, Upload
from trustpub.yamlcst import Scalar
from trustpub.yamlcst.edit import Block, Edit, InsertItem, Plain, SetScalar, Value

_TOOL_BY_VIA = {tool.via: tool for tool in TOOLS}
SWAPPED = ("twine", "uv", "pdm", "maturin", "poetry", "flit", "hatch", "rye", "setup.py")
_KEPT = ("if", "continue-on-error", "timeout-minutes")
_IGNORED = {
    "--non-interactive",
    "--disable-progress-bar",
    "--no-interaction",
    "--no-prompt",
    "--no-build",
    "--no-ansi",
    "--yes",
    "-n",
    "-q",
    "-y",
    "--quiet",
    "--attestations",
    "--build",
    "--trusted-publishing",
    "--check-url",
    "--config-file",
    "--initialize-auth",
}
_OF_THE_BUILD = {"flit": {"--setup-py", "--no-setup-py", "--use-vcs", "--no-use-vcs", "--format"}}
"""Options of commands that build as well, which the build keeps."""

_VERBOSE = {"--verbose", "-v", "-vv", "-vvv"}
_SKIP = {"--skip-existing"}


def swap(upload: Upload, options: Options, scripts: ScriptEdits, repository: Repository) -> list[Change]:
    """The changes that put the PyPA action in the place of an uploading command.

    Raises:
        Cannot: the command, its options, its files or its runner do not allow it.
    """
    step, command = upload.site.step, upload.site.command
    if upload.via == "gh-action-pypi-publish":
        raise Cannot("the step uses the PyPA action already; --strategy in-place serves it")
    if upload.via == "action":
        return swap_action(upload, options)
    if upload.via == "maturin-action":
        return swap_maturin_action(upload, options, repository)
    if upload.via == "semantic-release":
        return swap_semantic_release(upload, options, scripts, repository)
    if upload.via in INDIRECT:
        return _swap_through(upload, options, scripts, repository)
    if upload.via not in SWAPPED or step is None or command is None or step.run is None:
        raise Cannot(f"an upload through {upload.via} is not one command that the PyPA action can replace")
    require_linux(upload.site.job)
    edit = scripts.of(step)
    inputs = action_inputs(upload, distribution_folder(upload, edit.script))
    behind = step_behind(upload, edit)
    drop_from_scripts(upload, scripts, command_goes=True)
    keep_the_build(upload, edit, command, repository)
    why = f"the PyPA action uploads in place of {upload.via}: it mints the token, and signs attestations"
    return [Change(why, tuple(_publishing_step(upload, options, scripts, inputs, behind)))]


def _swap_through(upload: Upload, options: Options, scripts: ScriptEdits, repository: Repository) -> list[Change]:
    """The changes for an upload through make, tox, nox or a script."""
    from trustpub.migration.through import replace_recipe, substitute_for

    step, command = upload.site.step, upload.site.command
    if step is None or command is None:
        raise Cannot("the command that uploads cannot be told")
    require_linux(upload.site.job)
    edit = scripts.of(step)
    inputs = substitute_for(upload, edit, repository).inputs
    behind = step_behind(upload, edit)
    drop_from_scripts(upload, scripts, command_goes=True)
    note = replace_recipe(upload, edit, repository)
    through = upload.through[0] if upload.through else upload.via
    why = f"builds and uploads without {through}, which took the stored credential"
    return [Change(why, tuple(_publishing_step(upload, options, scripts, inputs, behind)), note)]


def _publishing_step(
    upload: Upload, options: Options, scripts: ScriptEdits, inputs: dict[str, Value], behind: dict[str, Value] | None
) -> list[Edit]:
    """The edits that put a step with the PyPA action where the script uploaded, or behind what is left of it."""
    step, command = upload.site.step, upload.site.command
    assert step is not None and command is not None
    edit = scripts.of(step)
    signal = signal_for(upload, scripts)
    new_step: dict[str, Value] = {"name": f"Publish to {display(upload.index)}"}
    for key in _KEPT:
        node = step.node.get(key)
        if key == "if" and signal is not None:
            new_step["if"] = signal.condition
        elif isinstance(node, Scalar):
            new_step[key] = node.value if node.style else Plain(node.value)
    if edit.ignores_failure(command):
        new_step["continue-on-error"] = Plain("true")
    new_step["uses"] = pinned(PYPA_ACTION, options, upload.site.workflow)
    if inputs:
        new_step["with"] = inputs
    if edit.takes_all() or is_inert(edit.result()):
        new_step.pop("name")
        for key, text in (("name", step.name), ("id", step.id)):
            if text is not None:
                new_step[key] = text
    edits: list[Edit] = [] if behind is None else [InsertItem(step.path[:-1], step.index + 1, behind)]
    edits += replace_command(step, scripts, new_step)
    if step.index not in scripts.by_step:
        return edits
    text = edit.result()
    gone: list[Edit] = list(dict.fromkeys([*edits_beside(upload, text), *tool_variable_edits(step, text)]))
    return [*gone, *(() if signal is None else signal.edits), *edits]


def action_inputs(upload: Upload, folder: str) -> dict[str, Value]:
    """The inputs of the PyPA action that say what the command's options said.

    Raises:
        Cannot: an option has no counterpart, or the index is only known at run time.
    """
    inputs: dict[str, Value] = {}
    if folder != "dist":
        inputs["packages-dir"] = f"{folder}/"
    if upload.index == TESTPYPI:
        inputs["repository-url"] = TESTPYPI_UPLOAD_URL
    elif upload.index == UNKNOWN:
        raise Cannot("which index it uploads to is only known at run time")
    known = _TOOL_BY_VIA[upload.via]
    answered = set(known.password_options + known.user_options + known.name_options + known.url_options)
    answered |= {"--dist-dir", "--dest", "-d", "--out", "-o"} | _IGNORED | _OF_THE_BUILD.get(upload.via, set())
    is_of_the_build = is_maturin_publish(upload)
    for name in upload.site.options or {}:
        if name in _SKIP:
            inputs["skip-existing"] = Plain("true")
        elif name in _VERBOSE:
            inputs["verbose"] = Plain("true")
        elif name not in answered and not is_of_the_build:
            raise Cannot(f"the option {name} of {upload.via} has no counterpart in the PyPA action")
    environment = upload.site.scope.env
    if any(name in environment for name in ("TWINE_CERT", "PIP_CERT", "POETRY_CERTIFICATES_PYPI_CERT")):
        raise Cannot("the upload uses a certificate of its own")
    return inputs


def keep_the_build(upload: Upload, edit: ScriptEdit, command: Command, repository: Repository) -> None:
    """Remove the uploading command, or turn it into the build that it does as well."""
    tool = tool_of(command)
    assert tool is not None
    options = upload.site.options or {}
    word = next((word for word in tool.args if word.value in _TOOL_BY_VIA[upload.via].subcommands), None)
    if upload.via == "setup.py":
        if len([w for w in tool.args if not (w.value or "-").startswith("-")]) > 1 and word is not None:
            _cut_to_end(edit, command, word, "")
            return
    elif word is not None and upload.via == "poetry" and "--build" in options:
        _cut_to_end(edit, command, word, "build")
        return
    elif word is not None and upload.via == "flit":
        parsed = parse_options(tool.args, ("--format", "--repository", "--pypirc"))
        kept = [option.word.text for option in parsed.options if option.name in _OF_THE_BUILD["flit"] - {"--format"}]
        kept += [f"--format {value.text}" for value in parsed.all("--format")]
        _cut_to_end(edit, command, word, " ".join(["build", *kept]))
        return
    elif word is not None and upload.via == "pdm" and "--no-build" not in options:
        _cut_to_end(edit, command, word, "build")
        return
    elif upload.via == "maturin" and word is not None and word.value == "publish":
        require_new_enough(upload, repository)
        words = [other.text for other in tool.args if other.start > word.start]
        place = has_project(words, working_directory(upload, edit.script), repository)
        built = maturin_build(words, folder_of_maturin(upload), has_project=place)
        _cut_to_end(edit, command, word, " ".join(["build", *built.arguments]))
        return
    edit.drop(command)


def _cut_to_end(edit: ScriptEdit, command: Command, word: Word, text: str) -> None:
    """Replace a command from one of its words to its last word; redirections behind it stay."""
    end = max(other.end for other in command.words)
    start = word.start
    if edit.script.source[start : word.end] != word.text:
        raise Cannot("a shell inside of the command uploads")
    if not text:
        start = max(other.end for other in command.words if other.end <= word.start)
    edit.replace(start, end, text)


def script_changes(scripts: ScriptEdits) -> list[Change]:
    """The changes of the scripts that were collected, each turned into an edit of its step's ``run``."""
    changes: list[Change] = []
    for edit in scripts.by_step.values():
        text = edit.result()
        step = edit.step
        assert step.run is not None
        text = text.removesuffix("\n") + ("\n" if step.run.value.endswith("\n") else "")
        if text == step.run.value:
            continue
        if is_inert(text) and step.id is None:
            changes.append(Change("nothing is left of this step", (delete_step(step),)))
        else:
            value = Block(text) if "\n" in text.rstrip("\n") and step.run.style in ("", "'", '"') else text
            changes.append(
                Change(
                    "the script no longer uploads with a stored credential", (SetScalar((*step.path, "run"), value),)
                )
            )
    return changes
