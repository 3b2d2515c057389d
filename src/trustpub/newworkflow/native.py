"""Whether a project compiles code when it is built, as far as its files tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from trustpub.errors import InputError
from trustpub.newworkflow.backends import NATIVE, PURE, USUALLY_NATIVE, Backend
from trustpub.repository.base import Repository

_IN_SETUP = re.compile(r"\b(ext_modules|cffi_modules|rust_extensions|cythonize|mypycify|cmake_source_dir)\b")
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_COMPILERS = {
    "cython",
    "cffi",
    "pybind11",
    "nanobind",
    "setuptools-rust",
    "scikit-build",
    "hatch-cython",
    "hatch-mypyc",
    "mypy",
    "cmake",
}
"""What a project that compiles nothing has no reason to need for its build."""

_SOURCES = (".pyx", ".c", ".cc", ".cpp", ".cxx", ".rs", ".f90")
_NOT_BUILT = {"doc", "docs", "test", "tests", "example", "examples", "benchmarks", "vendor", "node_modules", "build"}
_DEPTH, _MOST = 4, 3000


class Native(NamedTuple):
    """The answer (None when the files leave it open), and what it rests on."""

    answer: bool | None
    why: str


def native_of(repository: Repository, backend: Backend, document: dict[str, Any], setup_py: str) -> Native:
    """Whether a project compiles code.

    Args:
        repository: the project.
        backend: its build backend.
        document: the content of its ``pyproject.toml``.
        setup_py: the text of its ``setup.py``.
    """
    if backend.builds == PURE:
        return Native(False, f"{backend.name} builds pure Python only")
    if backend.builds == NATIVE or backend.name in USUALLY_NATIVE:
        return Native(True, f"{backend.name} compiles")
    match = _IN_SETUP.search(setup_py)
    if match:
        return Native(True, f"setup.py names {match[0]}")
    told = _told_by_pyproject(document)
    if told is not None:
        return told
    source = next(_compiled_sources(repository, ""), None)
    if source is not None:
        return Native(None, f"{source} is source code to compile, but the metadata does not say whether it is built")
    return Native(False, "nothing in it is compiled")


def _told_by_pyproject(document: dict[str, Any]) -> Native | None:
    system, tool = document.get("build-system"), document.get("tool")
    requires = system.get("requires") if isinstance(system, dict) else None
    for requirement in requires if isinstance(requires, list) else []:
        match = _REQUIREMENT.match(requirement) if isinstance(requirement, str) else None
        if match and match[0].lower().replace("_", "-") in _COMPILERS:
            return Native(True, f"its build requires {match[0]}")
    for path, compiles in (
        (("setuptools", "ext-modules"), True),
        (("pdm", "build", "run-setuptools"), True),
        (("hatch", "build", "hooks", "custom"), None),
        (("hatch", "build", "targets", "wheel", "hooks", "custom"), None),
        (("poetry", "build"), None),
    ):
        value: Any = tool
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if value:
            name = ".".join(("tool", *path))
            return Native(compiles, f"{name} is set" + ("" if compiles else ", and a script may compile or not"))
    return None


def _compiled_sources(repository: Repository, folder: str, depth: int = 0) -> Iterator[str]:
    """Source files of compiled languages where packages are; of a very large repository only a part is looked at."""
    try:
        names = repository.list(folder)[:_MOST]
    except InputError:
        return
    for name in names:
        if name.endswith(_SOURCES):
            yield folder + name
    for name in names:
        if depth < _DEPTH and name.endswith("/") and name[0] != "." and name.rstrip("/").lower() not in _NOT_BUILT:
            yield from _compiled_sources(repository, folder + name, depth + 1)
