"""Which folder an uploading command takes its files from, seen from the repository's root."""

from __future__ import annotations

import posixpath
import re

from trustpub.migration.types import Cannot
from trustpub.shell import Command, Script, parse_options, tool_of
from trustpub.uploads.folders import FolderUnknown, folder_of
from trustpub.uploads.tools import TOOLS
from trustpub.uploads.types import Upload

_ALL_FILES = re.compile(r"^(?P<folder>(?:[^*?\[\]{}$]*/)?)(?:\*|\*\.\*|\*\*|\*\*/\*)?$")
_BY_KIND = re.compile(r"^(?P<folder>(?:[^*?\[\]{}$]*/)?)(?:\*\.(?P<kind>whl|tar\.gz|zip|gz)|\*\.\{(?P<kinds>[^}]*)\})$")
_MOVING = {
    "poetry": ("-C", "--directory", "-P", "--project"),
    "uv": ("--directory",),
    "pdm": ("-p", "--project"),
}
_FOLDER_OPTIONS = {"poetry": ("--dist-dir",), "pdm": ("--dest", "-d"), "maturin": ("--out", "-o")}


def distribution_folder(upload: Upload, script: Script, directory: str | None = None) -> str:
    """The folder, such as ``dist`` or ``packages/a/dist``; it never ends in a slash.

    Args:
        upload: the upload.
        script: the script that its command stands in.
        directory: where that script runs, when it is not the step's own.

    Raises:
        Cannot: it is not one folder as a whole, or only known at run time.
    """
    folder = _inworking_directory(upload)
    place = _in_checkout(posixpath.join(working_directory(upload, script, directory), folder or "."))
    if place == ".":
        raise Cannot("the files to upload lie among all the others at the top of the checkout")
    return place


def upload_patterns(upload: Upload, script: Script) -> list[str]:
    """What is uploaded, as patterns from the checkout's root; folders end in a slash.

    Raises:
        Cannot: it is only known at run time.
    """
    try:
        return [f"{distribution_folder(upload, script)}/"]
    except Cannot:
        known = next(tool for tool in TOOLS if tool.via == upload.via)
        if not known.positional_dists or not upload.site.arguments or is_maturin_publish(upload):
            raise
        place = working_directory(upload, script)
        return [_in_checkout(posixpath.join(place, pattern)) for pattern in upload.site.arguments]


def is_maturin_publish(upload: Upload) -> bool:
    """Whether an upload is made by ``maturin publish``, which builds, and not by ``maturin upload``."""
    tool = None if upload.via != "maturin" or upload.site.command is None else tool_of(upload.site.command)
    subcommand = None if tool is None else next((w.value for w in tool.args if w.value in ("publish", "upload")), None)
    return subcommand == "publish"


def folder_of_maturin(upload: Upload) -> str:
    """A folder for what ``maturin publish`` builds, in which no other step of the job leaves anything."""
    job, step = upload.site.job, upload.site.step
    assert step is not None
    text = job.workflow.document.text
    others = text[job.node.start : step.node.start] + text[step.node.end : job.node.end]
    return "dist-of-maturin" if re.search(r"(?<![\w.-])dist(?![\w-])", others) else "dist"


def require_own_folder(upload: Upload, folder: str) -> None:
    """Return when nothing but ``maturin publish`` leaves files in the folder that it is told: it uploads only its own.

    Raises:
        Cannot: an earlier command or step names the folder too.
    """
    job, step, command = upload.site.job, upload.site.step, upload.site.command
    assert step is not None
    text = job.workflow.document.text[job.node.start : step.node.start]
    if step.run is not None and command is not None:
        text += step.run.value[: command.start]
    name = posixpath.basename(folder.strip("\"'").rstrip("/"))
    if re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text):
        raise Cannot(f"maturin uploads only what it has just built, and other files may lie in {folder} as well")


def _in_checkout(path: str) -> str:
    """A path that lies in the checkout for certain, normalised."""
    place = posixpath.normpath(path)
    if place.startswith(("/", "..")) or "~" in place or re.search(r"\$(?!\{\{)", place):
        raise Cannot(f"the files to upload lie in {place!r}, which cannot be told or lies outside the checkout")
    return place


def _inworking_directory(upload: Upload) -> str:
    known = next(tool for tool in TOOLS if tool.via == upload.via)
    options = upload.site.options or {}
    for name in _FOLDER_OPTIONS.get(upload.via, ()):
        if name in options:
            if is_maturin_publish(upload):
                require_own_folder(upload, options[name])
            return options[name].rstrip("/")
    if is_maturin_publish(upload):
        return folder_of_maturin(upload)
    if not known.positional_dists or not upload.site.arguments:
        return "dist"
    return _one_folder(upload.site.arguments)


def _one_folder(patterns: tuple[str, ...]) -> str:
    """The folder that patterns such as ``dist/*`` take everything from."""
    folders: set[str] = set()
    kinds: set[str] = set()
    whole = False
    for pattern in patterns:
        everything, some = _ALL_FILES.match(pattern), _BY_KIND.match(pattern)
        if everything is not None and (pattern.endswith(("*", "/")) or "*" not in pattern):
            plain = "*" not in pattern and not pattern.endswith("/")
            if plain and posixpath.splitext(pattern)[1] in (".whl", ".gz", ".zip"):
                raise Cannot(f"only the file {pattern} is uploaded, not a whole folder")
            folders.add(pattern if plain else everything["folder"])
            whole = True
        elif some is not None:
            folders.add(some["folder"])
            kinds |= set((some["kinds"] or some["kind"]).replace(" ", "").split(","))
        else:
            raise Cannot(f"the files to upload are given as {pattern!r}, which is not one folder as a whole")
    if len(folders) != 1:
        raise Cannot(f"the files to upload lie in several folders ({', '.join(sorted(folders))})")
    if not whole and not ("whl" in kinds and kinds & {"tar.gz", "gz"}):
        raise Cannot(f"only a part of a folder is uploaded ({' '.join(patterns)})")
    return folders.pop().rstrip("/") or "."


def working_directory(upload: Upload, script: Script, directory: str | None = None) -> str:
    """Where the tool works: the step's directory, moved by ``cd`` commands in front of the command, or by its options.

    Raises:
        Cannot: that cannot be told.
    """
    command = upload.site.command
    assert command is not None
    try:
        place = folder_of(upload.site.scope, script, command, directory)
    except FolderUnknown as unknown:
        raise Cannot(str(unknown)) from None
    for moved in _moves(upload.via, command):
        place = posixpath.join(place, moved)
    return place


def _moves(via: str, command: Command) -> list[str]:
    """The folders that a tool is told to work in, by options in front of its subcommand.

    Raises:
        Cannot: the option names no folder.
    """
    known, tool = next(tool for tool in TOOLS if tool.via == via), tool_of(command)
    if tool is None or not known.subcommands or not known.global_value_options:
        return []
    parsed = parse_options(tool.args, known.global_value_options)
    subcommand = next((word for word in parsed.positionals if word.value in known.subcommands), None)
    moves: list[str] = []
    for option in parsed.options:
        if option.value is None or subcommand is None or option.word.start > subcommand.start:
            continue
        value = option.value.text if option.value.value is None else option.value.value
        if via == "hatch" and option.name in ("-p", "--project"):
            raise Cannot(f"hatch works on the project {value}, whose folder is not known")
        if via == "flit" and option.name in ("-f", "--ini-file"):
            moves.append(posixpath.dirname(value) or ".")
        elif option.name in _MOVING.get(via, ()):
            moves.append(value)
    return moves
