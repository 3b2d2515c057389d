"""What ``tox`` runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipes.cases import Case, check, identify
from trustpub.recipes.tox.arguments import read_arguments
from trustpub.recipes.tox.factors import expand

PUBLISH = "[testenv:publish]\ncommands =\n  python -m build\n  twine upload dist/*\n"
BOTH = ("python -m build", "twine upload dist/*")
TOML = '[env.publish]\ncommands = [["python", "-m", "build"], ["twine", "upload", "dist/*"]]\n'


def tox(settings: str, *, name: str = "a") -> dict[str, str]:
    """A ``tox.ini`` with the settings of one environment."""
    return {"tox.ini": f"[testenv:{name}]\n{settings}"}


RUNS = [
    Case("-e", "tox -e publish", {"tox.ini": PUBLISH}, BOTH),
    Case("-e attached", "tox -epublish", {"tox.ini": PUBLISH}, BOTH),
    Case("-e behind flags", "tox -qre publish", {"tox.ini": PUBLISH}, BOTH),
    Case("run", "tox run -e publish", {"tox.ini": PUBLISH}, BOTH),
    Case("a module", "python -m tox -vv -e publish", {"tox.ini": PUBLISH}, BOTH),
    Case("uvx", "uvx --with tox-uv tox -e publish", {"tox.ini": PUBLISH}, BOTH),
    Case("parallel", "tox p -p auto -e publish", {"tox.ini": PUBLISH}, BOTH),
    Case("setup.cfg", "tox -e publish", {"setup.cfg": f"[tox:tox]\nenvlist = a\n{PUBLISH}"}, BOTH),
    Case("setup.cfg without tox", "tox -e publish", {"setup.cfg": "[metadata]\n", "tox.toml": TOML}, BOTH),
    Case(
        "legacy in TOML",
        "tox -e publish",
        {"pyproject.toml": f'[tool.tox]\nlegacy_tox_ini = """\n{PUBLISH}"""\n'},
        BOTH,
    ),
    Case("tox.toml", "tox -e publish", {"tox.toml": TOML}, BOTH),
    Case("native in pyproject.toml", "tox -e publish", {"pyproject.toml": TOML.replace("[env", "[tool.tox.env")}, BOTH),
    Case("tox.ini comes first", "tox -e publish", {"tox.ini": PUBLISH, "tox.toml": TOML.replace("build", "x")}, BOTH),
    Case("-c", "tox -c ci/tox.ini -e publish", {"ci/tox.ini": PUBLISH}, tuple(f"{text} @ci" for text in BOTH)),
    Case("-c of a folder", "tox -c ci -e publish", {"ci/tox.ini": PUBLISH}, tuple(f"{text} @ci" for text in BOTH)),
    Case("in the folder above", "tox -e publish", {"tox.ini": PUBLISH}, BOTH, folder="docs"),
    Case(
        "several environments",
        "tox -e b,a",
        {"tox.ini": "[testenv:a]\ncommands = x\n[testenv:b]\ncommands = y\n"},
        ("y", "x"),
    ),
    Case(
        "the list",
        "tox",
        {"tox.ini": "[tox]\nenvlist = a\n[testenv:a]\ncommands = x\n[testenv:b]\ncommands = y\n"},
        ("x",),
    ),
    Case("TOXENV", "tox", {"tox.ini": PUBLISH}, BOTH, variables={"TOXENV": "publish"}),
    Case("labels", "tox -m l", {"tox.ini": "[tox]\nlabels =\n  l = a\n[testenv:a]\ncommands = x\n"}, ("x",)),
    Case("list runs nothing", "tox list", {"tox.ini": PUBLISH}),
    Case("--notest runs nothing", "tox --notest -e publish", {"tox.ini": PUBLISH}),
    Case("exec", "tox exec -e publish -- twine upload x", {"tox.ini": PUBLISH}, ("twine upload x",)),
    Case("before and after", "tox -e a", tox("commands_pre = x\ncommands = y\ncommands_post = z\n"), ("x", "y", "z")),
    Case("inherited", "tox -e a", {"tox.ini": "[testenv]\ncommands = x {envname}\n[testenv:a]\ndeps = b\n"}, ("x a",)),
    Case("other base", "tox -e a", {"tox.ini": "[b]\ncommands = x\n[testenv:a]\nbase = b\n"}, ("x",)),
    Case("continuation", "tox -e a", tox("commands =\n  twine upload \\\n    dist/*\n"), ("twine upload dist/*",)),
    Case("ignored", "tox -e a", tox("commands =\n  - x\n  -y\n  ! z\n"), ("x (ignored)", "y (ignored)", "z")),
    Case("ignored outcome", "tox -e a", tox("ignore_outcome = true\ncommands = x\n"), ("x (ignored)",)),
    Case("comments", "tox -e a", tox("commands =\n  # a\n  x\n  ; b\n  y # c\n"), ("x", "y")),
    Case("changedir", "tox -e a", tox("changedir = d\ncommands = x {toxinidir}/dist\n"), ("x ../dist @d",)),
    Case("change_dir with substitution", "tox -e a", tox("change_dir = {tox_root}/d\ncommands = x\n"), ("x @d",)),
    Case("a shell", "tox -e a", tox("commands = bash -c 'cd d && x'\n"), ("cd d", "x @d")),
    Case("a script", "tox -e a", tox("commands = bash r.sh {posargs}\n") | {"r.sh": "x $1\n"}, ("x",)),
    Case("generative section", "tox -e b-x", {"tox.ini": "[testenv:{a,b}-{x,y}]\ncommands = {envname}\n"}, ("b-x",)),
    Case("no section of its own", "tox -e py311", {"tox.ini": "[testenv]\ncommands = x\n"}, ("x",)),
    Case("quotes", "tox -e a", tox("commands = x 'a b' \"c d\"\n"), ("x 'a b' 'c d'",)),
    Case("no shell", "tox -e a", tox("commands = x a && b\n"), ("x a '&&' b",)),
]

TEXTS = [
    ("posargs", "{posargs}", "", "-- a b", "a b"),
    ("posargs with default", "{posargs:c d}", "", "", "c d"),
    ("default not needed", "{posargs:c}", "", "-- a", "a"),
    ("empty posargs", "{posargs:c}", "", "--", ""),
    ("old posargs", "[]", "", "-- a", "a"),
    ("nested", "{posargs:{env:R:pypi}}", "", "", "pypi"),
    ("variable", "{env:R}", "", "", "${R}"),
    ("variable with default", "{env:R:pypi}", "", "", "pypi"),
    ("own variable", "{env:R:pypi}", "setenv = R = x\n", "", "x"),
    ("root", "{toxinidir}", "", "", "."),
    ("below the root", "{tox_root}/dist/*", "", "", "dist/*"),
    ("python", "{envpython}", "", "", "python"),
    ("its folder", "{envdir}/x", "", "", ".tox/a/x"),
    ("slash", "a{/}b", "", "", "a/b"),
    ("own key", "{repo}", "repo = pypi\n", "", "pypi"),
    ("other section", "{[base]repo}", "", "", "pypi"),
    ("missing section", "{[no]repo}", "", "", "$(...)"),
    ("unknown", "{what:ever}", "", "", "'{what:ever}'"),
    ("escaped braces", "\\\\{posargs\\\\}", "", "-- a", "{posargs}"),
    ("factor that holds", "a: 1\n  b: 2", "", "", "a: 1"),
]


@pytest.mark.parametrize("case", RUNS, ids=identify)
def test_runs(case: Case, tmp_path: Path) -> None:
    """The commands of the environments, in order."""
    check(tmp_path, case)


@pytest.mark.parametrize(
    ("text", "settings", "given", "value"),
    [t[1:] for t in TEXTS if t[0] != "factor that holds"],
    ids=[t[0] for t in TEXTS[:-1]],
)
def test_substitution(text: str, settings: str, given: str, value: str, tmp_path: Path) -> None:
    """Substitutions become what tox puts in, or what stands for it at run time."""
    text = text.replace("\\\\", "\\")
    files = {"tox.ini": f"[base]\nrepo = pypi\n[testenv:a]\n{settings}commands = x {text}\n"}
    check(tmp_path, Case("", f"tox -e a {given}", files, (f"x {value}".rstrip(),)))


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("py38-lint", ("all", "lint", "py", "either", "not docs")),
        ("py39", ("all", "py", "either", "not docs")),
        ("docs", ("all", "either")),
        ("py38", ("all", "py", "not docs")),
    ],
)
def test_factors(name: str, runs: tuple[str, ...], tmp_path: Path) -> None:
    """Lines of a value count only for environments with the factors in front of them."""
    commands = (
        "[tox]\nenvlist = py{38,39}-lint, docs\n[testenv]\ncommands =\n  echo all\n  lint: echo lint\n"
        "  py{38,39}: echo py\n  docs,py39,py38-lint: echo either\n  !docs: echo 'not docs'\n  py27: echo old\n"
    )
    expected = tuple(f"echo '{text}'" if " " in text else f"echo {text}" for text in runs)
    check(tmp_path, Case("", f"tox -e {name}", {"tox.ini": commands}, expected))


def test_environment(tmp_path: Path) -> None:
    """Tools, variables and what is let through, with references to other sections."""
    text = """[base]
deps =
    build
    twine>=5
[testenv]
passenv = HOME
[testenv:publish]
skip_install = true
deps =
    {[base]deps}
    -r requirements/release.txt  # pinned
    docs: sphinx
extras = cli
passenv =
    {[testenv]passenv}
    TWINE_*, PYPI_TOKEN
setenv =
    TWINE_USERNAME = __token__
    TWINE_PASSWORD = {env:PYPI_TOKEN}
commands = twine upload dist/*
"""
    recipe = check(tmp_path, Case("", "tox -e publish", {"tox.ini": text}, ("twine upload dist/*",)))
    assert recipe.isolated
    assert recipe.passes == ("HOME", "TWINE_*", "PYPI_TOKEN")
    assert recipe.tools == ("build", "twine>=5", "-r requirements/release.txt", ".[cli]")
    command = recipe.commands[0]
    assert command.variables == (("TWINE_USERNAME", "__token__"), ("TWINE_PASSWORD", "${PYPI_TOKEN}"))
    assert command.origin == "tox.ini:20 [testenv:publish]"
    assert recipe.chain == ("tox -e publish", "twine upload dist/*")


def test_toml(tmp_path: Path) -> None:
    """Native TOML: replacements, references, inheritance, tables."""
    text = """[tool.tox]
env_list = ["lint"]
[tool.tox.env_run_base]
pass_env = ["HOME"]
[tool.tox.env.base]
commands = [["python", "-m", "build"]]
[tool.tox.env.publish]
deps = ["twine>=6"]
set_env = { TWINE_USERNAME = "__token__", B = { value = "c", marker = "x" } }
commands = [
  { replace = "ref", env = "base", key = "commands", extend = true },
  ["twine", "upload", { replace = "posargs", default = ["-r", "testpypi"], extend = true }, "{tox_root}/dist/*"],
]
"""
    runs = ("python -m build", "twine upload -r testpypi dist/*")
    recipe = check(tmp_path, Case("", "tox -e publish", {"pyproject.toml": text}, runs))
    assert recipe.passes == ("HOME",)
    assert recipe.tools == ("twine>=6",)
    assert recipe.commands[1].variables == (("TWINE_USERNAME", "__token__"), ("B", "c"))
    assert recipe.commands[1].origin == "pyproject.toml:10 [testenv:publish]"


def test_nested(tmp_path: Path) -> None:
    """An environment of tox inside of a makefile isolates the upload, one beside it does not."""
    files = {"Makefile": "a:\n\ttox -e publish\nb:\n\ttox -e lint\n\ttwine upload dist/*\n"}
    files["tox.ini"] = f"[testenv:lint]\ncommands = x\n{PUBLISH}passenv = A\n"
    inside = check(tmp_path, Case("", "make a", files, BOTH))
    assert (inside.isolated, inside.passes) == (True, ("A",))
    assert inside.chain == ("make a", "tox -e publish", "twine upload dist/*")
    beside = check(tmp_path, Case("", "make b", files, ("x", "twine upload dist/*")))
    assert (beside.isolated, beside.passes) == (False, None)


PROBLEMS = [
    Case("no configuration", "tox -e a", {}, problems=("no configuration",)),
    Case("no such environment", "tox -e b", tox("commands = x\n"), problems=("has no environment b",)),
    Case("environment of the run", "tox -e '${{ matrix.e }}'", tox("commands = x\n"), problems=("only known when",)),
    Case("override", "tox -e a -x testenv.deps=b", tox("commands = x\n"), ("x",), ("-x",)),
    Case("variables from a file", "tox -e a", tox("setenv = file|.env\ncommands = x\n"), ("x",), ("from a file",)),
    Case("quotes", "tox -e a", tox("commands = x 'y\n"), (), ("quotes",)),
    Case("program of another section", "tox -e a", tox("commands = {[b]c}\n"), ("$(...)",), ("cannot be told",)),
    Case(
        "reference to itself", "tox -e a", tox("commands = {[testenv:a]commands}\n"), ("$(...)",), ("cannot be told",)
    ),
    Case(
        "only known to tox",
        "tox -e a",
        {"tox.toml": "[env.a]\ncommands = [{ replace = 'x' }]\n"},
        (),
        ("only known to tox",),
    ),
    Case("missing script", "tox -e a", tox("commands = python s.py\n"), ("python s.py",), ("no file s.py",)),
]


@pytest.mark.parametrize("case", PROBLEMS, ids=identify)
def test_problems(case: Case, tmp_path: Path) -> None:
    """What cannot be told makes the recipe incomplete."""
    check(tmp_path, case)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("py{38,39}-{a,b}", ["py38-a", "py38-b", "py39-a", "py39-b"]),
        ("a, b\nc", ["a", "b", "c"]),
        ("a{,-b}", ["a", "a-b"]),
        ("py3{10-12}", ["py310", "py311", "py312"]),
        ("a{b", ["a{b"]),
        ("", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    """Braces in names of environments stand for several."""
    assert expand(text) == names


def test_arguments() -> None:
    """Options of tox with and without values are told from environments and positional arguments."""
    found = read_arguments(
        ["-vv", "--skip-missing-interpreters", "false", "--env=a,b", "--workdir", "w", "--", "-e", "c"]
    )
    assert found.environments == ("a", "b")
    assert found.posargs == ("-e", "c")
    assert found.runs and not found.executes
