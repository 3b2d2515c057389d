"""What Python scripts and the tasks of invoke run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipes.cases import Case, check, identify, recipe_of
from trustpub.recipes.python.parsing import parse_python

IMPORTS = "import os\nimport subprocess\nimport sys\nfrom subprocess import check_call, run as start\n"


def script(name: str, body: str, *runs: str, command: str = "python r.py", problems: tuple[str, ...] = ()) -> Case:
    """A script."""
    return Case(name, command, {"r.py": IMPORTS + body}, runs, problems)


SCRIPTS = [
    script("list", "subprocess.run(['twine', 'upload', 'dist/*'], check=True)", "twine upload dist/*"),
    script("imported names", "check_call(['x'])\nstart(['y'], check=True)", "x", "y"),
    script("imported under another name", "import subprocess as sp\nsp.call(['x'])", "x"),
    script("text for a shell", "subprocess.run('cd d && x', shell=True, check=True)", "cd d", "x @d"),
    script("os.system", "os.system('x')", "x (ignored)"),
    script(
        "os.system that is looked at", "if os.system('x') != 0:\n    sys.exit(1)\nos.system('y')", "x", "y (ignored)"
    ),
    script("unchecked", "subprocess.run(['x'])", "x (ignored)"),
    script("this Python", "check_call([sys.executable, '-m', 'build'])", "python -m build"),
    script("folder", "check_call(['x'], cwd='d')\nos.chdir('e')\ncheck_call(['y'])", "x @d", "y @e"),
    script("arguments", "check_call(['x', sys.argv[1]])", "x 1.0", command="python r.py 1.0"),
    script("main", "def main():\n    check_call(['x'])\nif __name__ == '__main__':\n    main()", "x"),
    script("helper", "def sh(c):\n    print(c)\n    check_call(c, shell=True)\nsh('x')\nsh('y')", "x", "y"),
    script("exit", "check_call(['x'])\nsys.exit(0)\ncheck_call(['y'])", "x"),
    script("guard", "if f():\n    sys.exit('no')\ncheck_call(['x'])", "x"),
    script("twine as a module", "from twine.cli import dispatch\ndispatch(['upload', 'x'])", "twine upload x"),
    script("by its first line", "check_call(['x'])", "x", command="./r.py"),
    script("dry", "check_call(['x'] + (['--dry-run'] if len(sys.argv) > 1 else []))", "x"),
    script("condition of the run", "if f():\n    check_call(['x'])", "x (maybe)", problems=("decided by the run",)),
    script("command of the run", "check_call(f())", problems=("cannot be told",)),
    script("nothing that is read", "import plumbum\nplumbum.local['x']()", problems=("cannot be told",)),
    script("not Python", "def:", problems=("not Python",)),
]

TASKS = """from invoke import task, Collection
@task
def clean(c):
    c.run("rm -rf dist")
@task(pre=[clean])
def build(c, out="dist", flag=False):
    with c.cd("pkg"):
        c.run(f"python -m build -o {out}")
    if flag:
        c.run("flagged")
@task(build, post=[clean], default=True)
def release_all(ctx, repo="pypi"):
    ctx.run(f"twine upload -r {repo} dist/*", warn=True, env={"A": "b"})
"""
BUILD = ("rm -rf dist", "python -m build -o dist @pkg")

INVOKE = [
    Case("task", "invoke clean", {"tasks.py": TASKS}, ("rm -rf dist",)),
    Case("pre", "inv build", {"tasks.py": TASKS}, BUILD),
    Case(
        "options",
        "inv build --out x --flag",
        {"tasks.py": TASKS},
        ("rm -rf dist", "python -m build -o x @pkg", "flagged"),
    ),
    Case("default", "invoke", {"tasks.py": TASKS}, (*BUILD, "twine upload -r pypi dist/* (ignored)")),
    Case("dashes", "inv release-all --repo=t", {"tasks.py": TASKS}, (*BUILD, "twine upload -r t dist/* (ignored)")),
    Case("several", "inv clean build", {"tasks.py": TASKS}, ("rm -rf dist", BUILD[1])),
    Case("collection", "inv -c dev clean", {"dev.py": TASKS}, ("rm -rf dist",)),
    Case("package", "inv clean", {"tasks/__init__.py": TASKS}, ("rm -rf dist",)),
    Case("listing", "inv --list", {"tasks.py": TASKS}),
    Case("no file", "inv a", {}, problems=("no tasks.py",)),
    Case("no task", "inv a", {"tasks.py": TASKS}, problems=("no task a",)),
]


@pytest.mark.parametrize("case", SCRIPTS + INVOKE, ids=identify)
def test_runs(case: Case, tmp_path: Path) -> None:
    """The programs that a script or a task starts, in order."""
    check(tmp_path, case)


def test_opaque_script(tmp_path: Path) -> None:
    """A script that starts no program is a command like any other in a recipe, and incomplete by itself."""
    files = {"s.sh": "python bump.py 1\nx\n", "bump.py": "print(1)\n"}
    check(tmp_path, Case("", "./s.sh", files, ("python bump.py 1", "x")))
    check(tmp_path, Case("", "python bump.py", files, (), ("starts no program",)))


def test_setup_py(tmp_path: Path) -> None:
    """``setup.py`` is a tool, not a script to be followed."""
    assert recipe_of(tmp_path, Case("", "python setup.py sdist upload", {"setup.py": "import subprocess"})) is None


@pytest.mark.parametrize(
    "text",
    [
        "def:",
        "(" * 100 + ")" * 100,
        "x = " + "+".join("1" * 5000),
        "-" * 5000 + "1",
        "if 1:\n" * 100,
        "\0",
        "x" * 300_000,
        "'''",
    ],
    ids=["syntax", "brackets", "sum", "signs", "indentation", "null", "size", "open"],
)
def test_refused(text: str) -> None:
    """What is not Python, or could exhaust a parser, is not parsed."""
    assert parse_python(text) is None
