"""What ``nox`` runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipes.cases import Case, check, identify
from trustpub.recipes.nox_arguments import read_arguments

HEAD = "import os\nimport shutil\nimport nox\nfrom nox import session as renamed\n"


def nox(body: str, decorator: str = "@nox.session", before: str = "") -> dict[str, str]:
    """A noxfile with the session ``a`` of this body."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return {"noxfile.py": f"{HEAD}{before}{decorator}\ndef a(session):\n{lines}"}


def one(name: str, body: str, *runs: str, before: str = "", command: str = "nox -s a") -> Case:
    """A case of a session's body."""
    return Case(name, command, nox(body, before=before), runs)


RUNS = [
    one("run", "session.run('twine', 'upload', 'dist/*')", "twine upload dist/*"),
    one("outside programs", "session.run('make', external=True)\nsession.run_always('x')", "make", "x")._replace(
        problems=("no makefile",)
    ),
    one("blanks in a word", "session.run('x', 'a b')", "x 'a b'"),
    one("constant", "session.run('x', A)", "x 1", before="A = '1'\n"),
    one("f-string", "session.run('x', f'{A}/{2}.whl')", "x 1/2.whl", before="A = '1'\n"),
    one("spread list", "session.run('x', *A, 'c')", "x a b c", before="A = ['a', 'b']\n"),
    one("sum of lists", "args = ['x'] + ['y']\nargs += ['z']\nargs.append('w')\nsession.run(*args)", "x y z w"),
    one("format and percent", "session.run('x', '{}-{n}'.format(1, n=2), '%s' % 'a')", "x 1-2 a"),
    one("join and split", "session.run(*'x y'.split(), '-'.join(['a', 'b']))", "x y a-b"),
    one(
        "paths",
        "session.run('x', str(D / 'y'), os.path.join('a', 'b'))",
        "x dist/y a/b",
        before="from pathlib import Path\nD = Path('dist')\n",
    ),
    one(
        "own file",
        "session.chdir(Path(__file__).parent / 'd')\nsession.run('x')",
        "x @d",
        before="from pathlib import Path\n",
    ),
    one(
        "environment", "session.run('x', os.environ['A'], os.getenv('B'), os.environ.get('C', 'd'))", "x ${A} ${B} ${C}"
    ),
    one("only known at run time", "session.run('x', session.name, f'v{f()}')", "x $(...) v$(...)"),
    one("posargs", "session.run('x', *session.posargs)", "x b c", command="nox -s a -- b c"),
    one("no posargs", "session.run('x', *(session.posargs or ['d']))", "x d"),
    one("condition on posargs", "if session.posargs:\n    session.run('x')\nelse:\n    session.run('y')", "y"),
    one(
        "guard",
        "if len(session.posargs) != 1:\n    session.error('no')\nsession.run('x')",
        "x",
        command="nox -s a -- b",
    ),
    one("install", "session.install('build', '-r', 'r.txt')", "pip install build -r r.txt"),
    one(
        "helper",
        "build(session, 'out')",
        "python -m build -o out",
        before="def build(s, folder='dist', *, flag=True):\n    s.run('python', '-m', 'build', '-o', folder)\n",
    ),
    one("helper with a result", "session.run('x', version())", "x 1", before="def version():\n    return '1'\n"),
    one("loop", "for d in ('a', 'b'):\n    session.run('x', d)", "x a", "x b"),
    one("loop over pairs", "for a, b in [('a', 'b')]:\n    session.run(a, b)", "a b"),
    one("chdir", "session.chdir('d')\nsession.run('x')", "x @d"),
    one("chdir for a block", "with session.chdir('d'):\n    session.run('x')\nsession.run('y')", "x @d", "y"),
    one(
        "removing",
        "shutil.rmtree('dist', ignore_errors=True)\nsession.run(shutil.rmtree, 'build')",
        "rm -rf dist",
        "rm -rf build",
    ),
    one("subprocess", "import subprocess\nsubprocess.check_call(['x', 'y'])", "x y"),
    one("success codes", "session.run('x', success_codes=[0, 1])", "x (ignored)"),
    one("try", "try:\n    session.run('x')\nexcept Exception:\n    raise\nfinally:\n    session.run('y')", "x", "y"),
    one("return", "session.run('x')\nreturn\nsession.run('y')", "x"),
    one("skip", "session.skip('no')\nsession.run('y')"),
    one("a shell", "session.run('bash', '-c', 'x && y')", "x", "y"),
    one("another recipe", "session.run('python', 'r.py')", "x"),
    Case("name", "nox -s b", nox("session.run('x')", "@nox.session(name='b')"), ("x",)),
    Case("renamed decorator", "nox -s a", nox("session.run('x')", "@renamed(python='3.10')"), ("x",)),
    Case("with its Python", "nox -s a-3.10", nox("session.run('x')", "@nox.session(python=['3.10'])"), ("x",)),
    Case(
        "one parameter",
        "nox -s 'a(v=1)'",
        nox("session.run('x')", "@nox.session\n@nox.parametrize('v', ['1'])"),
        ("x",),
    ),
    Case("-f", "nox -f ci/n.py -s a", {"ci/n.py": nox("session.run('x')")["noxfile.py"]}, ("x @ci",)),
    Case("listing runs nothing", "nox --list", nox("session.run('x')")),
    Case("uvx", "uvx nox -s a", nox("session.run('x')"), ("x",)),
]

SEVERAL = f"""{HEAD}
nox.options.sessions = ["b"]
@nox.session
def a(session):
    session.run("a")
@nox.session(tags=["t"])
def b(session):
    session.run("b")
    session.notify("a")
@nox.session(default=False)
def c(session):
    session.run("c")
"""


@pytest.mark.parametrize("case", RUNS, ids=identify)
def test_runs(case: Case, tmp_path: Path) -> None:
    """The commands of a session, in the order in which its function comes to them."""
    if case.id == "another recipe":
        case = case._replace(files={**case.files, "r.py": "import os\nos.execvp('x', ['x'])\n"})
    check(tmp_path, case)


@pytest.mark.parametrize(
    ("command", "runs"),
    [
        ("nox", ("b", "a")),
        ("nox -s c a", ("c", "a")),
        ("nox -s a -s c", ("a", "c")),
        ("nox --session=c", ("c",)),
        ("nox -t t", ("b", "a")),
        ("nox -R -s c -- -s a", ("c",)),
    ],
)
def test_sessions(command: str, runs: tuple[str, ...], tmp_path: Path) -> None:
    """Which sessions run: those asked for, else those of the options; and what they notify, after them."""
    check(tmp_path, Case("", command, {"noxfile.py": SEVERAL}, runs))


def test_default_sessions(tmp_path: Path) -> None:
    """Without options every session runs that does not say otherwise."""
    check(tmp_path, Case("", "nox", {"noxfile.py": SEVERAL.replace('nox.options.sessions = ["b"]', "")}, ("a", "b")))


def test_environment(tmp_path: Path) -> None:
    """A session has an environment of its own that lets all variables through."""
    body = (
        "session.install('-U', 'build', 'twine>=5')\nsession.install('-e', '.[x]')\nsession.install('-r', 'a/r.txt')\n"
    )
    body += "session.run('twine', 'upload', 'x', env={'TWINE_PASSWORD': os.environ['T']})"
    runs = ("pip install -U build 'twine>=5'", "pip install -e '.[x]'", "pip install -r a/r.txt", "twine upload x")
    recipe = check(
        tmp_path, Case("", "nox -s a", nox(body), runs)._replace(runs=(runs[0], "pip install -e .[x]", *runs[2:]))
    )
    assert (recipe.isolated, recipe.passes) == (True, None)
    assert recipe.tools == ("build", "twine>=5", ".[x]", "-r a/r.txt")
    assert recipe.commands[-1].variables == (("TWINE_PASSWORD", "${T}"),)
    assert recipe.commands[-1].origin == "noxfile.py:10"
    assert recipe.chain == ("nox -s a", "twine upload x")


def problem(name: str, body: str, runs: tuple[str, ...], *problems: str, before: str = "") -> Case:
    """A case that is not complete."""
    return one(name, body, *runs, before=before)._replace(problems=problems)


PROBLEMS = [
    Case("no file", "nox -s a", {}, problems=("no noxfile.py",)),
    Case("not Python", "nox -s a", {"noxfile.py": "def:"}, problems=("no noxfile.py",)),
    Case("no session", "nox -s b", nox("session.run('x')"), problems=("no session b",)),
    Case(
        "several Pythons",
        "nox -s a",
        nox("session.run('x')", "@nox.session(python=['1', '2'])"),
        ("x",),
        ("several Pythons",),
    ),
    Case(
        "parameters",
        "nox -s a",
        nox("session.run('x')", "@nox.session\n@nox.parametrize('v', ['1', '2'])"),
        ("x",),
        ("parameters",),
    ),
    Case("keywords", "nox -k b", nox("session.run('x')"), ("x",), ("-k",)),
    problem("condition of the run", "if f():\n    session.run('x')", ("x (maybe)",), "decided by the run"),
    problem(
        "otherwise",
        "if f():\n    session.run('x')\nelse:\n    session.run('y')",
        ("x (maybe)", "y (maybe)"),
        "`x`",
        "`y`",
    ),
    problem("value of a branch", "v = 'a'\nif f():\n    v = 'b'\nsession.run('x', v)", ("x $(...)",)),
    problem("may have returned", "if f():\n    return\nsession.run('x')", ("x (maybe)",), "decided by the run"),
    problem("loop of the run", "for v in f():\n    session.run('x', v)", ("x $(...) (maybe)",), "decided by the run"),
    problem("while", "while True:\n    session.run('x')", ("x (maybe)",), "decided by the run"),
    problem("program of the run", "session.run(f())", (), "cannot be told"),
    problem("recursion", "g(session)", ("x",), "calls itself", before="def g(s):\n    s.run('x')\n    g(s)\n"),
    problem("folder of the run", "session.chdir(f())\nsession.run('x')", ("x",), "changes its folder"),
    problem("notifies of the run", "session.notify(f())", (), "cannot be told"),
]


@pytest.mark.parametrize("case", PROBLEMS, ids=identify)
def test_problems(case: Case, tmp_path: Path) -> None:
    """What only a run can tell, or is missing, makes the recipe incomplete, with the reason."""
    check(tmp_path, case)


def test_nothing_is_run(tmp_path: Path) -> None:
    """A noxfile is never executed, nor imported."""
    mark = tmp_path / "mark"
    files = nox("session.run('x')", before=f"open({str(mark)!r}, 'w').close()\n")
    check(tmp_path, Case("", "nox -s a", files, ("x",)))
    assert not mark.exists()


def test_arguments() -> None:
    """Options of nox with and without values are told from sessions."""
    found = read_arguments(["-db", "uv", "--sessions", "a", "b", "--no-venv", "-sc", "-p", "3.10", "--", "-x"])
    assert found.sessions == ("a", "b", "c")
    assert found.posargs == ("-x",)
