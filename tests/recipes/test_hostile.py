"""Recipes that are meant to do harm: to leave the checkout, to never end, to take all memory or time."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.recipes.cases import Case, recipe_of, write
from trustpub.recipes import classify, resolve
from trustpub.recipes.pinned import packages_pinned

SECONDS = 5.0
"""Far more than any of these takes, and far less than what is not linear takes."""


def repeated(start: str, part: str, size: int = 380_000, end: str = "") -> str:
    """A text of about that size that repeats a part."""
    return start + part * (size // max(len(part), 1)) + end


MAKE = [
    "$(",
    "${",
    "$(if $(a),",
    "$(a",
    "a: ",
    "%:%\n\tx\n",
    "ifdef a\n",
    "define x\n",
    "include Makefile\n",
    "export ",
    "a\\\n",
    "\n",
    " ",
]
SHELL = [
    "$(",
    "${",
    "${{",
    "`",
    "'",
    "<<E\n",
    "a;",
    "a&&",
    "if a;then ",
    "case x in a)",
    "a(){ ",
    "((",
    "$((",
    "x " * 50 + "\n",
    "\\\n",
]
PYTHON = ["(", "-", "a.", "1+", "not ", "if x:\n ", "x=x+x\n", "a=[a,a]\n", "f'{a}{a}'\n", "'a'", "@a\n"]
INI = ["{", "{posargs:", "{env:A:", "{[testenv]commands}", "x{a,b}-{c,d}-{e,f}", "a ", "\\\n  "]
JUST = ["{{", "{{a}}", "a: b\n", "a := b + ", "import 'justfile'\n", "(", "'", "a ("]
TOML = ["[", "{", "a.", "a={", "[[a]]\n", "a=[", "x.y.z=1\n"]


def large() -> list[Case]:
    """Large files of one repeated part, in every place where a reader looks."""
    cases = [Case(f"make {p!r}", "make a", {"Makefile": repeated("a:\n\techo\n", p)}) for p in MAKE]
    cases += [
        Case(f"recipe {p!r}", "make a", {"Makefile": repeated("a:\n\techo ", p.replace("\n", "\n\t"))}) for p in SHELL
    ]
    cases += [Case(f"sh {p!r}", "./s.sh", {"s.sh": repeated("echo\n", p, 95_000)}) for p in SHELL]
    session = "import nox\na='x'\n@nox.session\ndef t(session):\n    session.run('echo')\n"
    cases += [Case(f"nox {p!r}", "nox -s t", {"noxfile.py": repeated(session, p, 190_000)}) for p in PYTHON]
    tox = "[testenv:t]\ncommands =\n  echo "
    cases += [Case(f"tox {p!r}", "tox -e t", {"tox.ini": repeated(tox, p)}) for p in INI]
    cases += [Case(f"tox names {p!r}", "tox -e t", {"tox.ini": repeated("[tox]\nenvlist = ", p)}) for p in INI]
    cases += [Case(f"just {p!r}", "just t", {"justfile": repeated("t:\n  echo {{\n", p)}) for p in JUST]
    cases += [
        Case(f"just line {p!r}", "just t", {"justfile": repeated("t:\n  echo ", p.replace("\n", ""), 50_000)})
        for p in JUST
    ]
    cases += [
        Case(f"poe {p!r}", "poe t", {"pyproject.toml": repeated('[tool.poe.tasks]\nt="echo"\n', p)}) for p in TOML
    ]
    cases += [
        Case(f"npm {p!r}", "npm run t", {"package.json": repeated('{"scripts": ', p)}) for p in ('{"a":', "[", '"a"')
    ]
    cases += [
        Case(f"task {p!r}", "task t", {"Taskfile.yml": repeated("tasks:\n  t: ", p, 90_000)})
        for p in ("[", "{{", "- ", " ")
    ]
    return cases


def chain(line: str, count: int = 2000, start: str = "") -> str:
    """Lines in which every item names the next, several times."""
    return start + "".join(line.format(a=f"t{i}", b=f"t{i + 1}") for i in range(count))


SESSION = "import nox\n@nox.session\ndef a(s):\n  "
POE_TASKS, PDM_SCRIPTS = "[tool.poe.tasks]\n", "[tool.pdm.scripts]\n"
HATCH_SCRIPTS = "[tool.hatch.envs.default.scripts]\n"
INCLUDES = {f"m{i}": chain(f"include m{i + 1}\n", 200) for i in range(20)}
SOURCES = {"s.sh": ". ./t.sh\n" * 50, "t.sh": ". ./u.sh\n" * 50, "u.sh": ". ./s.sh\n" * 50}
CIRCLE = {"Makefile": "a:\n\ttox -e a\n", "tox.ini": "[testenv:a]\ncommands = nox -s a\n"}

ENDLESS = [
    ("make cycle", "make a", {"Makefile": "a: b\nb: a\n\tx\n"}),
    ("make recursion", "make a", {"Makefile": "a:\n" + "\t$(MAKE) a V=$(V)1\n" * 50}),
    ("make fan", "make t0", {"Makefile": chain("{a}:\n" + "\tmake {b}\n" * 20, 12)}),
    ("make depth", "make t0", {"Makefile": chain("{a}: {b}\n\techo\n")}),
    ("make variables", "make a", {"Makefile": chain("{b} = $({a})$({a})$({a})\n", 60) + "a:\n\techo $(t60)\n"}),
    ("make includes", "make a", {**INCLUDES, "Makefile": "include m0\na:\n\tx\n"}),
    ("scripts", "./s.sh", {"s.sh": "./t.sh $1$1\n" * 9, "t.sh": "./s.sh $1$1\n" * 9}),
    ("functions", "./s.sh", {"s.sh": chain("{a}() {{ {b}; {b}; {b}; }}\n", 30) + "t0\n"}),
    ("loops", "./s.sh", {"s.sh": "for a in 1 2 3 4 5 6 7 8 9 0; do " * 12 + "x;" + " done;" * 12}),
    ("growing variables", "./s.sh", {"s.sh": "A=aaaaaaaaaa\n" + "A=$A$A$A\n" * 200 + "x $A\n"}),
    ("sources", "./s.sh", SOURCES),
    (
        "tox references",
        "tox -e a",
        {"tox.ini": chain("[{a}]\nk={{[{b}]k}}{{[{b}]k}}\n", start="[testenv:a]\ncommands={[t0]k}\n")},
    ),
    ("tox in itself", "tox -e a", {"tox.ini": "[testenv:a]\ncommands =\n" + "  tox -e a\n" * 50}),
    (
        "nox functions",
        "nox -s a",
        {"noxfile.py": chain("def {a}(s):\n  {b}(s);{b}(s);{b}(s)\n", 30) + SESSION + "t0(s)\n"},
    ),
    ("nox notifications", "nox -s a", {"noxfile.py": SESSION + "s.notify('a')\n"}),
    ("poe sequences", "poe t0", {"pyproject.toml": chain('{a} = ["{b}", "{b}", "{b}"]\n', start=POE_TASKS)}),
    ("pdm", "pdm run t0", {"pyproject.toml": chain('{a} = {{composite=["{b}", "{b}"]}}\n', start=PDM_SCRIPTS)}),
    ("hatch", "hatch run t0", {"pyproject.toml": chain('{a} = ["{b}", "{b}", "{b}"]\n', start=HATCH_SCRIPTS)}),
    ("just", "just t0", {"justfile": chain('{a} x="a": ({b} x+"a") ({b} x+"b")\n  #\n', 300)}),
    ("task", "task t0", {"Taskfile.yml": chain("  {a}: [{{task: {b}}}, {{task: {b}}}]\n", 500, "tasks:\n")}),
    ("npm", "npm run a", {"package.json": '{"scripts": {"prea": "npm run a", "a": "npm run a && npm run a"}}'}),
    ("a circle", "make a", {**CIRCLE, "noxfile.py": SESSION + "s.run('make', 'a')\n"}),
]
CASES = large() + [Case(*case) for case in ENDLESS]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_bounded(case: Case, tmp_path: Path) -> None:
    """Reading ends soon, with few commands, and without an error."""
    started = time.perf_counter()
    recipe = recipe_of(tmp_path, case)
    if recipe is not None:
        classify(recipe)
    assert time.perf_counter() - started < SECONDS
    assert recipe is None or len(recipe.commands) <= 1000
    assert recipe is None or len(recipe.problems) < 200


@pytest.mark.parametrize("name", ["Makefile", "s.sh", "tox.ini", "noxfile.py", "justfile", "pyproject.toml"])
def test_too_large(name: str, tmp_path: Path) -> None:
    """A file of a megabyte is not read, which is said."""
    command = {"Makefile": "make a", "s.sh": "./s.sh", "tox.ini": "tox", "noxfile.py": "nox", "justfile": "just"}
    case = Case("", command.get(name, "poe a"), {name: "a:\n\tx\n" * 200_000})
    recipe = recipe_of(tmp_path, case)
    assert recipe is not None and not recipe.complete and recipe.commands == ()
    assert any("is not read: it has more than 400 kB" in problem for problem in recipe.problems)


OUTSIDE = [
    *("make -C ../../.. a", "make -f ../secret a", "make -C out a", "make -C /etc a"),
    *("bash ../secret", "out/secret", "./linked", "python ../secret"),
    *("tox -c ../secret", "nox -f ../secret", "just -f ../secret a", "task -t ../secret a"),
    *("inv -r .. a", "npm --prefix .. run a"),
]


@pytest.mark.parametrize("command", OUTSIDE)
def test_outside(command: str, tmp_path: Path) -> None:
    """Nothing outside of the checkout is read: not through ``..``, nor through links, nor by an absolute path."""
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("secret", "Makefile", "package.json", "tasks.py", "noxfile.py"):
        (outside / name).write_text("SECRET:\n\ttwine upload secret\n")
    root = tmp_path / "root"
    root.mkdir()
    os.symlink(outside, root / "out")
    os.symlink(outside / "secret", root / "linked")
    recipe = recipe_of(root, Case("", command, {}))
    assert recipe is None or (recipe.commands == () and not recipe.complete)


def test_linked_file(tmp_path: Path) -> None:
    """A requirements file that is a link to the outside is not read."""
    (tmp_path / "secret").write_text("twine==1.0\n")
    root = tmp_path / "root"
    root.mkdir()
    os.symlink(tmp_path / "secret", root / "requirements.txt")
    assert packages_pinned(write(root, {}), "twine") == []
    assert packages_pinned(write(root, {}), "twine", requirements=["-r requirements.txt"]) == []


def test_binary(tmp_path: Path) -> None:
    """Bytes that are no text do no harm."""
    repository = write(tmp_path, {})
    for name in ("Makefile", "tox.ini", "noxfile.py", "justfile", "pyproject.toml", "Taskfile.yml", "package.json"):
        (tmp_path / name).write_bytes(bytes(range(256)) * 20)
    for words in (
        ["make"],
        ["tox"],
        ["nox"],
        ["just"],
        ["poe", "a"],
        ["task", "a"],
        ["npm", "run", "a"],
        ["hatch", "run", "a"],
    ):
        recipe = resolve(words, repository)
        assert recipe is None or recipe.commands == ()
