"""Which projects the commands in front of an upload build, where the folder of the files does not tell."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from trustpub.errors import InputError
from trustpub.repository.base import Repository
from trustpub.repository.metadata import read_project, read_toml
from trustpub.shell import Tool, parse_options, tool_of
from trustpub.uploads.folders import FolderUnknown, folder_of
from trustpub.uploads.scripts import script_of
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Job, Step
from trustpub.workflow.scope import Scope

_EVERY_PACKAGE = {"--all-packages", "--all"}
_MOST_MEMBERS = 200
"""Most members of a workspace that are looked at."""


class _Builder(NamedTuple):
    """How a tool is told what to build.

    Attributes:
        words: its subcommand; () when it has none.
        values: its options that take a value.
        takes_folder: whether the word after the subcommand is the project's folder.
        moves: options that name the folder to work in.
    """

    words: tuple[str, ...]
    values: tuple[str, ...]
    takes_folder: bool = False
    moves: tuple[str, ...] = ()


# https://docs.astral.sh/uv/reference/cli/#uv-build
_UV_VALUES = (
    *("-o", "--out-dir", "--package", "-p", "--python", "--directory", "--project", "-C", "--config-setting"),
    *("-b", "--build-constraints", "--index-url", "--extra-index-url", "-f", "--find-links", "--config-file"),
)
_BUILD = _Builder((), ("-o", "--outdir", "-C", "--config-setting", "--installer"), takes_folder=True)
_BUILDERS = {
    "build": _BUILD,
    "pyproject-build": _BUILD,
    "uv": _Builder(("build",), _UV_VALUES, takes_folder=True, moves=("--directory", "--project")),
    "poetry": _Builder(
        ("build",),
        ("-C", "--directory", "-P", "--project", "-f", "--format", "-o", "--output"),
        moves=(
            "-C",
            "--directory",
            "-P",
            "--project",
        ),
    ),
    "flit": _Builder(("build",), ("-f", "--ini-file", "--format", "--python")),
    "hatch": _Builder(("build",), ("-t", "--target", "-e", "--env", "-p", "--project")),
    "pdm": _Builder(
        ("build",), ("-d", "--dest", "-p", "--project", "-C", "--config-setting"), moves=("-p", "--project")
    ),
}


def projects_built(upload: Upload, repository: Repository) -> list[str]:
    """The names of the projects that the upload's job, or the jobs it waits for, build before it.

    Args:
        upload: the upload.
        repository: where the projects' files are.

    Returns:
        Each once, in the order of the commands; [] unless every command that builds tells its project.
    """
    names: list[str] = []
    for step in _steps_before(upload):
        script = script_of(step)
        for command in () if script is None else script.commands:
            tool = tool_of(command)
            if script is None or tool is None or tool.name not in _BUILDERS:
                continue
            builder = _BUILDERS[tool.name]
            try:
                place = folder_of(Scope(step.job.workflow, step.job, step), script, command)
            except FolderUnknown:
                return []
            found = _named(tool, builder, place, repository)
            if found is None:
                continue
            if not found:
                return []
            names += [name for name in found if name not in names]
    return names


def _steps_before(upload: Upload) -> Iterator[Step]:
    """The steps of the jobs that the upload's job waits for, the farthest first, then its own up to the upload's."""
    job = upload.site.job
    for other in _waited_for(job, set()):
        yield from other.steps
    for step in job.steps:
        yield step
        if step is upload.site.step:
            return


def _waited_for(job: Job, seen: set[str]) -> Iterator[Job]:
    for name in job.needs:
        other = job.workflow.jobs.get(name)
        if other is not None and name not in seen:
            seen.add(name)
            yield from _waited_for(other, seen)
            yield other


def _named(tool: Tool, builder: _Builder, place: str, repository: Repository) -> list[str] | None:
    """The projects that one command builds: None when it does not build, [] when they cannot be told."""
    parsed = parse_options(tool.args, builder.values)
    words = [word.value for word in parsed.positionals]
    if tuple(words[: len(builder.words)]) != builder.words:
        return None
    for option in parsed.options:
        if option.name in builder.moves and option.value is not None:
            place = posixpath.join(place, option.value.value or option.value.text)
    rest = words[len(builder.words) :]
    if builder.takes_folder and rest:
        place = posixpath.join(place, rest[0] or "$")
    folder = posixpath.normpath(place)
    if "$" in folder or folder.startswith(("/", "..")):
        return []
    if tool.name == "uv":
        packages = [option.value.value for option in parsed.options if option.name == "--package" and option.value]
        if packages:
            return [name for name in packages if name and "$" not in name]
        if any(option.name in _EVERY_PACKAGE for option in parsed.options):
            return _workspace(folder, repository)
    name = read_project(repository, folder).name
    return [] if name is None else [name]


def _workspace(folder: str, repository: Repository) -> list[str]:
    """The packages of a uv workspace, the root's own first if it is one.

    Source: https://docs.astral.sh/uv/concepts/projects/workspaces/: ``members`` and ``exclude`` are globs of folders.
    """
    prefix = "" if folder == "." else f"{folder}/"
    document = read_toml(repository, f"{prefix}pyproject.toml")
    table = document
    for key in ("tool", "uv", "workspace"):
        found = table.get(key)
        table = found if isinstance(found, dict) else {}
    members, excluded = (_texts(table.get(key)) for key in ("members", "exclude"))
    folders = [""] if isinstance(document.get("project"), dict) else []
    for member in members:
        folders += [f for f in _matching(prefix, member, repository) if not any(fnmatchcase(f, e) for e in excluded)]
    names: list[str] = []
    for inside in folders[:_MOST_MEMBERS]:
        name = read_project(repository, f"{prefix}{inside}").name
        if name is not None and name not in names:
            names.append(name)
    return names


def _matching(prefix: str, pattern: str, repository: Repository) -> list[str]:
    """The folders that a pattern such as ``packages/*`` names, relative to the workspace."""
    found = [""]
    for part in pattern.strip("/").split("/"):
        if not any(sign in part for sign in "*?["):
            found = [posixpath.join(folder, part) for folder in found]
            continue
        found = [
            posixpath.join(folder, name.rstrip("/"))
            for folder in found
            for name in _listed(repository, f"{prefix}{folder}".strip("/"))
            if name.endswith("/") and not name.startswith(".") and fnmatchcase(name.rstrip("/"), part)
        ][:_MOST_MEMBERS]
    return found


def _listed(repository: Repository, folder: str) -> list[str]:
    try:
        return repository.list(folder)
    except InputError:  # a folder that cannot be read has no members that could be built
        return []


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
