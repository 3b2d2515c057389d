"""What a project's files say about its build."""

from __future__ import annotations

import pytest

from tests.newworkflow.projects import SETUP, Project, pyproject
from trustpub.errors import TrustpubError
from trustpub.newworkflow.detect import detect


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("setuptools.build_meta", "setuptools"),
        ("setuptools.build_meta:__legacy__", "setuptools"),
        ("hatchling.build", "hatchling"),
        ("flit_core.buildapi", "flit"),
        ("flit.buildapi", "flit"),
        ("poetry.core.masonry.api", "poetry-core"),
        ("pdm.backend", "pdm"),
        ("pdm.pep517.api", "pdm"),
        ("uv_build", "uv_build"),
        ("maturin", "maturin"),
        ("scikit_build_core.build", "scikit-build-core"),
        ("mesonpy", "meson-python"),
        ("whey", "other"),
        ("setuptools_something.build", "other"),
    ],
)
def test_tells_the_backend(module: str, name: str) -> None:
    """Each backend is known by its module; one that is not in the table is `other`."""
    assert detect(Project(**pyproject(module))).backend.name == name


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"pyproject_DOT_toml": '[project]\nname = "sampler"\n'}, "setuptools"),
        ({"pyproject_DOT_toml": '[tool.poetry]\nname = "sampler"\n'}, "poetry-core"),
        (SETUP, "setup.py"),
        (SETUP | {"pyproject_DOT_toml": "[tool.ruff]\n"}, "setup.py"),
        ({"setup_DOT_cfg": "[metadata]\nname = sampler\n"}, "setup.py"),
        (
            {"pyproject_DOT_toml": '[build-system]\nbuild-backend = "own"\nbackend-path = ["."]\n[project]\n'},
            "other",
        ),
    ],
    ids=["no backend named", "old poetry", "setup.py", "only tools configured", "setup.cfg", "a backend of its own"],
)
def test_tells_the_backend_without_a_name(files: dict[str, str], name: str) -> None:
    """Where no backend is named, what frontends do counts: setuptools, or the old way."""
    assert detect(Project(**files)).backend.name == name


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"README_DOT_md": "# nothing\n"},
        {"pyproject_DOT_toml": "[tool.ruff]\nline-length = 120\n"},
        {"setup_DOT_cfg": "[flake8]\nmax-line-length = 120\n"},
        {"package_DOT_json": "{}"},
    ],
    ids=["empty", "readme", "pyproject.toml of tools", "setup.cfg of tools", "javascript"],
)
def test_refuses_what_is_no_python_project(files: dict[str, str]) -> None:
    """One sentence says what was looked for."""
    with pytest.raises(TrustpubError, match=r"holds no Python project"):
        detect(Project(**files))


def test_refuses_broken_metadata() -> None:
    """A pyproject.toml that is not TOML is named."""
    with pytest.raises(TrustpubError, match=r"^pyproject\.toml: it is not valid TOML"):
        detect(Project(pyproject_DOT_toml="[project\n"))


@pytest.mark.parametrize(
    ("files", "native"),
    [
        (pyproject("maturin"), True),
        (pyproject("mesonpy"), True),
        (pyproject("scikit_build_core.build"), True),
        (pyproject("flit_core.buildapi") | {"src__x_DOT_c": ""}, False),
        (pyproject("hatchling.build"), False),
        (pyproject("setuptools.build_meta", requires='"setuptools", "Cython>=3"'), True),
        (pyproject("setuptools.build_meta", requires='"setuptools_rust"'), True),
        (pyproject("setuptools.build_meta", '[[tool.setuptools.ext-modules]]\nname = "a"\nsources = ["a.c"]\n'), True),
        (pyproject("hatchling.build", '[tool.hatch.build.hooks.custom]\npath = "b.py"\n'), None),
        (pyproject("poetry.core.masonry.api", '[tool.poetry.build]\nscript = "b.py"\n'), None),
        (pyproject("pdm.backend", "[tool.pdm.build]\nrun-setuptools = true\n"), True),
        (pyproject("setuptools.build_meta") | {"src__sampler___fast_DOT_pyx": ""}, None),
        (pyproject("setuptools.build_meta") | {"tests__data__a_DOT_c": "", "docs__b_DOT_c": ""}, False),
        (SETUP, False),
        ({"setup_DOT_py": "setup(name='s', ext_modules=[Extension('a', ['a.c'])])"}, True),
        ({"setup_DOT_py": "setup(name='s', cffi_modules=['b.py:f'])"}, True),
    ],
)
def test_tells_whether_code_is_compiled(files: dict[str, str], native: bool | None) -> None:
    """Backends that compile, extension modules, compilers among the requirements; open where only a script knows."""
    assert detect(Project(**files)).native.answer is native


@pytest.mark.parametrize(
    ("files", "builder"),
    [
        (pyproject("hatchling.build"), "pip"),
        (pyproject("uv_build"), "uv"),
        (pyproject("hatchling.build") | {"uv_DOT_lock": ""}, "uv"),
        (pyproject("hatchling.build", "[tool.uv]\n"), "uv"),
    ],
)
def test_builds_with_uv_where_the_project_uses_it(files: dict[str, str], builder: str) -> None:
    """uv's backend, its lock file or its table."""
    assert detect(Project(**files)).builder == builder


@pytest.mark.parametrize(
    "files",
    [
        pyproject("setuptools.build_meta", requires='"setuptools-scm>=8"'),
        pyproject("hatchling.build", '[tool.hatch.version]\nsource = "vcs"\n'),
        pyproject("pdm.backend", "[tool.pdm.version]\nsource = 'scm'\n"),
        {"setup_DOT_py": "setup(name='s', use_scm_version=True, setup_requires=['setuptools_scm'])"},
        {"setup_DOT_py": "import versioneer\n"},
    ],
)
def test_tells_a_version_that_comes_from_git(files: dict[str, str]) -> None:
    """Tools that read the tags need the whole history."""
    assert detect(Project(**files)).version_from_git
    assert not detect(Project(**pyproject("hatchling.build"))).version_from_git


@pytest.mark.parametrize("name", ["a\\nb", "${{ x }}", "a b", "-a", "../x", "a'"])
def test_takes_no_name_that_an_index_would_refuse(name: str) -> None:
    """What is no project name never reaches an address or a workflow."""
    assert detect(Project(**pyproject("hatchling.build", name=name))).name is None
