"""What a project's files say about how it is built. Nothing is executed; ``setup.py`` is only searched as text."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from trustpub.errors import InputError, TrustpubError
from trustpub.newworkflow.backends import OTHER, SETUP_PY, Backend, backend_named, backend_of_module
from trustpub.newworkflow.native import Native, native_of
from trustpub.repository.base import Repository
from trustpub.repository.metadata import loads_toml, read_project

_PROJECT_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)
"""Source: https://packaging.python.org/en/latest/specifications/name-normalization/#name-format."""

_VERSION_FROM_GIT = re.compile(
    r"setuptools[-_]scm|hatch[-_]vcs|versioneer|versioningit|dynamic[-_]versioning|dunamai|setuptools[-_]git|flit[-_]scm"
    r"|\bpbr\b|vcs[-_]versioning|source\s*=\s*[\"'](?:scm|vcs)[\"']"
)
"""What builds with it looks for the version among the tags, and a shallow checkout has none."""


class Facts(NamedTuple):
    """How a project is built.

    Attributes:
        name: on the index; None when no file tells it, or the files hold none that an index takes.
        backend: its build backend.
        native: whether it compiles code, and how that is known.
        builder: ``uv`` when the project uses uv, else ``pip``.
        version_from_git: whether a build needs the tags.
        submodules: whether a build may need git submodules.
    """

    name: str | None
    backend: Backend
    native: Native
    builder: str
    version_from_git: bool
    submodules: bool


def detect(repository: Repository, backend_name: str | None = None) -> Facts:
    """What the files at the top of a repository say.

    Args:
        repository: the project.
        backend_name: its backend, when the user has named it.

    Raises:
        TrustpubError: there is no Python project, or its metadata cannot be read.
    """
    document = _pyproject(repository)
    setup_py, setup_cfg = _text(repository, "setup.py"), _text(repository, "setup.cfg")
    found = _backend(document, setup_py, setup_cfg)
    if found is None and backend_name is None:
        raise TrustpubError(
            f"{repository.path} holds no Python project: it has neither a pyproject.toml with a [project] or a "
            "[build-system] nor a setup.py; name the top folder of one"
        )
    backend = backend_named(backend_name or (found or backend_named(OTHER)).name)
    name = read_project(repository).name
    texts = (_text(repository, "pyproject.toml"), setup_py, setup_cfg)
    return Facts(
        name if name is not None and _PROJECT_NAME.fullmatch(name) else None,
        backend,
        native_of(repository, backend, document or {}, setup_py),
        _builder(repository, document or {}, backend),
        any(_VERSION_FROM_GIT.search(text) for text in texts),
        _exists(repository, ".gitmodules"),
    )


def _pyproject(repository: Repository) -> dict[str, Any] | None:
    data = repository.read("pyproject.toml")
    if data is None:
        return None
    try:
        return loads_toml(data.decode())
    except (ValueError, RecursionError):
        raise InputError(
            "it is not valid TOML, so no build works either; mend it first", path="pyproject.toml"
        ) from None


def _backend(document: dict[str, Any] | None, setup_py: str, setup_cfg: str) -> Backend | None:
    """The backend, or None when there is no project. Without a named backend, frontends use setuptools (PEP 517)."""
    has_setup = bool(setup_py.strip()) or "[metadata]" in setup_cfg
    if document is None:
        return backend_named(SETUP_PY) if has_setup else None
    system, tool = table(document, "build-system"), table(document, "tool")
    module = system.get("build-backend")
    if isinstance(module, str):
        return backend_named(OTHER) if "backend-path" in system else backend_of_module(module)
    if table(tool, "poetry"):
        return backend_named("poetry-core")
    if "project" in document or "build-system" in document:
        return backend_named("setuptools")
    return backend_named(SETUP_PY) if has_setup else None


def table(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The table below these keys; {} when there is none."""
    for key in keys:
        value = document.get(key)
        document = value if isinstance(value, dict) else {}
    return document


def _builder(repository: Repository, document: dict[str, Any], backend: Backend) -> str:
    uses_uv = backend.name == "uv_build" or "uv" in table(document, "tool") or _exists(repository, "uv.lock")
    return "uv" if uses_uv else "pip"


def _exists(repository: Repository, name: str) -> bool:
    return name in repository.list("")


def _text(repository: Repository, path: str) -> str:
    return (repository.read(path) or b"").decode(errors="replace")
