"""The build backends that are told apart, and whether they compile code."""

from __future__ import annotations

from typing import NamedTuple

PURE, NATIVE, EITHER = "pure", "native", "either"
"""What a backend builds: never, always or sometimes wheels that hold compiled code."""

SETUP_PY, OTHER = "setup.py", "other"
"""A project without ``pyproject.toml``, and a backend that is not in the table; any frontend builds either."""


class Backend(NamedTuple):
    """One build backend.

    Attributes:
        name: as people call it, and as ``--backend`` takes it.
        module: what ``build-backend`` in ``pyproject.toml`` begins with; "" for what stands nowhere.
        builds: one of `PURE`, `NATIVE` and `EITHER`.
        source: where that is said.
    """

    name: str
    module: str
    builds: str
    source: str


BACKENDS = (
    Backend("setuptools", "setuptools", EITHER, "https://setuptools.pypa.io/en/latest/userguide/ext_modules.html"),
    Backend("hatchling", "hatchling", EITHER, "https://hatch.pypa.io/latest/plugins/build-hook/reference/"),
    Backend("flit", "flit", PURE, "https://flit.pypa.io/en/stable/rationale.html"),
    Backend("poetry-core", "poetry", EITHER, "https://python-poetry.org/docs/building-extension-modules/"),
    Backend("pdm", "pdm", EITHER, "https://backend.pdm-project.org/build_config/"),
    Backend("uv_build", "uv_build", PURE, "https://docs.astral.sh/uv/concepts/build-backend/"),
    Backend("maturin", "maturin", NATIVE, "https://www.maturin.rs/"),
    Backend("scikit-build-core", "scikit_build_core", EITHER, "https://scikit-build-core.readthedocs.io/"),
    Backend("meson-python", "mesonpy", EITHER, "https://mesonbuild.com/meson-python/"),
    Backend(SETUP_PY, "", EITHER, "https://setuptools.pypa.io/en/latest/userguide/ext_modules.html"),
    Backend(OTHER, "", EITHER, "https://packaging.python.org/en/latest/specifications/pyproject-toml/"),
)

USUALLY_NATIVE = ("scikit-build-core", "meson-python")
"""Backends that exist to compile; a pure project with one of them has to say so."""


def backend_named(name: str) -> Backend:
    """The row of a name."""
    return next(backend for backend in BACKENDS if backend.name == name)


def backend_of_module(module: str) -> Backend:
    """The row of the value of ``build-backend``, such as ``flit_core.buildapi``; that of `OTHER` when there is none."""
    top = module.partition(":")[0].partition(".")[0]
    for backend in BACKENDS:
        if backend.module and (top == backend.module or top == f"{backend.module}_core"):
            return backend
    return backend_named(OTHER)
