"""What task runners run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.recipes.cases import Case, check, identify, recipe_of

NPM = {
    "package.json": json.dumps({"scripts": {"prepublish": "a", "publish": "b --x", "postpublish": "c", "test": "t"}})
}
POE = """[tool.poe]
env = { A = "1" }
[tool.poe.tasks]
clean = "rm -rf dist"
build = { cmd = "python -m build", cwd = "pkg" }
check.shell = "twine check dist/* || true"
publish = { sequence = ["clean", "build", { cmd = "twine upload dist/*" }], env = { B = "2" } }
listed = ["clean", "build"]
needs = { cmd = "x", deps = ["clean"] }
other = { ref = "clean" }
args = { cmd = "twine upload -r $repo dist/*", args = [{ name = "repo", default = "pypi" }] }
lenient = { cmd = "x", ignore_fail = true }
python = { script = "pkg.mod:main" }
choice = { switch = [] }
loop = { ref = "loop" }
"""
HATCH = """[tool.hatch.envs.default]
dependencies = ["coverage"]
[tool.hatch.envs.default.scripts]
base = "x"
[tool.hatch.envs.release]
dependencies = ["twine>=6"]
env-vars = { TWINE_USERNAME = "__token__" }
[tool.hatch.envs.release.scripts]
build = "python -m build {root}"
publish = ["build", "- twine check dist/*", "twine upload -r {env:REPO:pypi} {args:dist/*}"]
loop = "loop"
[tool.hatch.envs.lone]
detached = true
scripts.x = "y"
"""
PDM = """[tool.pdm.scripts]
_.env = { A = "1" }
clean.shell = "rm -rf dist && mkdir dist"
pre_publish = "pdm build"
publish = { composite = ["clean", "twine upload {args:dist/*}"], env = { B = "2" } }
plain = "x"
words = { cmd = ["x", "a b"] }
python = { call = "pkg:main" }
loop = { composite = ["loop"] }
[tool.rye.scripts]
b = ["python", "-m", "build"]
all = { chain = ["b", "c"] }
c = { cmd = "twine upload dist/*", env = { A = "1" } }
"""
JUST = """set shell := ["bash", "-c"]
version := `cat VERSION`
dist := justfile_directory() / "dist"
export A := "1"
alias p := publish
default: clean
clean:
    -rm -rf {{dist}}
build dir="out": clean
    python -m build -o {{dir}}
publish repo="pypi" *flags: (build "d" + "ist") && after
    @twine upload -r {{repo}} {{flags}} \\
        dist/*
after $v=version:
    #!/usr/bin/env bash
    for x in a b; do
      echo $x
    done
loop: loop
py:
    #!/usr/bin/env python
    print(1)
env:
    x {{env_var("A")}} {{env("B", "c")}} '{{{{y}}' {{uuid()}}
"""
TASK = """version: '3'
vars: {DIST: dist, V: {sh: git describe}}
env: {A: '1'}
includes: {other: ./other}
tasks:
  clean: rm -rf {{.DIST}}
  build:
    deps: [clean]
    dir: pkg
    cmds: ["python -m build -o {{.DIST}} {{.V}}"]
  publish:
    aliases: [pub]
    env: {B: '2'}
    cmds:
      - task: build
      - cmd: twine check dist/*
        ignore_error: true
      - task: up
        vars: {REPO: '{{.REPO | default "pypi"}}'}
  up:
    - twine upload -r {{.REPO}} {{.DIST}}/* {{.CLI_ARGS}}
  maybe: {status: [x], cmds: [y]}
  loop: {cmds: [{task: loop}]}
  default: x
"""
TASKIPY = """[tool.taskipy.tasks]
pre_a = "p"
a = "x"
b = { cmd = "z", cwd = "d", help = "h" }
"""
PIXI = """[tasks]
clean = "rm -rf dist"
build = { cmd = ["python", "-m", "build"], depends-on = ["clean"] }
[feature.release.tasks]
publish = { cmd = "twine upload", depends-on = [{ task = "build" }], env = { A = "1" }, cwd = "d" }
"""


def poe(task: str, *runs: str, problems: tuple[str, ...] = ()) -> Case:
    """A task of poe."""
    return Case(f"poe {task}", f"poe {task}", {"pyproject.toml": POE}, runs, problems)


def just(words: str, *runs: str, problems: tuple[str, ...] = ()) -> Case:
    """A recipe of just."""
    return Case(f"just {words}", f"just {words}".rstrip(), {"justfile": JUST}, runs, problems)


def task(words: str, *runs: str, problems: tuple[str, ...] = ()) -> Case:
    """A task of Task."""
    files = {"Taskfile.yml": TASK, "other/Taskfile.yaml": "version: 3\ntasks: {x: {cmds: [y, {task: z}]}, z: w}\n"}
    return Case(f"task {words}", f"task {words}".rstrip(), files, runs, problems)


BUILT = ("rm -rf ./dist (ignored)", "python -m build -o dist")
TASK_BUILT = ("rm -rf dist", "python -m build -o dist $(git describe) @pkg")

RUNS = [
    Case("npm run", "npm run publish -- --y", NPM, ("a", "b --x --y", "c")),
    Case("npm test", "npm test", NPM, ("t",)),
    Case("yarn", "yarn publish2", {"package.json": '{"scripts": {"publish2": "x"}}'}, ("x",)),
    Case("pnpm run", "pnpm run test --y", NPM, ("t --y",)),
    Case("npm in a folder", "npm --prefix d run test", {"d/package.json": NPM["package.json"]}, ("t @d",)),
    Case("npm without the script", "npm run nothing", NPM, (), ("no script nothing",)),
    Case("npm workspaces", "npm run test -w d", NPM, (), ("cannot be told",)),
    Case(
        "npm run from npm run",
        "npm run a",
        {"package.json": '{"scripts": {"a": "npm run b && x", "b": "y"}}'},
        ("y", "x"),
    ),
    poe("clean", "rm -rf dist"),
    poe("clean dist2", "rm -rf dist dist2"),
    poe("build", "python -m build @pkg"),
    poe("check", "twine check dist/* (ignored)", "true (maybe)"),
    poe("publish", "rm -rf dist", "python -m build @pkg", "twine upload dist/*"),
    poe("listed", "rm -rf dist", "python -m build @pkg"),
    poe("needs", "rm -rf dist", "x"),
    poe("other", "rm -rf dist"),
    poe("args --repo testpypi", "twine upload -r $repo dist/*"),
    poe("lenient", "x (ignored)"),
    poe("python", problems=("not followed",)),
    poe("choice", problems=("the run decides",)),
    poe("loop", problems=("leads back to itself",)),
    poe("nothing", problems=("no task nothing",)),
    Case("poetry run poe", "poetry run poe clean", {"pyproject.toml": POE}, ("rm -rf dist",)),
    Case("poetry poe", "poetry poe clean", {"pyproject.toml": POE}, ("rm -rf dist",)),
    Case("uv run poe in a folder", "uv run poe clean", {"pyproject.toml": POE}, ("rm -rf dist",), folder="docs"),
    Case("hatch run", "hatch run base", {"pyproject.toml": HATCH}, ("x",)),
    Case("hatch inherits", "hatch run release:base", {"pyproject.toml": HATCH}, ("x",)),
    Case("hatch -e", "hatch -e release run build", {"pyproject.toml": HATCH}, ("python -m build .",)),
    Case(
        "hatch publish",
        "hatch run release:publish",
        {"pyproject.toml": HATCH},
        ("python -m build .", "twine check dist/* (ignored)", "twine upload -r pypi dist/*"),
    ),
    Case("hatch.toml", "hatch run a", {"hatch.toml": "[envs.default.scripts]\na = 'x'\n"}, ("x",)),
    Case("hatch loop", "hatch run release:loop", {"pyproject.toml": HATCH}, (), ("leads back to itself",)),
    Case("hatch launches a recipe", "hatch run make a", {"Makefile": "a:\n\tx\n"}, ("x",)),
    Case("pdm run", "pdm run plain --y", {"pyproject.toml": PDM}, ("x --y",)),
    Case("pdm without run", "pdm plain", {"pyproject.toml": PDM}, ("x",)),
    Case("pdm words", "pdm run words", {"pyproject.toml": PDM}, ("x 'a b'",)),
    Case(
        "pdm hooks",
        "pdm run publish",
        {"pyproject.toml": PDM},
        ("pdm build", "rm -rf dist", "mkdir dist", "twine upload dist/*"),
    ),
    Case("pdm function", "pdm run python", {"pyproject.toml": PDM}, (), ("not followed",)),
    Case("pdm loop", "pdm run loop", {"pyproject.toml": PDM}, (), ("leads back to itself",)),
    Case("rye chain", "rye run all", {"pyproject.toml": PDM}, ("python -m build", "twine upload dist/*")),
    Case("pipenv", "pipenv run a --y", {"Pipfile": "[scripts]\na = 'x'\n"}, ("x --y",)),
    Case(
        "pixi", "pixi run publish --y", {"pixi.toml": PIXI}, ("rm -rf dist", "python -m build", "twine upload --y @d")
    ),
    Case("pixi in pyproject.toml", "pixi run a", {"pyproject.toml": "[tool.pixi.tasks]\na = 'x'\n"}, ("x",)),
    just("", "rm -rf ./dist (ignored)"),
    just("clean build", "rm -rf ./dist (ignored)", "python -m build -o out"),
    just("p testpypi --verbose", *BUILT, "twine upload -r testpypi --verbose dist/*", "echo a", "echo b"),
    just("--set dist x clean", "rm -rf x (ignored)"),
    just("dist=x clean", "rm -rf x (ignored)"),
    just("env", "x ${A} c '{{y}}' $(...)"),
    just("loop", problems=("leads back to itself",)),
    just("py", problems=("script for python",)),
    just("nothing", problems=("no recipe nothing",)),
    Case("just in a folder", "just a", {"Justfile": "a:\n  x\n"}, ("x",), folder="d"),
    Case("just -f", "just -f d/j a", {"d/j": "a:\n  x\n"}, ("x @d",)),
    Case("just imports", "just a", {"justfile": "import 'b.just'\n", "b.just": "a:\n  x\n"}, ("x",)),
    Case("just without a file", "just a", {}, (), ("no justfile",)),
    task("", "x"),
    task("clean", "rm -rf dist"),
    task("build", *TASK_BUILT),
    task("pub -- -v", *TASK_BUILT, "twine check dist/* (ignored)", "twine upload -r pypi dist/* -v"),
    task("publish REPO=t", *TASK_BUILT, "twine check dist/* (ignored)", "twine upload -r t dist/* "),
    task("other:x", "y", "w"),
    task("maybe", "y (maybe)", problems=("decided by the run",)),
    task("loop", problems=("leads back to itself",)),
    task("nothing", problems=("no task nothing",)),
    task("--list"),
    Case("taskipy", "poetry run task a --y", {"pyproject.toml": TASKIPY}, ("p", "x --y")),
    Case("taskipy in a folder", "task b", {"pyproject.toml": TASKIPY}, ("z @d",)),
    Case("task without a file", "task a", {}, (), ("no Taskfile",)),
    Case("task with a broken file", "task a", {"Taskfile.yml": "a: ["}, (), ("no Taskfile",)),
]


@pytest.mark.parametrize("case", RUNS, ids=identify)
def test_runs(case: Case, tmp_path: Path) -> None:
    """The commands of a task, in order, those that it depends on first."""
    check(tmp_path, case._replace(runs=tuple(line.rstrip() for line in case.runs)))


def test_variables(tmp_path: Path) -> None:
    """What a runner puts into the environment of its commands."""
    cases = [
        (Case("", "poe publish", {"pyproject.toml": POE}), (("A", "1"), ("B", "2"))),
        (Case("", "poe args --repo t", {"pyproject.toml": POE}), (("A", "1"), ("repo", "t"))),
        (Case("", "hatch run release:publish", {"pyproject.toml": HATCH}), (("TWINE_USERNAME", "__token__"),)),
        (Case("", "pdm run publish", {"pyproject.toml": PDM}), (("A", "1"), ("B", "2"))),
        (Case("", "rye run all", {"pyproject.toml": PDM}), (("A", "1"),)),
        (Case("", "just publish", {"justfile": JUST}), (("A", "1"),)),
        (Case("", "task up REPO=x", {"Taskfile.yml": TASK.replace("includes", "x")}), (("A", "1"),)),
        (Case("", "pixi run publish", {"pixi.toml": PIXI}), (("A", "1"),)),
    ]
    for number, (case, variables) in enumerate(cases):
        recipe = recipe_of(tmp_path / str(number), case)
        assert recipe is not None
        command = next(command for command in recipe.commands if "twine upload" in command.text)
        assert command.variables == variables, case


def test_hatch_environment(tmp_path: Path) -> None:
    """An environment of hatch installs its own dependencies and those that it inherits."""
    recipe = recipe_of(tmp_path, Case("", "hatch run release:publish", {"pyproject.toml": HATCH}))
    assert recipe is not None
    assert recipe.isolated
    assert recipe.tools == ("coverage", "twine>=6")
    assert recipe.commands[0].origin == "pyproject.toml:9"


NONE = [
    ("npm publish", NPM),
    ("npm ci", NPM),
    ("yarn", NPM),
    ("yarn install", NPM),
    ("pnpm add x", NPM),
    ("hatch build", {"pyproject.toml": HATCH}),
    ("hatch publish", {"pyproject.toml": HATCH}),
    ("hatch run nothing", {"pyproject.toml": HATCH}),
    ("pdm build", {"pyproject.toml": PDM}),
    ("pdm run twine upload x", {"pyproject.toml": PDM}),
    ("rye publish", {"pyproject.toml": PDM}),
    ("pipenv install", {}),
    ("pipenv run twine upload x", {}),
    ("pixi install", {"pixi.toml": PIXI}),
    ("poetry publish", {"pyproject.toml": POE}),
    ("poetry run twine upload x", {"pyproject.toml": POE}),
    ("twine upload x", {}),
    ("uv publish", {}),
    ("python -m build", {}),
    ("python -m twine upload x", {}),
    ("python setup.py upload", {"setup.py": ""}),
    ("python -c 'import x'", {}),
    ("bash -c 'x'", {}),
    ("bash", {}),
    ("/usr/bin/twine upload x", {}),
    ("$TOOL upload", {}),
    ("doit publish", {}),
    ("gradle publish", {}),
    ("docker run x", {}),
    ("echo make release", {}),
]


@pytest.mark.parametrize(("command", "files"), NONE, ids=[case[0] for case in NONE])
def test_none(command: str, files: dict[str, str], tmp_path: Path) -> None:
    """Programs that lead to no recipe, and subcommands of runners that run none."""
    assert recipe_of(tmp_path, Case("", command, files)) is None


def test_no_words(tmp_path: Path) -> None:
    """No command leads nowhere."""
    assert recipe_of(tmp_path, Case("", "", {})) is None
