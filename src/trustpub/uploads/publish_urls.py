"""Upload addresses that files of the repository give a tool: its project configuration, or a ``.pypirc``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from trustpub.errors import InputError
from trustpub.repository.base import Repository
from trustpub.uploads.scripts import script_of
from trustpub.workflow.scope import Scope

_MOST_STEPS = 100
_LARGEST = 500_000
"""Larger files configure no tool."""
_COPIES = ("cp", "mv", "ln", "install")
_HOME = re.compile(r"(?:~|\$HOME|\$\{HOME\})/?")


def configured_url(repository: Repository, tool: str, name: str | None, scope: Scope) -> str | None:
    """The upload address that the project's configuration gives a repository name (None: the default one), or None.

    Sources: https://docs.astral.sh/uv/reference/settings/#publish-url and
    https://docs.astral.sh/uv/guides/package/#publishing-your-package (``uv.toml``, which wins, or ``tool.uv``),
    https://pdm-project.org/latest/usage/config/ (``repository`` in ``pdm.toml``, else ``tool.pdm.source``),
    https://hatch.pypa.io/latest/plugins/publisher/package-index/ (``tool.hatch.publish.index.repos``),
    https://python-poetry.org/docs/configuration/ (``repositories`` in ``poetry.toml``) and
    https://docs.python.org/3.9/distutils/configfile.html (``upload`` in ``setup.cfg``).
    """
    for folder in _folders(scope):
        for url in _urls(repository, tool, name, folder, scope):
            if isinstance(url, str):
                return url
    return None


def _folders(scope: Scope) -> list[str]:
    """The folder that the step runs in, and those above it up to the checkout: tools look upwards for their files."""
    folder = posixpath.normpath((scope.step and scope.step.working_directory) or ".")
    if folder.startswith(("/", "..")) or "$" in folder:
        return [""]
    pieces = [] if folder == "." else folder.split("/")[:20]
    return ["".join(f"{piece}/" for piece in pieces[:count]) for count in range(len(pieces), -1, -1)]


def _urls(repository: Repository, tool: str, name: str | None, folder: str, scope: Scope) -> Iterator[Any]:
    def table(file: str) -> dict[str, Any]:
        return _table(repository, folder + file, scope)

    if tool == "uv":
        for found in (table("uv.toml"), _at(table("pyproject.toml"), "tool", "uv")):
            yield _at(found, "publish-url") if name is None else _of_entry(_at(found, "index"), name, "publish-url")
    elif tool == "pdm":
        yield _at(table("pdm.toml"), "repository", name or "pypi", "url")
        if name is not None:
            yield _of_entry(_at(table("pyproject.toml"), "tool", "pdm", "source"), name, "url")
    elif tool == "hatch" and name is not None:
        repo = _at(table("pyproject.toml"), "tool", "hatch", "publish", "index", "repos", name)
        yield _at(repo, "url") or repo
    elif tool == "poetry" and name is not None:
        yield _at(table("poetry.toml"), "repositories", name, "url")
    elif tool == "setup.py" and name is None:
        yield _fields(repository, f"{folder}setup.cfg", "upload").get("repository")


def pypirc_url(repository: Repository, path: str | None, name: str | None, scope: Scope) -> str | None:
    """The address that a ``.pypirc`` kept in the repository gives a repository name, or None.

    Args:
        repository: where the file is looked for.
        path: the file that the command names; None where it reads the one in the home folder, which a step may have
            put there.
        name: the repository's name; None for the default one.
        scope: the uploading step.
    """
    paths = [path] if path is not None else _copied(scope)
    for folder in _folders(scope):
        for file in paths:
            place = posixpath.normpath(posixpath.join(folder, file))
            url = _fields(repository, place, name or "pypi").get("repository")
            if url:
                return url
    return None


def _copied(scope: Scope) -> list[str]:
    """The files that commands up to the step put where a ``.pypirc`` is looked for."""
    found: list[str] = []
    steps = () if scope.step is None else scope.job.steps[: scope.step.index + 1][-_MOST_STEPS:]
    for step in steps:
        script = script_of(step) if step.run is not None and "pypirc" in step.run.value else None
        for command in () if script is None else script.commands:
            words = [word for word in command.words[1:] if not word.text.startswith("-")]
            if command.name in _COPIES and len(words) == 2 and words[0].value is not None:
                target = words[1].text.strip("\"'")
                if target.endswith(".pypirc") or _HOME.fullmatch(target):
                    found.append(words[0].value)
    return found[-5:]


def _table(repository: Repository, path: str, scope: Scope) -> dict[str, Any]:
    """A TOML file, read once for a workflow; {} when it is missing, cannot be read or is too large."""
    tables = scope.effort.tables
    if path not in tables:
        from trustpub.repository.metadata import loads_toml

        try:
            data = loads_toml(_text(repository, path))
        except (ValueError, RecursionError):
            data = {}
        tables[path] = data
    return tables[path]


def _text(repository: Repository, path: str) -> str:
    try:
        data = repository.read(path) or b""
    except InputError:
        return ""
    return "" if len(data) > _LARGEST else data.decode(errors="replace")


def _at(table: Any, *keys: str) -> Any:
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table


def _of_entry(entries: Any, name: str, key: str) -> Any:
    found = [entry for entry in entries if _at(entry, "name") == name] if isinstance(entries, list) else []
    return _at(found[0], key) if found else None


def _fields(repository: Repository, path: str, section: str) -> dict[str, str]:
    """A section of a file in the form of ``.pypirc`` and ``setup.cfg``; {} when it cannot be read."""
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(_text(repository, path))
    except configparser.Error:
        return {}
    return dict(parser[section]) if parser.has_section(section) else {}
