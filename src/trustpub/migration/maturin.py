"""``maturin publish`` as the ``maturin build`` that it is besides.

Source: https://www.maturin.rs/distribution: ``publish`` builds in release mode, strips the libraries and makes a source
distribution where there is a ``pyproject.toml``, each unless told otherwise; it takes the options of ``build``.
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from trustpub.migration.types import Cannot
from trustpub.migration.versions import allows, requirements_of
from trustpub.repository.base import Repository
from trustpub.uploads.types import Upload

OF_THE_REGISTRY = ("--username", "-u", "--password", "-p", "--repository", "-r", "--repository-url")
"""Options of ``maturin publish`` and ``maturin upload`` that say where to upload; each takes a value."""

_FLAGS = ("--skip-existing", "--non-interactive", "--no-sdist", "--no-strip", "--debug")
_IMPLIED = ("--release", "--strip", "--sdist")
_FIRST_WITH_SDIST = "0.13.0"
"""The first version whose ``build`` takes ``--sdist``: https://www.maturin.rs/changelog"""


class MaturinBuild(NamedTuple):
    """The build that an upload makes.

    Attributes:
        arguments: those of ``maturin build``, as words of a shell.
        folder: where it puts the files, from where it runs.
        flags: the options about the upload that were given.
    """

    arguments: tuple[str, ...]
    folder: str
    flags: frozenset[str]


def maturin_build(words: list[str], default_folder: str, *, has_project: bool) -> MaturinBuild:
    """What ``maturin publish`` with these arguments builds.

    Args:
        words: its arguments as written.
        default_folder: where it is to build when it is not told.
        has_project: whether there is a ``pyproject.toml``, without which there is no source distribution.

    Raises:
        Cannot: the folder that it builds into is only known at run time.
    """
    kept: list[str] = []
    flags: set[str] = set()
    position = 0
    while position < len(words) and words[position] != "--":
        word = words[position]
        name = word.partition("=")[0]
        position += 1
        if name in OF_THE_REGISTRY:
            position += word == name
        elif re.match(r"-[upr][^=]", word):
            continue
        elif name in _FLAGS:
            flags.add(name)
        elif name not in _IMPLIED:
            kept.append(word)
    kept += words[position:]
    added = [] if "--debug" in flags or _value_of(kept, "--profile") is not None else ["--release"]
    added += [] if "--no-strip" in flags else ["--strip"]
    added += ["--sdist"] if has_project and "--no-sdist" not in flags else []
    folder = _value_of(kept, "--out") or _value_of(kept, "-o")
    if folder is None:
        folder = default_folder
        added += ["--out", folder]
    if "$" in folder:
        raise Cannot(f"the folder that maturin builds into ({folder}) is only known at run time")
    return MaturinBuild((*added, *kept), folder.strip("\"'").rstrip("/"), frozenset(flags))


def _value_of(words: list[str], option: str) -> str | None:
    for position, word in enumerate(words):
        if word == option and position + 1 < len(words):
            return words[position + 1]
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None


def has_project(words: list[str], folder: str, repository: Repository) -> bool:
    """Whether there is a ``pyproject.toml`` where maturin runs, or beside the manifest that it is told."""
    manifest = _value_of(words, "--manifest-path") or _value_of(words, "-m") or "Cargo.toml"
    places = {posixpath.normpath(posixpath.join(folder, place)) for place in (".", posixpath.dirname(manifest) or ".")}
    if any("$" in place or place.startswith(("/", "..")) for place in places):
        raise Cannot("where maturin's project lies is only known at run time")
    return any(repository.read(posixpath.join(place, "pyproject.toml").removeprefix("./")) for place in places)


def require_new_enough(upload: Upload, repository: Repository) -> None:
    """Return when ``maturin build`` takes the options that say what ``publish`` does.

    Raises:
        Cannot: an older version is installed.
    """
    step = upload.site.step
    given = None if step is None else step.input("maturin-version")
    versions = requirements_of(upload.site.job, "maturin", repository)
    if upload.via == "maturin-action":
        versions = (
            [] if given is None or given[1].value in ("", "latest") else [f"=={given[1].value.removeprefix('v')}"]
        )
    for version in versions:
        if "$" in version or not allows(version, _FIRST_WITH_SDIST):
            raise Cannot(
                f"the job's maturin{version} may not build what it publishes ({_FIRST_WITH_SDIST} or newer does)"
            )
