"""What a project's own files say about it: the name it has on PyPI, its build backend."""

from __future__ import annotations

import re
import sys
from typing import Any, NamedTuple

from trustpub.errors import InputError
from trustpub.repository.base import Repository

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_SETUP_NAME = re.compile(r"""\bname\s*=\s*(['"])(?P<name>[A-Za-z0-9._-]+)\1""")


class Project(NamedTuple):
    """A Python project: its name (None when no file tells it), and its build backend's import name (None likewise)."""

    name: str | None
    backend: str | None


_MOST_DOTS = 500
"""The time to read a dotted key grows with the square of its parts."""


def loads_toml(text: str) -> dict[str, Any]:
    """The parsed TOML text.

    Raises:
        ValueError: it is not TOML, or has a line with so many dots that reading its keys would take very long.
    """
    if any(line.count(".") > _MOST_DOTS and not line.lstrip().startswith("#") for line in text.splitlines()):
        raise ValueError("a line has too many dots")
    return tomllib.loads(text)


def read_toml(repository: Repository, path: str) -> dict[str, Any]:
    """The parsed TOML file; {} when it is missing or cannot be read (which is not this tool's business)."""
    try:
        data = repository.read(path)
        return {} if data is None else loads_toml(data.decode())
    except (InputError, ValueError, RecursionError):
        return {}


def read_project(repository: Repository, folder: str = "") -> Project:
    """The project in a folder of the repository; nothing is executed, ``setup.py`` is only searched as text."""
    prefix = folder.strip("/").removeprefix("./")
    prefix = f"{prefix}/" if prefix not in ("", ".") else ""
    document = read_toml(repository, prefix + "pyproject.toml")
    project, tool = _table(document, "project"), _table(document, "tool")
    backend = _table(document, "build-system").get("build-backend")
    flit = _table(_table(tool, "flit"), "metadata")
    candidates = (
        project.get("name"),
        _table(tool, "poetry").get("name"),
        flit.get("dist-name") or flit.get("module"),
        _setup_cfg_name(repository, prefix),
        _setup_py_name(repository, prefix),
    )
    name = next((name for name in candidates if isinstance(name, str) and name), None)
    return Project(name, backend if isinstance(backend, str) else None)


def _table(document: dict[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _text(repository: Repository, path: str) -> str:
    try:
        return (repository.read(path) or b"").decode(errors="replace")
    except InputError:
        return ""


def _setup_cfg_name(repository: Repository, prefix: str) -> str | None:
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(_text(repository, prefix + "setup.cfg"))
    except configparser.Error:
        return None
    return parser.get("metadata", "name", fallback=None)


def _setup_py_name(repository: Repository, prefix: str) -> str | None:
    text = _text(repository, prefix + "setup.py")
    match = _SETUP_NAME.search(text, text.find("setup("))
    return match["name"] if match else None
